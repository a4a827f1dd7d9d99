// SPDX-License-Identifier: Apache-2.0
/**
 * The enrolled users by whom a gateway reaches the ledger for its own work (following blocks, asking what became of a
 * transaction): whichever of them the peers take. One that was revoked stops nobody but itself.
 */
import { LedgerError } from '../ledger-error.js';
import type { RefusedIdentity, Signatory } from '../ledger.js';
import type { FabricProfile } from './profile.js';

/** So long what is known of an identity is not asked again. */
const FRESH_MS = 5_000;

export const isRefused = (error: unknown): boolean =>
  error instanceof LedgerError && error.code === 'IDENTITY_REFUSED';

export class Identities {
  /** By MSP id, the one that is used first. */
  readonly #users: ReadonlyMap<string, string[]>;
  #known: { readonly at: number; readonly refused: Promise<RefusedIdentity[]> } | undefined;

  constructor(profile: FabricProfile) {
    this.#users = new Map(profile.members.map(({ mspId, users }) => [mspId, Object.keys(users)]));
  }

  /** Does the work as a user of the organisation, one after the other until the peers take one. */
  async as<T>(mspId: string, work: (self: Signatory) => Promise<T>): Promise<T> {
    let refusal: unknown = noIdentity();
    for (const user of [...this.#of(mspId)]) {
      const self = { mspId, user };
      try {
        return await work(self);
      } catch (error) {
        if (!isRefused(error)) throw error;
        refusal = error;
        this.#turnedAway(self);
      }
    }
    throw refusal;
  }

  /** One pass over a stream as a user of the organisation. A pass that the peers refuse is thrown; the next is another's. */
  async *streamAs<T>(mspId: string, open: (self: Signatory) => AsyncIterable<T>): AsyncIterable<T> {
    const [user] = this.#of(mspId);
    if (user === undefined) throw noIdentity();
    const self = { mspId, user };
    try {
      yield* open(self);
    } catch (error) {
      if (isRefused(error)) this.#turnedAway(self);
      throw error;
    }
  }

  /** Asks for every identity whether the peers take it, unless that was done a moment ago. */
  refused(ask: (self: Signatory) => Promise<unknown>): Promise<RefusedIdentity[]> {
    const now = performance.now();
    if (!this.#known || now - this.#known.at > FRESH_MS) this.#known = { at: now, refused: this.#look(ask) };
    return this.#known.refused;
  }

  async #look(ask: (self: Signatory) => Promise<unknown>): Promise<RefusedIdentity[]> {
    const all = Array.from(this.#users, ([mspId, users]) => users.map((user) => ({ mspId, user }))).flat();
    const found = await Promise.all(
      all.map((self) =>
        ask(self).then(
          () => [],
          (error: unknown) => (isRefused(error) ? [{ ...self, code: 'IDENTITY_REFUSED' as const }] : []),
        ),
      ),
    );
    return found.flat();
  }

  #of(mspId: string): string[] {
    return this.#users.get(mspId) ?? [];
  }

  #turnedAway({ mspId, user }: Signatory): void {
    const users = this.#of(mspId);
    if (users[0] === user) users.push(...users.splice(0, 1));
  }
}

const noIdentity = (): LedgerError =>
  new LedgerError('IDENTITY_UNKNOWN', 'The Fabric profile has no identity.');
