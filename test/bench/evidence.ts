// SPDX-License-Identifier: Apache-2.0
/** Bundles that prove a month of a grant: made, and verified beside the bare cryptography of the same bundle. */
import crypto, { hash, type VerifyKeyObjectInput } from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { encode } from '@catalog-chain/chaincode/domain/canonical-json';
import { verifyBundle } from '@catalog-chain/gateway/evidence/verify/verify-bundle';
import { claims, openEvidenceMarket, PERIOD } from '../support/evidence-market.js';
import { medianMs, report } from './measure.js';

const BATCHES = 10;
const PER_BATCH = 1_000;
const GRANT = 'G-2';

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

export async function benchEvidence(): Promise<void> {
  await using market = await openEvidenceMarket();
  const batches = Array.from({ length: BATCHES }, (_, i) =>
    claims(1_000 + i * PER_BATCH, PER_BATCH, { grant: GRANT }),
  );
  await market.report('ConsumerMSP', 'BULK', batches);
  const subject = { kind: 'grant', id: GRANT, period: PERIOD } as const;
  const zip = await market.bundle(subject);
  const { valid, counts } = await verifyBundle(zip);
  if (!valid) throw new Error('The bundle does not verify.');
  const perSecond = (ms: number): number => Math.round((counts.leaves * 1000) / ms);
  const name = `evidence: a grant's month of ${counts.leaves} events`;
  report(`${name}: made`, perSecond(await medianMs(() => market.bundle(subject))), 'events/s');
  report(`${name}: size`, Number((zip.length / counts.leaves).toFixed(1)), 'bytes/event');
  const signatures = await signaturesIn(() => verifyBundle(zip));
  const lines = batches.flat().map(encode);
  const raw = await medianMs(() => {
    for (const line of lines) hash('sha256', line, 'buffer');
    for (const args of signatures) crypto.verify(...args);
  });
  const bare = perSecond(raw);
  report(`${name}: SHA-256 of its leaves and its ${signatures.length} signatures alone`, bare, 'events/s');
  report(`${name}: verified`, perSecond(await medianMs(() => verifyBundle(zip))), 'events/s', bare);
}
