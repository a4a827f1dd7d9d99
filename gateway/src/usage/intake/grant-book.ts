// SPDX-License-Identifier: Apache-2.0
/** What the intake must know of a grant: its parties, and the key under which its records are committed. */
import type { KeyObject } from 'node:crypto';
import { keyOf } from '@catalog-chain/chaincode/domain/encoding/commitment';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import type { Grant } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import type { IndexReader } from '../../index/model/reader.js';
import type { Call, LedgerReader, Signatory } from '../../ledger/ledger.js';
import { LedgerError } from '../../ledger/ledger-error.js';

export interface GrantParties {
  readonly provider: string;
  readonly consumer: string;
}

interface Remembered<T> {
  readonly value: T | undefined;
  readonly until: number;
}

const MAX_REMEMBERED = 50_000;
/** Parties of a grant never change. */
const PARTIES_MS = 86_400_000;
/** A key may be purged: it is not kept much longer than it is there. */
const KEY_MS = 300_000;
const ABSENT_MS = 1000;

/** Remembers answers for a while, absence only shortly. */
class Memory<T> {
  private readonly known = new Map<string, Remembered<T>>();

  constructor(
    private readonly now: () => number,
    private readonly forMs: number,
  ) {}

  async recall(name: string, ask: () => Promise<T | undefined>): Promise<T | undefined> {
    const known = this.known.get(name);
    if (known && known.until > this.now()) return known.value;
    const value = await ask();
    if (this.known.size >= MAX_REMEMBERED) this.known.clear();
    this.known.set(name, { value, until: this.now() + (value === undefined ? ABSENT_MS : this.forMs) });
    return value;
  }
}

export class GrantBook {
  private readonly parties: Memory<GrantParties>;
  private readonly keys: Memory<KeyObject>;

  constructor(
    private readonly ledger: LedgerReader,
    private readonly index: Pick<IndexReader, 'get'>,
    private readonly user: string,
    now: () => number,
  ) {
    this.parties = new Memory(now, PARTIES_MS);
    this.keys = new Memory(now, KEY_MS);
  }

  /** @returns undefined where there is no such grant, or the ledger cannot say: the contract will */
  partiesOf(organisation: string, grant: string): Promise<GrantParties | undefined> {
    return this.parties.recall(grant, async () => {
      const indexed = await this.index.get('grant', grant);
      return indexed?.value.terms ?? (await this.askParties(organisation, grant));
    });
  }

  /**
   * The grant's record key as the organisation holds it.
   * @returns undefined where it holds none
   * @throws LedgerError when the ledger does not answer
   */
  keyOf(organisation: string, grant: string): Promise<KeyObject | undefined> {
    return this.keys.recall(`${organisation}/${grant}`, async () => {
      const call = { transaction: TRANSACTIONS.keyRead, args: [grant] };
      const read = await this.ask<{ recordKey: string }>(organisation, call);
      return read && keyOf(Buffer.from(read.recordKey, 'base64url'));
    });
  }

  private async askParties(organisation: string, grant: string): Promise<GrantParties | undefined> {
    try {
      const call = { transaction: TRANSACTIONS.grantRead, args: [grant] };
      return (await this.ask<Grant>(organisation, call))?.terms;
    } catch {
      return undefined;
    }
  }

  private async ask<T>(mspId: string, call: Call): Promise<T | undefined> {
    const signatory: Signatory = { mspId, user: this.user };
    try {
      return JSON.parse(Buffer.from(await this.ledger.evaluate(signatory, call)).toString('utf8')) as T;
    } catch (error) {
      if (error instanceof LedgerError && ABSENT.has(error.code)) return undefined;
      throw error;
    }
  }
}

/** Answers that mean "there is none for you". */
const ABSENT: ReadonlySet<string> = new Set(['NOT_FOUND', 'INVALID_ARGUMENT']);
