// SPDX-License-Identifier: Apache-2.0
/** The command line's own words and their Chinese. Whoever rewords one is told by a test that its Chinese is missing. */
export const CHINESE: Readonly<Record<string, string>> = {
  // Who signs: state, roles, kinds of keys
  active: '有效',
  revoked: '已吊销',
  officer: '经办人员',
  submitter: '报送系统',
  auditor: '审计人员',
  arbitrator: '仲裁人员',
  admin: '管理员',
  browser: '浏览器密钥',
  webauthn: '验证器',
  pkcs11: '密码模块',
  file: '文件',
  'until {until}': '有效至 {until}',

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
  'obligations that it will open: {count}, of which {left} stay open after it':
    '将产生的义务：{count} 项，其中导入后仍未了结的 {left} 项',
  'obligations {kind}: {count} opened, {left} left open': '义务 {kind}：产生 {count} 项，未了结 {left} 项',
  'noted: {count}': '提示：{count}',
  'refused: {count}': '拒绝：{count}',
  '{what} {code} ({count}), first: {place}{message}': '{what} {code}（{count}），首条：{place}{message}',
  'row {row}': '第 {row} 行',
  'row {row} (line {line} of the file)': '第 {row} 行数据（文件第 {line} 行）',
  ' (all: --refused FILE)': '（全部：--refused FILE）',
  '{effect} {what}: {title}': '{effect}{what}：{title}',
  '{effect} {what}: {count} more (all: --changes FILE)':
    '{effect}{what}：另有 {count} 项（全部：--changes FILE）',
  'There is no such import of the organisation.': '本机构没有此次导入。',
  'imports that were made, the newest first; of one, all that it created or changed':
    '已进行的导入，最新的在前；指明一次时，列出其新建或更改的内容',
  'one JSON object a line': '每行一个 JSON 对象',
  'dry run: nothing is written; this is what an import would do': '演练：不写入任何内容；正式导入将如下',
  'import: {id}': '导入记录：{id}',
  'the gateway took no record of this import': '网关未能记下此次导入',
  'no record of this import is kept: say whose it is by --manager or --organisation':
    '此次导入未留下记录：请用 --manager 或 --organisation 指明归谁所有',
  "the gateway's record of this import does not name all that it touched; what it counts is whole":
    '网关对此次导入的记录未列出其涉及的全部内容；其中的计数是完整的',
  'the gateway\'s record of this import does not say how it ended: it stays "not ended"':
    '网关对此次导入的记录未写明如何结束：仍为“未结束”',
  'entries that lack something: {count}': '有欠缺的目录条目：{count} 条',
  '{what}: {reason}': '{what}：{reason}',
  'sha-256: {digest}': 'SHA-256：{digest}',
  'mapping, sha-256: {mapping}': '映射的 SHA-256：{mapping}',
  interrupted: '已中断',
  finished: '已完成',
  failed: '未能完成',
  'not ended': '未结束',
  'not ended: under way, or killed': '未结束：仍在进行，或已被强行终止',
  'ended: {ended}': '结束：{ended}',
  'stopped by {code}': '因 {code} 停止',
  'refused: {refused}, noted: {noted}': '拒绝：{refused}，提示：{noted}',
  '{effect} {what}: {count}': '{effect}{what}：{count}',
  '{count} {effect}': '{effect} {count}',
  'Interrupted: what is counted above was done, and nothing more was begun. Run the same command again: what is there is left, and it goes on from there.':
    '已中断：以上所计均已完成，其余尚未开始。再次运行同一命令即可续做，已有的不再重复。',
  'The import could not go on: what is counted above was done. Run the same command again: what is there is left, and it goes on from there.':
    '导入未能继续：上述各项已完成。请再次运行同一命令：已有的保持不变，并从中断处继续。',
  'could not go on': '未能继续',
  '--refused and --changes name the same file.': '--refused 与 --changes 指向同一文件。',
  'no answer from the gateway; waiting for it, {seconds} s at most':
    '网关没有应答；等待中，最多 {seconds} 秒',
  'no longer waiting for the gateway': '不再等待网关',
  'Interrupted: nothing was written, and the file was not read to its end.':
    '已中断：未写入任何内容，文件未读完。',
  '{count} entries': '共 {count} 条',
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

  // How a call is wrong
  'Say who calls: --token, --logins or --demo-key.': '请指明调用者：--token、--logins 或 --demo-key。',
  '--demo-key wants a file named {file}.': '--demo-key 须为名为 {file} 的文件。',
  'The demo key cannot be read.': '无法读取演示密钥。',
  'The file cannot be read.': '无法读取该文件。',
  'The file cannot be read: it is not the JSON it should be.': '无法读取该文件：不是应有的 JSON。',
  'The command failed.': '命令失败。',
  '{option} names the file that is imported.': '{option} 指向了被导入的文件。',
  'The file that {option} names cannot be written.': '{option} 指定的文件无法写入。',
  'Imports are made by an officer or the software of an organisation: this token is none of theirs.':
    '导入由机构的经办人员或其系统进行：此令牌不属于它们。',
  'A catalogue is imported by an officer of {organisation}, or by a manager for it: this login is none.':
    '目录由 {organisation} 的经办人员导入，或由主管部门代为导入：此登录都不是。',
  '{organisation} is no provider on the ledger: a manager gives it that role, or imports for it (--manager).':
    '{organisation} 在账本上不是提供方：请由主管部门赋予该角色，或代为导入（--manager）。',
  'No login of {organisation} was given that imports.': '没有给出可代表 {organisation} 导入的登录。',
  '{file}: no column is known for {fields}: put the name of each behind its column under "columns", or what holds for every row under "constants". Proposed again with --map {file}, the words of these columns are listed.':
    '{file}：没有可识别的列对应 {fields}：请在 "columns" 中该列之后填写字段名，或在 "constants" 中填写每行都相同的内容。填好各列后加 --map {file} 再次生成建议，会列出这些列的用词。',
  'The organisation is no member, and no manager was named who registers it: say which by --manager.':
    '该机构不是成员，且未指明由哪个主管部门登记：请用 --manager 指明。',
  'No login as {role} of {organisation} was given.': '没有给出 {organisation} 的 {role} 身份登录。',
  'There is no login of {organisation} for this role.': '没有 {organisation} 该身份的登录。',
  'There is no login for {organisation}.': '没有 {organisation} 的登录。',
  'No answer from {url}.': '{url} 没有应答。',
  '{code}: {message}': '{code}：{message}',
  'Say for which organisation to speak: --organisation.': '请指明代表哪个机构：--organisation。',
  'Say for which organisation to read: --organisation.': '请指明代表哪个机构查阅：--organisation。',
  'Say for which organisation to listen: --organisation.': '请指明代表哪个机构接收：--organisation。',
  'Say for which organisation to sign: --organisation.': '请指明代表哪个机构签名：--organisation。',
  'Say whom to appraise: --organisation.': '请指明评价哪个机构：--organisation。',
  'Say whose accounts: --organisation.': '请指明哪个机构的账户：--organisation。',
  'Say whose signers: --organisation.': '请指明哪个机构的签名人：--organisation。',
  'Say whose webhooks: --organisation.': '请指明哪个机构的 webhook：--organisation。',
  'Say which manager sets it: --manager.': '请指明由哪个主管部门设定：--manager。',
  'Say in which form: --format csv or xlsx.': '请指明格式：--format csv 或 xlsx。',
  'Say which month: --period YYYY-MM.': '请指明月份：--period YYYY-MM。',
  'Say which month to close: --period YYYY-MM.': '请指明要关账的月份：--period YYYY-MM。',
  '--until is before --period.': '--until 早于 --period。',
  'These are more than 120 months.': '超过了 120 个月。',
  'Say what it is about: --event, --grant, --resource or --request.':
    '请指明所涉对象：--event、--grant、--resource 或 --request。',
  'Say of which resource the record is: --resource.': '请指明该数据属于哪个资源：--resource。',
  'Say why it is read: --purpose. It is put on the ledger.': '请说明查阅目的：--purpose。它会记入账本。',
  'Say for how many working days (--days), or answer: --approve or --refuse.':
    '请指明工作日数（--days），或答复：--approve 或 --refuse。',
  'The page was not whole after {minutes} minutes.': '{minutes} 分钟后页面仍未读完。',
  'There is no Chromium on the path ({names}).': '路径中没有 Chromium（{names}）。',
  'The library that drives Chromium is missing: npm install playwright-core.':
    '缺少驱动 Chromium 的库：npm install playwright-core。',
  'Chromium did not print the page: {name}.': 'Chromium 未能打印页面：{name}。',
  'A purpose is written CODE=TEXT.': '用途写作 代码=文字。',
  'The role is one of {roles}.': '身份须为下列之一：{roles}。',
  'There is no operation {operation}.': '没有操作 {operation}。',
  'There is no embedded ledger in STATE_DIR.': 'STATE_DIR 中没有内嵌账本。',
  'There is no index in STATE_DIR.': 'STATE_DIR 中没有索引。',
  'The key file cannot be read.': '无法读取密钥文件。',
  'The key file cannot be written, or is there already.': '无法写入密钥文件，或该文件已存在。',
  'The key file holds no key in PEM or JWK that can be read.': '密钥文件中没有可读取的 PEM 或 JWK 密钥。',
  'The file holds a public key: nothing is signed with it.': '文件中是公钥，不能用于签名。',
  'The file holds a public key: say with --sign-with which program has the private one.':
    '文件中是公钥：请用 --sign-with 指明持有私钥的程序。',
  'The signing program did not answer within two minutes.': '签名程序两分钟内没有应答。',
  'The signing program gave no signature by this key.': '签名程序没有给出该密钥的签名。',
  'The key is not of the curve P-256.': '密钥不是 P-256 曲线。',
  'The signer signs with an authenticator, in a browser.': '该签名人在浏览器中用认证器签名。',
  'What is to be signed is not what is shown.': '待签名的内容与所显示的不同。',
  'The file holds neither a JSON array of usage events nor one to a line.':
    '文件既不是使用记录的 JSON 数组，也不是每行一条。',
  'The file holds no decision that another person entered.': '文件中没有他人录入的决定。',

  // Help, and what the library that reads the call says
  'Usage:': '用法：',
  'Options:': '选项：',
  'Commands:': '命令：',
  'Arguments:': '参数：',
  'display help for command': '显示帮助',
  'print the version': '显示版本',
  'language of what is printed; without it, that of LC_ALL, LC_MESSAGES or LANG':
    '输出语言；未指定时取 LC_ALL、LC_MESSAGES 或 LANG',
  'Talks to a catalog-chain gateway over its HTTP API': '通过 HTTP API 与目录链网关交互',
  'the catalogue': '目录',
  'requests and grants': '申请与授权',
  'uses of data': '数据使用',
  'X-Road': 'X-Road',
  'CKAN, DCAT, data.json or CSV: owners, duties, systems, published resources':
    '导入 CKAN、DCAT、data.json 或 CSV：提供方、职责、信息系统、发布的目录条目',
  'data sharing agreements with versions, and their releases as uses':
    '导入数据共享协议及其版本，发布记录作为使用记录',
  'usage rows (NDJSON, JSON, CSV), or X-Road operational-monitoring records of both sides':
    '导入使用记录（NDJSON、JSON、CSV），或 X-Road 双方的运行监测记录',
  'create the members, systems, services and grants that X-Road records presuppose':
    '建立 X-Road 记录所依据的成员、信息系统、服务和授权',
  'where the gateway answers': '网关地址',
  'bearer token (better given by environment)': '访问令牌（最好由环境变量给出）',
  'file {url, logins: [{role, organisation, token}]}':
    '登录文件 {url, logins: [{role, organisation, token}]}',
  "the demo's token signing key: speaks for any organisation": '演示的令牌签名密钥：可代表任何机构',
  'organisation that registers, publishes and confirms': '负责登记、发布和确认的主管部门',
  'organisation to speak for': '所代表的机构',
  'calls at the same time': '同时进行的调用数',
  'for a gateway that has answered before and does not any more; 0: not at all':
    '等待曾经应答、现不再应答的网关的秒数；0 为不等待',
  'write refused rows there: row, code and message, one JSON object a line':
    '将被拒绝的行写入该文件：行、代码、说明，每行一个 JSON 对象',
  'write all that is created, changed, different or gone there, one JSON object a line':
    '将新建、更改、与账本不同、文件中没有的各项写入该文件，每行一个 JSON 对象',
  'read all, say what would be created, changed, left and refused, write nothing':
    '演练：读取全部，说明将新建、更改、保持、拒绝什么，不写入任何内容',
  "the file's, where it is not UTF-8": '文件编码（非 UTF-8 时）',
  'mapping that says what columns and words mean': '说明各列和用词含义的映射',
  'write a mapping for a person to confirm, and import nothing': '生成待人确认的映射，不导入',
  'legal basis of the duties': '职责的法律依据',
  'name of the organisation that shares': '提供数据的机构名称',
  'who reports releases': '由谁报送发布记录',
  'of rows that name none': '未指明的行属于哪一方',
  'X-Road: first create what the records presuppose': 'X-Road：先建立记录所依据的内容',
  'X-Road registry (shared-params.xml) that names the members':
    '列出成员名称的 X-Road 登记册（shared-params.xml）',
  "error: required option '{option}' not specified": "错误：缺少必需的选项 '{option}'",
  "error: missing required argument '{argument}'": "错误：缺少必需的参数 '{argument}'",
  "error: option '{option}' argument missing": "错误：选项 '{option}' 缺少值",
  "error: unknown option '{option}'": "错误：没有选项 '{option}'",
  "error: unknown command '{command}'": "错误：没有命令 '{command}'",
  "error: unknown command '{command}'\n(Did you mean {similar}?)":
    "错误：没有命令 '{command}'。是否为 {similar}？",
  "error: unknown command '{command}'\n(Did you mean one of {similar}?)":
    "错误：没有命令 '{command}'。是否为其中之一：{similar}？",
  "error: unknown option '{option}'\n(Did you mean {similar}?)":
    "错误：没有选项 '{option}'。是否为 {similar}？",
  "error: unknown option '{option}'\n(Did you mean one of {similar}?)":
    "错误：没有选项 '{option}'。是否为其中之一：{similar}？",
  "error: option '{option}' argument '{value}' is invalid. Allowed choices are {choices}.":
    "错误：选项 '{option}' 的值 '{value}' 无效，可用：{choices}。",
  "error: option '{option}' argument '{value}' is invalid. {reason}":
    "错误：选项 '{option}' 的值 '{value}' 无效：{reason}",

  // What is owed, and what members answered for
  '{count} obligations': '义务 {count} 项',
  '{organisation}, as of block {block}: due {due}, late {late}, not met {unmet}':
    '{organisation}，截至区块 {block}：到期 {due} 项，逾期履行 {late} 项，未履行 {unmet} 项',
  'not visible to the ledger': '账本不可见',
  '{month}  nothing': '{month}  无',
  '{month}  nothing was due: there is no bundle': '{month}  没有到期的义务：不生成证据包',
  'SAME  {count} members, as of block {block}': '一致  {count} 个成员，截至区块 {block}',
  'SAME  {count} items, as of block {block}': '一致  {count} 项，截至区块 {block}',
  'beyond   {items}: not compared, they count other records than the obligations in the bundle':
    '范围之外  {items}：未比较，其计数的记录不在证据包的义务之中',
  'differs  obligations {name}: stated {stated}, in the bundle {found}':
    '不一致  义务 {name}：所述 {stated}，证据包中 {found}',
  'differs  item {item}: stated {stated}, in the bundle {found}':
    '不一致  第 {item} 项：所述 {stated}，证据包中 {found}',
  'differs  span, block, profile or chain': '不一致  时段、区块、制度或者链',
  'differs  digest': '不一致  摘要',
  '{folder}: a report (.json) and what proves it (.zip) per month':
    '{folder}：每月一份报告（.json）和证明它的证据包（.zip）',
};
