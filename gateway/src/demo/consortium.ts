// SPDX-License-Identifier: Apache-2.0
/**
 * Fills a consortium that was just started, through each organisation's own gateway, and says how to sign in and
 * what to try. Its argument is the file in which the network says where its gateways are.
 */
import path from 'node:path';
import { ApiError } from '../cli/client/api-client.js';
import { CatalogApi } from '../cli/client/catalog-api.js';
import { BUILT_IN_POLICY, rulesOf } from '@catalog-chain/chaincode/domain/members/policy';
import { ConsortiumGateways } from './consortium-gateways.js';
import { demoLogins, PEOPLE, writeTokens } from './demo-logins.js';
import { MANAGER, ORGANISATIONS } from './seed-catalogue.js';
import { SeedTimes } from './seed-times.js';
import { found, seed } from './seed.js';
import { loginsAndTries } from './welcome.js';

const say = (lines: readonly string[]): void => void process.stdout.write(`${lines.join('\n')}\n`);

/** Before the first duty is registered: each of them runs a peer, so what is its own needs its endorsement. */
async function nameEndorsers(api: CatalogApi): Promise<void> {
  const policy = (await api.policy(MANAGER)) ?? BUILT_IN_POLICY;
  if (policy.endorsers !== undefined) return;
  const running = ORGANISATIONS.map(({ organisation }) => organisation);
  await api.setPolicy(MANAGER, { ...rulesOf(policy), endorsers: running });
}

async function fill(file: string): Promise<void> {
  const gateways = await ConsortiumGateways.read(file);
  const folder = path.dirname(file);
  say(['Filling the catalogue through the gateways ...']);
  const api = new CatalogApi(gateways, gateways.logins);
  await found(api, ORGANISATIONS);
  await nameEndorsers(api);
  await seed(api, await SeedTimes.open(folder));
  const logins = await demoLogins(gateways);
  const tokens = await writeTokens(folder, logins);
  const urlOf = (role: string): string =>
    gateways.urlOf(PEOPLE.find((person) => person.role === role)?.organisation ?? MANAGER);
  const urls = ORGANISATIONS.map(({ organisation, names }) => {
    const url = gateways.urlOf(organisation);
    return `  ${organisation.padEnd(13)}${url}   ${url}/docs   ${names.en ?? ''}`;
  });
  say([
    '',
    'Gateways:',
    ...urls,
    '',
    ...loginsAndTries(urlOf, tokens, logins),
    'make down removes everything.',
  ]);
}

const [file] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write('usage: consortium FILE\n');
  process.exitCode = 2;
} else {
  await fill(path.resolve(file)).catch((error: unknown) => {
    const code = error instanceof ApiError ? `${error.code}: ` : '';
    process.stderr.write(
      `${code}${error instanceof Error ? error.message : 'The consortium was not filled.'}\n`,
    );
    process.exitCode = 1;
  });
}
