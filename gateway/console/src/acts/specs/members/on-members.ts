// SPDX-License-Identifier: Apache-2.0
/** Members, and what each is for: registered and changed by a manager; its duties and systems by itself. */
import type { Schemas } from '../../../api/problem';
import { isDesk, isManaging, only, optionsOf, path, type Acting } from '../acting';
import { brief, CODE, line, many, names, optional, owned, ownOnes, severalOwned, text } from '../brief';
import type { Act, Field } from '../spec';

const ROLES = [
  'provider',
  'consumer',
  'manager',
  'auditor',
  'arbitrator',
  'government',
] as const satisfies readonly Schemas['OrganisationChange']['roles'][number][];
const MSP = '[A-Za-z][A-Za-z0-9.\\-]{0,47}';

const described = (acting: Acting): readonly Field[] => [
  ...names(100),
  many(
    'roles',
    'roles',
    optionsOf(ROLES, (value) => acting.word('hat', value)),
  ),
  optional(line('region', 'region', 6, '\\d{6}')),
];

export function openingOrganisations(acting: Acting): readonly Act[] {
  if (!isManaging(acting)) return [];
  const fields = [
    line('organisation', 'mspId', 48, MSP),
    line('code', 'creditCode', 64),
    ...described(acting),
  ];
  return [
    brief('registerOrganisation', '/v1/organisations', fields, {
      audience: 'members',
      signing: { operation: 'registerOrganisation', transaction: 'organisation:register' },
    }),
  ];
}

export function actsOnOrganisation(acting: Acting, member: Schemas['OrganisationView']): readonly Act[] {
  if (!isManaging(acting)) return [];
  const id = member.organisation;
  const isOwn = acting.isOf(id);
  const first: Readonly<Record<string, string | undefined>> = {
    'names.zh': member.names.zh,
    'names.en': member.names.en,
    region: member.region,
  };
  const fields = described(acting).map((field): Field => {
    const known = first[field.name];
    return field.kind === 'line' && known !== undefined ? { ...field, first: known } : field;
  });
  const signed = (
    operation: 'updateOrganisation' | 'suspendOrganisation' | 'resumeOrganisation',
    transaction: string,
  ) => ({ audience: 'members', signing: { operation, id, transaction } }) as const;
  return only(
    brief('updateOrganisation', path('organisations', id), fields, {
      method: 'PUT',
      ...signed('updateOrganisation', 'organisation:update'),
    }),
    !isOwn &&
      member.status === 'active' &&
      brief(
        'suspendOrganisation',
        path('organisations', id, 'suspension'),
        [],
        signed('suspendOrganisation', 'organisation:suspend'),
      ),
    !isOwn &&
      member.status === 'suspended' &&
      brief(
        'resumeOrganisation',
        path('organisations', id, 'resumption'),
        [],
        signed('resumeOrganisation', 'organisation:resume'),
      ),
  );
}

const holds = ({ organisation }: Acting): boolean =>
  ['provider', 'consumer', 'manager'].some((role) => organisation?.roles.some((one) => one === role));

export function openingDuties(acting: Acting): readonly Act[] {
  if (!isDesk(acting) || !holds(acting)) return [];
  const fields = [
    line('code', 'code', 64, CODE),
    ...names(300),
    text('legalBasis', 'dutyBasis', 500),
    // As a rule one that is repealed already.
    optional(owned('replaces', 'replacedDuty', { ...ownOnes(acting, 'duty'), withRepealed: true })),
  ];
  return [brief('registerDuty', '/v1/duties', fields, { audience: 'members' })];
}

export const actsOnDuty = (
  acting: Acting,
  { id, organisation, status }: Schemas['DutyView'],
): readonly Act[] =>
  only(
    isDesk(acting) &&
      acting.isOf(organisation) &&
      status === 'active' &&
      brief('repealDuty', path('duties', id, 'repeal'), [], { audience: 'members' }),
  );

export function openingSystems(acting: Acting): readonly Act[] {
  if (!isDesk(acting) || !holds(acting)) return [];
  const fields = [
    line('code', 'code', 64, CODE),
    ...names(300),
    severalOwned('duties', 'servedDuties', ownOnes(acting, 'duty')),
  ];
  return [brief('registerSystem', '/v1/systems', fields, { audience: 'members' })];
}

export const actsOnSystem = (
  acting: Acting,
  { id, organisation, status }: Schemas['SystemView'],
): readonly Act[] =>
  only(
    isDesk(acting) &&
      acting.isOf(organisation) &&
      status === 'active' &&
      brief('retireSystem', path('systems', id, 'retirement'), [], { audience: 'members' }),
  );
