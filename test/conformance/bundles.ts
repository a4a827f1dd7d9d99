// SPDX-License-Identifier: Apache-2.0
/** The bundles that every case begins with: of one small market, as its embedded ledger and as a consortium would make them. */
import { hash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import type { EvidenceQuestion } from '@catalog-chain/chaincode/domain/evidence';
import { TRANSACTIONS, type TransactionName } from '@catalog-chain/chaincode/domain/names';
import { carriedBatch, Paths } from '@catalog-chain/gateway/evidence/make/batches';
import { BUILT_IN_POLICY, rulesOf } from '@catalog-chain/chaincode/domain/members/policy';
import { sealOf } from '@catalog-chain/chaincode/domain/usage/seal';
import type { Leaf } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { Identity } from '@catalog-chain/gateway/ledger/embedded/identities/identity';
import type { ReadLine } from '@catalog-chain/verifier/format';
import { eventId } from '../support/embedded-market.js';
import {
  attestations,
  claims,
  openEvidenceMarket,
  PAST,
  PAST_AT,
  PERIOD,
  type EvidenceMarket,
} from '../support/evidence-market.js';
import { forged, reads, type Files, type Listed } from '../support/forgery.js';
import { bytes32 } from '../support/usage.js';
import { endorsedBy, Keys, peerOf, resigned, type Endorsers } from './signing.js';

/** Organisations whose peers endorse in the consortium of these bundles: three of the five that have roots. */
export const PEERS = ['ConsumerMSP', 'ManagerMSP', 'ProviderMSP'] as const;

export interface Bundles {
  readonly keys: Keys;
  readonly node: Identity;
  readonly peers: ReadonlyMap<string, Identity>;
  /** As the embedded ledger made them, by name. */
  readonly embedded: ReadonlyMap<string, Buffer>;
  /** Lines of now, as if for a bundle of before. */
  readonly later: ReadonlyMap<string, ReadLine>;
  /** The same in the form of a consortium's. */
  readonly consortium: (name: string) => Promise<Buffer>;
}

const SALT = bytes32(1, 'salt');

class Scene {
  constructor(readonly market: EvidenceMarket) {}

  async act(mspId: string, user: string, transaction: TransactionName, input: object): Promise<void> {
    const { ledger, index } = this.market;
    const prepared = await ledger.prepare({ mspId, user }, { transaction, args: [encode(input)] });
    const outcome = await ledger.submit(prepared);
    if (outcome.status !== 'committed') throw new Error(JSON.stringify(outcome));
    await index.reached(outcome.block);
  }

  async dispute(): Promise<void> {
    const event = await this.market.index.usageEvent('ConsumerMSP', eventId(220));
    if (!event) throw new Error('no event');
    const { batch } = await carriedBatch(this.market.ledger, event.written);
    const { journal, sequence, leaf } = event.batch;
    const subject = {
      kind: 'event',
      organisation: event.organisation,
      journal,
      sequence,
      leaf,
      line: encode(event.leaf),
      path: new Paths(batch.leaves.map(({ line }) => line)).to(leaf),
    };
    const statement = 'Used for a purpose that was never granted.';
    const opening = { id: 'D-1', kind: 'misuse', subject, statement };
    await this.act('ProviderMSP', 'officer', TRANSACTIONS.disputeOpen, opening);
    const saying = { id: 'D-1', text: 'This is what we say.' };
    await this.act('ConsumerMSP', 'officer', TRANSACTIONS.disputeAnswer, saying);
    const assignment = { id: 'D-1', arbitrator: 'ArbiterMSP' };
    await this.act('ManagerMSP', 'officer', TRANSACTIONS.disputeAssign, assignment);
  }

  async rule(): Promise<void> {
    const ruling = {
      id: 'D-1',
      findings: ['out-of-scope-use'],
      responsible: 'ConsumerMSP',
      grantAction: 'suspend',
      remedy: { action: 'report-measures' },
      reasons: 'The purpose is not the one granted.',
    };
    await this.act('ArbiterMSP', 'arbitrator', TRANSACTIONS.disputeRule, ruling);
  }

  /** Two uses, of which one is disclosed. */
  async seal(): Promise<void> {
    const rules = { ...rulesOf(BUILT_IN_POLICY), sealing: { organisations: ['ConsumerMSP'], days: 30 } };
    await this.act('ManagerMSP', 'admin', TRANSACTIONS.policySet, rules);
    const uses = claims(500, 2) as Leaf[];
    const seals = uses.map((leaf) => ({
      id: leaf.id,
      side: leaf.side,
      period: PERIOD,
      ...sealOf(leaf, SALT),
    }));
    const discloseBy = new Date(Date.now() + 86_400_000).toISOString();
    await this.act('ConsumerMSP', 'officer', TRANSACTIONS.sealCommit, { seals, discloseBy });
    await this.market.report('ConsumerMSP', 'S', [uses.slice(0, 1).map((leaf) => ({ ...leaf, salt: SALT }))]);
  }
}

/** Makes the market and its bundles. The keys lie in a folder until the process ends. */
export async function makeBundles(): Promise<Bundles> {
  const folder = mkdtempSync(path.join(tmpdir(), 'catalog-chain-'));
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  const embedded = new Map<string, Buffer>();
  const later = new Map<string, ReadLine>();
  await using market = await openEvidenceMarket(folder);
  const scene = new Scene(market);
  const month = (period: string): Promise<Buffer> => market.bundle({ kind: 'grant', id: 'G-1', period });
  const laterOf = async (
    name: string,
    of: string,
    question: EvidenceQuestion,
    key?: string[],
  ): Promise<void> => {
    const zip = embedded.get(of) ?? Buffer.alloc(0);
    later.set(name, await market.readBeside(zip, question, key));
  };
  const at = { at: PAST_AT };
  await market.report('ConsumerMSP', 'C1', [claims(3000, 3, at)]);
  await market.report('ProviderMSP', 'P1', [attestations(3000, 3, at)]);
  embedded.set('event', await market.bundle({ kind: 'event', id: eventId(4) }));
  embedded.set('running', await month(PERIOD));
  await market.close('ConsumerMSP', 'claim', 'G-1', PAST);
  embedded.set('half', await month(PAST));
  await market.close('ProviderMSP', 'attestation', 'G-1', PAST);
  embedded.set('closed', await month(PAST));
  // The consumer tells another purpose than the one that was granted, the provider does not.
  const second = { ...at, grant: 'G-2' };
  await market.report('ConsumerMSP', 'C2', [claims(3100, 2, { ...second, purpose: 'OTHER' })]);
  await market.report('ProviderMSP', 'P2', [attestations(3100, 2, second)]);
  await market.close('ConsumerMSP', 'claim', 'G-2', PAST);
  await market.close('ProviderMSP', 'attestation', 'G-2', PAST);
  embedded.set('apart', await market.bundle({ kind: 'grant', id: 'G-2', period: PAST }));
  await laterOf('closure', 'half', ['closure', 'G-1', PAST, 'attestation']);
  const record = hash('sha256', 'record 3', 'base64url');
  embedded.set('record', await market.bundle({ kind: 'record', records: [record] }));
  const arbiter = {
    mspId: 'ArbiterMSP',
    code: 'TEST:Arbiter',
    names: { en: 'Arbiter' },
    roles: ['arbitrator'],
  };
  await scene.act('ManagerMSP', 'admin', TRANSACTIONS.organisationRegister, arbiter);
  // It signs something, so that its root is known before it rules.
  await scene.act('ArbiterMSP', 'arbitrator', TRANSACTIONS.evidenceRequest, { id: eventId(1) });
  await scene.dispute();
  embedded.set('assigned', await market.bundle({ kind: 'dispute', id: 'D-1' }));
  await market.report('ConsumerMSP', 'K', [claims(400, 1)]);
  embedded.set('grown', await month(PERIOD));
  await laterOf('list', 'running', ['journal-list', 'ConsumerMSP']);
  await laterOf('batch', 'running', ['batch', 'ConsumerMSP', 'K', '0000000001']);
  await scene.rule();
  embedded.set('ruled', await market.bundle({ kind: 'dispute', id: 'D-1' }));
  await scene.seal();
  embedded.set(
    'sealed',
    await market.bundle({ kind: 'event', id: eventId(500), organisation: 'ConsumerMSP' }),
  );
  embedded.set('sealed-month', await month(PERIOD));
  const keys = new Keys(folder);
  const peers = new Map<string, Identity>();
  for (const mspId of PEERS) peers.set(mspId, await peerOf(mspId, keys.root(mspId)));
  const node = keys.identity('EmbeddedNode', 'node');
  const made = new Map<string, Buffer>();
  return {
    keys,
    node,
    peers,
    embedded,
    later,
    consortium: async (name) => {
      const zip =
        made.get(name) ??
        (await asConsortium(embedded.get(name) ?? Buffer.alloc(0), keys, [...peers.values()]));
      made.set(name, zip);
      return zip;
    },
  };
}

/** Every read and transaction endorsed by peers instead of the node; roots of members only. */
export function asConsortium(zip: Buffer, keys: Keys, endorsers: Endorsers): Promise<Buffer> {
  return forged(zip, (files, manifest) => {
    manifest.ledger['kind'] = 'fabric';
    files.delete('roots/EmbeddedNode.pem');
    endorse(files, keys, endorsers);
  });
}

/** All that is endorsed, endorsed anew. */
export function endorse(files: Files, keys: Keys, endorsers: Endorsers): void {
  reads((lines) => {
    for (const line of lines) Object.assign(line, endorsedBy(endorsers, Buffer.from(line.payload, 'base64')));
  })(files);
  for (const [name, content] of files)
    if (name.startsWith('transactions/')) files.set(name, Buffer.from(resigned(content, keys, endorsers)));
}

export type { Files, Listed };
