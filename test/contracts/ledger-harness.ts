// SPDX-License-Identifier: Apache-2.0
/** What the contract suite of the ledger port needs of an adapter, and the steps its tests share. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { encode, type Json } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { TRANSACTIONS, type TransactionName } from '@catalog-chain/chaincode/domain/names';
import { untilAgreed } from '@catalog-chain/gateway/ledger/until-agreed';
import { LedgerError } from '@catalog-chain/gateway/ledger/ledger-error';
import type {
  Call,
  Ledger,
  LedgerBlock,
  LedgerTransaction,
  Outcome,
  PreparedTransaction,
  Signatory,
} from '@catalog-chain/gateway/ledger/ledger';
import { until } from '../support/until.js';

/** One ledger with three organisations, through one adapter. It need not be empty. */
export interface LedgerHarness {
  readonly kind: Ledger['kind'];
  /** Connects to the harness's ledger; the suite disposes of what it is given. */
  open(): Promise<Ledger>;
  /** MSP ids of a manager, a provider and a consumer; each has enrolled users named after the user roles. */
  readonly manager: string;
  readonly provider: string;
  readonly consumer: string;
  /** A signatory that the ledger does not know. */
  readonly stranger: Signatory;
}

export type Argument = string | Uint8Array | object;

const asBytes = (argument: Argument): string | Uint8Array =>
  typeof argument === 'string' || argument instanceof Uint8Array ? argument : encode(argument);

/** A call; arguments that are objects go as canonical JSON. */
export const call = (transaction: TransactionName, ...args: readonly Argument[]): Call => ({
  transaction,
  args: args.map(asBytes),
});

export const officer = (mspId: string): Signatory => ({ mspId, user: 'officer' });
export const admin = (mspId: string): Signatory => ({ mspId, user: 'admin' });

const LETTERS = 'abcdefghijklmnop';

/** An identifier that no other run uses: of letters, since chance digits may look like a person's number. */
export const unique = (prefix: string): string =>
  prefix + [...randomBytes(12)].map((byte) => LETTERS[byte % LETTERS.length]).join('');

export const parse = (bytes: Uint8Array): Json => JSON.parse(Buffer.from(bytes).toString('utf8')) as Json;

/** How often a transaction is sent, and how often its fate is asked for in between, while that is unknown. */
const FATE_ROUNDS = 5;
const FATE_QUESTIONS = 10;

/** A ledger with the steps that tests take. */
export class Steps {
  /** By member: when all that it was asked about so far has arrived there. */
  readonly #arrivals = new Map<string, Promise<void>>();

  /** @param everyone one signatory per organisation: a commit is waited for at each one's own peer */
  constructor(
    readonly ledger: Ledger,
    private readonly everyone: readonly Signatory[] = [],
  ) {}

  async read(by: Signatory, what: Call): Promise<Json> {
    return parse(await this.ledger.evaluate(by, what));
  }

  /** Prepares, as the gateway does: peers that are a block apart are given a minute. */
  prepare(by: Signatory, what: Call): Promise<PreparedTransaction> {
    return untilAgreed(() => this.ledger.prepare(by, what), 60_000);
  }

  /**
   * Takes steps that should end with a commit, anew where another file of the run has just changed what is read for
   * it, such as the policy, or who has to endorse it: nothing was written then, and clients try again, too.
   * @param take gives what became of it, with whatever else it found
   */
  async undisturbed<T extends { readonly outcome: Outcome | undefined }>(
    take: () => Promise<T>,
    tries = 10,
  ): Promise<T> {
    const taken = await take();
    if (tries === 1 || !isDisturbed(taken.outcome)) return taken;
    await delay(250);
    return this.undisturbed(take, tries - 1);
  }

  /** Prepares and submits, undisturbed. Asserts that it committed. */
  async commit(by: Signatory, what: Call, tries?: number): Promise<Committed> {
    const { prepared, outcome } = await this.undisturbed(async () => {
      const made = await this.prepare(by, what);
      return { prepared: made, outcome: await this.fate(made) };
    }, tries);
    assert.ok(outcome.status === 'committed', `${what.transaction}: ${JSON.stringify(outcome)}`);
    await Promise.all(this.everyone.map((signatory) => this.#seen(prepared.transactionId, signatory)));
    return { prepared, outcome, block: outcome.block };
  }

  /**
   * What became of a transaction. A busy machine may leave that open: then the ledger is asked for a while and, as the
   * gateway does, sent the same bytes again, which can be written only once.
   */
  async fate(prepared: PreparedTransaction, rounds = FATE_ROUNDS): Promise<Outcome> {
    const { transactionId, signatory } = prepared;
    let outcome = await this.ledger.submit(prepared);
    for (let asked = 0; outcome.status === 'unknown' && asked < FATE_QUESTIONS; asked += 1) {
      await delay(500);
      outcome = await this.ledger.outcome(transactionId, signatory).catch(() => outcome);
    }
    return outcome.status === 'unknown' && rounds > 1 ? this.fate(prepared, rounds - 1) : outcome;
  }

  /**
   * Peers commit one after the other: what one has, another may only be about to have. A member is asked about one
   * transaction at a time, and given up when not one more arrives there in a minute: were it asked about all at once and
   * again and again, a busy machine would do nothing else.
   */
  #seen(transactionId: string, signatory: Signatory): Promise<void> {
    const { mspId } = signatory;
    const arrived = async (): Promise<boolean> =>
      (await this.ledger.outcome(transactionId, signatory)).status !== 'unknown';
    const before = this.#arrivals.get(mspId) ?? Promise.resolve();
    const seen = before.then(() => until(`${mspId} sees what another committed`, arrived));
    // Whoever waits for what never arrives is told; whoever comes after has a minute of his own.
    this.#arrivals.set(
      mspId,
      seen.catch(() => undefined),
    );
    return seen;
  }

  /** Asserts that the ledger refuses the call with the code, before anything is submitted. */
  async refuses(code: LedgerError['code'], by: Signatory, what: Call): Promise<void> {
    await assert.rejects(this.prepare(by, what), isRefusal(code));
  }

  /** Blocks from a number on, up to and with another. */
  async blocks(from: number, to: number): Promise<readonly LedgerBlock[]> {
    const found: LedgerBlock[] = [];
    const stop = new AbortController();
    for await (const block of this.ledger.blocks({ from, signal: stop.signal })) {
      found.push(block);
      if (block.number >= to) stop.abort();
    }
    return found;
  }

  /** A transaction by its id, waited for: the peer that streams may be behind the one that told its fate. */
  async transaction(id: string, from: number): Promise<LedgerTransaction> {
    const signal = AbortSignal.timeout(20_000);
    for await (const { transactions } of this.ledger.blocks({ from, signal })) {
      const found = transactions.find((one) => one.id === id);
      if (found) return found;
    }
    return assert.fail('The transaction is in no block.');
  }

  /** A transaction as its block has it. */
  async recorded({ block, prepared }: Committed): Promise<LedgerTransaction> {
    const [found] = await this.blocks(block, block);
    const transaction = found?.transactions.find(({ id }) => id === prepared.transactionId);
    assert.ok(transaction, 'the block holds the transaction');
    return transaction;
  }

  /** Registers an organisation unless it is registered; another run may be doing so at this moment. */
  async member(by: string, mspId: string, roles: readonly string[]): Promise<void> {
    const read = call(TRANSACTIONS.organisationRead, mspId);
    const register = call(TRANSACTIONS.organisationRegister, organisation(mspId, roles));
    for (let tries = 0; tries < 20; tries += 1) {
      if (await this.ledger.evaluate(admin(by), read).catch(() => undefined)) return;
      await this.commit(admin(by), register).catch(() => delay(250));
    }
    await this.ledger.evaluate(admin(by), read);
  }
}

const isDisturbed = (outcome: Outcome | undefined): boolean =>
  outcome?.status === 'rejected' &&
  (outcome.code === 'LEDGER_CONFLICT' || outcome.code === 'ENDORSEMENT_MISMATCH');

export interface Committed {
  readonly prepared: PreparedTransaction;
  readonly outcome: Outcome;
  readonly block: number;
}

export const organisation = (mspId: string, roles: readonly string[] = ['consumer']): object => ({
  mspId,
  code: `TEST:${mspId}`,
  names: { en: `Organisation ${mspId}`, zh: '机构' },
  roles,
});

/** A predicate for `assert.rejects`: a LedgerError with the code. */
export const isRefusal =
  (...codes: readonly LedgerError['code'][]) =>
  (error: unknown): boolean => {
    assert.ok(error instanceof LedgerError, String(error));
    assert.ok(codes.includes(error.code), `${error.code}: ${error.message}`);
    return true;
  };
