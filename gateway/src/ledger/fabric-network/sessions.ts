// SPDX-License-Identifier: Apache-2.0
import type { FabricProfile } from '../fabric/profile.js';
import { LedgerError } from '../ledger-error.js';
import type { Signatory } from '../ledger.js';
import { Session } from './session.js';

/** One session for each user, opened when first used: `fabric-network` binds its connections to an identity. */
export class Sessions implements AsyncDisposable {
  readonly #opened = new Map<string, Promise<Session>>();
  #closed = false;

  constructor(private readonly profile: FabricProfile) {}

  /** @throws LedgerError */
  async of(signatory: Signatory): Promise<Session> {
    if (this.#closed) throw new LedgerError('LEDGER_UNAVAILABLE', 'The ledger has been closed.');
    const name = `${signatory.mspId}/${signatory.user}`;
    const opening = this.#opened.get(name) ?? Session.open(this.profile, signatory);
    this.#opened.set(name, opening);
    try {
      return await opening;
    } catch (error) {
      if (this.#opened.get(name) === opening) this.#opened.delete(name);
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    const settled = await Promise.allSettled(this.#opened.values());
    for (const opened of settled) if (opened.status === 'fulfilled') opened.value[Symbol.dispose]();
  }
}
