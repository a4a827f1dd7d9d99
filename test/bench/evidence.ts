// SPDX-License-Identifier: Apache-2.0
/** Bundles that prove a month of a grant: made, and verified beside the bare cryptography of the same bundle. */
import { execFile } from 'node:child_process';
import crypto, { hash, type VerifyKeyObjectInput } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { leafHash, nodeHash } from '@catalog-chain/chaincode/domain/encoding/merkle';
import { Paths } from '@catalog-chain/gateway/evidence/make/batches';
import { verifyBundle } from '@catalog-chain/verifier/archive/verify-bundle';
import { claims, openEvidenceMarket, PERIOD, type EvidenceMarket } from '../support/evidence-market.js';
import { medianMs, report } from './measure.js';

const BATCHES = 10;
const LARGE_BATCHES = 50;
const PER_BATCH = 1_000;
const GRANT = 'G-2';
const SUBJECT = { kind: 'grant', id: GRANT, period: PERIOD } as const;
const CLI = fileURLToPath(import.meta.resolve('@catalog-chain/gateway/cli/main'));
const run = promisify(execFile);

type Signature = readonly [
  algorithm: string | null | undefined,
  data: NodeJS.ArrayBufferView,
  key: VerifyKeyObjectInput,
  signature: NodeJS.ArrayBufferView,
];

/** Runs the work. @returns every signature that it checked, to be checked again by itself */
async function signaturesIn(work: () => Promise<unknown>): Promise<Signature[]> {
  const seen: Signature[] = [];
  const { verify } = crypto;
  const counted = (...args: Signature): boolean => {
    seen.push(args);
    return verify(...args);
  };
  Object.assign(crypto, { verify: counted });
  syncBuiltinESMExports();
  await work();
  Object.assign(crypto, { verify });
  syncBuiltinESMExports();
  return seen;
}

/** Reports the month in one journal. @returns its lines, by batch */
async function fill(market: EvidenceMarket, batches: number): Promise<string[][]> {
  const uses = Array.from({ length: batches }, (_, i) =>
    claims(1_000 + i * PER_BATCH, PER_BATCH, { grant: GRANT }),
  );
  await market.report('ConsumerMSP', 'BULK', uses);
  return uses.map((batch) => batch.map(encode));
}

/** Making, verifying, and two floors under verifying: what no verifier of such a bundle can leave out. */
async function benchMonth(): Promise<void> {
  await using market = await openEvidenceMarket();
  const batches = await fill(market, BATCHES);
  const zip = await market.bundle(SUBJECT);
  const { valid, counts } = await verifyBundle(zip);
  if (!valid) throw new Error('The bundle does not verify.');
  const perSecond = (ms: number): number => Math.round((counts.leaves * 1000) / ms);
  const name = `evidence: a grant's month of ${counts.leaves} events`;
  report(`${name}: made`, perSecond(await medianMs(() => market.bundle(SUBJECT))), 'events/s');
  report(`${name}: size`, Number((zip.length / counts.leaves).toFixed(1)), 'bytes/event');
  const signatures = await signaturesIn(() => verifyBundle(zip));
  const verifySignatures = (): void => {
    for (const args of signatures) crypto.verify(...args);
  };
  const leavesOnly = await medianMs(() => {
    for (const line of batches.flat()) hash('sha256', line, 'buffer');
    verifySignatures();
  });
  const paths = batches.map((lines) => new Paths(lines));
  const withPaths = await medianMs(() => {
    for (const [at, lines] of batches.entries())
      for (const [index, line] of lines.entries())
        paths[at]?.to(index).reduce((node, sibling) => nodeHash(node, sibling), leafHash(line));
    verifySignatures();
  });
  const verified = perSecond(await medianMs(() => verifyBundle(zip)));
  const what = `${name}: verified, beside SHA-256 of its leaves`;
  report(
    `${what} and its ${signatures.length} signatures alone`,
    verified,
    'events/s',
    perSecond(leavesOnly),
  );
  report(`${what} and paths and its signatures alone`, verified, 'events/s', perSecond(withPaths));
}

/** Prints the process's largest resident size when it ends, KiB. */
const TELL_SIZE = `process.on('exit',()=>console.error('size '+process.resourceUsage().maxRSS))`;

/** As large as a bundle gets: by the command, from the start of its process to its end. */
async function benchLargest(): Promise<void> {
  await using market = await openEvidenceMarket();
  await fill(market, LARGE_BATCHES);
  const folder = await mkdtemp(path.join(tmpdir(), 'catalog-chain-'));
  try {
    const file = path.join(folder, 'bundle.zip');
    await writeFile(file, await market.bundle(SUBJECT));
    const start = performance.now();
    const { stdout, stderr } = await run(process.execPath, [
      ...['--import', `data:text/javascript,${TELL_SIZE}`],
      ...[CLI, 'verify', file],
    ]);
    const seconds = (performance.now() - start) / 1000;
    const events = Number(/(\d+) events$/m.exec(stdout)?.[1]);
    const name = `evidence: a grant's month of ${events} events, catalog-chain verify`;
    report(`${name}: whole run`, Number(seconds.toFixed(2)), 's');
    report(`${name}: memory`, Math.round(Number(/^size (\d+)$/m.exec(stderr)?.[1]) / 1024), 'MiB');
  } finally {
    await rm(folder, { recursive: true });
  }
}

export async function benchEvidence(): Promise<void> {
  await benchMonth();
  await benchLargest();
}
