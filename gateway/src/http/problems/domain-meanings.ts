// SPDX-License-Identifier: Apache-2.0
import type { DomainCode } from '@catalog-chain/chaincode/domain/errors';
import { meaning, type Meaning } from './text.js';

/** What the contracts refuse. */
export const DOMAIN_MEANINGS = {
  INVALID_ARGUMENT: meaning(
    400,
    ['请求内容不符合规则', '请按所列各项更正后重新提交。'],
    ['The request breaks a rule', 'Correct what is named here and send it again.'],
  ),
  NOT_CANONICAL: meaning(
    400,
    ['文本无规范形式', '使用 NFC 形式的 Unicode 文本和有效的 JSON 值。'],
    ['The text has no canonical form', 'Use Unicode text in NFC and plain JSON values.'],
  ),
  RAW_DATA: meaning(
    422,
    ['文本疑似包含个人信息或账号', '删除身份证号、电话、银行卡号、电子邮箱等原始数据；链上只记录描述。'],
    [
      'The text looks like personal data',
      'Remove identity, telephone and card numbers and e-mail addresses: only descriptions are recorded.',
    ],
  ),
  ROLE_REQUIRED: meaning(
    403,
    ['角色无权执行此操作', '使用具有所需角色的账号，或由具有该职责的机构办理。'],
    [
      'The role does not allow this',
      'Use an account with the role named, or let the organisation in charge act.',
    ],
  ),
  NOT_A_MEMBER: meaning(
    403,
    ['机构未登记', '请管理方先登记本机构。'],
    ['The organisation is not registered', 'Ask the manager to register the organisation first.'],
  ),
  ORGANISATION_SUSPENDED: meaning(
    403,
    ['机构已被暂停', '联系管理方了解原因并申请恢复。'],
    ['The organisation is suspended', 'Ask the manager why, and to resume it.'],
  ),
  NOT_OWNER: meaning(
    403,
    ['不是所有者', '只有所属机构可以修改该条目。'],
    ['Not the owner', 'Only the organisation that owns the entry may change it.'],
  ),
  NOT_PARTY: meaning(
    403,
    ['不是当事方', '只有当事方可以办理：该申请或授权的提供方、使用方，或争议的当事方。'],
    [
      'Not a party',
      'Only a party may do this: provider or consumer of the request or grant, or of the dispute.',
    ],
  ),
  CONFLICT_OF_INTEREST: meaning(
    403,
    ['存在利益冲突', '由无利害关系的机构办理。'],
    ['A conflict of interest', 'Let an organisation that is not concerned act.'],
  ),
  NOT_FOUND: meaning(
    404,
    ['记录不存在', '检查标识；也可能无权查看该记录。'],
    ['There is no such record', 'Check the identifier; it may also be one you may not see.'],
  ),
  ALREADY_EXISTS: meaning(
    409,
    ['记录已存在', '换一个标识，或读取已有的记录。'],
    ['The record exists already', 'Choose another identifier, or read the one that exists.'],
  ),
  INVALID_STATE: meaning(
    409,
    ['当前状态不允许此操作', '重新读取该记录，按其当前状态办理。'],
    ['The state does not allow this', 'Read the record again and act on its present state.'],
  ),
  CONDITION_NOT_MET: meaning(
    422,
    ['不满足条件', '按“detail”说明补足条件后再提交。'],
    ['A condition is not met', 'Meet the condition named in "detail" and send it again.'],
  ),
  LIMIT_REACHED: meaning(
    409,
    ['已达到策略规定的上限', '先等待、撤回或结束已有的申请、授权或争议；上限由管理方在策略中设定。'],
    [
      'As many are open as the policy allows',
      'Wait for, withdraw or end some of those that are open; the manager sets the limits in the policy.',
    ],
  ),
  BATCH_MALFORMED: meaning(
    400,
    ['批次格式有误', '按格式说明重新生成批次。'],
    ['The batch is malformed', 'Build the batch again as the format says.'],
  ),
  BATCH_TOO_LARGE: meaning(
    413,
    ['批次过大', '拆分为更小的批次。'],
    ['The batch is too large', 'Split it into smaller batches.'],
  ),
  DUPLICATE_ID: meaning(
    409,
    ['标识重复', '每条使用记录使用自己的 UUIDv7。'],
    ['An id is repeated', 'Give every usage event a UUIDv7 of its own.'],
  ),
  SEQUENCE_TAKEN: meaning(
    409,
    ['批次序号已被占用', '重新读取日志账簿，以下一个序号提交。'],
    ['The sequence number is taken', 'Read the journal again and use the next number.'],
  ),
  JOURNAL_CLOSED: meaning(
    409,
    ['日志账簿已关闭', '开立新的日志账簿。'],
    ['The journal is closed', 'Open another journal.'],
  ),
  JOURNAL_GAP: meaning(
    409,
    ['日志账簿不连续', '先补交缺失的批次。'],
    ['The journal has a gap', 'Submit the missing batches first.'],
  ),
  TOO_MANY_JOURNALS: meaning(
    409,
    ['日志账簿过多', '关闭不再使用的日志账簿，或等到下个月。'],
    ['There are too many journals', 'Close those no longer in use, or wait for the next month.'],
  ),
  PROOF_INVALID: meaning(
    422,
    ['证明无效', '用完整的批次重新生成包含证明。'],
    ['The proof is not valid', 'Build the inclusion proof again from the whole batch.'],
  ),
  RECORD_KEY_MISMATCH: meaning(
    409,
    ['记录密钥不一致', '使用授权时生成的记录密钥。'],
    ['The record key does not match', 'Use the record key made when the grant was given.'],
  ),
  SEAL_MISMATCH: meaning(
    409,
    ['与密封内容不一致', '按密封时的各项内容原样公开。'],
    ['The use is not the one that was sealed', 'Disclose every field just as it was when it was sealed.'],
  ),
  SIGNATURE_REQUIRED: meaning(
    403,
    ['需要决定人本人签名', '先经 /v1/acts/prepare 取得待签内容，由已登记的签名人签名后再提交。'],
    [
      'The person who decides must sign',
      'Ask /v1/acts/prepare for what is to be signed, have a registered signer sign it, and send it again.',
    ],
  ),
  SIGNATURE_INVALID: meaning(
    422,
    ['签名与内容不符', '重新取得待签内容并签名；请求内容在签名后不得改动。'],
    [
      'The signature does not fit',
      'Prepare and sign again: nothing of the request may change after it was signed.',
    ],
  ),
  SIGNATURE_OTHER_CHAIN: meaning(
    422,
    ['签名属于另一条链', '在本链重新取得待签内容并签名。'],
    ['It was signed for another chain', 'Prepare and sign it again on this chain.'],
  ),
  SIGNATURE_STALE: meaning(
    422,
    ['签名时间超出允许范围', '签名后五分钟内提交；请核对时钟后重新签名。'],
    ['It was signed too long ago', 'Send it within five minutes of signing; check the clock and sign again.'],
  ),
  SIGNATURE_REPLAYED: meaning(
    409,
    ['签名已被使用', '每次决定都须重新签名。'],
    ['The signature was used before', 'Sign every decision anew.'],
  ),
  SECOND_SIGNATURE_REQUIRED: meaning(
    403,
    ['需要另一人同意', '由本机构另一名签名人经 /v1/acts/prepare（entered）取得待签内容并签名。'],
    [
      'Another person has to agree',
      'Let another signer of the organisation sign what /v1/acts/prepare gives for it (`entered`), and send both signatures.',
    ],
  ),
  SECOND_SIGNER_SAME: meaning(
    403,
    ['录入人与同意人相同', '由本机构另一名签名人表示同意。'],
    ['The same signer entered it', 'Let another signer of the organisation agree.'],
  ),
  SIGNER_UNKNOWN: meaning(
    403,
    ['签名人未登记', '请本机构管理员先登记该签名人。'],
    ['There is no such signer', "Ask the organisation's administrator to register the signer first."],
  ),
  SIGNER_FOREIGN: meaning(
    403,
    ['签名人属于其他机构', '由本机构的签名人签名。'],
    ['The signer is of another organisation', 'Let a signer of your own organisation sign.'],
  ),
  SIGNER_REVOKED: meaning(
    403,
    ['签名人已被撤销', '由其他有效的签名人签名。'],
    ['The signer is revoked', 'Let another signer sign.'],
  ),
  SIGNER_NOT_VALID: meaning(
    403,
    ['签名人不在有效期内', '请管理员以新的假名登记新的签名密钥。'],
    ['The signer is not valid now', 'Ask the administrator to register a new key under a new pseudonym.'],
  ),
  SIGNER_ROLE: meaning(
    403,
    ['签名人无此角色', '由具有该角色的签名人签名。'],
    ['The signer does not sign in this role', 'Let a signer with the role sign.'],
  ),
  SIGNER_KIND: meaning(
    403,
    ['密钥类型不足', '使用策略认可的密钥类型签名。'],
    ['This kind of key is not enough', 'Sign with a kind of key that the policy accepts for this decision.'],
  ),
  AUTHENTICATOR_REFUSED: meaning(
    422,
    ['认证器断言不符合要求', '在登记的网址由本人验证后重新签名。'],
    [
      'The assertion of the authenticator does not count',
      'Sign again on a registered page, with the user verified.',
    ],
  ),
  AUTHENTICATOR_COUNTER: meaning(
    409,
    ['认证器计数器未递增', '认证器可能被复制：请管理员撤销该签名人。'],
    [
      'The counter of the authenticator did not go on',
      'It may have been copied: ask the administrator to revoke the signer.',
    ],
  ),
} satisfies Record<DomainCode, Meaning>;
