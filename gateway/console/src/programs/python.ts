// SPDX-License-Identifier: Apache-2.0
/** The same call as a program in Python 3, with what every Python has. A refusal is printed and ends it with 1. */
import { bodyLiterals, wholeAddress, type Call } from './call';

const headersOf = ({ method, body }: Call): readonly string[] => [
  '    "Authorization": "Bearer " + os.environ["TOKEN"],',
  ...(method === 'GET' ? [] : ['    # The same key again when no answer came: it is then recorded once.']),
  ...(method === 'GET' ? [] : ['    "Idempotency-Key": str(uuid.uuid4()),']),
  ...(body === undefined ? [] : ['    "Content-Type": "application/json",']),
];

function bodyOf(call: Call): readonly string[] {
  if (call.body === undefined) return ['body = None'];
  return ['body = "\\n".join([', ...bodyLiterals(call).map((line) => `    ${line},`), ']).encode("utf-8")'];
}

export function pythonOf(call: Call): string {
  return [
    'import os',
    'import sys',
    'import urllib.error',
    'import urllib.request',
    ...(call.method === 'GET' ? [] : ['import uuid']),
    '',
    `address = ${JSON.stringify(wholeAddress(call))}`,
    'headers = {',
    ...headersOf(call),
    '}',
    ...bodyOf(call),
    `request = urllib.request.Request(address, data=body, headers=headers, method="${call.method}")`,
    'try:',
    '    with urllib.request.urlopen(request, timeout=60) as answer:',
    '        sys.stdout.buffer.write(answer.read())',
    'except urllib.error.HTTPError as refusal:',
    '    sys.stderr.buffer.write(refusal.read())',
    '    sys.exit(1)',
    '',
  ].join('\n');
}
