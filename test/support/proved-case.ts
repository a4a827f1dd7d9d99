// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { differences } from '@catalog-chain/gateway/appraisal/compare';
import { fromBundle } from '@catalog-chain/gateway/appraisal/from-bundle';
import type { Gateway } from '@catalog-chain/gateway/compose';
import { examineBundle, type Evidence } from '@catalog-chain/verifier/archive/verify-bundle';
import type { Decided, ScriptedCase } from './scripted-case.js';

/** Each organisation's root certificates, as its own gateway knows them. */
async function rootsOf(gateways: readonly Gateway[]): Promise<ReadonlyMap<string, string>> {
  const roots = new Map<string, string>();
  for (const { ledger } of gateways)
    for (const [mspId, pems] of Object.entries(await ledger.rootCertificates()))
      roots.set(mspId, pems.join('\n'));
  return roots;
}

/** Both parties' appraisals of the month come out of the bundle's events as their gateways made them. */
async function assertAppraised(scripted: ScriptedCase, evidence: Evidence): Promise<void> {
  for (const organisation of ['ConsumerMSP', 'ProviderMSP']) {
    const stated = await scripted.appraisal([organisation, 'officer']);
    assert.deepEqual(differences(stated, fromBundle(stated, evidence)), [], organisation);
    const outside = stated.figures.find(({ figure }) => figure === 'claims-within-grant');
    const missed = outside ? outside.of.count - outside.met.count : 0;
    assert.equal(missed > 0, organisation === 'ConsumerMSP', 'the uses out of scope are the consumer’s');
  }
}

/** The bundles of the dispute and of its month hold before whoever trusts these roots, with no gateway asked. */
export async function assertProved(
  scripted: ScriptedCase,
  decided: Decided,
  gateways: readonly Gateway[],
): Promise<void> {
  const roots = await rootsOf(gateways);
  const { dispute: id, grant, period } = decided;
  const proofs = [
    [{ kind: 'dispute', id }, 'dispute'],
    [{ kind: 'grant', id: grant, period }, 'complete'],
  ] as const;
  for (const [subject, claim] of proofs) {
    const evidence = await examineBundle(await scripted.evidence(subject), roots);
    const { valid, faults, claims } = evidence.verdict;
    assert.deepEqual([valid, faults], [true, []]);
    assert.ok(
      claims.some((one) => one.claim.claim === claim),
      `${claim} is claimed`,
    );
    if (claim === 'complete') await assertAppraised(scripted, evidence);
  }
}
