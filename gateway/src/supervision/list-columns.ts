// SPDX-License-Identifier: Apache-2.0
/** The three lists of a catalogue, and what each of their lines says. */
import type { Names } from '@catalog-chain/chaincode/domain/records';

export const LISTS = ['demand', 'responsibility', 'negative'] as const;
export type ListName = (typeof LISTS)[number];

/** A line of a list: what the columns of each are is written beside it. */
export type ListRow = Readonly<Record<string, string | readonly string[] | Names>>;

/** Fields in order, with the headings that agencies use. */
export const LIST_COLUMNS: Readonly<Record<ListName, Readonly<Record<string, string>>>> = {
  demand: {
    id: '需求编号',
    consumer: '需求部门',
    provider: '提供部门',
    names: '所需数据',
    purpose: '使用用途',
    legalBasis: '使用依据',
    state: '状态',
    dueAt: '编目期限',
    resource: '对应目录',
    refusal: '不编目理由',
  },
  responsibility: {
    id: '目录编号',
    organisation: '提供单位',
    names: '目录名称',
    contactRole: '责任岗位',
    system: '信息系统',
    duties: '职责',
    source: '数源部门',
    updateCycle: '更新频率',
    sharingType: '共享属性',
    modes: '共享方式',
  },
  negative: {
    id: '目录编号',
    organisation: '提供单位',
    names: '目录名称',
    reason: '不予共享理由',
    basisKind: '依据类别',
    citation: '依据',
  },
};
