// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import type { Gateway } from '@catalog-chain/gateway/compose';
import { verifyBundle } from '@catalog-chain/gateway/evidence/verify/verify-bundle';
import type { Decided, ScriptedCase } from './scripted-case.js';

/** Each organisation's root certificates, as its own gateway knows them. */
async function rootsOf(gateways: readonly Gateway[]): Promise<ReadonlyMap<string, string>> {
  const roots = new Map<string, string>();
  for (const { ledger } of gateways)
    for (const [mspId, pems] of Object.entries(await ledger.rootCertificates()))
      roots.set(mspId, pems.join('\n'));
  return roots;
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
    const { valid, faults, claims } = await verifyBundle(await scripted.evidence(subject), roots);
    assert.deepEqual([valid, faults], [true, []]);
    assert.ok(
      claims.some((one) => one.claim.claim === claim),
      `${claim} is claimed`,
    );
  }
}
