// SPDX-License-Identifier: Apache-2.0
/** From options to someone who may speak to a gateway. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { UsageError } from '@catalog-chain/verifier/command/terminal';
import { ApiClient } from './api-client.js';
import { CatalogApi } from './catalog-api.js';
import type { Patience } from './patience.js';
import { DemoLogins, KnownLogins, readLoginsFile, type Logins, type LoginsFile } from './logins.js';

/** Options that every command takes. */
export interface SessionOptions {
  readonly url?: string;
  readonly token?: string;
  /** File in the form of `DEMO_INFO`. */
  readonly logins?: string;
  /** The demo's token signing key. */
  readonly demoKey?: string;
  readonly manager?: string;
  readonly organisation?: string;
}

export interface Session {
  readonly api: CatalogApi;
  readonly client: ApiClient;
  /** MSP id of the manager that can be spoken for. */
  readonly manager: string | undefined;
  /** The organisation spoken for where nothing else is said. */
  readonly own: string | undefined;
  /** Whether any organisation can be spoken for, new ones too. */
  readonly everyone: boolean;
}

export const DEFAULT_URL = 'http://127.0.0.1:8080';
const KEY_FILE = 'demo-token-key.json';

async function demoLogins(file: string, known: KnownLogins | undefined): Promise<Logins> {
  if (path.basename(file) !== KEY_FILE) throw new UsageError(`--demo-key wants a file named ${KEY_FILE}.`);
  await readFile(file).catch(() => {
    throw new UsageError('The demo key cannot be read.');
  });
  const { DemoTokens } = await import('../../http/auth/demo-tokens.js');
  return new DemoLogins(await DemoTokens.open(path.dirname(file)), known);
}

function ownOf(options: SessionOptions, known: KnownLogins | undefined): string | undefined {
  const roles = ['provider', 'officer', 'submitter'] as const;
  return (
    options.organisation ??
    roles.map((role) => known?.organisationWith(role)).find((one) => one !== undefined)
  );
}

/** Logins by file, else by token; undefined where neither is given. */
function knownLogins(options: SessionOptions, file: LoginsFile | undefined): KnownLogins | undefined {
  if (file) return new KnownLogins(file.logins);
  return options.token === undefined ? undefined : KnownLogins.ofToken(options.token);
}

const readLogins = async (file: string | undefined): Promise<LoginsFile | undefined> =>
  file === undefined ? undefined : readLoginsFile(await readFile(file, 'utf8'));

/**
 * @param patience with a gateway that has answered before
 * @throws UsageError when nothing says who calls
 */
export async function openSession(options: SessionOptions, patience?: Patience): Promise<Session> {
  const file = await readLogins(options.logins);
  const known = knownLogins(options, file);
  const logins = options.demoKey === undefined ? known : await demoLogins(options.demoKey, known);
  if (!logins) throw new UsageError('Say who calls: --token, --logins or --demo-key.');
  const client = new ApiClient(options.url ?? file?.url ?? DEFAULT_URL, patience);
  return {
    api: new CatalogApi(client, logins),
    client,
    manager: options.manager ?? known?.organisationWith('manager'),
    own: ownOf(options, known),
    everyone: options.demoKey !== undefined,
  };
}
