// SPDX-License-Identifier: Apache-2.0
/** The command line's own words and their Chinese. Whoever rewords one is told by a test that its Chinese is missing. */
export const CHINESE: Readonly<Record<string, string>> = {
  // What an import says of things
  organisations: '机构',
  duties: '职责',
  systems: '信息系统',
  resources: '目录条目',
  requests: '申请',
  claims: '使用方申报',
  attestations: '提供方佐证',
  created: '新建',
  updated: '更改',
  unchanged: '不变',
  different: '与账本不同',
  gone: '文件中没有',
  refused: '拒绝',
  noted: '提示',
  '{what}: {created} created, {updated} updated, {unchanged} unchanged':
    '{what}：新建 {created}，更改 {updated}，不变 {unchanged}',
  '{what}: {count} different on the ledger, left as they are': '{what}：{count} 项与账本不同，保持账本原样',
  'changed {what}: {field} ({count})': '更改{what}：{field}（{count}）',
  'different {what}: {field} ({count})': '与账本不同的{what}：{field}（{count}）',
  'violation {verdict} ({count})': '违规 {verdict}（{count}）',
  'drafts: {count} left for want of what the law asks': '草稿：{count} 条因缺少法规要求的内容未提交',
  'noted: {count}': '提示：{count}',
  'refused: {count}': '拒绝：{count}',
  '{what} {code} ({count}), first: {place}{message}': '{what} {code}（{count}），首条：{place}{message}',
  'row {row}': '第 {row} 行',
  'row {row} (line {line} of the file)': '第 {row} 行数据（文件第 {line} 行）',
  ' (all: --refused FILE)': '（全部：--refused FILE）',
  '{effect} {what}: {title}': '{effect}{what}：{title}',
  '{effect} {what}: {count} more (all: --changes FILE)':
    '{effect}{what}：另有 {count} 项（全部：--changes FILE）',
  'dry run: nothing is written; this is what an import would do': '演练：不写入任何内容；正式导入将如下',
  'import: {id}': '导入记录：{id}',
  'the gateway took no record of this import': '网关未能记下此次导入',
  '{file}: {format} ({syntax}, {encoding}), {count} entries':
    '{file}：{format}（{syntax}，{encoding}），{count} 条',
  '{file}: {format} ({syntax}, {encoding}), {count} rows':
    '{file}：{format}（{syntax}，{encoding}），{count} 行',
  '{file}: {syntax}, {encoding}: {agreements} agreements, {versions} versions, {releases} releases':
    '{file}：{syntax}，{encoding}：{agreements} 份协议，{versions} 个版本，{releases} 次发布',
  'usage events: {count} to be sent (claims {claims}, attestations {attestations}); those that the ledger has already are left':
    '使用记录：待报送 {count} 条（使用方申报 {claims}，提供方佐证 {attestations}）；账本已有的不再报送',
  '{file}: a mapping is proposed; read it, decide what is null, set "confirmed" to true':
    '{file}：已生成映射建议；请阅读，填写其中为 null 的项，并把 "confirmed" 设为 true',
  entries: '条目',
  'entries: done': '条目：完成',
  'usage events': '使用记录',
  'usage events: done': '使用记录：完成',
  '{message} ({total})': '{message}（{total}）',
  '{message}: {done} of {total}': '{message}：{done} / {total}',
};
