// SPDX-License-Identifier: Apache-2.0
/** Texts of the desk at which people ask who used their record, of saved questions and of what is new, in Chinese. */
export const desk = {
  lead: '群众询问“谁用过我的数据”时，在此查出并打印答复单。数据标识只用于这一次查询，不出现在答复单、地址和日志里。',
  sheet: '数据使用情况答复单',
  about: '数据资源',
  asked: '查询日期',
  none: '截至目前，账本上没有这条数据的使用记录。',
  found: '共 {{uses}} 次使用，涉及 {{members}} 个机构。',
  flagged: '其中 {{count}} 次经账本核对有疑点，见“账本认定”一栏。',
  when: '时间',
  who: '使用机构',
  why: '用途',
  basis: '授权的依据',
  how: '方式',
  confirmed: '双方是否一致',
  both: '双方均有记录',
  one: '仅一方有记录',
  denied: '查询被拒绝',
  truncated: '记录太多，只列出前 {{count}} 条。请缩小范围或用命令行导出。',
  complete: '完整到哪里',
  completeLead:
    '双方都已关账的月份，使用记录不会再增加；其余月份仍可能有迟报的使用。账本看不到双方都未报送的使用。',
  grant: '授权',
  closedMonths: '双方已关账的月份',
  noMonth: '尚无',
  sealed: '暂不告知的使用',
  sealedLead:
    '依法暂缓披露的使用先以密封形式记入账本，到期披露；披露之前，谁也看不出其中有没有这条数据，因此不列入本单。',
  sealedCount: '{{month}}：{{who}} 有 {{count}} 次使用已密封、尚未披露',
  noSealed: '上列月份没有未披露的密封使用。',
  again: '查另一条',
};
