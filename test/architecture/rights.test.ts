// SPDX-License-Identifier: Apache-2.0
/** The document of rights is printed from the table. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format } from 'prettier';
import { accessControl } from '../support/access-control.js';
import { test } from '../support/testing.js';

const file = path.resolve(import.meta.dirname, '../../../docs/access-control.md');

test('docs/access-control.md is what the table says', async () => {
  const text = await format(accessControl(), { parser: 'markdown', printWidth: 180, proseWrap: 'preserve' });
  if (process.env['UPDATE_ACCESS'] !== undefined) writeFileSync(file, text);
  assert.equal(readFileSync(file, 'utf8'), text);
});
