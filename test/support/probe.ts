// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openEmbeddedLedger, type LocalLedgerOptions } from '@catalog-chain/gateway/ledger/embedded/open';
import type { EmbeddedLedger } from '@catalog-chain/gateway/ledger/embedded/embedded-ledger';
import type { Call, LedgerTransaction, Outcome, Signatory } from '@catalog-chain/gateway/ledger/ledger';
import { contracts } from './probe-contract.js';

export const OFFICER: Signatory = { mspId: 'OneMSP', user: 'officer' };
export const OTHER: Signatory = { mspId: 'TwoMSP', user: 'officer' };

/** A call of the probe contract. */
export const probe = (method: string, ...args: readonly (string | Uint8Array)[]): Call => ({
  transaction: `probe:${method}`,
  args,
});

/** An embedded ledger that runs the probe contract. */
export class Probe implements AsyncDisposable {
  private constructor(readonly ledger: EmbeddedLedger) {}

  static async open(options: Omit<LocalLedgerOptions, 'contracts' | 'thread'> = {}): Promise<Probe> {
    return new Probe(await openEmbeddedLedger({ ...options, contracts }));
  }

  async submit(call: Call, by = OFFICER): Promise<Outcome> {
    return this.ledger.submit(await this.ledger.prepare(by, call));
  }

  /** Submits and asserts that it committed. @returns the transaction's id */
  async commit(call: Call, by = OFFICER): Promise<string> {
    const outcome = await this.submit(call, by);
    assert.equal(outcome.status, 'committed', JSON.stringify(outcome));
    return outcome.transactionId;
  }

  async read(call: Call, by = OFFICER): Promise<string> {
    return Buffer.from(await this.ledger.evaluate(by, call)).toString('utf8');
  }

  async json<T>(call: Call, by = OFFICER): Promise<T> {
    return JSON.parse(await this.read(call, by)) as T;
  }

  /** Prepares one call, commits others, then submits it. @returns its outcome */
  async overtaken(call: Call, others: readonly Call[]): Promise<Outcome> {
    const prepared = await this.ledger.prepare(OFFICER, call);
    for (const other of others) await this.commit(other);
    return this.ledger.submit(prepared);
  }

  async recorded(transactionId: string): Promise<LedgerTransaction> {
    const stop = new AbortController();
    for await (const block of this.ledger.blocks({ from: 0, signal: stop.signal })) {
      const found = block.transactions.find(({ id }) => id === transactionId);
      if (found) return found;
    }
    throw new Error('not recorded');
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.ledger[Symbol.asyncDispose]();
  }
}

/** A directory that goes when disposed of. */
export function scratch(): { readonly path: string } & Disposable {
  const made = mkdtempSync(path.join(tmpdir(), 'catalog-chain-'));
  return {
    path: made,
    [Symbol.dispose]() {
      rmSync(made, { recursive: true, force: true });
    },
  };
}
