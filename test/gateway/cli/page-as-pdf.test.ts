// SPDX-License-Identifier: Apache-2.0
/** A page becomes a PDF by the browser that is there; where there is none, that is said and nothing is written. */
import assert from 'node:assert/strict';
import { access, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writePdf } from '@catalog-chain/gateway/cli/commands/oversight/page-as-pdf';
import { UsageError } from '@catalog-chain/verifier/command/terminal';
import { programMissing } from '../../support/debian.js';
import { test } from '../../support/testing.js';

const PAGE = '<!doctype html><meta charset="utf-8"><title>监督报告</title><p>第三十九条</p>';

test('a page is printed as a PDF; without a browser that is said', async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'catalog-chain-pdf-test-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'report.pdf');
  await assert.rejects(writePdf(PAGE, file, { PATH: folder }), UsageError);
  await assert.rejects(access(file));
  const missing = await programMissing('chromium', ['chromium', 'fonts-noto-cjk']);
  if (missing !== undefined) t.skip(missing);
  await writePdf(PAGE, file);
  const pdf = await readFile(file);
  assert.equal(pdf.subarray(0, 5).toString('latin1'), '%PDF-');
  assert.ok(pdf.length > 1_000);
});
