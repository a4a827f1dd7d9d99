// SPDX-License-Identifier: Apache-2.0
/** The form of a catalogue entry, with all that articles 13 to 15 ask of one; and data returned to a lower level. */
import {
  BASIS_KINDS,
  DATA_CLASSES,
  DATA_FORMATS,
  DATA_GRADES,
  DATA_TYPES,
  OPEN_TYPES,
  SHARING_TYPES,
  UPDATE_CYCLES,
} from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import type { Level } from '@catalog-chain/chaincode/domain/members/region';
import { ORGANISATION_ROLES } from '@catalog-chain/chaincode/domain/names';
import type { Schemas } from '../../../api/problem';
import { isDesk, LEAST_FIRST, optionsOf, prose, type Acting } from '../acting';
import {
  brief,
  CODE,
  day,
  document,
  line,
  list,
  many,
  membersWhere,
  names,
  one,
  optional,
  owned,
  ownOnes,
  purposeAndBasis,
  severalOwned,
  text,
} from '../brief';
import { listOf, NO, textOf, textsOf, YES, type Act, type Field, type Values } from '../spec';

type Content = Schemas['ResourceDraft']['content'];
type Item = Content['items'][number];

const LEVELS = ['national', 'provincial', 'prefectural', 'county'] as const satisfies readonly Level[];
const TYPES = DATA_TYPES.join('|');
const GRADES = DATA_GRADES.join('|');
const CLASSES = DATA_CLASSES.join('|');
const CELL = '\\s*\\|\\s*';
/** `code | Chinese name | type | sensitivity | grade | class`; the last two may be left out. */
const ITEM = `${CODE}${CELL}[^|]{1,300}${CELL}(?:${TYPES})${CELL}[1-4](?:${CELL}(?:${GRADES})?(?:${CELL}(?:${CLASSES})?)?)?`;

function itemOf(row: string): Item {
  const [code = '', name = '', dataType = '', sensitivity = '', grade = '', dataClass = ''] = row
    .split('|')
    .map((cell) => cell.trim());
  return {
    code,
    names: { zh: name },
    dataType: dataType as Item['dataType'],
    sensitivity: Number(sensitivity) as Item['sensitivity'],
    ...(grade !== '' && { grade: grade as NonNullable<Item['grade']> }),
    ...(dataClass !== '' && { dataClass: dataClass as NonNullable<Item['dataClass']> }),
  };
}

const sharingIs =
  (...types: readonly string[]) =>
  (values: Values): boolean =>
    types.includes(textOf(values, 'sharing.sharingType'));
const isConditional = sharingIs('conditional');
const isWithheld = sharingIs('not-shared');
const isShared = sharingIs('unconditional', 'conditional');

/** Whose condition it is, what for, and what else; article 15 wants them clear. */
const conditionFields = ({ word }: Acting): readonly Field[] =>
  [
    text('sharing.condition', 'condition'),
    many(
      'sharing.conditions.consumers.roles',
      'conditionRoles',
      optionsOf(ORGANISATION_ROLES, (value) => word('hat', value)),
    ),
    many(
      'sharing.conditions.consumers.levels',
      'conditionLevels',
      optionsOf(LEVELS, (value) => word('level', value)),
    ),
    list('sharing.conditions.consumers.regions', 'conditionRegions'),
    list('sharing.conditions.purposes', 'conditionPurposes'),
    list('sharing.conditions.others', 'conditionOthers'),
  ].map((field, i) => ({ ...(i === 0 ? field : optional(field)), when: isConditional }));

/** Why it is withheld, by which law. */
const withholdingFields = ({ word }: Acting): readonly Field[] =>
  [
    prose('sharing.legalBasis', 'act.field.legalBasis'),
    text('sharing.reason', 'withheldReason'),
    one(
      'sharing.basis.kind',
      'basisKind',
      optionsOf(BASIS_KINDS, (value) => word('basisKind', value)),
    ),
    line('sharing.basis.citation', 'basisCitation', 500),
  ].map((field) => ({ ...field, when: isWithheld }));

const isOpenOnCondition = (values: Values): boolean => textOf(values, 'openness.openType') === 'conditional';
const isAssessed = (values: Values): boolean => textOf(values, 'assessed') === YES;

const assessmentFields = ({ say }: Acting): readonly Field[] => [
  {
    ...one('assessed', 'assessed', [
      { value: YES, label: say('act.field.yes') },
      { value: NO, label: say('act.field.no') },
    ]),
    isOptional: true,
  },
  { ...document('assessments.secrecy', 'secrecyAssessment'), when: isAssessed },
  { ...document('assessments.personalInformation', 'personalAssessment'), when: isAssessed },
  { ...line('assessments.agreed', 'assessmentAgreed', 100), when: isAssessed },
];

function entryFields(acting: Acting): readonly Field[] {
  const { word } = acting;
  return [
    line('code', 'entryCode', 64, CODE),
    ...names(300),
    text('summary.zh', 'summaryZh', 4000),
    optional(text('summary.en', 'summaryEn', 4000)),
    owned('system', 'holdingSystem', ownOnes(acting, 'system')),
    {
      kind: 'rows',
      name: 'items',
      label: 'matter.field.dataItems',
      hint: 'matter.field.dataItemsHint',
      pattern: ITEM,
    },
    one(
      'updateCycle',
      'updateCycle',
      optionsOf(UPDATE_CYCLES, (value) => word('updateCycle', value)),
    ),
    optional(
      many(
        'formats',
        'formats',
        optionsOf(DATA_FORMATS, (value) => value),
      ),
    ),
    one(
      'sharing.sharingType',
      'sharingType',
      optionsOf(SHARING_TYPES, (value) => word('sharingType', value)),
    ),
    {
      ...many(
        'sharing.modes',
        'sharingModes',
        optionsOf(LEAST_FIRST, (value) => word('mode', value)),
      ),
      when: isShared,
    },
    ...conditionFields(acting),
    ...withholdingFields(acting),
    optional(
      one(
        'openness.openType',
        'openness',
        optionsOf(OPEN_TYPES, (value) => word('openType', value)),
      ),
    ),
    { ...text('openness.condition', 'openCondition', 500), when: isOpenOnCondition },
    optional(line('guideCode', 'guideCode', 64)),
    ...assessmentFields(acting),
    line('contactRole', 'contactRole', 100),
  ];
}

interface SharingSaid {
  readonly condition?: string;
  readonly reason?: string;
}

/** What is known already stands in the form. */
function filledFrom(fields: readonly Field[], code: string, content: Content): readonly Field[] {
  const at = (name: string): unknown =>
    name
      .split('.')
      .reduce<unknown>((value, part) => (value as Record<string, unknown> | undefined)?.[part], content);
  const row = ({ code: item, names: words, dataType, sensitivity, grade, dataClass }: Item): string =>
    [item, words.zh ?? words.en ?? '', dataType, sensitivity, grade ?? '', dataClass ?? ''].join(' | ');
  return fields.map((field): Field => {
    if (field.kind === 'rows') return { ...field, first: content.items.map(row).join('\n') };
    const known = field.name === 'code' ? code : at(field.name);
    if (Array.isArray(known) && field.kind === 'list') return { ...field, first: known.join('；') };
    if (Array.isArray(known) && field.kind === 'many') return { ...field, first: known as readonly string[] };
    if (typeof known === 'string' && field.kind !== 'many' && field.kind !== 'documents')
      return { ...field, first: known };
    return field;
  });
}

/** A form says names of items in Chinese, digests only of files that are chosen: what else was known stays. */
function kept(before: Content | undefined, content: Content): Content {
  if (!before) return content;
  const known = new Map(before.items.map((item) => [item.code, item]));
  const items = content.items.map((item) => {
    const english = known.get(item.code)?.names.en;
    return english === undefined ? item : { ...item, names: { ...item.names, en: english } };
  });
  return {
    ...(before.schemaDigest !== undefined && { schemaDigest: before.schemaDigest }),
    ...(before.source && { source: before.source }),
    ...(before.assessments && { assessments: before.assessments }),
    ...content,
    items,
  };
}

/** Both an entry that is new, and the next version of one. */
export function draftEntry(
  acting: Acting,
  known?: { readonly code: string; readonly content: Content },
): Act {
  const fields = entryFields(acting);
  const act = brief(
    'draftEntry',
    '/v1/resources',
    known ? filledFrom(fields, known.code, known.content) : fields,
    {
      audience: 'members',
    },
  );
  return {
    ...act,
    body: (values) => {
      const { code, ...rest } = act.body(values) ?? {};
      // Whether there are assessments is asked, and not said: they say so themselves.
      const said = Object.fromEntries(Object.entries(rest).filter(([name]) => name !== 'assessed'));
      const sharing = said['sharing'] as SharingSaid;
      const content = {
        ...said,
        items: textOf(values, 'items')
          .split('\n')
          .filter((row) => row.trim() !== '')
          .map(itemOf),
        sharing: { ...sharing, modes: isShared(values) ? [...listOf(values, 'sharing.modes')].sort() : [] },
      };
      return { code, content: kept(known?.content, content as unknown as Content) };
    },
  };
}

/** @param known the entry whose next version is written; absent: a new one */
export function openingEntries(
  acting: Acting,
  known?: { readonly code: string; readonly content: Content },
): readonly Act[] {
  return isDesk(acting) && acting.organisation?.roles.includes('provider') === true
    ? [draftEntry(acting, known)]
    : [];
}

/** Data of a lower division goes back to it: a grant without a request. */
export function returningData(acting: Acting, { id }: Schemas['ResourceView']): Act {
  const own = `F-${crypto.randomUUID()}`;
  const act = brief(
    'returnData',
    '/v1/data-returns',
    [
      one(
        'to',
        'returnTo',
        membersWhere(
          acting,
          ({ organisation, roles }) => roles.includes('consumer') && !acting.isOf(organisation),
        ),
      ),
      ...purposeAndBasis(),
      one(
        'mode',
        'returnMode',
        optionsOf(LEAST_FIRST, (value) => acting.word('mode', value)),
      ),
      list('items', 'returnedItems'),
      severalOwned('systems', 'receivingSystems', { kind: 'system', of: (values) => [textOf(values, 'to')] }),
      day('from', 'periodFrom'),
      day('until', 'periodTo'),
    ],
    {
      signing: { operation: 'returnData', transaction: 'grant:return' },
      shown: [{ name: acting.say('noun.resource'), value: id }],
    },
  );
  return {
    ...act,
    body: (values) => {
      const { from, until, ...said } = act.body(values) ?? {};
      const period = { from: `${String(from)}T00:00:00.000Z`, to: `${String(until)}T00:00:00.000Z` };
      return { ...said, id: own, resource: id, period, standing: false, items: textsOf(values, 'items') };
    },
  };
}
