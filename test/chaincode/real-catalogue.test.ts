// SPDX-License-Identifier: Apache-2.0
/** A real catalogue, every entry through the contracts. Read in place; skipped where it is absent. */
import { digestOf } from '@catalog-chain/chaincode/domain/encoding/digest';
import assert from 'node:assert/strict';
import type { Resource } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import { consortium, MANAGER, PROVIDER } from '../support/chaincode-harness.js';
import { catalogueAt, planOfCatalogue } from '../support/import-files.js';
import { realPath, withoutRealData } from '../support/real-data.js';
import { test } from '../support/testing.js';

const FILE = 'us-opm-catalog/opm_data.json';

test('every entry of a real catalogue is registered, reviewed and published, and the same again changes nothing', async (t) => {
  if (withoutRealData !== false) t.skip(withoutRealData);
  const file = await catalogueAt(realPath(FILE));
  const plan = planOfCatalogue(file, { organisation: 'ProviderMSP' });
  const chain = await consortium();
  for (const { code, names, legalBasis } of plan.duties) {
    await chain.submit(PROVIDER, 'duty:register', [{ code, names, legalBasis }]);
  }
  for (const { code, names, duties } of plan.systems) {
    await chain.submit(PROVIDER, 'system:register', [{ code, names, duties }]);
  }
  for (const { code, content } of plan.resources) {
    const id = `ProviderMSP:${code}`;
    await chain.submit(PROVIDER, 'resource:draft', [{ code, content }]);
    await chain.submit(PROVIDER, 'resource:submit', [id]);
    const made = await chain.submit<Resource>(MANAGER, 'resource:review', [
      { id, approved: true, digest: digestOf(content) },
    ]);
    assert.deepEqual([made.state, made.version], ['published', 1], code);
  }
  for (const { code, content } of plan.resources) {
    await chain.submit(PROVIDER, 'resource:draft', [{ code, content }]);
    await chain.refuses('CONDITION_NOT_MET', PROVIDER, 'resource:submit', [`ProviderMSP:${code}`]);
  }
  assert.equal(plan.resources.length, file.rows.length);
  assert.ok(plan.resources.length >= 134, `${plan.resources.length} entries`);
});
