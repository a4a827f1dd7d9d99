// SPDX-License-Identifier: Apache-2.0
/** The console's screens on a telephone. */
import assert from 'node:assert/strict';
import { ConsoleDemo } from '../../support/console-demo.js';
import { NARROW } from '../../support/console-page.js';
import { takeMeasures } from '../../support/measures.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

let office: ConsoleDemo;

beforeAll(async () => {
  office = await ConsoleDemo.start();
});

afterAll(() => office[Symbol.asyncDispose]());

test('every screen is accessible at 390 px, and none has to be pushed sideways', async (t) => {
  await takeMeasures(office.demo);
  const at = await office.open(t, { width: NARROW });
  await at.enter('provider');
  const addresses = [
    '/requests/R-PENSION-COPY',
    '/grants/G-ENROLMENT',
    '/resources/ProviderMSP%3Aenrolment',
    '/uses?violation=any',
    '/disputes/D-ENROLMENT',
    `/periods/G-ENROLMENT/${new Date().toISOString().slice(0, 7)}`,
    '/blocks',
    '/parts',
    '/matters/variation',
    '/matters/duty',
    '/supervision',
    '/appraisal',
    '/duties',
    '/lists/responsibility',
    '/orders/O-DELIVERY',
    '/criticisms/K-SCOPE',
    '/complaints/T-TWICE',
    '/incidents',
    '/policy',
    '/desk',
    '/patterns',
    '/questions',
    '/news',
    '/grants',
    '/journals',
  ];
  for (const address of addresses) {
    await at.go(address);
    assert.deepEqual(await at.findings(), [], address);
    assert.equal(await at.isTooWide(), false, address);
  }
  assert.deepEqual(at.complaints, []);
});
