// SPDX-License-Identifier: Apache-2.0
/** Real agreements, each version × data set through the contracts. Read in place; skipped where they are absent. */
import assert from 'node:assert/strict';
import { DAY_MS, formatInstant, parseDay } from '@catalog-chain/chaincode/domain/calendar/time';
import { standingAt } from '@catalog-chain/chaincode/domain/sharing/grant-standing';
import { readReal, withoutRealData } from '../support/real-data.js';
import { content, grantOf, market, publish, sharing } from '../support/sharing.js';
import { test } from '../support/testing.js';

interface Version {
  readonly reference: string;
  readonly title: string;
  readonly purpose: string;
  readonly start_date: string;
  readonly end_date: string;
  readonly datasets: readonly { readonly name: string; readonly legal_basis: string }[];
}

const FILE = 'nhs-data-uses/agreements.json';

const fold = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
const codeOf = (name: string): string => name.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '');
const startOf = (day: string): number => parseDay(day) * DAY_MS;

test('every version and data set of the real agreements can be asked for and granted', async (t) => {
  if (withoutRealData !== false) t.skip(withoutRealData);
  const agreements = JSON.parse(readReal(FILE)) as { readonly versions: readonly Version[] }[];
  const chain = await market();
  let grants = 0;
  for (const version of agreements.flatMap(({ versions }) => versions)) {
    for (const [i, dataset] of version.datasets.entries()) {
      const resource = `ProviderMSP:${codeOf(dataset.name)}`;
      publish(chain, resource, content(sharing('conditional'), ['extract']));
      const [from, to] = [startOf(version.start_date), startOf(version.end_date) + DAY_MS];
      const grant = await grantOf(chain, {
        id: `${version.reference}.${String(i + 1)}`,
        resource,
        items: ['extract'],
        mode: 'copy',
        purpose: { code: 'as-agreed', text: fold(version.purpose) },
        legalBasis: fold(dataset.legal_basis),
        period: { from: formatInstant(from), to: formatInstant(to) },
        agreedOn: version.start_date,
        agreement: version.reference,
        standing: false,
      });
      assert.equal(standingAt(grant, from - 1), 'before-grant');
      assert.equal(standingAt(grant, from), 'active');
      assert.equal(standingAt(grant, to - 1), 'active');
      assert.equal(standingAt(grant, to), 'expired');
      grants += 1;
    }
    assert.ok(fold(version.title).length <= 300);
  }
  assert.ok(grants >= 69, `${grants} grants`);
});
