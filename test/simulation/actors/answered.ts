// SPDX-License-Identifier: Apache-2.0
/** How long those outside wait for a gateway, which may have ended meanwhile. */
import { sleep } from '../world/virtual-time.js';

const TIMEOUT_MS = 30_000;

export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/** @throws NoAnswer, or what the work throws */
export async function answered<T>(work: () => Promise<T>): Promise<T> {
  const late = sleep(TIMEOUT_MS).then(() => {
    throw new NoAnswer('No answer in time');
  });
  const asked = async (): Promise<T> => work();
  return Promise.race([asked(), late]);
}
