// SPDX-License-Identifier: Apache-2.0
/** A revoked identity stops only what is its own: over a transport that refuses whom it is told to refuse. */
import assert from 'node:assert/strict';
import { Health } from '@catalog-chain/gateway/http/health';
import { ChannelQueries } from '@catalog-chain/gateway/ledger/fabric/channel-queries';
import { CommitTracker } from '@catalog-chain/gateway/ledger/fabric/commit-tracker';
import { Identities } from '@catalog-chain/gateway/ledger/fabric/identities';
import { OwnTransport } from '@catalog-chain/gateway/ledger/fabric/own-transport';
import type { FabricTransport } from '@catalog-chain/gateway/ledger/fabric/transport';
import type { FabricProfile } from '@catalog-chain/gateway/ledger/fabric/profile';
import { LedgerError } from '@catalog-chain/gateway/ledger/ledger-error';
import type { PreparedTransaction, Signatory } from '@catalog-chain/gateway/ledger/ledger';
import { withStandIns, type ReportingLedger } from '@catalog-chain/gateway/ledger/stand-in';
import { test } from '../../support/testing.js';

const mspId = 'ConsumerMSP';
const users = { officer: {}, submitter: {}, auditor: {} };
const profile = { members: [{ mspId, users }] } as unknown as FabricProfile;
const refusal = (): LedgerError => new LedgerError('IDENTITY_REFUSED', 'revoked');

/** Peers that refuse some users, and note whom they were asked by. */
class Peers implements FabricTransport {
  readonly asked: string[] = [];
  constructor(readonly refused: Set<string>) {}

  evaluate({ user }: Signatory): Promise<Uint8Array> {
    this.asked.push(user);
    return this.refused.has(user) ? Promise.reject(refusal()) : Promise.resolve(new Uint8Array());
  }
  endorse = (): Promise<never> => Promise.reject(new Error('not asked'));
  broadcast = (): Promise<never> => Promise.reject(new Error('not asked'));
  /** A pass without a block, refused or ended at once. */
  committed({ user }: Signatory): AsyncIterable<never> {
    this.asked.push(user);
    const ended = { done: true, value: undefined } as const;
    const next = () => (this.refused.has(user) ? Promise.reject(refusal()) : Promise.resolve(ended));
    return { [Symbol.asyncIterator]: () => ({ next }) };
  }
  blocks = (signatory: Signatory): AsyncIterable<never> => this.committed(signatory);
  [Symbol.asyncDispose] = (): Promise<void> => Promise.resolve();
}

const call = { chaincode: 'catalog', transaction: 'x', args: [] };
const self = { mspId, user: 'officer' };

test('the gateway asks as the next user where the first was revoked, and stays with who was taken', async () => {
  const peers = new Peers(new Set(['officer']));
  const own = new OwnTransport(peers, new Identities(profile));
  await own.evaluate(self, call);
  await own.evaluate(self, call);
  assert.deepEqual(peers.asked, ['officer', 'submitter', 'submitter']);
});

test('with everybody revoked the refusal is told, each having been tried once', async () => {
  const peers = new Peers(new Set(Object.keys(users)));
  const own = new OwnTransport(peers, new Identities(profile));
  await assert.rejects(own.evaluate(self, call), { code: 'IDENTITY_REFUSED' });
  assert.deepEqual(peers.asked, ['officer', 'submitter', 'auditor']);
});

test('a stream that a peer ends because its reader was revoked is opened again by another', async () => {
  const peers = new Peers(new Set(['officer']));
  const own = new OwnTransport(peers, new Identities(profile));
  const pass = async (): Promise<void> => {
    for await (const block of own.blocks(self, 0, AbortSignal.timeout(1_000))) assert.fail(String(block));
  };
  await assert.rejects(pass(), { code: 'IDENTITY_REFUSED' });
  await pass();
  assert.deepEqual(peers.asked, ['officer', 'submitter']);
});

test('the fate of a transaction is asked for by whoever is taken', async () => {
  const peers = new Peers(new Set(['submitter']));
  const own = new OwnTransport(peers, new Identities(profile));
  await using tracker = new CommitTracker(own, new ChannelQueries(own, 'catalog'), {
    mspId,
    user: 'submitter',
  });
  await assert.rejects(tracker.follow());
  assert.ok(peers.asked.includes('officer'));
  assert.ok(!peers.asked.includes('submitter'));
});

/** A ledger that endorses for those who are not revoked. */
const reportingLedger = (refused: ReadonlySet<string>): ReportingLedger =>
  ({
    evaluate: ({ user }: Signatory) =>
      refused.has(user) ? Promise.reject(refusal()) : Promise.resolve(Buffer.from(user)),
    prepare: (signatory: Signatory): Promise<Partial<PreparedTransaction>> =>
      refused.has(signatory.user) ? Promise.reject(refusal()) : Promise.resolve({ signatory }),
  }) as unknown as ReportingLedger;

const write = { transaction: 'usage:submit', args: [] };

test('an officer stands in for a revoked submitter, and nobody for anybody else', async () => {
  const ledger = withStandIns(reportingLedger(new Set(['submitter', 'auditor'])));
  const { signatory } = await ledger.prepare({ mspId, user: 'submitter' }, write);
  assert.deepEqual(signatory, { mspId, user: 'officer' });
  assert.equal(Buffer.from(await ledger.evaluate({ mspId, user: 'submitter' }, write)).toString(), 'officer');
  await assert.rejects(ledger.prepare({ mspId, user: 'auditor' }, write), { code: 'IDENTITY_REFUSED' });
});

test('what a contract refuses is not tried again as somebody else', async () => {
  const tried: string[] = [];
  const refuses = {
    prepare: ({ user }: Signatory) => {
      tried.push(user);
      return Promise.reject(new LedgerError('ROLE_REQUIRED', 'no'));
    },
  } as unknown as ReportingLedger;
  await assert.rejects(withStandIns(refuses).prepare({ mspId, user: 'submitter' }, write), {
    code: 'ROLE_REQUIRED',
  });
  assert.deepEqual(tried, ['submitter']);
});

const healthWith = (...refused: string[]): Health =>
  new Health(
    {
      ready: () => Promise.resolve(),
      info: () => Promise.resolve({ height: 1, genesisHash: '', currentHash: '' }),
      refusedIdentities: () =>
        Promise.resolve(refused.map((user) => ({ mspId, user, code: 'IDENTITY_REFUSED' as const }))),
    },
    { checkpoint: () => Promise.resolve({ block: 0, hash: '' }) } as never,
    {
      status: () => ({
        pending: 0,
        capacity: 1,
        inFlight: 0,
        committed: 0,
        rejected: 0,
        stalled: [],
        takingSince: undefined,
      }),
    },
    Date.now,
  );

test('readiness names who is refused, and is given up where nobody can report', async () => {
  const without = await healthWith('submitter').readiness();
  assert.equal(without.status, 'ready');
  assert.deepEqual(without.checks['identity ConsumerMSP submitter'], { ok: false, code: 'IDENTITY_REFUSED' });
  const silenced = await healthWith('submitter', 'officer').readiness();
  assert.equal(silenced.status, 'not-ready');
  assert.deepEqual(silenced.checks['reporting'], { ok: false, code: 'IDENTITY_REFUSED' });
  assert.deepEqual((await healthWith().readiness()).checks, {
    ledger: { ok: true },
    index: { ok: true },
    reporting: { ok: true },
    usage: { ok: true },
  });
});
