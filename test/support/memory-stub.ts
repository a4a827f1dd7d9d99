// SPDX-License-Identifier: Apache-2.0
/** The part of Fabric's stub that the contracts use, over maps. Reads see committed state only, like a peer's. */

/** What one call wrote, in order; `value` undefined is a deletion, `purge` an erasure. */
export interface Write {
  readonly collection?: string;
  readonly key: string;
  readonly value: Uint8Array | undefined;
}

export type State = Map<string, Uint8Array>;

export interface Call {
  readonly args: readonly Uint8Array[];
  readonly txId: string;
  readonly timeMs: number;
  readonly creator: { readonly mspid: string; readonly idBytes: Uint8Array };
  readonly transient: ReadonlyMap<string, Uint8Array>;
}

const SEPARATOR = '\u0000';
const LAST = '\u{10FFFF}';

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

export class MemoryStub {
  readonly writes: Write[] = [];
  readonly reads: string[] = [];
  /** How many ranges of keys were read. */
  ranges = 0;
  /** Endorsement policies that the call gave to keys. */
  readonly keyPolicies: State = new Map();
  event: { name: string; payload: Uint8Array } | undefined;

  constructor(
    private readonly call: Call,
    private readonly state: State,
    private readonly collections: Map<string, State>,
    private readonly policies: State = new Map(),
  ) {}

  getBufferArgs = (): readonly Uint8Array[] => this.call.args;
  getTxID = (): string => this.call.txId;
  getChannelID = (): string => 'catalog';
  getCreator = (): Call['creator'] => this.call.creator;
  getTransient = (): ReadonlyMap<string, Uint8Array> => this.call.transient;

  getTxTimestamp(): { seconds: number; nanos: number } {
    const seconds = Math.floor(this.call.timeMs / 1000);
    return { seconds, nanos: (this.call.timeMs - seconds * 1000) * 1_000_000 };
  }

  getState(key: string): Promise<Uint8Array> {
    this.reads.push(key);
    return Promise.resolve(this.state.get(key) ?? new Uint8Array());
  }

  putState(key: string, value: Uint8Array): Promise<void> {
    this.writes.push({ key, value });
    return Promise.resolve();
  }

  deleteState(key: string): Promise<void> {
    this.writes.push({ key, value: undefined });
    return Promise.resolve();
  }

  getStateValidationParameter(key: string): Promise<Uint8Array | undefined> {
    return Promise.resolve(this.policies.get(key));
  }

  setStateValidationParameter(key: string, policy: Uint8Array): Promise<void> {
    this.keyPolicies.set(key, policy);
    return Promise.resolve();
  }

  createCompositeKey(objectType: string, attributes: readonly string[]): string {
    const parts = [objectType, ...attributes];
    if (parts.some((part) => part.includes(SEPARATOR) || part.includes(LAST))) {
      throw new Error('a composite key holds no U+0000 and no U+10FFFF');
    }
    return SEPARATOR + parts.map((part) => part + SEPARATOR).join('');
  }

  async *getStateByPartialCompositeKey(
    objectType: string,
    attributes: readonly string[],
  ): AsyncGenerator<{ key: string; value: Uint8Array }> {
    this.ranges += 1;
    const prefix = this.createCompositeKey(objectType, attributes);
    const keys = [...this.state.keys()].filter((key) => key.startsWith(prefix) && key !== prefix);
    for (const key of keys.sort(byBytes)) {
      this.reads.push(key);
      yield await Promise.resolve({ key, value: this.state.get(key) ?? new Uint8Array() });
    }
  }

  getPrivateData(collection: string, key: string): Promise<Uint8Array> {
    return Promise.resolve(this.collections.get(collection)?.get(key) ?? new Uint8Array());
  }

  async getPrivateDataHash(collection: string, key: string): Promise<Uint8Array> {
    const value = await this.getPrivateData(collection, key);
    return value.length === 0
      ? value
      : new Uint8Array(await crypto.subtle.digest('SHA-256', Buffer.from(value)));
  }

  putPrivateData(collection: string, key: string, value: Uint8Array): Promise<void> {
    this.writes.push({ collection, key, value });
    return Promise.resolve();
  }

  deletePrivateData(collection: string, key: string): Promise<void> {
    this.writes.push({ collection, key, value: undefined });
    return Promise.resolve();
  }

  purgePrivateData(collection: string, key: string): Promise<void> {
    return this.deletePrivateData(collection, key);
  }

  setEvent(name: string, payload: Uint8Array): void {
    this.event = { name, payload };
  }
}
