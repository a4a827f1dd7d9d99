// SPDX-License-Identifier: Apache-2.0
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Slot } from './consortium/chaincode-package.js';
import { writePrivate } from './consortium/files.js';
import type { Definition } from './consortium/lifecycle.js';
import type { NetworkSettings, OrganisationPlan } from './consortium/plan.js';
import type { ImageSet } from './images/images.js';
import { generated } from './paths.js';

/** What a later command must know of a running network. Holds no secret. */
export interface NetworkState {
  readonly settings: NetworkSettings;
  readonly images: ImageSet;
  readonly organisations: readonly OrganisationPlan[];
  readonly chaincode: Definition & { readonly slot: Slot };
  /** Joins that have begun and not ended, whether somebody is at work on them or they broke off. */
  readonly joining?: readonly Joining[];
}

/** An organisation on its way into the channel. Its ports are nobody else's from the beginning. */
export interface Joining {
  readonly plan: OrganisationPlan;
  /**
   * Its people and nodes have their certificates. A join that broke off before is begun anew; later ones go on where
   * they stopped, since the channel may know these certificates.
   */
  readonly enrolled: boolean;
}

/** A network's folder below .network/. */
export const folderOf = (name: string): string => join(generated, name);

const stateFile = (name: string): string => join(folderOf(name), 'network.json');

/** Writes the state beside the network's certificates. */
export function saveState(state: NetworkState): void {
  writePrivate(stateFile(state.settings.name), `${JSON.stringify(state, null, 2)}\n`);
}

/** Reads the state of a network that was started earlier, perhaps by another process. Throws where there is none. */
export function loadState(name: string): NetworkState {
  const file = stateFile(name);
  if (!existsSync(file)) throw new Error(`no network named ${name} was started from this folder`);
  return JSON.parse(readFileSync(file, 'utf8')) as NetworkState;
}

/** The networks that were started from this folder and not stopped since. */
export function knownNetworks(): string[] {
  if (!existsSync(generated)) return [];
  return readdirSync(generated).filter((name) => existsSync(stateFile(name)));
}

/** Deletes a network's certificates, keys and blocks. */
export function deleteFolder(name: string): void {
  rmSync(folderOf(name), { recursive: true, force: true });
}
