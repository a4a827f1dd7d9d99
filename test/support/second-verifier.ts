// SPDX-License-Identifier: Apache-2.0
/** Runs the verifier in Python, which shares no code with the product. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestContext } from './testing.js';

const VERIFIER = fileURLToPath(new URL('../../gateway/evidence/second_verifier/verify.py', import.meta.url));

/** Certificates read in lists, and times with a zone: both came by version 42. */
const NEEDED = 'import cryptography; assert int(cryptography.__version__.split(".")[0]) >= 42';

/** What it said of a bundle: 0 valid, 1 invalid, 2 unreadable. */
export interface SecondVerdict {
  readonly status: number | null;
  readonly text: string;
}

export class SecondVerifier implements Disposable {
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'catalog-chain-'));
  private readonly python = this.findPython();

  /** Skips the test where there is no Python for it. */
  assertReady(t: TestContext): void {
    if (this.python === undefined)
      t.skip('no Python with the package cryptography, and PyPI is out of reach');
  }

  verify(zip: Buffer): SecondVerdict {
    const file = path.join(this.folder, 'bundle.zip');
    writeFileSync(file, zip);
    return this.verifyFile(file);
  }

  /** @param trust folder of root certificates, absent: the bundle's own */
  verifyFile(file: string, trust?: string): SecondVerdict {
    const { status, stdout } = spawnSync(
      this.python ?? '',
      [VERIFIER, file, ...(trust === undefined ? [] : [trust])],
      {
        encoding: 'utf8',
        timeout: 60_000,
      },
    );
    return { status, text: stdout };
  }

  /** Many at once, by one process. @param lines `FILE<tab>TRUST_DIR`. @returns an answer each: see verify.py */
  verifyBatch(lines: readonly string[]): { readonly exit: number; readonly lines: readonly string[] }[] {
    const options = {
      input: lines.join('\n'),
      encoding: 'utf8',
      timeout: 600_000,
      maxBuffer: 2 ** 28,
    } as const;
    const { stdout } = spawnSync(this.python ?? '', [VERIFIER, '--batch'], options);
    const answers = stdout.trimEnd().split('\n');
    return answers.map((line) => JSON.parse(line) as { exit: number; lines: string[] });
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A Python that has what the verifier needs: the system's, else one of our own, else none. */
  private findPython(): string | undefined {
    const works = (command: string): boolean =>
      spawnSync(command, ['-c', NEEDED], { timeout: 30_000 }).status === 0;
    if (works('python3')) return 'python3';
    const venv = path.join(this.folder, 'venv');
    const own = path.join(venv, 'bin', 'python');
    spawnSync('python3', ['-m', 'venv', venv], { timeout: 60_000 });
    spawnSync(own, ['-m', 'pip', 'install', '--quiet', 'cryptography==48.0.0'], { timeout: 120_000 });
    return works(own) ? own : undefined;
  }
}
