// SPDX-License-Identifier: Apache-2.0
/** A manager that is a party decides nothing as a manager, act by act of the rights table. */
import assert from 'node:assert/strict';
import { RIGHTS } from '@catalog-chain/chaincode/domain/rights/rights';
import type { Grant } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import { TRANSACTIONS as T, type OrganisationRole } from '@catalog-chain/chaincode/domain/names';
import { BUILT_IN_POLICY, rulesOf } from '@catalog-chain/chaincode/domain/members/policy';
import {
  caller,
  CONSUMER,
  MANAGER,
  PROVIDER,
  type Caller,
  type ChaincodeHarness,
} from '../support/chaincode-harness.js';
import {
  approve,
  ask,
  confirm,
  content,
  daysOn,
  deposit,
  market,
  publish,
  putSystem,
  readGrant,
  sharing,
} from '../support/sharing.js';
import { test } from '../support/testing.js';

const ADMIN = caller('ManagerMSP', 'admin');
/** Manages and consumes. */
const BOTH = caller('BothMSP');
/** Manages and provides. */
const OWNER = caller('OwnerMSP');
const RESOURCE = 'OwnerMSP:RES';
const why = (id: string) => ({ id, reason: 'By order of the board.' });

const register = (chain: ChaincodeHarness, { mspId }: Caller, roles: OrganisationRole[]): Promise<unknown> =>
  chain.submit(ADMIN, T.organisationRegister, [
    { mspId, code: `TEST:${mspId}`, names: { en: mspId }, roles },
  ]);

const rolesOf = (chain: ChaincodeHarness, mspId: string, roles: OrganisationRole[]): Promise<unknown> =>
  chain.submit(ADMIN, T.organisationUpdate, [{ mspId, names: { en: mspId }, roles }]);

/** The market under the law, and a grant `G` to `BothMSP` and one `GO` of `OwnerMSP`'s. */
async function sharedByManagers(): Promise<ChaincodeHarness> {
  const chain = await market();
  await chain.submit(MANAGER, T.policySet, [rulesOf({ ...BUILT_IN_POLICY, profile: 'cn-809' })]);
  await register(chain, BOTH, ['consumer', 'manager']);
  await register(chain, OWNER, ['manager', 'provider']);
  putSystem(chain, 'BothMSP:SYS');
  putSystem(chain, 'OwnerMSP:REGISTER');
  publish(chain, RESOURCE, { ...content(sharing('conditional')), system: 'OwnerMSP:REGISTER' });
  await ask(chain, { id: 'G', systems: ['BothMSP:SYS'] }, BOTH);
  await deposit(chain, 'G');
  await approve(chain, 'G');
  await confirm(chain, 'G');
  await ask(chain, { id: 'GO', resource: RESOURCE });
  await deposit(chain, 'GO', OWNER);
  await approve(chain, 'GO', OWNER);
  await confirm(chain, 'GO');
  return chain;
}

type Refusal = (chain: ChaincodeHarness) => Promise<void>;

/** Every act whose right is that of a manager, or of whoever is a party as well: refused to the party, or why it need not be. */
const ACTS: Readonly<Record<string, Refusal | string>> = {
  'organisation:register': 'admits another',
  'organisation:update': 'a manager does not give up its own role; a change of roles is told to all',
  'organisation:suspend': 'refused of itself: organisation.test.ts',
  'organisation:resume': 'a suspended organisation calls nothing',
  'organisation:recordMembers': 'records what the channel says',
  'policy:set': 'for all, in versions',
  'duty:register': 'its own',
  'system:register': 'its own',
  'resource:review': 'of its own entries too: the law has each authority keep the catalogue of its level',
  'resource:suspend': 'its owner may as such',
  'resource:resume': async (chain) => {
    await chain.submit(MANAGER, T.resourceSuspend, [why(RESOURCE)]);
    await chain.refuses('CONFLICT_OF_INTEREST', OWNER, T.resourceResume, [RESOURCE]);
    await chain.submit(MANAGER, T.resourceResume, [RESOURCE]);
    await chain.submit(OWNER, T.resourceSuspend, [why(RESOURCE)]);
    await chain.submit(OWNER, T.resourceResume, [RESOURCE]);
  },
  'change:declare': 'the duty’s own organisation may as such',
  'change:contestUpdate': 'refused of its own: catalogue-upkeep.test.ts',
  'source:designate': 'names who does what; nothing is decided between two',
  'source:end': 'names who does what; nothing is decided between two',
  'request:confirm': async (chain) => {
    await ask(chain, { id: 'G-2', systems: ['BothMSP:SYS'] }, BOTH);
    await deposit(chain, 'G-2');
    await approve(chain, 'G-2');
    await chain.refuses('CONFLICT_OF_INTEREST', BOTH, T.requestConfirm, [{ id: 'G-2', approved: true }]);
  },
  'grant:suspend': async (chain) => {
    await chain.refuses('CONFLICT_OF_INTEREST', BOTH, T.grantSuspend, [why('G')]);
    await chain.submit(OWNER, T.grantSuspend, [why('GO')]);
  },
  'grant:resume': async (chain) => {
    await chain.submit(PROVIDER, T.grantSuspend, [{ ...why('G'), rectifyWithin: 5 }]);
    await chain.refuses('CONFLICT_OF_INTEREST', BOTH, T.grantResume, [why('G')]);
    await chain.submit(OWNER, T.grantResume, [why('G')]);
    await chain.submit(MANAGER, T.grantSuspend, [why('GO')]);
    await chain.refuses('CONDITION_NOT_MET', OWNER, T.grantResume, [why('GO')]);
    await chain.submit(BOTH, T.grantResume, [why('GO')]);
    await chain.submit(OWNER, T.grantSuspend, [why('GO')]);
    await chain.submit(OWNER, T.grantResume, [why('GO')]);
  },
  'grant:contestRectification': async (chain) => {
    await chain.submit(PROVIDER, T.grantSuspend, [{ ...why('G'), rectifyWithin: 5 }]);
    await chain.submit(BOTH, T.grantRectify, [{ id: 'G', text: 'Done.' }]);
    await chain.refuses('CONFLICT_OF_INTEREST', BOTH, T.grantContestRectification, [why('G')]);
    await chain.submit(MANAGER, T.grantSuspend, [{ ...why('GO'), rectifyWithin: 5 }]);
    await chain.submit(CONSUMER, T.grantRectify, [{ id: 'GO', text: 'Done.' }]);
    await chain.refuses('NOT_OWNER', OWNER, T.grantContestRectification, [why('GO')]);
    await chain.submit(BOTH, T.grantContestRectification, [why('GO')]);
  },
  'grant:revoke': 'a party may as such',
  'grant:expire': 'a party may as such, and nothing is decided',
  'obligation:answerExtension': async (chain) => {
    await ask(chain, { id: 'G-2', systems: ['BothMSP:SYS'] }, BOTH);
    const id = 'answer-request~G-2';
    await chain.submit(PROVIDER, T.obligationAskExtension, [{ id, days: 5, reason: 'Much to read.' }]);
    const answer = { id, approved: true };
    await chain.refuses('CONFLICT_OF_INTEREST', BOTH, T.obligationAnswerExtension, [answer]);
    await chain.submit(MANAGER, T.obligationAnswerExtension, [answer]);
  },
  'service:receive': async (chain) => {
    const notice = { action: 'end', reason: 'Moved.', effectiveAt: daysOn(90) };
    for (const [id, grant, provider, consumer] of [
      ['S-1', 'GO', OWNER, CONSUMER],
      ['S-2', 'G', PROVIDER, BOTH],
    ] as const) {
      await chain.submit(provider, T.serviceAnnounce, [{ id, grant, ...notice }]);
      await chain.submit(consumer, T.serviceConsult, [{ id, agreed: true, text: 'Agreed.' }]);
      await chain.submit(provider, T.serviceFile, [{ id, document: 'd'.repeat(64) }]);
    }
    await chain.refuses('CONFLICT_OF_INTEREST', OWNER, T.serviceReceive, ['S-1']);
    await chain.refuses('CONFLICT_OF_INTEREST', BOTH, T.serviceReceive, ['S-2']);
    await chain.submit(OWNER, T.serviceReceive, ['S-2']);
  },
  'order:issue': 'refused of itself: supervision.test.ts',
  'order:conclude': 'its issuer alone',
  'order:withdraw': 'its issuer alone',
  'criticism:issue': 'refused of itself: supervision.test.ts',
  'period:close': 'a party may as such, by the same time',
  'dispute:open': 'a party may as such',
  'dispute:assign': 'refused to a party: dispute-table.test.ts',
  'dispute:coordinate': 'whoever stands over both sides and is no party: dispute-coordination.test.ts',
  'dispute:lapse': 'a party may as such, by the same rule',
  'dispute:close': 'a party closes what the other side has to say: dispute-table.test.ts',
};

test('every act of a manager is in the table', () => {
  const managed = Object.entries(RIGHTS).filter(
    ([, { entrances, relations }]) =>
      relations.includes('manager') ||
      (entrances !== 'open' && entrances.some(({ organisations }) => organisations.includes('manager'))),
  );
  assert.deepEqual(managed.map(([name]) => name).sort(), Object.keys(ACTS).sort());
});

for (const [name, refused] of Object.entries(ACTS)) {
  if (typeof refused === 'string') continue;
  test(`${name}: a manager that is a party leaves it to another`, async () => {
    await refused(await sharedByManagers());
  });
}

test('what the provider suspended, the one manager there is does not lift as its consumer', async () => {
  const chain = await sharedByManagers();
  for (const mspId of ['ManagerMSP', 'OwnerMSP'])
    await chain.submit(caller('BothMSP', 'admin'), T.organisationSuspend, [mspId]);
  await chain.submit(PROVIDER, T.grantSuspend, [why('G')]);
  await chain.refuses('CONFLICT_OF_INTEREST', BOTH, T.grantResume, [why('G')]);
  await chain.submit(BOTH, T.organisationSuspend, ['ProviderMSP']);
  await chain.refuses('CONFLICT_OF_INTEREST', BOTH, T.grantResume, [why('G')]);
});

test('where nobody else is left that could decide, the party does', async () => {
  const chain = await sharedByManagers();
  await chain.submit(MANAGER, T.grantSuspend, [why('GO')]);
  await chain.submit(MANAGER, T.resourceSuspend, [why(RESOURCE)]);
  await rolesOf(chain, 'BothMSP', ['consumer']);
  await chain.refuses('CONDITION_NOT_MET', OWNER, T.grantResume, [why('GO')]);
  await chain.refuses('CONFLICT_OF_INTEREST', OWNER, T.resourceResume, [RESOURCE]);
  const last = caller('OwnerMSP', 'admin');
  const left = { mspId: 'ManagerMSP', names: { en: 'ManagerMSP' }, roles: ['auditor'] };
  await chain.submit(last, T.organisationUpdate, [left]);
  const resumed = await chain.submit<Grant>(OWNER, T.grantResume, [why('GO')]);
  assert.equal(resumed.state, 'active');
  await chain.submit(OWNER, T.resourceResume, [RESOURCE]);
  assert.equal((await readGrant(chain, 'GO')).history.at(-1)?.action, 'resumed');
});
