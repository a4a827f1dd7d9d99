// SPDX-License-Identifier: Apache-2.0
/**
 * Bundles changed by a seed: whatever was done to one, a verifier says valid, invalid or unreadable and nothing else, soon and in
 * bounded memory; and never valid where the content is another.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { openBundle } from '@catalog-chain/verifier/archive/open-archive';
import { verifyBundle } from '@catalog-chain/verifier/archive/verify-bundle';
import { Unreadable } from '@catalog-chain/verifier/verify/faults';
import { eventId } from '../support/embedded-market.js';
import { attestations, claims, openEvidenceMarket, PAST, PAST_AT } from '../support/evidence-market.js';
import { forged } from '../support/forgery.js';
import { Mutator } from './mutate.js';

const COMMAND = fileURLToPath(new URL('../../../gateway/verifier/dist/command/main.js', import.meta.url));
/** Several times what the bundle unpacked needs. */
const HEAP_MIB = 192;
const LONGEST_MS = 30_000;

export interface BundleFuzzing {
  readonly tried: number;
  /** How many were found to be what. */
  readonly verdicts: Readonly<Record<string, number>>;
  readonly faults: readonly string[];
}

/** An event with its transaction; a month that both sides closed, with uses outside the grant. */
async function originals(): Promise<readonly Buffer[]> {
  await using market = await openEvidenceMarket();
  const at = { at: PAST_AT };
  await market.report('ConsumerMSP', 'C', [claims(3000, 3, at)]);
  await market.report('ProviderMSP', 'A', [attestations(3000, 3, at)]);
  await market.close('ConsumerMSP', 'claim', 'G-1', PAST);
  await market.close('ProviderMSP', 'attestation', 'G-1', PAST);
  return [
    await market.bundle({ kind: 'event', id: eventId(4) }),
    await market.bundle({ kind: 'grant', id: 'G-1', period: PAST }),
  ];
}

/** Changes the archive itself, or a file in it that the manifest then lists as it is. */
async function altered(original: Buffer, mutator: Mutator): Promise<Buffer> {
  if (mutator.below(2) === 0) return mutator.bytes(original);
  return forged(original, (files) => {
    const name = mutator.of([...files.keys()].filter((one) => one !== 'manifest.json'));
    files.set(name, mutator.bytes(files.get(name) ?? Buffer.alloc(0)));
  });
}

async function verdictOf(zip: Buffer): Promise<'valid' | 'invalid' | 'unreadable'> {
  try {
    return (await verifyBundle(zip)).valid ? 'valid' : 'invalid';
  } catch (error) {
    if (error instanceof Unreadable) return 'unreadable';
    throw error;
  }
}

/** Files whose content is another: how they are compressed, times and comments mean nothing. */
async function changedIn(zip: Buffer, original: Buffer): Promise<string[]> {
  const [one, other] = [await openBundle(zip), await openBundle(original)];
  const names = new Set([...one.keys(), ...other.keys()]);
  return [...names].filter(
    (name) => name !== 'manifest.json' && one.get(name)?.equals(other.get(name) ?? Buffer.alloc(0)) !== true,
  );
}

class BundleFuzzer {
  readonly verdicts: Record<string, number> = {};
  readonly faults: string[] = [];

  constructor(
    private readonly bundles: readonly Buffer[],
    private readonly mutator: Mutator,
  ) {}

  async here(n: number): Promise<void> {
    const original = this.mutator.of(this.bundles);
    const zip = await altered(original, this.mutator);
    const began = performance.now();
    try {
      const verdict = await verdictOf(zip);
      this.#note(verdict);
      const changed = verdict === 'valid' ? await changedIn(zip, original) : [];
      if (changed.length > 0) this.faults.push(`bundle ${n}: valid though altered: ${changed.join(', ')}`);
    } catch (error) {
      this.faults.push(`bundle ${n}: ${String(error)}`);
    }
    if (performance.now() - began > LONGEST_MS) this.faults.push(`bundle ${n}: took too long`);
  }

  async byCommand(n: number, file: string): Promise<void> {
    writeFileSync(file, await altered(this.mutator.of(this.bundles), this.mutator));
    const options = { encoding: 'utf8', timeout: LONGEST_MS } as const;
    const args = [`--max-old-space-size=${HEAP_MIB}`, COMMAND, file, '--json'];
    const { status, signal, stderr } = spawnSync(process.execPath, args, options);
    this.#note(`exit ${String(status ?? signal)}`);
    if (status === null || status > 2)
      this.faults.push(`command ${n}: ${String(status ?? signal)} ${stderr}`);
  }

  #note(verdict: string): void {
    this.verdicts[verdict] = (this.verdicts[verdict] ?? 0) + 1;
  }
}

/** @param byCommand so many more go through the command, in a process of little memory */
export async function fuzzBundles(seed: number, count: number, byCommand: number): Promise<BundleFuzzing> {
  const fuzzer = new BundleFuzzer(await originals(), new Mutator(seed));
  for (let n = 0; n < count; n += 1) await fuzzer.here(n);
  const folder = mkdtempSync(path.join(tmpdir(), 'catalog-chain-'));
  try {
    for (let n = 0; n < byCommand; n += 1) await fuzzer.byCommand(n, path.join(folder, 'bundle.zip'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { tried: count + byCommand, verdicts: fuzzer.verdicts, faults: fuzzer.faults };
}
