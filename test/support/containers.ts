// SPDX-License-Identifier: Apache-2.0
/** Containers that tests start beside the consortium. They carry a label of this checkout and go when the run ends. */
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureEngine, EngineMissing } from '@catalog-chain/network/engine/engine';
import { run, succeeds } from '@catalog-chain/network/engine/shell';
import { generated } from '@catalog-chain/network/paths';
import type { Report } from '@catalog-chain/network/report';

/** To the error stream, so that a long first start (an image is built) is seen to go on. */
export const report: Report = (line) => process.stderr.write(`# containers: ${line}\n`);

const LABEL = 'catalog-chain.test';
const checkout = createHash('sha256').update(generated).digest('hex').slice(0, 12);

/** On every container that a test starts. */
export const labels = { [LABEL]: checkout } as const;

/** Where containers of this checkout put the sockets that tests connect to; a socket's path has to be short. */
export const socketFolders = path.join(tmpdir(), `catalog-chain-${checkout}`);

let missing: Promise<string | undefined> | undefined;

/** @returns why there is no container engine here; undefined when there is one (brought along where we may) */
export function engineMissing(): Promise<string | undefined> {
  return (missing ??= ensureEngine(generated, report).then(
    () => undefined,
    (cause: unknown) => {
      if (cause instanceof EngineMissing) return cause.message;
      throw cause;
    },
  ));
}

/** Removes what tests of this checkout have started; starts no engine to find out that there is nothing. */
export async function removeContainers(): Promise<void> {
  if (!(await succeeds('docker', ['version'], { timeoutMs: 20_000 }))) return;
  const ids = await run('docker', ['ps', '-aq', '--filter', `label=${LABEL}=${checkout}`]);
  const all = ids.split('\n').filter((id) => id !== '');
  if (all.length > 0) await run('docker', ['rm', '-f', '-v', ...all]);
  rmSync(socketFolders, { recursive: true, force: true });
}
