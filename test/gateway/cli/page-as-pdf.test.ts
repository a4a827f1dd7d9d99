// SPDX-License-Identifier: Apache-2.0
/** A page becomes a PDF by the browser that is there; where there is none, that is said and nothing is written. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { access, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { printPage, writePdf } from '@catalog-chain/gateway/cli/commands/oversight/page-as-pdf';
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

test('a page that never ends, or stops answering, is given up; neither a file nor a browser is left', async (t) => {
  const missing = await programMissing('chromium', ['chromium', 'fonts-noto-cjk']);
  if (missing !== undefined) t.skip(missing);
  const folder = await mkdtemp(path.join(tmpdir(), 'catalog-chain-pdf-test-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'endless.pdf');
  const endless: Record<string, (page: Page) => Promise<void>> = {
    'goes on changing': async (page) => {
      for (;;) await page.setContent(PAGE);
    },
    'stops answering': async (page) => {
      await page.evaluate('for (;;);');
    },
  };
  for (const [what, fill] of Object.entries(endless)) {
    const began = performance.now();
    await assert.rejects(printPage({}, fill, file, process.env, 1_500), /was not whole after/, what);
    assert.ok(performance.now() - began < 60_000, what);
    await assert.rejects(access(file), what);
  }
  const { stdout } = await promisify(execFile)('ps', ['-o', 'ppid=,args=', '-A']);
  const own = stdout.split('\n').filter((line) => line.trim().startsWith(`${process.pid} `));
  assert.deepEqual(
    own.filter((line) => line.includes('chrom')),
    [],
  );
});
