// SPDX-License-Identifier: Apache-2.0
/** Setting the next version of the policy: what differs is shown, and all of it is sent. */
import type { Schemas } from '../../../api/problem';
import { isOfficer, path, type Acting } from '../acting';
import type { Act } from '../spec';

/** @param shown what differs, in words */
export function actsOnPolicy(
  acting: Acting,
  setting: Schemas['PolicySetting'],
  shown: NonNullable<Act['shown']>,
): readonly Act[] {
  if (!isOfficer(acting) || !acting.wears('manager') || shown.length === 0) return [];
  return [
    {
      title: 'policy.act.title',
      lead: 'policy.act.lead',
      address: path('policies'),
      signing: { operation: 'setPolicy', transaction: 'policy:set' },
      audience: 'members',
      shown,
      fields: [],
      body: () => ({ ...setting }),
    },
  ];
}
