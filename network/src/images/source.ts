// SPDX-License-Identifier: Apache-2.0
import { succeeds } from '../engine/shell.js';

/** Where the base of each image comes from: the projects' own images, or the pinned modules built here. */
export type ImageSource = 'official' | 'build';

/** The official images that the `official` source builds on. */
export const official = {
  peer: 'hyperledger/fabric-peer:3.1',
  orderer: 'hyperledger/fabric-orderer:3.1',
  ca: 'hyperledger/fabric-ca:1.5',
  node: 'node:24-bookworm-slim',
  keycloak: 'quay.io/keycloak/keycloak:26.7.3',
} as const;

/**
 * Reads CATALOG_IMAGES (`official` or `build`). Unset: CI builds, so that it tests what the pins say; elsewhere
 * the registry is asked once, briefly, and `build` is the answer when it cannot be reached.
 * Throws when the variable holds anything else.
 */
export async function chooseSource(
  env: Readonly<Record<string, string | undefined>> = process.env,
  reachable: () => Promise<boolean> = canPull,
): Promise<ImageSource> {
  const wanted = env['CATALOG_IMAGES'] ?? '';
  if (wanted === 'official' || wanted === 'build') return wanted;
  if (wanted !== '') throw new Error(`CATALOG_IMAGES is official or build, not ${wanted}`);
  if (env['CI'] === 'true') return 'build';
  return (await reachable()) ? 'official' : 'build';
}

async function canPull(): Promise<boolean> {
  if (await succeeds('docker', ['image', 'inspect', official.peer])) return true;
  return succeeds('docker', ['manifest', 'inspect', official.peer], { timeoutMs: 10_000 });
}
