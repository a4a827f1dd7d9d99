// SPDX-License-Identifier: Apache-2.0
/** The same call for a terminal or a program: with a token in place of the session, which is nobody else's to have. */

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

export function curlOf(address: string, body: unknown, method = 'POST'): string {
  const parts = [
    `curl -sS -X ${method}`,
    '-H "Authorization: Bearer $TOKEN"',
    '-H "Idempotency-Key: $(uuidgen)"',
    ...(body === undefined
      ? []
      : ["-H 'Content-Type: application/json'", `-d ${quoted(JSON.stringify(body))}`]),
    quoted(`${location.origin}${address}`),
  ];
  return parts.join(' \\\n  ');
}
