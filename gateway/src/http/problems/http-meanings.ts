// SPDX-License-Identifier: Apache-2.0
import type { HttpCode } from './codes.js';
import { meaning, type Meaning } from './text.js';

/** What HTTP itself refuses. */
export const HTTP_MEANINGS = {
  JSON_MALFORMED: meaning(
    400,
    ['请求体不是有效的 JSON', '发送 UTF-8 编码的 JSON（RFC 8259）。'],
    ['The body is not JSON', 'Send JSON (RFC 8259) in UTF-8.'],
  ),
  JSON_UNSAFE: meaning(
    400,
    ['JSON 含有歧义或不安全的内容', '去掉重复的键、过大的数、过深的嵌套和不成对的代理字符。'],
    [
      'The JSON is ambiguous or unsafe',
      'Remove repeated keys, oversized numbers, deep nesting and lone surrogates.',
    ],
  ),
  BODY_TOO_LARGE: meaning(
    413,
    ['请求体过大', '拆分为多次请求。'],
    ['The body is too large', 'Split it over several requests.'],
  ),
  BODY_INCOMPLETE: meaning(
    400,
    ['请求体不完整或已损坏', '检查网络和压缩后完整地重新发送。'],
    ['The body is incomplete or damaged', 'Check connection and compression and send the whole body again.'],
  ),
  ENCODING_UNSUPPORTED: meaning(
    415,
    ['不支持的内容编码', '使用 gzip、deflate、br 或不压缩。'],
    ['The content encoding is not supported', 'Use gzip, deflate, br or none.'],
  ),
  MEDIA_TYPE_UNSUPPORTED: meaning(
    415,
    ['不支持的媒体类型', '使用 API 文档为该操作列出的 Content-Type。'],
    [
      'The media type is not supported',
      'Use a Content-Type that the API description lists for the operation.',
    ],
  ),
  NOT_ACCEPTABLE: meaning(
    406,
    ['没有可接受的表示形式', '使用 API 文档为该操作列出的 Accept。'],
    ['No acceptable representation', 'Use an Accept that the API description lists for the operation.'],
  ),
  URL_MALFORMED: meaning(
    400,
    ['URL 格式有误', '检查 URL 的百分号编码。'],
    ['The URL is malformed', 'Check the percent-encoding of the URL.'],
  ),
  UNAUTHENTICATED: meaning(
    401,
    ['需要有效的令牌', '在 Authorization 头中以 Bearer 方式提供有效令牌。'],
    ['A valid token is needed', 'Send a valid token in the Authorization header as Bearer.'],
  ),
  TOKEN_EXPIRED: meaning(
    401,
    ['令牌已过期', '重新登录取得新的令牌。'],
    ['The token has expired', 'Sign in again for a new token.'],
  ),
  AUTHENTICATION_UNAVAILABLE: meaning(
    503,
    ['身份认证服务不可用', '稍后重试。'],
    ['The identity provider is not available', 'Try again later.'],
  ),
  SIGN_IN_FAILED: meaning(
    400,
    ['登录未成功', '请从登录页面重新登录；若再次失败，请联系本机构管理员。'],
    [
      'The sign-in did not succeed',
      'Sign in again from the start; if it fails again, ask your administrator.',
    ],
  ),
  SESSION_ENDED: meaning(
    401,
    ['会话已结束', '请重新登录；尚未提交的内容不会丢失。'],
    ['The session has ended', 'Sign in again; what was not sent yet is not lost.'],
  ),
  CROSS_SITE: meaning(
    403,
    ['该请求来自其他网站', '请在本网关自己的页面上操作；程序请使用令牌。'],
    ['The request comes from another site', "Use this gateway's own pages; programs use a token."],
  ),
  ACTING_ROLE_NEEDED: meaning(
    403,
    ['须指明以何种角色行事', '在 Acting-Role 头中写明所具有的一个角色。'],
    ['It must be said in which role to act', 'Name one of your roles in the Acting-Role header.'],
  ),
  ROUTE_NOT_FOUND: meaning(
    404,
    ['没有这个地址', '查看 /docs 中的 API 说明。'],
    ['There is no such address', 'See the API description at /docs.'],
  ),
  METHOD_NOT_ALLOWED: meaning(
    405,
    ['此地址不支持该方法', '使用 Allow 头列出的方法。'],
    ['The address does not take this method', 'Use a method that the Allow header lists.'],
  ),
  REQUEST_TIMEOUT: meaning(
    408,
    ['请求发送过慢', '检查网络后重新发送。'],
    ['The request arrived too slowly', 'Check the connection and send it again.'],
  ),
  HEADERS_TOO_LARGE: meaning(
    431,
    ['请求头过大', '减小请求头。'],
    ['The headers are too large', 'Send smaller headers.'],
  ),
  TOO_MANY_REQUESTS: meaning(
    429,
    ['请求过于频繁', '按 Retry-After 等待；批量提交使用记录。'],
    ['Too many requests', 'Wait as Retry-After says; send usage events in bulk.'],
  ),
  OVERLOADED: meaning(
    503,
    ['网关繁忙', '按 Retry-After 等待后重试。'],
    ['The gateway is busy', 'Wait as Retry-After says, then try again.'],
  ),
  INTERNAL: meaning(
    500,
    ['网关内部错误', '附上“instance”联系运维人员。'],
    ['The gateway failed', 'Report the "instance" to the operator.'],
  ),
} satisfies Record<HttpCode, Meaning>;
