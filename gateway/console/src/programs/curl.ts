// SPDX-License-Identifier: Apache-2.0
/** The same call for a terminal: with a token in place of the session, which is nobody else's to have. */
import { wholeAddress, type Call } from './call';

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

export function curlOf(call: Call): string {
  const parts = [
    `curl -sS -X ${call.method}`,
    '-H "Authorization: Bearer $TOKEN"',
    ...(call.method === 'GET' ? [] : ['-H "Idempotency-Key: $(uuidgen)"']),
    ...(call.body === undefined
      ? []
      : ["-H 'Content-Type: application/json'", `-d ${quoted(JSON.stringify(call.body))}`]),
    quoted(wholeAddress(call)),
  ];
  return parts.join(' \\\n  ');
}
