// SPDX-License-Identifier: Apache-2.0
/** A small catalogue for contract tests: duties, systems and resources of the harness's consortium. */
import { digestOf } from '@catalog-chain/chaincode/domain/encoding/digest';
import type { Resource, ResourceContent } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import type { Caller, ChaincodeHarness } from './chaincode-harness.js';
import { consortium, CONSUMER, MANAGER, PROVIDER } from './chaincode-harness.js';

export const DUTY = {
  code: 'D1',
  names: { en: 'Keep the register', zh: '登记管理' },
  legalBasis: '5 U.S.C. 8901',
};
export const PROVIDER_SYSTEM = 'ProviderMSP:S1';
export const CONSUMER_SYSTEM = 'ConsumerMSP:S1';

/** Registers duty `D1` and system `S1` of an organisation. @returns the system's id */
export async function addSystem(chain: ChaincodeHarness, by: Caller): Promise<string> {
  await chain.submit(by, 'duty:register', [DUTY]);
  const duties = [`${by.mspId}:D1`];
  await chain.submit(by, 'system:register', [{ code: 'S1', names: { en: 'Register' }, duties }]);
  return `${by.mspId}:S1`;
}

/** Content of a conditional resource with items `birth` and `name`; overridden where given. */
export const content = (change: Partial<ResourceContent> = {}): ResourceContent => ({
  names: { en: 'Residents', zh: '居民基本信息' },
  summary: { en: 'One row per resident.' },
  system: PROVIDER_SYSTEM,
  items: [
    { code: 'name', names: { en: 'Name' }, dataType: 'string', sensitivity: 3 },
    { code: 'birth', names: { en: 'Date of birth' }, dataType: 'date', sensitivity: 3 },
  ],
  updateCycle: 'daily',
  sharing: {
    sharingType: 'conditional',
    condition: 'For a service that the law names.',
    modes: ['copy', 'query', 'verify'],
  },
  contactRole: 'Data officer',
  ...change,
});

/** Drafts, submits and approves a resource of `ProviderMSP`. @returns the published record */
export async function publish(
  chain: ChaincodeHarness,
  code: string,
  change: Partial<ResourceContent> = {},
): Promise<Resource> {
  const id = `ProviderMSP:${code}`;
  await chain.submit(PROVIDER, 'resource:draft', [{ code, content: content(change) }]);
  await chain.submit(PROVIDER, 'resource:submit', [id]);
  return chain.submit<Resource>(MANAGER, 'resource:review', [
    { id, approved: true, digest: digestOf(content(change)) },
  ]);
}

/** The consortium, its systems, and one published resource of each sharing type: `OPEN`, `ASK`, `CLOSED`. */
export async function catalogue(): Promise<ChaincodeHarness> {
  const chain = await consortium();
  await addSystem(chain, PROVIDER);
  await addSystem(chain, CONSUMER);
  await publish(chain, 'OPEN', { sharing: { sharingType: 'unconditional', modes: ['query', 'verify'] } });
  await publish(chain, 'ASK');
  await publish(chain, 'CLOSED', {
    sharing: { sharingType: 'not-shared', legalBasis: 'State secrets law, article 9', modes: [] },
  });
  return chain;
}
