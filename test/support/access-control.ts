// SPDX-License-Identifier: Apache-2.0
/** The table of rights as the document that people read. */
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import {
  GATEWAY_RIGHTS,
  SCOPES,
  type GatewayRight,
} from '@catalog-chain/chaincode/domain/rights/gateway-rights';
import { RELATIONS, RIGHTS, type Entrance, type Right } from '@catalog-chain/chaincode/domain/rights/rights';

const HEAD = `# Access control

Printed from \`chaincode/src/domain/rights/rights.ts\` (\`UPDATE_ACCESS=1 npx jest -c test/jest.config.js architecture/rights\`); do not edit. The contracts ask this table
before they look at an argument, and what it does not list nobody may do. The gateway's routes admit the same users. The organisation comes from the certificate. Of every row:

- a user without a role, an organisation that is not registered and one that is suspended are refused (\`ROLE_REQUIRED\`, \`NOT_A_MEMBER\`, \`ORGANISATION_SUSPENDED\`);
- grants, requests, disputes and months do not exist (\`NOT_FOUND\`) for organisations that are neither a party, nor decide, nor manage, audit or arbitrate;
- *open* transactions only read the public state, which whoever runs a peer holds anyway; the gateway shows what it holds more narrowly.

Relations: `;

const entrance = ({ users, organisations }: Entrance): string =>
  `${users.join(', ')} of ${organisations.length === 0 ? 'any member' : organisations.join(', ')}`;

const row = (name: string, { entrances, relations, operations }: Right): string => {
  const who = entrances === 'open' ? '*open*' : entrances.map(entrance).join('; or ');
  return `| \`${name}\` | ${who} | ${relations.join(', ')} | ${operations.join(', ') || '–'} |`;
};

const BESIDE = `## What a gateway shows and settles by itself

Of \`chaincode/src/domain/rights/gateway-rights.ts\`: the reads, and what an organisation settles with its own gateway. An operation that is neither an act of the table above nor here cannot
be offered: the gateway does not start. A suspended organisation is refused all of it.`;

const ownRow = ([operation, { scope, users }]: readonly [string, GatewayRight]): string =>
  `| ${operation} | ${users.join(', ') || (scope === 'anybody' ? 'anybody' : 'every user')} | ${scope} |`;

/** The whole document. */
export function accessControl(): string {
  const relations = Object.entries(RELATIONS).map(([name, meaning]) => `*${name}*: ${meaning}`);
  const rows = Object.values(TRANSACTIONS).map((name) => row(name, RIGHTS[name]));
  const table = [
    '| act | users of organisations | relation, one of | operations |',
    '| - | - | - | - |',
    ...rows,
  ];
  const scopes = Object.entries(SCOPES).map(([name, meaning]) => `- *${name}*: ${meaning};`);
  const own = ['| operation | users | scope |', '| - | - | - |', ...[...GATEWAY_RIGHTS].map(ownRow)];
  return [
    `${HEAD}${relations.join('; ')}.`,
    table.join('\n'),
    BESIDE,
    scopes.join('\n').replace(/;$/, '.'),
    `${own.join('\n')}\n`,
  ].join('\n\n');
}
