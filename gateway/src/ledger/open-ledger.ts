// SPDX-License-Identifier: Apache-2.0
/** Opens the ledger that the configuration names. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../config.js';
import { readFabricSettings } from './fabric/fabric-settings.js';
import { openEmbeddedLedger } from './embedded/open.js';
import { openFabricGateway } from './fabric-gateway/open.js';
import type { FabricProfile } from './fabric/profile.js';
import { LedgerError } from './ledger-error.js';
import type { Ledger } from './ledger.js';

/**
 * @param now the time as an embedded ledger has it; with another than the system's it runs in this thread
 * @throws ConfigError when the Fabric profile is not usable; LedgerError `LEDGER_OTHER_CHAIN` when behind it is
 * another chain than at the first start, `LEDGER_UNAVAILABLE` when nobody answers
 */
export async function openLedger(config: Config, now: () => number = Date.now): Promise<Ledger> {
  switch (config.ledger) {
    case 'embedded':
      return openEmbeddedLedger({
        ...(now === Date.now ? { thread: true } : { clock: now }),
        directory: path.join(config.stateDir, 'ledger'),
        ...(config.organisations !== '*' && { organisations: config.organisations }),
      });
    case 'fabric-gateway':
      return openOnKeptChain(config, openFabricGateway);
    case 'fabric-network': {
      // A large library with a global of its own: loaded only where it is wanted.
      const { openFabricNetwork } = await import('./fabric-network/open.js');
      return openOnKeptChain(config, openFabricNetwork);
    }
  }
}

/** Names are cheap, a genesis block is not: the first start keeps its hash, and every later one wants it again. */
async function openOnKeptChain(config: Config, open: (profile: FabricProfile) => Ledger): Promise<Ledger> {
  const profile = readFabricSettings(config);
  const file = path.join(config.stateDir, 'genesis-hash');
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  const expected = kept ?? profile.genesisHash;
  if (profile.genesisHash !== undefined && profile.genesisHash !== expected)
    throw new LedgerError('LEDGER_OTHER_CHAIN', 'The profile names another chain than the one kept here.');
  await using opened = new AsyncDisposableStack();
  const ledger = opened.use(open({ ...profile, ...(expected !== undefined && { genesisHash: expected }) }));
  const { genesisHash } = await ledger.info();
  if (kept === undefined) await keep(file, genesisHash);
  opened.move();
  return ledger;
}

async function keep(file: string, content: string): Promise<void> {
  await writeFile(`${file}.new`, content, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
