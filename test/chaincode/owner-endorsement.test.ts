// SPDX-License-Identifier: Apache-2.0
/** Who must endorse what an organisation alone writes. What peers make of it is tested on a real network. */
import { digestOf } from '@catalog-chain/chaincode/domain/encoding/digest';
import assert from 'node:assert/strict';
import { ownerPolicy, soleOwner } from '@catalog-chain/chaincode/domain/members/owner-endorsement';
import { BUILT_IN_POLICY } from '@catalog-chain/chaincode/domain/members/policy';
import { common, msp } from '@hyperledger/fabric-protos';
import fc from 'fast-check';
import {
  CONSUMER,
  consortium,
  MANAGER,
  PROVIDER,
  type ChaincodeHarness,
} from '../support/chaincode-harness.js';
import { content, putSystem } from '../support/sharing.js';
import { test } from '../support/testing.js';

type Rule = InstanceType<typeof common.SignaturePolicy>;

/** Reads the bytes with Fabric's own definitions, and decides as a peer does whether these organisations suffice. */
function satisfied(policy: Uint8Array, signers: ReadonlySet<string>): boolean {
  const envelope = common.SignaturePolicyEnvelope.deserializeBinary(policy);
  const signed = envelope.getIdentitiesList().map((principal) => {
    assert.equal(principal.getPrincipalClassification(), msp.MSPPrincipal.Classification.ROLE);
    const role = msp.MSPRole.deserializeBinary(principal.getPrincipal_asU8());
    assert.equal(role.getRole(), msp.MSPRole.MSPRoleType.PEER);
    return signers.has(role.getMspIdentifier());
  });
  const holds = (rule: Rule): boolean => {
    if (rule.hasSignedBy()) return signed[rule.getSignedBy()] ?? false;
    const some = rule.getNOutOf();
    assert.ok(some);
    return some.getRulesList().filter(holds).length >= some.getN();
  };
  const rule = envelope.getRule();
  assert.ok(rule);
  return holds(rule);
}

test('the policy holds where a majority has signed and the owner is among them, and nowhere else', () => {
  const organisations = fc.uniqueArray(fc.stringMatching(/^[A-Za-z][A-Za-z0-9.-]{0,47}$/), {
    minLength: 1,
    maxLength: 7,
  });
  fc.assert(
    fc.property(organisations, fc.nat(6), fc.array(fc.boolean(), { minLength: 7 }), (all, at, signs) => {
      const endorsers = [...all].sort();
      const owner = endorsers[at % endorsers.length] ?? '';
      const policy = ownerPolicy(owner, endorsers);
      const signers = new Set(endorsers.filter((_, i) => signs[i]));
      const majority = signers.size > endorsers.length / 2;
      assert.ok(policy);
      assert.equal(satisfied(policy, signers), majority && signers.has(owner));
    }),
  );
});

test('an organisation without a peer is not asked', () => {
  assert.equal(ownerPolicy('AuditMSP', ['ConsumerMSP', 'ProviderMSP']), undefined);
});

test('a record that others may change as well has no sole owner', () => {
  for (const type of ['resource', 'request', 'grant', 'organisation', 'batch', 'dispute'] as const)
    assert.equal(soleOwner({ type, id: 'ProviderMSP:A', organisation: 'ProviderMSP' }), undefined);
});

const duty = { code: 'D', names: { en: 'Duty' }, legalBasis: 'Act 1' };
const system = { code: 'S', names: { en: 'System' }, duties: ['ProviderMSP:D'] };

async function withEndorsers(): Promise<ChaincodeHarness> {
  const chain = await consortium();
  const { deadlines, calendar, reportWithinHours } = BUILT_IN_POLICY;
  const endorsers = ['ConsumerMSP', 'ManagerMSP', 'ProviderMSP'];
  await chain.submit(MANAGER, 'policy:set', [{ deadlines, calendar, reportWithinHours, endorsers }]);
  return chain;
}

/** Organisations whose endorsement every key that was given a policy needs; an empty list where none was given. */
function needed(chain: ChaincodeHarness): readonly string[] {
  const everyone = ['ConsumerMSP', 'ManagerMSP', 'ProviderMSP'];
  const policies = [...chain.keyPolicies.values()];
  return everyone.filter((one) =>
    policies.some((policy) => !satisfied(policy, new Set(everyone.filter((other) => other !== one)))),
  );
}

test('what only its owner writes needs the owner’s endorsement from its first version on', async () => {
  const chain = await withEndorsers();
  await chain.submit(PROVIDER, 'duty:register', [duty]);
  assert.deepEqual(needed(chain), ['ProviderMSP']);
  await chain.submit(PROVIDER, 'system:register', [system]);
  assert.deepEqual(needed(chain), ['ProviderMSP']);
  await chain.submit(CONSUMER, 'journal:open', [{ journal: 'J' }]);
  assert.deepEqual(needed(chain), ['ConsumerMSP']);
});

test('a published version is its owner’s, while a manager publishes and suspends without the owner', async () => {
  const chain = await withEndorsers();
  putSystem(chain, 'ProviderMSP:REGISTER');
  const open = content({ sharingType: 'unconditional', modes: ['query'] });
  await chain.submit(PROVIDER, 'resource:draft', [{ code: 'A', content: open }]);
  await chain.submit(PROVIDER, 'resource:submit', ['ProviderMSP:A']);
  assert.equal(chain.keyPolicies.size, 0);
  await chain.submit(MANAGER, 'resource:review', [
    { id: 'ProviderMSP:A', approved: true, digest: digestOf(open) },
  ]);
  assert.equal(chain.keyPolicies.size, 1);
  assert.deepEqual(needed(chain), ['ProviderMSP']);
  await chain.submit(MANAGER, 'resource:suspend', [{ id: 'ProviderMSP:A', reason: 'Under review' }]);
  assert.equal(chain.keyPolicies.size, 0);
});

test('a policy that is there already is not set again, so that no two changes contend for it', async () => {
  const chain = await withEndorsers();
  await chain.submit(PROVIDER, 'duty:register', [duty]);
  await chain.submit(PROVIDER, 'duty:repeal', ['ProviderMSP:D']);
  assert.equal(chain.keyPolicies.size, 0);
});

test('until a manager names the organisations that run peers, no key has a policy of its own', async () => {
  const chain = await consortium();
  await chain.submit(PROVIDER, 'duty:register', [duty]);
  assert.equal(chain.keyPolicies.size, 0);
});
