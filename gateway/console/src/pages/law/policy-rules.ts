// SPDX-License-Identifier: Apache-2.0
/** The policy as lines that can be read, compared and edited: numbers by where they lie in it, and all else in words. */
import { profileNamed } from '@catalog-chain/chaincode/domain/law/profile';
import type { ObligationRule } from '@catalog-chain/chaincode/domain/law/rule';
import {
  DEADLINE_STEPS,
  type DeadlineStep,
  type ObligationKind,
} from '@catalog-chain/chaincode/domain/records';
import { useNameOf } from '../../api/me';
import type { Schemas } from '../../api/problem';
import { useInTongue, useSay, useWord } from '../../i18n/i18n';
import type { Lines } from '../../parts/compare/lines-diff';

export type Policy = Schemas['PolicyView'];
export type Setting = Schemas['PolicySetting'];

export type NumberGroup = 'deadlines' | 'obligations' | 'extensions' | 'limits' | 'reporting';

/** One number of the policy. */
export interface NumberRule {
  readonly group: NumberGroup;
  readonly name: string;
  readonly label: string;
  /** Undefined: the policy says nothing, and `otherwise` holds. */
  readonly value: number | undefined;
  readonly otherwise: number | undefined;
  readonly most: number;
  /** That many are what the law itself gives. */
  readonly isDecreed?: boolean;
  /** Articles of the law that it is about. */
  readonly articles: readonly string[];
}

const MOST = { days: 250, hours: 87_600, seconds: 2_678_400, years: 100, limit: 1000 } as const;

const LIMITS = {
  openRequests: 32,
  standingGrants: 100,
  openDisputes: 32,
  openCorrections: 200,
  openVariations: 8,
  openDemands: 32,
} as const;
export type LimitName = keyof typeof LIMITS;
export const LIMIT_NAMES = Object.keys(LIMITS) as LimitName[];

/** What is reviewed, answered or closed: an answer is one to a request, or in a dispute. */
const STEP_OF = {
  review: 'resource',
  decide: 'request',
  confirm: 'request',
  answer: 'dispute',
  assign: 'dispute',
  rule: 'dispute',
  remedy: 'dispute',
  appeal: 'dispute',
  'close-period': 'period',
} as const satisfies Readonly<Record<DeadlineStep, string>>;

const TOLERANCE_SECONDS = 3600;

/** What a view has beside what was set. */
const OF_THE_VIEW: readonly string[] = ['type', 'version', 'set', 'written'];

export const settingOf = (policy: Policy): Setting =>
  Object.fromEntries(Object.entries(policy).filter(([name]) => !OF_THE_VIEW.includes(name))) as Setting;

type Rules = readonly (readonly [ObligationKind, ObligationRule])[];

const rulesOf = ({ profile }: Setting): Rules =>
  Object.entries(profileNamed(profile).rules) as [ObligationKind, ObligationRule][];

const articlesOf = (rules: Rules): readonly string[] =>
  [...new Set(rules.flatMap(([, { article }]) => (article === undefined ? [] : [article])))].sort();

/** What the law itself gives is not lengthened. */
function mostOf(rules: Rules): Pick<NumberRule, 'most' | 'isDecreed'> {
  const decreed = rules.flatMap(([, rule]) => (rule.decreed === undefined ? [] : [rule.decreed]));
  return decreed.length === 0 ? { most: MOST.days } : { most: Math.min(...decreed), isDecreed: true };
}

/** Numbers that a policy sets or could set, by group. */
export function useNumberRules(): (setting: Setting) => readonly NumberRule[] {
  const say = useSay();
  const word = useWord();
  const tongue = useInTongue();
  return (setting) => {
    const rules = rulesOf(setting);
    const deadlines = DEADLINE_STEPS.map((step): NumberRule => ({
      group: 'deadlines',
      name: step,
      label: `${word('type', STEP_OF[step])} · ${word('step', step)}`,
      value: setting.deadlines[step],
      otherwise: undefined,
      ...mostOf(rules.filter(([, rule]) => rule.days === step)),
      articles: articlesOf(rules.filter(([, rule]) => rule.days === step)),
    }));
    const obligations = rules.flatMap(([kind, rule]): NumberRule[] =>
      typeof rule.days === 'number'
        ? [
            {
              group: 'obligations',
              name: kind,
              label: tongue(rule.title),
              value: setting.obligationDays?.[kind as keyof NonNullable<Setting['obligationDays']>],
              otherwise: rule.days,
              ...mostOf([[kind, rule]]),
              articles: articlesOf([[kind, rule]]),
            },
          ]
        : [],
    );
    const extensions = rules.flatMap(([kind, rule]): NumberRule[] =>
      rule.extensionDays === undefined
        ? []
        : [
            {
              group: 'extensions',
              name: kind,
              label: tongue(rule.title),
              value: setting.extensionDays?.[kind as keyof NonNullable<Setting['extensionDays']>],
              otherwise: rule.extensionDays,
              ...(rule.decreed === undefined
                ? { most: MOST.days }
                : { most: rule.extensionDays, isDecreed: true }),
              articles: articlesOf([[kind, rule]]),
            },
          ],
    );
    const limits = LIMIT_NAMES.map((name): NumberRule => ({
      group: 'limits',
      name,
      label: say(`policy.field.${name}`),
      value: setting.limits?.[name],
      otherwise: LIMITS[name],
      most: MOST.limit,
      articles: [],
    }));
    const reporting = (
      [
        ['reportWithinHours', undefined, MOST.hours],
        ['timeToleranceSeconds', TOLERANCE_SECONDS, MOST.seconds],
        ['retentionYears', profileNamed(setting.profile).retentionYears, MOST.years],
      ] as const
    ).map(([name, otherwise, most]): NumberRule => ({
      group: 'reporting',
      name,
      label: say(`policy.field.${name}`),
      value: setting[name],
      otherwise,
      most,
      articles: [],
    }));
    return [...deadlines, ...obligations, ...extensions, ...limits, ...reporting];
  };
}

const HOLDERS = {
  deadlines: 'deadlines',
  obligations: 'obligationDays',
  extensions: 'extensionDays',
  limits: 'limits',
} as const;

/** @param value undefined: the policy says nothing of it any more */
export function withNumber(
  setting: Setting,
  { group, name }: Pick<NumberRule, 'group' | 'name'>,
  value: number | undefined,
): Setting {
  const put = (holder: object): object => {
    const isNew = !(name in holder);
    const entries = [...Object.entries(holder), ...(isNew ? [[name, value] as const] : [])];
    return Object.fromEntries(
      entries
        .map(([other, old]) => [other, other === name ? value : (old as unknown)] as const)
        .filter(([, one]) => one !== undefined),
    );
  };
  if (group === 'reporting') return put(setting) as Setting;
  const holder = HOLDERS[group];
  const inner = put(setting[holder] ?? {});
  const others = Object.entries(setting).filter(([other]) => other !== holder);
  const isEmpty = Object.keys(inner).length === 0;
  return Object.fromEntries(isEmpty ? others : [...others, [holder, inner]]) as Setting;
}

/** How disputes go: as the policy says, or else as its law does. */
export const courseOf = ({ profile, disputeCourse }: Setting): NonNullable<Setting['disputeCourse']> =>
  disputeCourse ?? profileNamed(profile).disputeCourse;

/** What a policy says besides numbers, in words. */
export function useOtherLines(): (setting: Setting) => Lines {
  const say = useSay();
  const nameOf = useNameOf();
  const word = useWord();
  return (setting) => {
    const { calendar, profile, completeEntries, endorsers, sealing, signatures } = setting;
    const { utcOffsetMinutes, holidays, workdays } = calendar;
    const acts = Object.entries(signatures?.acts ?? {}).map(
      ([act, kinds]) =>
        [
          say('policy.field.signature', { act }),
          kinds.map((kind) => word('keyKind', kind)).join(say('common.between')),
        ] as const,
    );
    return new Map([
      [say('policy.field.profile'), say(`policy.profile.${profile ?? 'generic'}`)],
      [say('policy.field.completeEntries'), say(completeEntries === true ? 'policy.yes' : 'policy.no')],
      [say('policy.field.disputeCourse'), say(`policy.course.${courseOf(setting)}`)],
      [say('policy.field.utcOffsetMinutes'), String(utcOffsetMinutes)],
      [say('policy.field.holidays'), holidays.join(say('common.between'))],
      [say('policy.field.workdays'), workdays.join(say('common.between'))],
      [say('policy.field.endorsers'), (endorsers ?? []).map(nameOf).join(say('common.between'))],
      [say('policy.field.sealing'), (sealing?.organisations ?? []).map(nameOf).join(say('common.between'))],
      [say('policy.field.sealingDays'), String(sealing?.days ?? '')],
      ...acts,
    ]);
  };
}

/** All of a policy as lines, to be set against another. */
export function usePolicyLines(): (setting: Setting) => Lines {
  const say = useSay();
  const numbersOf = useNumberRules();
  const othersOf = useOtherLines();
  return (setting) =>
    new Map([
      ...numbersOf(setting).map(
        ({ group, label, value, otherwise }) =>
          [`${say(`policy.group.${group}`)}: ${label}`, String(value ?? otherwise ?? '')] as const,
      ),
      ...othersOf(setting),
    ]);
}
