// SPDX-License-Identifier: Apache-2.0
/** Compares the index with the ledger, or builds it anew: where the gateway runs, from its own environment. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Terminal, UsageError } from '@catalog-chain/verifier/command/terminal';
import { ConfigError, readConfig, type Config } from '../../../config.js';
import { databaseOf } from '../../../db/databases.js';
import type { DatabaseLocation } from '../../../db/database.js';
import type { RowDifference } from '../../../index/upkeep/differences.js';
import {
  rebuildIndex,
  verifyIndex,
  type IndexVerdict,
  type Progress,
} from '../../../index/upkeep/rebuild.js';
import { LedgerError } from '../../../ledger/ledger-error.js';
import type { BlockSource } from '../../../ledger/ledger.js';
import { openLedger } from '../../../ledger/open-ledger.js';
import { progressFor } from '../../progress.js';

export interface IndexOptions {
  readonly json?: boolean;
}

/** 0: as the chain says, or rebuilt; 1: it differs; 2: it could not be looked at, or not be rebuilt. */
export const INDEX_EXIT = { same: 0, differs: 1, failed: 2 } as const;

type Work = (ledger: BlockSource, location: DatabaseLocation, progress: Progress) => Promise<number>;

/** @returns the exit code */
export function indexVerify({ json }: IndexOptions, terminal: Terminal): Promise<number> {
  return withIndex('verify', terminal, async (ledger, location, progress) => {
    if ('sqlite' in location && !existsSync(location.sqlite))
      throw new UsageError('There is no index in STATE_DIR.');
    const verdict = await verifyIndex(ledger, location, progress);
    if (json === true) terminal.out(JSON.stringify(verdict));
    else print(verdict, terminal);
    return verdict.same ? INDEX_EXIT.same : INDEX_EXIT.differs;
  });
}

/** @returns the exit code */
export function indexRebuild({ json }: IndexOptions, terminal: Terminal): Promise<number> {
  return withIndex('rebuild', terminal, async (ledger, location, progress) => {
    const digest = await rebuildIndex(ledger, location, progress);
    if (json === true) terminal.out(JSON.stringify(digest));
    else terminal.out(`rebuilt   up to block ${digest.block}, digest ${digest.digest}`);
    return INDEX_EXIT.same;
  });
}

async function withIndex(name: string, terminal: Terminal, work: Work): Promise<number> {
  const shown = progressFor(terminal.isTerminal, terminal.err);
  try {
    const config = readConfig(process.env);
    ensureLedger(config);
    await using ledger = await openLedger(config);
    const blocks = (await ledger.info()).height;
    shown.start(`index ${name}: blocks read`, blocks);
    const code = await work(ledger, databaseOf(config, 'index'), stepper(shown.step.bind(shown)));
    shown.stop(`index ${name}: done`);
    return code;
  } catch (error) {
    terminal.err(reasonOf(error));
    return INDEX_EXIT.failed;
  }
}

/** Blocks done since the last time. */
function stepper(step: (done: number) => void): Progress {
  let before = -1;
  return (block) => {
    step(block - before);
    before = block;
  };
}

/** A wrong folder must not get a ledger founded in it. */
function ensureLedger({ ledger, stateDir }: Config): void {
  if (ledger === 'embedded' && !existsSync(path.join(stateDir, 'ledger')))
    throw new UsageError('There is no embedded ledger in STATE_DIR.');
}

/** Whatever a database says is not shown: it may quote where it lies, and a password with that. */
function reasonOf(error: unknown): string {
  if (error instanceof ConfigError || error instanceof UsageError) return error.message;
  if (error instanceof LedgerError) return `${error.code}: ${error.message}`;
  return 'The index cannot be read or written. `catalog-chain index rebuild` makes a new one from the ledger.';
}

function print({ same, held, rebuilt, differing, rows }: IndexVerdict, terminal: Terminal): void {
  terminal.out(`index     block ${held.block}, digest ${held.digest}`);
  terminal.out(`ledger    block ${rebuilt.block}, digest ${rebuilt.digest}`);
  for (const table of differing) terminal.out(`DIFFERS   ${table}`);
  for (const row of rows) terminal.out(`FAULT     ${lineOf(row)}`);
  terminal.out(same ? 'SAME' : 'DIFFERENT');
}

function lineOf({ table, row, fault, columns, transactionId }: RowDifference): string {
  const which = columns ? ` (${columns.join(', ')})` : '';
  const from = transactionId === undefined ? '' : `, of transaction ${transactionId}`;
  return `${table} ${row}: ${fault}${which}${from}`;
}
