// SPDX-License-Identifier: Apache-2.0
/** A catalogue to share from, written straight into state, and the calls that make requests and grants of it. */
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import type { AccessRequest, Grant } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import type { System } from '@catalog-chain/chaincode/domain/records';
import type { RequestInput } from '@catalog-chain/chaincode/domain/sharing/request-input';
import type {
  Resource,
  ResourceContent,
  ResourceVersion,
  SharingType,
} from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import { DAY_MS, formatInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import {
  CONSUMER,
  consortium,
  MANAGER,
  PROVIDER,
  START,
  type Caller,
  type ChaincodeHarness,
} from './chaincode-harness.js';

const stamp = { at: formatInstant(START), tx: '0'.repeat(64), by: 'ProviderMSP' };

const key = (...parts: readonly string[]): string => `\u0000${parts.join('\u0000')}\u0000`;

/** Stores a record under a composite key, past the contracts. */
export function seed(chain: ChaincodeHarness, record: { readonly type: string }, ...parts: string[]): void {
  chain.state.set(key(record.type, ...parts), Buffer.from(encode(record), 'utf8'));
}

const SHARING = {
  unconditional: { sharingType: 'unconditional', modes: ['query', 'verify'] },
  conditional: { sharingType: 'conditional', condition: 'for pension audits', modes: ['copy', 'query'] },
  'not-shared': { sharingType: 'not-shared', legalBasis: 'State Secrets Law, article 9', modes: [] },
} as const satisfies Record<SharingType, ResourceContent['sharing']>;

export const content = (sharing: ResourceContent['sharing'], items = ['birth', 'name']): ResourceContent => ({
  names: { en: 'Residents' },
  summary: { en: 'Registered residents' },
  system: 'ProviderMSP:REGISTER',
  items: items.map((code) => ({ code, names: { en: code }, dataType: 'string', sensitivity: 3 })),
  updateCycle: 'daily',
  sharing,
  contactRole: 'Registrar',
});

/** Publishes a version of a resource, past the contracts. */
export function publish(
  chain: ChaincodeHarness,
  id: string,
  what: ResourceContent,
  { version = 1, state = 'published' }: { version?: number; state?: Resource['state'] } = {},
): void {
  const [organisation = '', code = ''] = id.split(':');
  const resource: Resource = {
    type: 'resource',
    id,
    organisation,
    code,
    state,
    version,
    registered: stamp,
    changed: stamp,
  };
  const published: ResourceVersion = {
    type: 'resource-version',
    id,
    version,
    content: what,
    digest: '0'.repeat(64),
    published: stamp,
    reviews: [],
  };
  seed(chain, resource, id);
  seed(chain, published, id, String(version).padStart(10, '0'));
}

export function putSystem(chain: ChaincodeHarness, id: string, status: System['status'] = 'active'): void {
  const [organisation = '', code = ''] = id.split(':');
  const system: System = {
    type: 'system',
    id,
    organisation,
    code,
    names: { en: code },
    duties: [`${organisation}:DUTY`],
    status,
    registered: stamp,
    changed: stamp,
  };
  seed(chain, system, id);
}

export const RESOURCES = {
  unconditional: 'ProviderMSP:OPEN',
  conditional: 'ProviderMSP:RESIDENTS',
  'not-shared': 'ProviderMSP:SECRET',
} as const satisfies Record<SharingType, string>;

/** Members, one resource of each sharing type, and systems of both consumers. */
export async function market(): Promise<ChaincodeHarness> {
  const chain = await consortium();
  for (const type of ['unconditional', 'conditional', 'not-shared'] as const) {
    publish(chain, RESOURCES[type], content(SHARING[type]));
  }
  for (const id of [
    'ConsumerMSP:PENSIONS',
    'ConsumerMSP:AUDITS',
    'OtherMSP:LEDGER',
    'ProviderMSP:REGISTER',
  ]) {
    putSystem(chain, id);
  }
  return chain;
}

export const sharing = (type: SharingType): ResourceContent['sharing'] => SHARING[type];

/** An instant, days from the harness's start. */
export const daysOn = (days: number): string => formatInstant(START + days * DAY_MS);

/** A request that the market can meet. */
export const asking = (change: Partial<RequestInput> = {}): RequestInput => ({
  id: 'REQ-1',
  resource: RESOURCES.conditional,
  purpose: { code: 'pension-audit', text: 'Check that pensions go to the living' },
  legalBasis: 'Social Insurance Law, article 77',
  mode: 'query',
  items: ['birth', 'name'],
  systems: ['ConsumerMSP:PENSIONS'],
  period: { from: daysOn(0), to: daysOn(365) },
  standing: true,
  ...change,
});

export const KEY = new Uint8Array(32).fill(7);

export const ask = (
  chain: ChaincodeHarness,
  change: Partial<RequestInput> = {},
  by: Caller = CONSUMER,
): Promise<AccessRequest> => chain.submit(by, TRANSACTIONS.requestSubmit, [asking(change)]);

export const deposit = (chain: ChaincodeHarness, id = 'REQ-1', by: Caller = PROVIDER): Promise<unknown> =>
  chain.submit(by, TRANSACTIONS.keyDeposit, [id], { recordKey: KEY });

export const approve = (
  chain: ChaincodeHarness,
  id = 'REQ-1',
  by: Caller = PROVIDER,
): Promise<AccessRequest> => chain.submit(by, TRANSACTIONS.requestDecide, [{ id, approved: true }]);

export const confirm = (
  chain: ChaincodeHarness,
  id = 'REQ-1',
  by: Caller = MANAGER,
): Promise<AccessRequest> => chain.submit(by, TRANSACTIONS.requestConfirm, [{ id, approved: true }]);

/** Asks for, decides and confirms a grant under conditions. */
export async function grantOf(chain: ChaincodeHarness, change: Partial<RequestInput> = {}): Promise<Grant> {
  const { id } = await ask(chain, change);
  await deposit(chain, id);
  await approve(chain, id);
  await confirm(chain, id);
  return readGrant(chain, id);
}

export const readGrant = (chain: ChaincodeHarness, id = 'REQ-1'): Promise<Grant> =>
  chain.evaluate(CONSUMER, TRANSACTIONS.grantRead, [id]);

export const readRequest = (chain: ChaincodeHarness, id = 'REQ-1'): Promise<AccessRequest> =>
  chain.evaluate(CONSUMER, TRANSACTIONS.requestRead, [id]);
