// SPDX-License-Identifier: Apache-2.0
/** Texts of imports, in Chinese. */
export const imports = {
  lead: '本机构用 catalog-chain 导入的文件：谁在何时导入、结果如何，最新的在前。这是导入者自己的说法，供备忘；证明在账本上。',
  ownOnly: '未说明查询目的时，只列出本机构的导入。',
  ofThing: '只列出涉及 {{thing}} 的导入。',
  begun: '开始',
  ended: '结束',
  file: '文件',
  result: '结果',
  refused: '拒绝的行',
  noted: '提示',
  by: '导入者',
  record: '导入记录',
  word: '以下为导入者的说法；账本上实际有什么，见各项的卡片。',
  format: '格式（编码）',
  mapping: '映射的 SHA-256',
  thing: '名称',
  owner: '所属机构',
  fields: '变化的字段',
  first: '列出前 {{shown}} 项，共 {{count}} 项。',
  notEnded: '尚未结束：仍在进行，或已被强行终止。再次导入同一文件即可续做，已有的不再重复。',
  interrupted: '由导入者中断。再次导入同一文件即可续做，已有的不再重复。',
  failed: '未能完成（{{code}}）。问题排除后再次导入同一文件即可续做。',
  touching: '涉及此条目的导入',
};

export const importsNav = { imports: '导入' };

export const importsWords = {
  importState: {
    begun: '未结束',
    finished: '已完成',
    interrupted: '已中断',
    failed: '未能完成',
  },
  importEffect: {
    created: '新建',
    updated: '更改',
    unchanged: '不变',
    different: '与账本不同',
    gone: '文件中没有',
  },
  importThing: {
    organisations: '机构',
    duties: '职责',
    systems: '信息系统',
    resources: '目录条目',
    requests: '申请',
    claims: '使用方申报',
    attestations: '提供方佐证',
  },
};
