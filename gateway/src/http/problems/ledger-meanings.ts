// SPDX-License-Identifier: Apache-2.0
import type { LedgerCode } from '../../ledger/ledger-error.js';
import type { RefusalCode } from '../../support/refusal.js';
import { meaning, type Meaning } from './text.js';

/** What the ledger itself answers. */
export const LEDGER_MEANINGS = {
  LEDGER_UNAVAILABLE: meaning(
    503,
    ['账本暂不可用', '稍后用相同的幂等键重试。'],
    ['The ledger is not available', 'Try again later with the same idempotency key.'],
  ),
  LEDGER_OVERLOADED: meaning(
    503,
    ['账本繁忙', '按 Retry-After 等待后用相同的幂等键重试。'],
    ['The ledger is busy', 'Wait as Retry-After says and try again with the same idempotency key.'],
  ),
  LEDGER_TIMEOUT: meaning(
    504,
    ['账本未及时应答', '用相同的幂等键重试：不会重复记录。'],
    [
      'The ledger did not answer in time',
      'Try again with the same idempotency key: nothing is recorded twice.',
    ],
  ),
  LEDGER_CONFLICT: meaning(
    409,
    ['记录同时被他人修改', '重新读取后再提交。'],
    ['The record was changed by someone else', 'Read it again and repeat.'],
  ),
  ENDORSEMENT_MISMATCH: meaning(
    502,
    ['各方背书结果不一致', '联系管理方核查各节点的链码版本。'],
    ['The endorsers disagree', 'Ask the manager to compare the chaincode of the peers.'],
  ),
  IDENTITY_UNKNOWN: meaning(
    403,
    ['此角色没有可用的签名证书', '为该角色登记证书后重试。'],
    ['No certificate to sign with for this role', 'Enrol a certificate for the role, then try again.'],
  ),
  IDENTITY_REFUSED: meaning(
    403,
    ['证书被账本拒绝', '检查证书是否过期或已被吊销。'],
    ['The ledger refused the certificate', 'Check whether the certificate has expired or was revoked.'],
  ),
  LEDGER_OTHER_CHAIN: meaning(
    503,
    ['账本不是原来的链', '停止使用并联系管理方：创世区块不符。'],
    ['This is another chain', 'Stop and ask the manager: the genesis block differs.'],
  ),
  LEDGER_FAILURE: meaning(
    502,
    ['账本出错', '稍后用相同的幂等键重试；若仍失败，附上“instance”联系管理方。'],
    [
      'The ledger failed',
      'Try again later with the same idempotency key; if it persists, report the "instance".',
    ],
  ),
  STORAGE_UNAVAILABLE: meaning(
    503,
    ['网关暂时无法写盘', '稍后用相同的幂等键或事件编号重试；请运维人员检查磁盘或数据库。'],
    [
      'The gateway cannot write to its disk or database',
      'Try again later with the same key or event id; its operator should look at the disk or the database.',
    ],
  ),
} satisfies Record<LedgerCode, Meaning>;

/** What the gateway's own flows answer. */
export const REFUSAL_MEANINGS = {
  IDEMPOTENCY_MISMATCH: meaning(
    409,
    ['幂等键已用于不同的内容', '不同的内容使用新的幂等键或标识。'],
    ['The key was used with another body', 'Use a new idempotency key or identifier for other content.'],
  ),
  IDEMPOTENCY_IN_PROGRESS: meaning(
    409,
    ['同一请求正在处理', '稍后用相同的幂等键重试以取得结果。'],
    ['The same request is being worked on', 'Repeat it shortly with the same key to get its answer.'],
  ),
  ORGANISATION_NOT_SERVED: meaning(
    403,
    ['本网关不服务该机构', '使用本机构的网关。'],
    ['This gateway does not serve the organisation', "Use the organisation's own gateway."],
  ),
  PURPOSE_REQUIRED: meaning(
    422,
    ['需要说明查询目的', '审计方和仲裁方查询须附“purpose”，并会被记录。'],
    ['A purpose is needed', 'Auditors and arbitrators state a "purpose"; the read is recorded with it.'],
  ),
  TOO_MANY_STREAMS: meaning(
    503,
    ['事件流连接已满', '按 Retry-After 等待后重连；附上 Last-Event-ID 不会漏收。'],
    [
      'No room for another stream',
      'Wait as Retry-After says and come back with Last-Event-ID: nothing is missed.',
    ],
  ),
  CURSOR_INVALID: meaning(
    400,
    ['分页游标无效', '从第一页重新开始。'],
    ['The cursor is not valid', 'Start again from the first page.'],
  ),
  OUTCOME_UNKNOWN: meaning(
    504,
    ['结果尚不确定', '用相同的幂等键重试以查明结果；不会重复记录。'],
    ['The outcome is not known yet', 'Repeat with the same key to learn it; nothing is recorded twice.'],
  ),
  INDEX_BEHIND: meaning(
    503,
    ['索引落后于账本', '写入已提交，稍后读取。'],
    ['The index is behind the ledger', 'What was written is committed; read it a little later.'],
  ),
  NOT_IMPLEMENTED: meaning(
    501,
    ['此部署不支持该功能', '联系管理方启用该功能。'],
    ['This deployment does not offer that', 'Ask its operator to enable it.'],
  ),
} satisfies Record<RefusalCode, Meaning>;
