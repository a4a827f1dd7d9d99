// SPDX-License-Identifier: Apache-2.0
/**
 * How a verifier is asked: `COMMAND BUNDLE [TRUST]` exits 0, 1 or 2 and prints for each claim that it proved the line
 * `proved CLAIM as of block N, TIME`, CLAIM being the claim's canonical JSON. Other lines are its own.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { verifyBundle } from '@catalog-chain/verifier/archive/verify-bundle';
import { readTrust } from '@catalog-chain/verifier/command/trust-folder';
import { Unreadable } from '@catalog-chain/verifier/verify/faults';
import type { Case } from './case.js';

/** What a verifier said. */
export interface Answer {
  readonly exit: number | null;
  /** In order. */
  readonly proved: readonly string[];
  readonly reasons?: readonly string[];
}

/** A case as it lies on a disk. */
export interface Laid {
  readonly bundle: string;
  readonly trust?: string;
}

/** Writes cases into a folder; equal folders of roots are written once. */
export class Layout {
  readonly #trusts = new Map<string, string>();
  #count = 0;

  constructor(private readonly folder: string) {}

  lay({ bundle, trust }: Case): Laid {
    const file = path.join(this.folder, `${String((this.#count += 1)).padStart(5, '0')}.zip`);
    writeFileSync(file, bundle);
    return trust ? { bundle: file, trust: this.#layTrust(trust) } : { bundle: file };
  }

  #layTrust(files: ReadonlyMap<string, string>): string {
    const name = encode(Object.fromEntries(files));
    const known = this.#trusts.get(name);
    if (known !== undefined) return known;
    const root = path.join(this.folder, `trust-${this.#trusts.size}`);
    for (const [file, text] of files) {
      mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      writeFileSync(path.join(root, file), text);
    }
    this.#trusts.set(name, root);
    return root;
  }
}

/** Our own verifier, in this process. */
export async function ours({ bundle, trust }: Laid): Promise<Answer> {
  try {
    const trusted = trust === undefined ? undefined : await readTrust(trust);
    const { valid, claims, faults } = await verifyBundle({ file: bundle }, trusted);
    const proved = claims.map(
      ({ claim, asOf }) => `proved ${encode(claim)} as of block ${asOf.block}, ${asOf.time}`,
    );
    return { exit: valid ? 0 : 1, proved: valid ? proved : [], reasons: faults.map(({ code }) => code) };
  } catch (error) {
    if (error instanceof Unreadable) return { exit: 2, proved: [] };
    throw error;
  }
}

/** @returns what is wrong with an answer; undefined where it is right */
export function wrong({ exit, reason }: Case, answer: Answer): string | undefined {
  if (answer.exit !== exit) return `exit ${answer.exit}, not ${exit} (${answer.reasons?.join(', ') ?? ''})`;
  if (exit === 0 && answer.proved.length === 0) return 'nothing was proved';
  if (reason === undefined || answer.reasons === undefined || answer.reasons.includes(reason))
    return undefined;
  return `found ${answer.reasons.join(', ')}, not ${reason}`;
}
