// SPDX-License-Identifier: Apache-2.0
/** The month in which uses are reported now, by the consortium's own clock. */
import { useMe } from '../../api/me';
import { localDay } from './time';

const MONTH = 7;

export function useThisMonth(): string {
  const { calendar } = useMe();
  return localDay(new Date().toISOString(), calendar).slice(0, MONTH);
}
