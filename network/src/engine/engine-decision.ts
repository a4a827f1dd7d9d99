// SPDX-License-Identifier: Apache-2.0
/** Decides, from facts alone, what to do where no Docker engine answers. */

/** What is known when no engine answers. */
export interface Surroundings {
  /** Debian, and this process is root: an engine can be installed with apt and started. */
  readonly canInstall: boolean;
  /** The engine's program is on the machine and only does not run. */
  readonly installed: boolean;
  /** Somebody sits at a terminal, for both input and output, and can be asked. */
  readonly terminal: boolean;
  /** The variable CATALOG_INSTALL_ENGINE: `0` never, `1` without asking, unset or empty as it seems right. */
  readonly setting: string | undefined;
}

/** Leave it, ask first, or go ahead. */
export type Decision = 'refuse' | 'ask' | 'go';

/**
 * Nothing is installed or started where the variable forbids it or it cannot be done; a person at a terminal is asked;
 * where there is nobody to ask (CI, a fresh container) it is done.
 * @throws Error when the variable holds anything else
 */
export function decideOnEngine({ canInstall, terminal, setting = '' }: Surroundings): Decision {
  if (!['', '0', '1'].includes(setting)) {
    throw new Error(`CATALOG_INSTALL_ENGINE is 0 (never), 1 (without asking) or unset, not ${setting}`);
  }
  if (setting === '0' || !canInstall) return 'refuse';
  return terminal && setting === '' ? 'ask' : 'go';
}

/** What going ahead does to the machine, for the person who is asked. */
export function describeEngineSteps({ installed }: Pick<Surroundings, 'installed'>): string[] {
  const start = 'start the Docker engine (dockerd), which goes on running as root after this command';
  if (installed) return [start];
  return ['run apt-get update and install Debian’s packages docker.io and iptables', start];
}
