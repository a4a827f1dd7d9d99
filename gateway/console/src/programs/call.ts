// SPDX-License-Identifier: Apache-2.0
/** A call that a screen makes, to be told again in another language; and how its body is told line by line. */

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Path and query. */
  readonly address: string;
  readonly body?: unknown;
}

export const wholeAddress = ({ address }: Call): string => `${location.origin}${address}`;

/** The body as lines of JSON, each as a literal in double quotes: what JSON escapes, Python and Java read alike. */
export const bodyLiterals = ({ body }: Call): readonly string[] =>
  JSON.stringify(body, undefined, 2)
    .split('\n')
    .map((line) => JSON.stringify(line));
