// SPDX-License-Identifier: Apache-2.0
/**
 * Says how the people of an organisation that has just joined a consortium sign in, and what is to be done next, as
 * commands that work as they stand. Its arguments are the file in which the network says where its gateways are, and
 * the organisation's MSP id.
 */
import path from 'node:path';
import { USER_ROLES, type UserRole } from '@catalog-chain/chaincode/domain/names';
import { rulesOf } from '@catalog-chain/chaincode/domain/members/policy';
import type { Policy } from '@catalog-chain/chaincode/domain/records';
import { ApiError } from '../cli/client/api-client.js';
import { CatalogApi } from '../cli/client/catalog-api.js';
import { ConsortiumGateways } from './consortium-gateways.js';
import { demoLogins, type Person, writeTokens } from './demo-logins.js';
import { MANAGER } from './seed-catalogue.js';

const DOES: Readonly<Record<UserRole, string>> = {
  officer: 'keeps the catalogue, asks and decides',
  submitter: 'software: reports uses',
  auditor: 'reads trails, where the organisation is registered as an auditor',
  arbitrator: 'rules on disputes, where the organisation is registered as an arbitrator',
  admin: 'administers',
};

interface NextStep {
  readonly title: string;
  readonly command: string;
}

/** Whose tokens the steps name, by the name of the token's file. */
interface Surroundings {
  readonly joiner: string;
  readonly managerUrl: string;
  readonly ownUrl: string;
  readonly managerToken: string;
  readonly ownToken: string;
}

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

const post = (token: string, url: string, body: object): string =>
  `curl -sS -f -H "Authorization: Bearer $(cat ${quoted(token)})" -H 'Content-Type: application/json' ` +
  `-d ${quoted(JSON.stringify(body))} ${quoted(url)}`;

const get = (token: string, url: string): string =>
  `curl -sS -f -H "Authorization: Bearer $(cat ${quoted(token)})" ${quoted(url)}`;

/** `TaxOfficeMSP` → `tax-office` */
const wordOf = (mspId: string): string =>
  mspId
    .replace(/MSP$/, '')
    .replace(/(?<=.)(?=[A-Z])/g, '-')
    .toLowerCase();

/** The policy that is in force, with the joiner's peer among those whose endorsement counts. */
function withEndorser(policy: Policy | undefined, joiner: string): object | undefined {
  if (policy?.endorsers === undefined) return undefined;
  const { endorsers } = policy;
  return { ...rulesOf(policy), endorsers: [...new Set([...endorsers, joiner])].sort() };
}

function nextSteps(around: Surroundings, policy: Policy | undefined): NextStep[] {
  const { joiner, managerUrl, ownUrl, managerToken, ownToken } = around;
  const word = wordOf(joiner);
  const member = {
    organisation: joiner,
    code: `DEMO:${word}`,
    names: { en: word },
    roles: ['consumer', 'provider'],
  };
  const duty = { code: 'first', names: { en: 'First duty' }, legalBasis: 'The law that gives it' };
  const next = withEndorser(policy, joiner);
  return [
    {
      title:
        'The manager registers it, under its own code (GB 32100) or a national one, with its names and roles; ' +
        'until then the contracts refuse its writes:',
      command: post(managerToken, `${managerUrl}/v1/organisations`, member),
    },
    ...(next === undefined
      ? []
      : [
          {
            title: 'The manager sets the next policy, which names it among those whose peers endorse:',
            command: post(managerToken, `${managerUrl}/v1/policies`, next),
          },
        ]),
    {
      title:
        'Its officer registers its first duty, then a system and data resources, as the manager has reviewed:',
      command: post(ownToken, `${ownUrl}/v1/duties`, duty),
    },
    {
      title:
        'Its officer looks at the catalogue of the others, and asks for what it needs (POST /v1/requests):',
      command: get(ownToken, `${ownUrl}/v1/resources?limit=5`),
    },
  ];
}

async function tell(file: string, joiner: string): Promise<void> {
  const gateways = await ConsortiumGateways.read(file);
  const word = wordOf(joiner);
  const people = USER_ROLES.map((userRole): Person => ({
    role: `${word}-${userRole}`,
    organisation: joiner,
    userRole,
    who: DOES[userRole],
  }));
  const manager: Person = { role: 'manager', organisation: MANAGER, userRole: 'officer', who: 'reviews' };
  const logins = await demoLogins(gateways, people);
  const folder = path.dirname(file);
  const tokens = await writeTokens(folder, [...logins, ...(await demoLogins(gateways, [manager]))]);
  const ownUrl = gateways.urlOf(joiner);
  const api = new CatalogApi(gateways, gateways.logins);
  const steps = nextSteps(
    {
      joiner,
      ownUrl,
      managerUrl: gateways.urlOf(MANAGER),
      managerToken: path.join(tokens, 'manager'),
      ownToken: path.join(tokens, `${word}-officer`),
    },
    await api.policy(MANAGER),
  );
  const lines = [
    '',
    `${joiner} has joined. Its gateway: ${ownUrl}   ${ownUrl}/docs`,
    '',
    `Logins (bearer tokens, also one file each in ${tokens}):`,
    ...logins.map(({ role, token }, index) => `  ${role}  ${people[index]?.who ?? ''}\n    ${token}`),
    '',
    'What to do next:',
    ...steps.map(({ title, command }, index) => `  ${index + 1}. ${title}\n     ${command}`),
    '',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

const [file, joiner] = process.argv.slice(2);
if (file === undefined || joiner === undefined) {
  process.stderr.write('usage: joined FILE MSPID\n');
  process.exitCode = 2;
} else {
  await tell(path.resolve(file), joiner).catch((error: unknown) => {
    const code = error instanceof ApiError ? `${error.code}: ` : '';
    process.stderr.write(`${code}${error instanceof Error ? error.message : 'The logins were not made.'}\n`);
    process.exitCode = 1;
  });
}
