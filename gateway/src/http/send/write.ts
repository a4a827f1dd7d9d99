// SPDX-License-Identifier: Apache-2.0
import type { Response } from 'express';

/** Writes texts no faster than the client reads. One that takes nothing for so long is let go. */
export async function write(
  response: Response,
  texts: AsyncIterable<string>,
  stallMs: number,
): Promise<void> {
  for await (const text of texts) {
    if (response.destroyed) return;
    if (!response.write(text) && !(await drained(response, stallMs))) {
      response.destroy();
      return;
    }
  }
}

/** @returns false when the client takes nothing within the time, or is gone */
function drained(response: Response, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (took: boolean): void => {
      clearTimeout(timer);
      response.off('drain', yes).off('close', no);
      resolve(took);
    };
    const yes = (): void => {
      settle(true);
    };
    const no = (): void => {
      settle(false);
    };
    const timer = setTimeout(no, ms);
    response.once('drain', yes).once('close', no);
  });
}
