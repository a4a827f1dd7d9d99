// SPDX-License-Identifier: Apache-2.0
/** What members answer for under the law of a profile, item by item, and what of it a ledger can see. */
import type { ProfileName } from '../records';
import type { Words } from './rule';

export const LIABLE_SIDES = ['provider', 'consumer', 'manager'] as const;
export type LiableSide = (typeof LIABLE_SIDES)[number];

/** `computed`: from what is owed and what was found; `partly`: as far as that goes; `invisible`: nothing of it is here. */
export const VISIBILITIES = ['computed', 'partly', 'invisible'] as const;
export type Visibility = (typeof VISIBILITIES)[number];

export interface LiabilityItem {
  /** Article and number, as obligations name it. */
  readonly item: string;
  readonly side: LiableSide;
  readonly text: Words;
  readonly seen: Visibility;
  /** Findings of rulings that fall under it. */
  readonly findings?: readonly string[];
  /** What else is counted. */
  readonly counts?:
    'uses-outside-grant' | 'refusals-without-condition' | 'duplicate-collections' | 'late-incidents';
}

/** Articles 39 (nine items), 40 (seven) and 41 (three) of Decree 809. */
const CN_809_ITEMS: readonly LiabilityItem[] = [
  {
    item: '39-1',
    side: 'provider',
    text: { zh: '未按照要求编制或者更新政务数据目录', en: 'Catalogue not made or updated as asked' },
    seen: 'partly',
  },
  {
    item: '39-2',
    side: 'provider',
    text: {
      zh: '通过擅自增设条件等方式阻碍、影响政务数据共享',
      en: 'Sharing obstructed by conditions of its own',
    },
    seen: 'computed',
    findings: ['unjustified-refusal'],
    counts: 'refusals-without-condition',
  },
  {
    item: '39-3',
    side: 'provider',
    text: {
      zh: '未配合数源部门及时完善更新政务数据',
      en: 'Source agency not helped to keep data up to date',
    },
    seen: 'partly',
  },
  {
    item: '39-4',
    side: 'provider',
    text: {
      zh: '未按时答复政务数据共享申请或者未按时共享政务数据',
      en: 'Requests not answered or data not shared in time',
    },
    seen: 'computed',
  },
  {
    item: '39-5',
    side: 'provider',
    text: { zh: '未按照规定将数据回流至下级政府部门', en: 'Data not returned to the lower level' },
    seen: 'partly',
  },
  {
    item: '39-6',
    side: 'provider',
    text: { zh: '未按时核实、更正校核申请', en: 'Reports of wrong data not checked and corrected in time' },
    seen: 'computed',
    findings: ['incomplete-data', 'incorrect-data', 'outdated-data'],
  },
  {
    item: '39-7',
    side: 'provider',
    text: { zh: '擅自终止或者变更已提供的政务数据共享服务', en: 'Services ended or changed of its own' },
    seen: 'computed',
  },
  {
    item: '39-8',
    side: 'provider',
    text: {
      zh: '未将已建设的政务数据平台纳入全国一体化政务大数据体系',
      en: 'Platform not brought into the national system',
    },
    seen: 'invisible',
  },
  {
    item: '39-9',
    side: 'provider',
    text: { zh: '违反本条例规定的其他情形', en: 'Other breaches by a provider' },
    seen: 'partly',
    findings: ['breach-of-terms', 'contradictory-report', 'late-report', 'unattested-use'],
  },
  {
    item: '40-1',
    side: 'consumer',
    text: { zh: '重复收集可以通过共享获取的政务数据', en: 'Data collected again that can be shared' },
    seen: 'partly',
    findings: ['duplicate-collection'],
    counts: 'duplicate-collections',
  },
  {
    item: '40-2',
    side: 'consumer',
    text: { zh: '擅自超出使用范围、共享目的使用', en: 'Use beyond scope or purpose' },
    seen: 'computed',
    findings: ['out-of-scope-use', 'use-without-grant'],
    counts: 'uses-outside-grant',
  },
  {
    item: '40-3',
    side: 'consumer',
    text: { zh: '擅自将共享数据提供给第三方', en: 'Data passed on to a third party' },
    seen: 'partly',
    findings: ['passed-on'],
  },
  {
    item: '40-4',
    side: 'consumer',
    text: { zh: '未按照要求妥善处置共享数据', en: 'Data not disposed of as asked' },
    seen: 'computed',
  },
  {
    item: '40-5',
    side: 'consumer',
    text: { zh: '未按照规定保存有关记录', en: 'Records not kept' },
    seen: 'computed',
    findings: ['unreported-use'],
  },
  {
    item: '40-6',
    side: 'consumer',
    text: { zh: '未履行安全管理责任', en: 'Security not looked after' },
    seen: 'partly',
    counts: 'late-incidents',
  },
  {
    item: '40-7',
    side: 'consumer',
    text: { zh: '违反本条例规定的其他情形', en: 'Other breaches by a consumer' },
    seen: 'partly',
    findings: ['breach-of-terms', 'contradictory-report', 'late-report'],
  },
  {
    item: '41-1',
    side: 'manager',
    text: { zh: '未按照规定明确数源部门', en: 'Source agencies not named' },
    seen: 'invisible',
  },
  {
    item: '41-2',
    side: 'manager',
    text: { zh: '未按照规定对争议进行协调处理', en: 'Disputes not coordinated' },
    seen: 'computed',
  },
  {
    item: '41-3',
    side: 'manager',
    text: { zh: '违反本条例规定的其他情形', en: 'Other breaches by an authority' },
    seen: 'partly',
  },
];

/** None where the profile stands for no law. */
export const liabilityItems = (profile: ProfileName | undefined): readonly LiabilityItem[] =>
  profile === 'cn-809' ? CN_809_ITEMS : [];
