// SPDX-License-Identifier: Apache-2.0
/** While data is held, and after: wider use by consent, services that end or change, copies disposed of, yearly reports. */
import type { Schemas } from '../../../api/problem';
import { isOfficer, isRefused, only, optionsOf, path, verdictField, type Acting } from '../acting';
import {
  brief,
  day,
  document,
  evidence,
  line,
  list,
  membersWhere,
  moment,
  number,
  one,
  optional,
  ownOnes,
  posts,
  postsOf,
  purposeCode,
  reason,
  severalOwned,
  text,
} from '../brief';
import { textOf, textsOf, type Act, type Field, type Values } from '../spec';

type Grant = Schemas['GrantView'];

const METHODS = [
  'destroy',
  'return',
  'seal',
  'anonymise',
] as const satisfies readonly Schemas['DisposalDeclaring']['method'][];
const DISCLOSURES = [
  'audit',
  'dispute',
  'court-order',
  'supervision',
] as const satisfies readonly Schemas['KeyDisclosure']['reason'][];

/** A purpose in its two parts, where the person adds one. */
function variationBody(id: string): (values: Values) => Readonly<Record<string, unknown>> {
  return (values) => {
    const sets = (['items', 'systems', 'thirdParties'] as const).map(
      (name) => [name, textsOf(values, name)] as const,
    );
    const purpose = { code: textOf(values, 'code'), text: textOf(values, 'purpose') };
    return {
      grant: id,
      adds: {
        ...Object.fromEntries(sets.filter(([, set]) => set.length > 0)),
        ...(purpose.code !== '' && { purposes: [purpose] }),
      },
      reason: textOf(values, 'reason'),
      ...postsOf(values),
    };
  };
}

const askVariation = (acting: Acting, { id }: Grant): Act => ({
  ...brief('askVariation', '/v1/variations', [
    optional(list('items', 'moreItems')),
    optional(severalOwned('systems', 'moreSystems', ownOnes(acting, 'system'))),
    optional({ ...purposeCode('code'), together: 'purpose' }),
    optional({
      kind: 'line',
      name: 'purpose',
      label: 'act.field.purposeText',
      max: 300,
      together: 'code',
    }),
    optional(list('thirdParties', 'thirdParties')),
    reason(1000),
    ...posts,
  ]),
  shown: [{ name: acting.say('noun.grant'), value: id }],
  body: variationBody(id),
});

const announce = (acting: Acting, { id }: Grant): Act => {
  const act = brief(
    'announceService',
    '/v1/service-changes',
    [
      one(
        'action',
        'serviceAction',
        optionsOf(['end', 'change'], (value) => acting.word('serviceAction', value)),
      ),
      reason(1000),
      optional(text('text', 'text')),
      moment(acting, 'effectiveAt', 'effectiveAt'),
    ],
    {
      signing: { operation: 'announceServiceChange', transaction: 'service:announce' },
      shown: [{ name: acting.say('noun.grant'), value: id }],
    },
  );
  // Chosen once, when the dialog opens: what is signed names it.
  const own = `S-${crypto.randomUUID()}`;
  return { ...act, body: (values) => ({ ...act.body(values), id: own, grant: id }) };
};

const isDestroyed = (values: Values): boolean => textOf(values, 'destroyed.copies') !== '';

/** Tasks as the ledger knows them; a person may write them in the language of the page. */
const TASKS = ['build', 'maintain', 'operate', 'process', 'store'] as const;

/** `CODE TASK,TASK SHA-256`, one of each contractor, sorted. What is no task is left for the ledger to refuse. */
function contractorsIn({ word }: Acting, values: Values): object[] {
  const taskOf = (said: string): string =>
    TASKS.find((task) => word('contractorTask', task) === said) ?? said;
  return textsOf(values, 'contractors')
    .map((said) => said.split(/[\s=]+/))
    .map(([code = '', ...rest]) => {
      const tasks = rest.slice(0, -1).flatMap((some) => some.split(/[,，/]/));
      const known = tasks.filter((task) => task !== '').map(taskOf);
      return { code, tasks: [...new Set(known)].sort(), agreement: rest.at(-1) ?? '' };
    })
    .sort((a, b) => (a.code < b.code ? -1 : 1));
}

function useReport(acting: Acting, { id }: Grant): Act {
  const act = brief(
    'submitUseReport',
    '/v1/use-reports',
    [
      line('year', 'year', 4, '\\d{4}'),
      text('scenario', 'scenario', 500),
      text('course', 'course'),
      text('effect', 'effect'),
      line('storage.place', 'storagePlace', 200),
      number('storage.copies', 'copies', 0, 1_000_000),
      optional(day('storage.until', 'storedUntil')),
      optional(number('destroyed.copies', 'destroyedCopies', 0, 1_000_000)),
      { ...day('destroyed.on', 'destroyedOn'), when: isDestroyed },
      optional(list('contractors', 'contractorsNamed')),
      evidence,
    ],
    { shown: [{ name: acting.say('noun.grant'), value: id }] },
  );
  return {
    ...act,
    body: (values) => {
      const contractors = contractorsIn(acting, values);
      return {
        ...act.body(values),
        grant: id,
        effect: { text: textOf(values, 'effect'), figures: [] },
        ...(contractors.length > 0 && { contractors }),
      };
    },
  };
}

const discloseKey = (acting: Acting, { id, terms }: Grant): Act =>
  brief('discloseKey', `${path('grants', id, 'key')}/disclosure`, [
    one(
      'to',
      'discloseTo',
      membersWhere(
        acting,
        ({ organisation, roles }) =>
          organisation !== terms.provider &&
          organisation !== terms.consumer &&
          (roles.includes('auditor') || roles.includes('arbitrator')),
      ),
    ),
    one(
      'reason',
      'disclosureReason',
      optionsOf(DISCLOSURES, (value) => acting.word('disclosureReason', value)),
    ),
    optional(line('case', 'case', 64)),
  ]);

/** A suspended use that is to be mended: said to be so by the consumer, and judged by who asked for it or a manager. */
function mending(acting: Acting, { id, state, terms, rectification }: Grant): readonly Act[] {
  if (state !== 'suspended' || !rectification || rectification.outcome !== undefined) return [];
  const at = path('grants', id, 'rectification');
  const { declared, asked } = rectification;
  if (declared === undefined) {
    const fields = [text('text', 'rectified'), evidence];
    return only(acting.isOf(terms.consumer) && brief('declareRectification', at, fields));
  }
  const judges = acting.isOf(asked.by) || acting.wears('manager');
  return only(judges && brief('contestRectification', `${at}/objection`, [reason()]));
}

const renew = (acting: Acting, { id }: Grant): Act =>
  brief('renew', path('grants', id, 'renewal'), [moment(acting, 'to', 'newEnd')], {
    signing: { operation: 'renewGrant', id, transaction: 'grant:renew' },
  });

/** While it lasts: prolonged, widened, and what serves it ended. */
function whileItLasts(acting: Acting, grant: Grant): readonly Act[] {
  const { id, terms, notice } = grant;
  const isProvider = acting.isOf(terms.provider);
  const isOver = Date.parse(terms.period.to) <= acting.now();
  const mayEnd = isProvider || acting.isOf(terms.consumer) || acting.wears('manager');
  return only(
    isOver && mayEnd && brief('expire', path('grants', id, 'expiry')),
    isProvider && terms.standing && renew(acting, grant),
    acting.isOf(terms.consumer) && askVariation(acting, grant),
    !isOver && isProvider && notice === undefined && announce(acting, grant),
  );
}

/** What a grant itself allows beside its suspension and end. */
export function stewardshipOnGrant(acting: Acting, grant: Grant): readonly Act[] {
  if (!isOfficer(acting)) return [];
  const { id, state, terms } = grant;
  const isConsumer = acting.isOf(terms.consumer);
  const isParty = isConsumer || acting.isOf(terms.provider);
  const isLive = state === 'active' || state === 'suspended';
  return only(
    ...mending(acting, grant),
    ...(isLive ? whileItLasts(acting, grant) : []),
    isConsumer && useReport(acting, grant),
    isParty && discloseKey(acting, grant),
    !isLive && isParty && brief('purgeKey', `${path('grants', id, 'key')}/purge`, [reason()]),
  );
}

export function actsOnVariation(
  acting: Acting,
  { id, state, provider, consumer }: Schemas['VariationView'],
): readonly Act[] {
  if (!isOfficer(acting) || state !== 'asked') return [];
  return only(
    acting.isOf(provider) &&
      brief(
        'answerVariation',
        path('variations', id, 'answer'),
        [verdictField(acting), { ...reason(), when: isRefused }, ...posts],
        { signing: { operation: 'answerVariation', id, transaction: 'variation:answer' } },
      ),
    acting.isOf(consumer) && brief('withdrawVariation', path('variations', id, 'withdrawal')),
  );
}

/** Where nobody is waited for, it is over from the first. */
const isOver = (acting: Acting, until: string | undefined): boolean =>
  until === undefined || Date.parse(until) < acting.now();

export function actsOnServiceChange(acting: Acting, change: Schemas['ServiceChangeView']): readonly Act[] {
  const { id, state, provider, consumer, consultation, filing, received, effectiveAt } = change;
  const isProvider = acting.isOf(provider);
  if (state !== 'announced') return [];
  const isDue = Date.parse(effectiveAt) <= acting.now();
  const mayEnd = isOfficer(acting) || acting.session.role === 'submitter';
  const takesEffect =
    isDue && isProvider && mayEnd && brief('takeEffect', path('service-changes', id, 'effect'));
  if (!isOfficer(acting)) return only(takesEffect);
  return only(
    takesEffect,
    acting.isOf(consumer) &&
      brief('consult', path('service-changes', id, 'consultation'), [
        { ...verdictField(acting), name: 'agreed' },
        optional(text('text', 'text')),
      ]),
    isProvider &&
      !filing &&
      (consultation !== undefined || isOver(acting, change.consultUntil)) &&
      brief('fileService', path('service-changes', id, 'filing'), [
        document('document', 'filedDocument'),
        optional(line('reference', 'reference', 100)),
      ]),
    filing !== undefined &&
      !received &&
      !isProvider &&
      acting.wears('manager') &&
      brief('receiveFiling', path('service-changes', id, 'receipt')),
    isProvider && brief('withdrawService', path('service-changes', id, 'withdrawal')),
  );
}

/** `CODE SHA-256`, one of each contractor, sorted. */
function declaring(act: Act): Act {
  const wordsIn = (values: Values): object[] =>
    textsOf(values, 'contractors')
      .map((line) => line.trim().split(/[\s=]+/))
      .map(([code = '', digest = '']) => ({ code, digest }))
      .sort((a, b) => (a.code < b.code ? -1 : 1));
  return {
    ...act,
    body: (values) => {
      const words = wordsIn(values);
      return { ...act.body(values), ...(words.length > 0 && { contractors: words }) };
    },
  };
}

export function actsOnDisposal(acting: Acting, disposal: Schemas['DisposalView']): readonly Act[] {
  if (!isOfficer(acting)) return [];
  const { grant, state, provider, consumer, instruction } = disposal;
  const method = one(
    'method',
    'disposalMethod',
    optionsOf(METHODS, (value) => acting.word('disposalMethod', value)),
  );
  const isProvider = acting.isOf(provider);
  return only(
    state === 'owed' &&
      acting.isOf(consumer) &&
      declaring(
        brief('declareDisposal', path('disposals', grant, 'declaration'), [
          { ...method, ...(instruction && { first: instruction.method }) } as Field,
          document('digest', 'disposalDocument'),
          day('on', 'disposedOn'),
          optional(text('text', 'text')),
          optional(list('contractors', 'contractorsWords')),
        ]),
      ),
    state === 'declared' && isProvider && brief('confirmDisposal', path('disposals', grant, 'confirmation')),
    state === 'declared' &&
      isProvider &&
      brief('contestDisposal', path('disposals', grant, 'objection'), [reason()]),
    state === 'owed' &&
      isProvider &&
      brief('instructDisposal', path('disposals', grant, 'instruction'), [
        method,
        optional(text('text', 'text')),
      ]),
  );
}
