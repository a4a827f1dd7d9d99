// SPDX-License-Identifier: Apache-2.0
/** What a catalogue has to follow: changes of law and duty, source agencies, demand for what it does not list. */
import type { Schemas } from '../../../api/problem';
import { isDesk, isManaging, isOfficer, only, optionsOf, path, type Acting } from '../acting';
import {
  brief,
  line,
  list,
  many,
  membersWhere,
  names,
  one,
  opening,
  optional,
  owned,
  ownOnes,
  reason,
  severalOwned,
  text,
  purposeAndBasis,
} from '../brief';
import { listOf, textOf, textsOf, type Act, type Field, type Offered } from '../spec';

const GROUNDS = [
  'not-held',
  'not-shared-by-law',
  'held-by-another',
  'other',
] as const satisfies readonly Schemas['DemandRefusing']['ground'][];

export function openingChanges(acting: Acting): readonly Act[] {
  if (!isDesk(acting)) return [];
  // A manager declares it of anybody's duty.
  const offered: Offered = isManaging(acting) ? { kind: 'duty' } : ownOnes(acting, 'duty');
  return [
    brief(
      'declareChange',
      '/v1/catalogue-changes',
      [
        owned('duty', 'changedDuty', { ...offered, withRepealed: true }),
        one(
          'kind',
          'changeKind',
          optionsOf(['law-changed', 'duty-changed'], (value) => acting.word('changeKind', value)),
        ),
        text('text', 'changeText', 500),
        optional(line('citation', 'citation', 300)),
      ],
      { audience: 'members' },
    ),
  ];
}

export function actsOnChange(acting: Acting, change: Schemas['CatalogueChangeView']): readonly Act[] {
  const { id, state, organisation } = change;
  const isOwn = acting.isOf(organisation);
  const fields = [
    optional(severalOwned('entries', 'changedEntries', ownOnes(acting, 'resource'))),
    optional(text('text', 'whyNone', 500)),
  ];
  return only(
    state === 'open' &&
      isOwn &&
      isDesk(acting) &&
      brief('recordUpdate', path('catalogue-changes', id, 'update'), fields, { audience: 'members' }),
    state === 'updated' &&
      !isOwn &&
      isOfficer(acting) &&
      acting.wears('manager') &&
      brief('contestUpdate', path('catalogue-changes', id, 'objection'), [reason()], { audience: 'members' }),
  );
}

/** A source agency is named for entries of one subject; the data items of each are all of it, or those listed. */
export function openingSources(acting: Acting): readonly Act[] {
  if (!isOfficer(acting) || !acting.wears('manager')) return [];
  const providers = membersWhere(acting, ({ roles }) => roles.includes('provider'));
  const fields = [
    ...names(100),
    one('agency', 'agency', providers),
    many('collectors', 'collectors', providers),
    severalOwned('items', 'subjectEntries', {
      kind: 'resource',
      of: (values) => [textOf(values, 'agency'), ...listOf(values, 'collectors')],
    }),
    text('basis', 'basis', 500),
  ];
  const act = brief('designateSource', '/v1/source-agencies', fields, {
    audience: 'members',
    signing: { operation: 'designateSource', transaction: 'source:designate' },
  });
  const ofEntries: Act = {
    ...act,
    body: (values) => ({
      ...act.body(values),
      items: textsOf(values, 'items').map((resource) => ({ resource })),
    }),
  };
  return [opening(ofEntries, 'S')];
}

export function actsOnSource(acting: Acting, source: Schemas['SourceAgencyView']): readonly Act[] {
  if (!isOfficer(acting) || source.state !== 'in-force') return [];
  const { id, organisation, collectors } = source;
  const asked = [
    one(
      'collector',
      'collector',
      membersWhere(acting, (member) => collectors.includes(member.organisation)),
    ),
    text('text', 'wantedUpdate', 500),
  ];
  const ask = brief('askSourceUpdate', '/v1/source-updates', asked, { audience: 'members' });
  return only(
    acting.isOf(organisation) && { ...ask, body: (values) => ({ ...ask.body(values), source: id }) },
    acting.wears('manager') &&
      brief('endSource', path('source-agencies', id, 'ending'), [reason()], {
        audience: 'members',
        signing: { operation: 'endSource', transaction: 'source:end', id },
      }),
  );
}

export function actsOnSourceUpdate(acting: Acting, update: Schemas['SourceUpdateView']): readonly Act[] {
  if (!isOfficer(acting)) return [];
  const { id, state, agency, organisation } = update;
  const isDeclared = state === 'declared' && acting.isOf(agency);
  return only(
    state === 'asked' &&
      acting.isOf(organisation) &&
      brief('declareSourceUpdate', path('source-updates', id, 'declaration'), [text('text', 'text', 500)], {
        audience: 'members',
      }),
    isDeclared &&
      brief('confirmSourceUpdate', path('source-updates', id, 'confirmation'), [], { audience: 'members' }),
    isDeclared &&
      brief('contestSourceUpdate', path('source-updates', id, 'objection'), [reason()], {
        audience: 'members',
      }),
  );
}

export function openingDemands(acting: Acting): readonly Act[] {
  if (!isOfficer(acting) || !acting.wears('consumer')) return [];
  return [
    brief(
      'stateDemand',
      '/v1/demands',
      [
        one(
          'provider',
          'demandedOf',
          membersWhere(
            acting,
            ({ organisation, roles }) => roles.includes('provider') && !acting.isOf(organisation),
          ),
        ),
        ...names(300),
        optional(list('items', 'wantedItems')),
        ...purposeAndBasis(),
        { kind: 'prose', name: 'scenario', label: 'act.field.scenario', max: 500, isOptional: true },
        optional(owned('duty', 'forDuty', ownOnes(acting, 'duty'))),
      ],
      { audience: 'members' },
    ),
  ];
}

export function actsOnDemand(acting: Acting, demand: Schemas['DemandView']): readonly Act[] {
  if (!isOfficer(acting) || demand.state !== 'open') return [];
  const { id, provider, consumer } = demand;
  const holder: Field = {
    ...one(
      'holder',
      'holder',
      membersWhere(acting, ({ organisation }) => organisation !== provider),
    ),
    when: (values) => textOf(values, 'ground') === 'held-by-another',
  };
  const ground = one(
    'ground',
    'refusalGround',
    optionsOf(GROUNDS, (value) => acting.word('demandRefusal', value)),
  );
  return only(
    acting.isOf(provider) &&
      brief(
        'listDemanded',
        path('demands', id, 'listing'),
        [owned('resource', 'listedEntry', ownOnes(acting, 'resource'))],
        {
          audience: 'members',
        },
      ),
    acting.isOf(provider) &&
      brief('refuseDemand', path('demands', id, 'refusal'), [ground, reason(), optional(holder)], {
        audience: 'members',
      }),
    acting.isOf(consumer) &&
      brief('withdrawDemand', path('demands', id, 'withdrawal'), [], { audience: 'members' }),
  );
}
