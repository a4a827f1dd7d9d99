// SPDX-License-Identifier: Apache-2.0
/** How the index refuses a question. */
/** A question the index refuses. */
export class IndexError extends Error {
  override readonly name = 'IndexError';

  constructor(
    readonly code: 'CURSOR_INVALID' | 'INVALID_ARGUMENT',
    message: string,
  ) {
    super(message);
  }
}
