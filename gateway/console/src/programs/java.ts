// SPDX-License-Identifier: Apache-2.0
/** The same call as a program in Java 11 or later, with what every JDK has: `java Call.java`. A refusal is printed and ends it with 1. */
import { bodyLiterals, wholeAddress, type Call } from './call';

const INDENT = ' '.repeat(6);
const BEYOND_ASCII = /[^\0-\x7f]/g;
const HEX = 16;

/** Before Java 18 a source is read in the machine's own encoding: what is not ASCII is written as escapes. */
const inAscii = (literal: string): string =>
  literal.replace(BEYOND_ASCII, (unit) => `\\u${unit.charCodeAt(0).toString(HEX).padStart(4, '0')}`);

function bodyOf(call: Call): readonly string[] {
  if (call.body === undefined) return ['    var body = HttpRequest.BodyPublishers.noBody();'];
  const lines = bodyLiterals(call).map((line) => `${INDENT}${inAscii(line)}`);
  return ['    var body = HttpRequest.BodyPublishers.ofString(String.join("\\n",', `${lines.join(',\n')}));`];
}

const headersOf = ({ method, body }: Call): readonly string[] => [
  `${INDENT}.header("Authorization", "Bearer " + System.getenv("TOKEN"))`,
  ...(method === 'GET'
    ? []
    : [
        `${INDENT}// The same key again when no answer came: it is then recorded once.`,
        `${INDENT}.header("Idempotency-Key", UUID.randomUUID().toString())`,
      ]),
  ...(body === undefined ? [] : [`${INDENT}.header("Content-Type", "application/json")`]),
];

export function javaOf(call: Call): string {
  return [
    'import java.net.URI;',
    'import java.net.http.HttpClient;',
    'import java.net.http.HttpRequest;',
    'import java.net.http.HttpResponse;',
    'import java.time.Duration;',
    ...(call.method === 'GET' ? [] : ['import java.util.UUID;']),
    '',
    'public class Call {',
    '  public static void main(String[] args) throws Exception {',
    ...bodyOf(call),
    `    var request = HttpRequest.newBuilder(URI.create(${JSON.stringify(wholeAddress(call))}))`,
    ...headersOf(call),
    `${INDENT}.timeout(Duration.ofSeconds(60))`,
    `${INDENT}.method("${call.method}", body)`,
    `${INDENT}.build();`,
    '    var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());',
    '    var isGood = answer.statusCode() < 400;',
    '    (isGood ? System.out : System.err).write(answer.body());',
    '    System.out.flush();',
    '    System.exit(isGood ? 0 : 1);',
    '  }',
    '}',
    '',
  ].join('\n');
}
