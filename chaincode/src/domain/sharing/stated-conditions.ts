// SPDX-License-Identifier: Apache-2.0
/** What the catalogue ties sharing to, by name and in words, and which of it a request does not meet. */
import type { AllowedConsumers, ResourceContent } from '../catalogue/resource-records';
import { levelOf, upwards, type Level } from '../members/region';
import type { Organisation } from '../records';
import type { Terms, UnmetCondition } from './grant-records';

type Asker = Pick<Organisation, 'mspId' | 'roles' | 'region'>;

/** Every condition under which it can be named in a refusal: the parts that the ledger judges, and words. */
export function statedConditions({ sharing: { condition, conditions } }: ResourceContent): readonly string[] {
  return [
    ...(condition === undefined ? [] : [condition]),
    ...(conditions?.consumers ? ['consumers'] : []),
    ...(conditions?.purposes ? ['purposes'] : []),
    ...(conditions?.others ?? []),
  ];
}

const hasLevel = ({ region }: Asker, levels: readonly Level[]): boolean =>
  region !== undefined && levels.includes(levelOf(region));

const liesIn = ({ region }: Asker, regions: readonly string[]): boolean =>
  region !== undefined && upwards(region).some((one) => regions.includes(one));

/** Whether the organisation is named, or has what is asked of those that are not. */
function isAllowed({ roles, levels, regions, organisations = [] }: AllowedConsumers, asker: Asker): boolean {
  if (organisations.includes(asker.mspId)) return true;
  const asked = [
    roles && roles.some((role) => asker.roles.includes(role)),
    levels && hasLevel(asker, levels),
    regions && liesIn(asker, regions),
  ].filter((one) => one !== undefined);
  return asked.length > 0 && !asked.includes(false);
}

/** @returns the stated conditions that the ledger can judge and that are not met */
export function unmetBy(
  { sharing: { conditions } }: ResourceContent,
  { purpose }: Pick<Terms, 'purpose'>,
  asker: Asker,
): UnmetCondition[] {
  const { consumers, purposes } = conditions ?? {};
  const outside = consumers !== undefined && !isAllowed(consumers, asker);
  const other = purposes !== undefined && !purposes.includes(purpose.code);
  return [...(outside ? (['consumers'] as const) : []), ...(other ? (['purposes'] as const) : [])];
}
