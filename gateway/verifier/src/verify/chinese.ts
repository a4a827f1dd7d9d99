// SPDX-License-Identifier: Apache-2.0
/** The sentences of the verifier and their Chinese. Whoever rewords one is told by a test that its Chinese is missing. */
export const CHINESE: Readonly<Record<string, string>> = {
  // What is proved; each statement ends with the block and time
  'as of block {block}, {time}': '截至区块 {block}，{time}',
  '{organisation} reported {events} events of grant {grant} for {period}: all that its {batches} batches in {journals} journals hold':
    '{organisation} 就授权 {grant} 在 {period} 报送 {events} 条记录，即其 {journals} 本日志账簿中 {batches} 个批次所含的全部',
  'its journals are broken: {broken}': '其日志账簿有断裂：{broken}',
  'the month may go on': '该月尚可能有后续记录',
  '{sealed} uses of the month are sealed and not disclosed, under whatever grants':
    '该月另有 {sealed} 条使用记录已密封、尚未公开，所属授权未知',
  '{id}: correction of event {corrects} of record {record} under grant {grant} at {at}, reported by {organisation} ({side}) {reported}, {how}, in block {block}':
    '{id}：授权 {grant} 下 {at} 对记录 {corrects} 的更正，数据 {record}，由 {organisation}（{side}）于 {reported} 报送，{how}，在区块 {block}',
  '{id}: correction of event {corrects} under grant {grant} at {at}, reported by {organisation} ({side}) {reported}, {how}, in block {block}':
    '{id}：授权 {grant} 下 {at} 对记录 {corrects} 的更正，由 {organisation}（{side}）于 {reported} 报送，{how}，在区块 {block}',
  '{id}: {kind} of record {record} under grant {grant} at {at}, reported by {organisation} ({side}) {reported}, {how}, in block {block}':
    '{id}：授权 {grant} 下 {at} 的{kind}，数据 {record}，由 {organisation}（{side}）于 {reported} 报送，{how}，在区块 {block}',
  '{id}: {kind} under grant {grant} at {at}, reported by {organisation} ({side}) {reported}, {how}, in block {block}':
    '{id}：授权 {grant} 下 {at} 的{kind}，由 {organisation}（{side}）于 {reported} 报送，{how}，在区块 {block}',
  'no violation': '无违规',
  'violations: {codes}': '违规：{codes}',
  'sealed {at} to be disclosed by {until}, {how}': '密封于 {at}，应于 {until} 前公开，{how}',
  '{record}: {events} events of the record, {claimed} claimed and {attested} attested, under grant {grants}':
    '{record}：该数据有 {events} 条记录，其中申报 {claimed} 条、佐证 {attested} 条，所属授权 {grants}',
  '{id}: {consumer} asked {provider} for {resource} version {version}':
    '{id}：{consumer} 向 {provider} 申请 {resource} 第 {version} 版',
  '{id}: {provider} grants {consumer} {resource} version {version}':
    '{id}：{provider} 向 {consumer} 授权 {resource} 第 {version} 版',
  '{id}: {who} owes {kind} to {to} under article {article}, due {due}':
    '{id}：{who} 对 {to} 负有义务 {kind}（第{article}条），期限 {due}',
  '{id}: {who} owes {kind} under article {article}, due {due}':
    '{id}：{who} 负有义务 {kind}（第{article}条），期限 {due}',
  '{id}: {who} owes {kind} to {to}, due {due}': '{id}：{who} 对 {to} 负有义务 {kind}，期限 {due}',
  '{id}: {who} owes {kind}, due {due}': '{id}：{who} 负有义务 {kind}，期限 {due}',
  '{state} {when} at {at} ({basis}) when read': '读取时{state}，{when}，{at}（{basis}）',
  '{id}: the catalogue held version {version}': '{id}：目录中有第 {version} 版',
  '{id}: {kind} ({subject}), opened by {opener} against {respondent} {at}':
    '{id}：争议 {kind}（{subject}），由 {opener} 于 {at} 对 {respondent} 提出',
  'agreed by {steps}': '同意人 {steps}',
  'signed: {steps}': '签名的步骤：{steps}',
  'rests on {count} records as they stood': '所依据的 {count} 条记录保持当时状态',
  '{arbitrator} ruled: {findings}, {responsible} answers for it, remedy {remedy}':
    '{arbitrator} 裁决：{findings}，由 {responsible} 负责，补救措施 {remedy}',
  '{arbitrator} ruled on appeal ({outcome}): {findings}, {responsible} answers for it, remedy {remedy}':
    '{arbitrator} 复议裁决（{outcome}）：{findings}，由 {responsible} 负责，补救措施 {remedy}',
  'grant {grant} in {period}: {state}: {figures}, summed up again from the events':
    '授权 {grant} 的 {period}：{state}：{figures}，由各条记录重新汇总得出',
  'something arrived later for: {sides}': '此后又有记录：{sides}',
  '{state} when read': '读取时{state}',

  // What is not proved
  'that every use was reported: what neither side reported is nowhere':
    '每次使用都已报送：双方都未报送的，任何地方都没有',
  'that a record identifier or a person stands behind a commitment or pseudonym':
    '承诺值或者化名背后是哪条数据、哪个人',
  'that nothing was reported, and no record changed, after the block and time that each line names':
    '在各行所写的区块和时间之后，没有新的报送，记录没有变化',
  'that the time is exact: whoever asked for the bundle set it, within the minutes that peers allow':
    '时间准确无误：时间由要求出具证据包的一方设定，节点只允许几分钟的偏差',
  'that no certificate was revoked: no revocation list is looked at': '没有证书被吊销：未查看吊销列表',
  'that several organisations agreed: one operator keeps this ledger':
    '多个机构达成一致：该账本由一个运营者维护',
  'whose keys these are, and so the kind of the ledger: the root certificates came from the bundle itself (see --trust)':
    '这些密钥属于谁，以及账本的种类：根证书来自证据包本身（见 --trust）',
  'that the chain begins with block {hash}: no block is in the bundle': '链始于区块 {hash}：证据包中没有区块',
  'that no other channel has the same request: channel {channel} is what its transaction names':
    '其他通道没有同样的请求：通道 {channel} 只是其交易所写',
  "that record {record} has no other uses: only a grant's month is shown whole":
    '数据 {record} 没有其他使用：只有一项授权的一个月才是完整的',
  'who took the steps of {kind} {id}: its transactions are not in the bundle':
    '{kind} {id} 的各步骤由谁作出：相关交易不在证据包中',
  'that nothing else was owed beside {id}: no list of all is in the bundle':
    '除 {id} 之外没有其他义务：证据包中没有全部义务的清单',
  'what {organisation} reported of {grant} for {period} in all: the month may go on':
    '{organisation} 就 {grant} 在 {period} 报送的全部：该月尚可能有后续记录',
  "that no correction took event {id} back: of all events only those of a grant's month are shown whole":
    '记录 {id} 没有被更正撤回：只有一项授权的一个月的记录才是完整的',
  'that {organisation} signed event {id}: its transaction is not in the bundle':
    '{organisation} 对记录 {id} 签过名：相关交易不在证据包中',
  'whether {organisation} has sealed uses for {period}: no list of them is in the bundle':
    '{organisation} 在 {period} 是否密封过使用记录：证据包中没有密封清单',
  'whether the uses that {organisation} has sealed for {period} are of {grant}: they are not disclosed':
    '{organisation} 在 {period} 密封的使用记录是否属于 {grant}：尚未公开',
  'whether {organisation} also reported "nil" of {grant} for {period}: not all transactions are in the bundle':
    '{organisation} 是否还就 {grant} 在 {period} 报送过“无使用”：证据包中没有全部交易',

  // Why a file cannot be read
  'The archive holds a file twice.': '压缩包中有重复的文件。',
  'The archive holds {file} twice.': '压缩包中 {file} 重复。',
  'The archive holds a file whose name no bundle has.': '压缩包中有证据包不应有的文件名。',
  'The archive holds too many files.': '压缩包中的文件过多。',
  'The archive holds no part.': '压缩包中没有任何分卷。',
  'The archive is too large unpacked.': '压缩包解压后过大。',
  'The archive understates how large a file is unpacked.': '压缩包少报了文件解压后的大小。',
  'The archive is damaged, or names a file as no bundle does.':
    '压缩包已损坏，或者含有证据包不应有的文件名。',
  'The archive lacks a file.': '压缩包缺少文件。',
  'Two files of the archive lie in one another.': '归档文件中有两个文件相互重叠。',
  'The archive of parts holds something else, or they are out of order.':
    '分卷压缩包中有其他内容，或者分卷次序不对。',
  'A part is too large.': '分卷过大。',
  'The file is not a zip archive, or damaged.': '该文件不是 zip 压缩包，或者已损坏。',
  'The file is not a zip archive.': '该文件不是 zip 压缩包。',
  'The file is too large for a browser; use the command line.': '该文件过大，浏览器无法处理，请使用命令行。',
  'The file cannot be read.': '该文件无法读取。',
  'manifest.json is missing, or not a manifest of this format.': '缺少 manifest.json，或者其格式不是本格式。',
  '{file} is damaged.': '{file} 已损坏。',

  // Faults
  '{batch}: the leaves given do not make the tally in its header.':
    '{batch}：所给各条记录与其批次头的汇总不符。',
  'The record is of no known type.': '记录类型未知。',
  'The event is not there exactly once.': '该记录并非恰好出现一次。',
  'The bundle has not as many events of the record.': '证据包中该数据的记录没有这么多条。',
  'The hash is not that of the terms.': '哈希与条款不符。',
  'A transaction of the bundle has changed the record since.': '证据包中有交易此后修改了该记录。',
  'The bundle has a batch after the one that is said to be the last.':
    '在所称最后一批之后，证据包中还有批次。',
  'The bundle has something of a journal that is not listed.': '证据包中有未列出的日志账簿的内容。',
  'The {side} side was closed since.': '{side}一侧此后又已关账。',
  'The bundle has the grant that it has led to.': '证据包中有由其产生的授权。',
  'The bundle has a seal that is not listed.': '证据包中有未列出的密封记录。',
  'The part is not the next one of the bundle.': '该分卷不是证据包的下一分卷。',
  'Claims and roots are in the first part.': '结论和根证书须在第一分卷。',
  'Parts of the bundle are missing.': '证据包缺少分卷。',
  'The bundle claims nothing.': '证据包没有任何结论。',
  'The bundle is as of {time}.': '证据包的时间为 {time}。',
  'A later part holds headers of batches only.': '后续分卷只能有批次头。',
  'The same record is given twice.': '同一记录给出了两次。',
  'The transaction of {time} is not in the bundle.': '{time} 的交易不在证据包中。',
  'The manifest does not list the file.': '清单没有列出该文件。',
  'A file is listed twice.': '有文件被列出两次。',
  'The file is not in the bundle.': '该文件不在证据包中。',
  'The file is not the one that the manifest lists.': '该文件与清单所列不符。',
  'The file is not lines of UTF-8.': '该文件不是 UTF-8 文本行。',
  'The request that gives the bundle its time is not there.': '缺少赋予证据包时间的请求。',
  'The endorsers did not read the request of the bundle: its time is open.':
    '背书方没有读取证据包的请求，其时间不能确定。',
  'An endorser is not a peer.': '有背书方不是节点。',
  'Too few organisations endorsed it.': '背书的机构过少。',
  'No roots are trusted for so early a time.': '如此早的时间没有可信的根证书。',
  'There is no configuration of the time.': '没有当时的配置。',
  'The bundle lacks a record: {record}.': '证据包缺少记录：{record}。',
  'The line is not an endorsed read in canonical JSON.': '该行不是规范 JSON 形式的已背书读取。',
  'The response cannot be read.': '响应无法读取。',
  'The record lacks something, or is of no known type.': '记录有缺失，或者类型未知。',
  'It is not what this chaincode answered with success.': '不是本链码成功应答的内容。',
  'The record is not that of the key.': '记录与键不符。',
  'It is no mere read.': '不是单纯的读取。',
  'The endorsers read a key twice.': '背书方对同一键读取了两次。',
  'The endorsers read other keys than those of the record.': '背书方读取的键与记录的键不同。',
  'The signature of a person cannot be read.': '个人签名无法读取。',
  'A person signed it for another chain.': '个人签名属于另一条链。',
  'A person agreed to what was his own.': '同意人与录入人是同一人。',
  'The signer was registered later.': '签名人是此后才登记的。',
  'The signer could not decide this then.': '签名人当时无权作此决定。',
  'The person did not sign this decision.': '该人没有签署这一决定。',
  'The signer has no role in which such a transaction is signed.': '签名人没有签署此类交易的角色。',
  'The bytes are no envelope.': '内容不是交易信封。',
  'The envelope is not that of its id.': '交易信封与其标识不符。',
  'The transaction is of another channel.': '交易属于另一通道。',
  'The transaction cannot be read.': '交易无法读取。',
  'What was endorsed is not what was proposed.': '所背书的与所提议的不同。',
  'The transaction is of another chaincode.': '交易属于另一链码。',
  'The chaincode did not answer with success.': '链码没有成功应答。',
  'The leaves cannot be read.': '各条记录无法读取。',
  'The header in the state is not the one it wrote.': '状态中的批次头不是该交易所写。',
  'The certificate of a signer of {organisation} was not valid at the time.':
    '{organisation} 一名签名方的证书当时无效。',
  'A signature in the name of {organisation} is wrong, or not low-S in strict DER.':
    '以 {organisation} 名义的签名有误，或者不是严格 DER 的 low-S 形式。',
  'An identity cannot be read.': '身份无法读取。',
  'A root certificate cannot be read.': '根证书无法读取。',
  'There is no root certificate.': '没有根证书。',
  'A root certificate is not a self-signed authority.': '根证书不是自签名的颁发机构。',
  "A signer's certificate was not issued by a trusted root of {organisation}.":
    '签名方的证书不是由 {organisation} 的可信根证书签发。',
  "A signer's certificate of {organisation} is not one that signs.":
    '{organisation} 签名方的证书不能用于签名。',
  "A signer's certificate of {organisation} cannot be read.": '{organisation} 签名方的证书无法读取。',
  'Journal {name}: batch {number} is not there, or not in its place.':
    '日志账簿 {name}：第 {number} 批缺失，或者不在其位。',
  'The journal does not end with the root of its head.': '日志账簿的末尾与其头部的根不符。',
  "The month {period} was not over at the bundle's time.": '在证据包的时间，{period} 尚未结束。',
  "The month {period} had not begun at the bundle's time.": '在证据包的时间，{period} 尚未开始。',
  'The digest is not that of the records it rests on.': '摘要与所依据的记录不符。',
  'Its history does not begin with its opening.': '其经过不是从提出开始。',
  'A transaction of its history is missing.': '缺少其经过中的一笔交易。',
  'A step does not follow the one before.': '有步骤与前一步骤不衔接。',
  'The last step did not leave it as it was read.': '最后一步之后的内容与所读取的不同。',
  'A step was not signed by the organisation that took it.': '有步骤未由作出该步骤的机构签名。',
  'A step names another person than signed it, or one where nobody did.':
    '有步骤所写的人不是签名人，或者无人签名。',
  'A step was written by something else.': '有步骤由其他交易写入。',
  'A step wrote no dispute.': '有步骤没有写入争议。',
  'A transaction wrote other steps than the record has.': '有交易写入的步骤与记录不同。',
  'The record it rests on is not shown: {record}.': '没有出示所依据的记录：{record}。',
  'The event in dispute is not in the bundle.': '所争议的使用记录不在证据包中。',
  'The journal {journal} is not there.': '缺少日志账簿 {journal}。',
  'The path does not lead from the leaf to the root.': '路径不能从该记录通到根。',
  'The leaf is not a usage event.': '该叶不是使用记录。',
  'The same leaf is given twice.': '同一叶给出了两次。',
  'The header of its batch is not in the bundle.': '其批次头不在证据包中。',
  'The line is not a leaf with its path in canonical JSON.': '该行不是规范 JSON 形式的叶及其路径。',
  'The sides, summed up again, make another verdict.': '双方重新汇总后得出不同的结论。',
  "The {side} side's closure is not the one that was compared.": '{side}一侧的结账不是所比对的那一次。',
  "The {side} side's events do not add up to what was closed.": '{side}一侧的记录合计与结账不符。',
  'A journal does not have the root that was closed.': '日志账簿的根与结账时不符。',
  'Journal {id} is broken elsewhere than the closure says.': '日志账簿 {id} 的断裂处与结账所写不同。',
  'The last verdict is not that of the record.': '最后的结论与记录不符。',
  'The event is not the one that was sealed.': '该记录不是所密封的那一条。',
  'The event was disclosed elsewhere, or not at all.': '该记录在别处公开，或者没有公开。',
};
