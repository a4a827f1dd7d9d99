// SPDX-License-Identifier: Apache-2.0
/** Whether an entry says all that a profile of the law asks of one. */
import type { EntryNeed } from '../law/rule';
import type { ResourceContent } from './resource-records';

type Sharing = ResourceContent['sharing'];

/** Scope and permitted purposes; other conditions there may be or not. */
const statesConditions = ({ sharingType, conditions }: Sharing): boolean =>
  sharingType !== 'conditional' || (conditions?.consumers !== undefined && conditions.purposes !== undefined);

const statesBasis = ({ sharingType, basis, reason }: Sharing): boolean =>
  sharingType !== 'not-shared' || (basis !== undefined && reason !== undefined);

const MEETS = {
  formats: ({ formats }) => formats !== undefined,
  'update-cycle': ({ updateCycle }) => updateCycle !== 'unknown',
  grades: ({ items }) => items.every(({ grade }) => grade !== undefined),
  classes: ({ items }) => items.every(({ dataClass }) => dataClass !== undefined),
  conditions: ({ sharing }) => statesConditions(sharing),
  basis: ({ sharing }) => statesBasis(sharing),
  assessments: ({ assessments }) => assessments !== undefined,
} as const satisfies Record<EntryNeed, (content: ResourceContent) => boolean>;

/** @returns those of the needs that the entry does not meet, in their order */
export const lackingIn = (content: ResourceContent, needs: readonly EntryNeed[]): EntryNeed[] =>
  needs.filter((need) => !MEETS[need](content));
