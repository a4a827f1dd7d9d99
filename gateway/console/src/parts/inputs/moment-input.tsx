// SPDX-License-Identifier: Apache-2.0
/** A time of day on a day, typed as the consortium's clocks show it; `instantOf` makes an instant of it. */
import type { ComponentProps, ReactElement } from 'react';
import { useMe } from '../../api/me';
import { useSay } from '../../i18n/i18n';
import { zoneOf } from '../time/time';

export const MomentInput = (props: Omit<ComponentProps<'input'>, 'type'>): ReactElement => (
  <input {...props} type="datetime-local" />
);

/** Whose time it is, to stand beside the field. */
export function useMomentHint(): string {
  const say = useSay();
  const { calendar } = useMe();
  return say('act.momentHint', { zone: zoneOf(calendar) });
}
