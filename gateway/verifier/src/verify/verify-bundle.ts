// SPDX-License-Identifier: Apache-2.0
/**
 * Verifies a bundle of evidence by itself: no network, no server, no clock. Imports nothing that serves; what it
 * checks is written down in docs/evidence-format.md.
 */
import { createHash } from 'node:crypto';
import { decode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { FILES, manifestShape, readLines, type Manifest } from '../format.js';
import { checkClaim, type Proven } from './claims.js';
import type { Proved } from './complete.js';
import { demand, Fault, orFault, Unreadable } from './faults.js';
import { checkLeaf, Leaves } from './leaves.js';
import { openBundle } from './open-bundle.js';
import { checkRead, Reads } from './reads.js';
import { checkCarried, checkTransaction, type ProvedTransaction } from './transactions.js';
import { Trust, type RootsByOrganisation } from './trust.js';

export interface Verdict {
  readonly valid: boolean;
  readonly manifest: Manifest;
  /** Where the roots came from. */
  readonly roots: 'given' | 'bundle';
  readonly claims: readonly Proven[];
  readonly faults: readonly Pick<Fault, 'code' | 'where' | 'message'>[];
  readonly counts: { readonly reads: number; readonly transactions: number; readonly leaves: number };
}

/** Enough to say what is wrong; a file can be made of nothing but faults. */
const MAX_FAULTS = 1_000;

/** Collects faults, so that one does not hide the others. */
class Examination {
  readonly faults: Fault[] = [];

  get isGivenUp(): boolean {
    return this.faults.length >= MAX_FAULTS;
  }

  try<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.faults.push(error);
      return undefined;
    }
  }
}

type Files = ReadonlyMap<string, Buffer>;

/**
 * @param roots trusted root certificates by organisation; absent: those in the bundle, which then vouch for themselves
 * @throws Unreadable
 */
export async function verifyBundle(zip: Buffer, roots?: RootsByOrganisation): Promise<Verdict> {
  return (await examineBundle(zip, roots)).verdict;
}

/** A verdict with what was proved on the way to it: of an invalid bundle, nothing that may be relied on. */
export interface Evidence {
  readonly verdict: Verdict;
  readonly proved?: Proved;
}

/** @throws Unreadable */
export async function examineBundle(zip: Buffer, roots?: RootsByOrganisation): Promise<Evidence> {
  const files = await openBundle(zip);
  const manifest = readManifest(files);
  const examination = new Examination();
  examination.try(() => {
    checkFiles(files, manifest);
  });
  const trust = examination.try(() => new Trust(roots ?? rootsOf(files)));
  const empty: Examined = { claims: [], counts: { reads: 0, transactions: 0, leaves: 0 } };
  const { proved, ...found } = trust ? examine(files, manifest, trust, examination) : empty;
  const { faults } = examination;
  const valid = faults.length === 0 && found.claims.length === manifest.claims.length;
  const verdict: Verdict = { valid, manifest, roots: roots ? 'given' : 'bundle', faults, ...found };
  return { verdict, ...(proved && { proved }) };
}

function readManifest(files: Files): Manifest {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(files.get(FILES.manifest));
    return manifestShape.parse(decode(text));
  } catch {
    throw new Unreadable('manifest.json is missing, or not a manifest of this format.');
  }
}

/** @throws Fault */
function checkFiles(files: Files, manifest: Manifest): void {
  const listed = new Set(manifest.files.map(({ path }) => path));
  for (const path of files.keys())
    demand(
      path === FILES.manifest || listed.has(path),
      'file-unknown',
      path,
      'The manifest does not list the file.',
    );
  demand(listed.size === manifest.files.length, 'file-unknown', FILES.manifest, 'A file is listed twice.');
  for (const { path, bytes, sha256 } of manifest.files) {
    const content = files.get(path);
    demand(content !== undefined, 'file-missing', path, 'The file is not in the bundle.');
    const same = content.length === bytes && createHash('sha256').update(content).digest('hex') === sha256;
    demand(same, 'file-altered', path, 'The file is not the one that the manifest lists.');
  }
}

function rootsOf(files: Files): RootsByOrganisation {
  const roots = new Map<string, string>();
  for (const [path, content] of files) {
    const organisation = /^roots\/(.+)\.pem$/.exec(path)?.[1];
    if (organisation !== undefined) roots.set(organisation, content.toString('utf8'));
  }
  return roots;
}

type Examined = Pick<Verdict, 'claims' | 'counts'> & { readonly proved?: Proved };

function examine(files: Files, manifest: Manifest, trust: Trust, examination: Examination): Examined {
  const reads = new Reads();
  const leaves = new Leaves();
  const readsGiven = eachLine(files, FILES.reads, examination, (line, where) => {
    checkRead(line, where, trust, manifest, reads);
  });
  const transactions = checkTransactions(files, manifest, trust, examination);
  const leavesGiven = eachLine(files, FILES.leaves, examination, (line, where) => {
    checkLeaf(line, where, reads, leaves);
  });
  examination.try(() => {
    reads.batches().forEach(({ header, text }) => {
      const transaction = transactions.get(header.committed.tx);
      if (transaction) checkCarried(transaction, header, text, `transactions/${transaction.id}.bin`);
    });
  });
  const proved: Proved = { reads, leaves, transactions, whole: new Map() };
  const claims = manifest.claims.flatMap((claim) => examination.try(() => checkClaim(claim, proved)) ?? []);
  const counts = { reads: readsGiven, transactions: transactions.size, leaves: leavesGiven };
  return { claims, counts, proved };
}

/** @returns how many lines were looked at */
function eachLine(
  files: Files,
  path: string,
  examination: Examination,
  check: (line: string, where: string) => void,
): number {
  let count = 0;
  examination.try(() => {
    const lines = orFault('file-altered', path, 'The file is not lines of UTF-8.', () =>
      readLines(files.get(path) ?? Buffer.alloc(0)),
    );
    for (const line of lines) {
      if (examination.isGivenUp) return;
      count += 1;
      examination.try(() => {
        check(line, `${path}:${count}`);
      });
    }
  });
  return count;
}

function checkTransactions(
  files: Files,
  manifest: Manifest,
  trust: Trust,
  examination: Examination,
): Map<string, ProvedTransaction> {
  const found = new Map<string, ProvedTransaction>();
  for (const [path, bytes] of files) {
    const id = /^transactions\/(.+)\.bin$/.exec(path)?.[1];
    if (id === undefined) continue;
    const transaction = examination.try(() => checkTransaction(id, bytes, path, trust, manifest));
    if (transaction) found.set(id, transaction);
  }
  return found;
}
