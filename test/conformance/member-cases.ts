// SPDX-License-Identifier: Apache-2.0
/** Whose signatures count: majorities, roots that are trusted, and members that joined, left or changed their authority. */
import { X509Certificate } from 'node:crypto';
import type { KeyPair } from '@catalog-chain/gateway/ledger/embedded/identities/certificates';
import type { Identity } from '@catalog-chain/gateway/ledger/embedded/identities/identity';
import type { FaultCode } from '@catalog-chain/verifier/verify/faults';
import { forged, reads, type Files } from '../support/forgery.js';
import { endorse, type Bundles } from './bundles.js';
import type { Case } from './case.js';
import { endorsedBy, newRoot, peerOf, resigned, withRecord, type Endorsers } from './signing.js';

const MEMBERS = ['ArbiterMSP', 'ConsumerMSP', 'ManagerMSP', 'OtherMSP', 'ProviderMSP'] as const;
const JOINED = 'JoinedMSP';

type Verdict = Pick<Case, 'exit' | 'reason'>;
const VALID: Verdict = { exit: 0 };
const invalid = (reason: FaultCode): Verdict => ({ exit: 1, reason });
const TOO_FEW = invalid('endorsements-too-few');

const pem = (...pairs: readonly KeyPair[]): string => pairs.map((one) => one.certificatePem).join('');
const der = ({ certificatePem }: KeyPair): string =>
  new X509Certificate(certificatePem).raw.toString('base64');

/** A folder of roots, or folders by the day from which they hold. */
const folder = (sets: Readonly<Record<string, Readonly<Record<string, string>>>>): Map<string, string> =>
  new Map(
    Object.entries(sets).flatMap(([since, roots]) =>
      Object.entries(roots).map(
        ([mspId, text]) => [`${since === '' ? '' : `${since}/`}${mspId}.pem`, text] as const,
      ),
    ),
  );

interface Consortium extends Bundles {
  readonly peer: (mspId: string) => Identity;
  readonly roots: (...mspIds: readonly string[]) => Record<string, string>;
}

function consortiumOf(bundles: Bundles): Consortium {
  const peer = (mspId: string): Identity => {
    const found = bundles.peers.get(mspId);
    if (!found) throw new Error(`${mspId} runs no peer.`);
    return found;
  };
  const roots = (...mspIds: readonly string[]): Record<string, string> =>
    Object.fromEntries(mspIds.map((mspId) => [mspId, pem(bundles.keys.root(mspId))]));
  return { ...bundles, peer, roots };
}

/** All endorsed anew by some of the peers. */
const by = (zip: Buffer, { keys }: Bundles, endorsers: Endorsers): Promise<Buffer> =>
  forged(zip, (files) => {
    endorse(files, keys, endorsers);
  });

export async function* majorities(bundles: Bundles): AsyncGenerator<Case> {
  const { peers, roots, consortium, embedded, node } = consortiumOf(bundles);
  const three = folder({ '': roots(...peers.keys()) });
  const all = folder({ '': roots(...MEMBERS) });
  for (const base of ['event', 'closed']) {
    const zip = await consortium(base);
    for (let chosen = 1; chosen < 8; chosen += 1) {
      const endorsers = [...peers.values()].filter((_, at) => (chosen >> at) & 1);
      const bundle = await by(zip, bundles, endorsers);
      const names = endorsers.map(({ mspId }) => mspId).join(', ');
      const count = endorsers.length;
      yield { name: `${base}: ${names} of five`, bundle, ...(count === 3 ? VALID : TOO_FEW) };
      yield {
        name: `${base}: ${names} of five that are trusted`,
        bundle,
        trust: all,
        ...(count === 3 ? VALID : TOO_FEW),
      };
      yield {
        name: `${base}: ${names} of three that are trusted`,
        bundle,
        trust: three,
        ...(count >= 2 ? VALID : TOO_FEW),
      };
    }
    const [first] = peers.values();
    const twice = await by(zip, bundles, first ? [first, first, first] : []);
    yield { name: `${base}: one of five, three times`, bundle: twice, ...TOO_FEW };
  }
  const event = embedded.get('event') ?? Buffer.alloc(0);
  const relabelled = await forged(event, (_, { ledger }) => void (ledger['kind'] = 'fabric'));
  yield { name: 'an embedded ledger called Fabric', bundle: relabelled, ...TOO_FEW };
  const alone = await forged(relabelled, (files) => {
    for (const name of files.keys())
      if (name.startsWith('roots/') && !name.includes('EmbeddedNode')) files.delete(name);
  });
  yield { name: 'an embedded ledger called Fabric, its node the only root', bundle: alone, exit: 1 };
  const called = await forged(
    await consortium('event'),
    (_, { ledger }) => void (ledger['kind'] = 'embedded'),
  );
  yield { name: 'a consortium called embedded', bundle: called, ...TOO_FEW };
  const mixed = await by(await consortium('event'), bundles, [...peers.values(), node]);
  yield {
    name: 'a node among the peers, without its root',
    bundle: mixed,
    ...invalid('certificate-foreign'),
  };
}

export async function* trusts(bundles: Bundles): AsyncGenerator<Case> {
  const { roots, consortium, embedded, keys } = consortiumOf(bundles);
  const own = folder({ '': roots(...MEMBERS, 'EmbeddedNode') });
  for (const [name, zip] of embedded)
    yield { name: `${name}: given roots`, bundle: zip, trust: own, ...VALID };
  for (const name of embedded.keys())
    yield { name: `${name}: a consortium's`, bundle: await consortium(name), ...VALID };
  for (const [name, zip] of embedded) yield { name: `${name}: its own roots`, bundle: zip, ...VALID };
  const event = embedded.get('event') ?? Buffer.alloc(0);
  const strange = await newRoot('EmbeddedNode');
  const foreign = folder({ '': { ...roots(...MEMBERS), EmbeddedNode: pem(strange) } });
  yield { name: 'roots of another ledger', bundle: event, trust: foreign, ...invalid('certificate-foreign') };
  const both = folder({
    '': { ...roots(...MEMBERS), EmbeddedNode: pem(strange, keys.root('EmbeddedNode')) },
  });
  yield { name: 'roots of another ledger beside its own', bundle: event, trust: both, ...VALID };
  for (const mspId of ['EmbeddedNode', 'ConsumerMSP']) {
    const rest = folder({ '': roots(...[...MEMBERS, 'EmbeddedNode'].filter((one) => one !== mspId)) });
    yield { name: `roots without ${mspId}`, bundle: event, trust: rest, ...invalid('certificate-foreign') };
  }
  const user = await forged(
    event,
    (files) => void files.set('roots/OtherMSP.pem', Buffer.from('no certificate')),
  );
  yield { name: 'a root that cannot be read', bundle: user, ...invalid('root-invalid') };
  yield {
    name: 'a root that cannot be read, though others are trusted',
    bundle: user,
    trust: own,
    ...invalid('root-invalid'),
  };
  const leaf = await forged(event, (files) => {
    files.set('roots/OtherMSP.pem', Buffer.from(keys.identity('OtherMSP', 'officer').certificatePem));
  });
  yield { name: 'a root that is a user', bundle: leaf, ...invalid('root-invalid') };
  const none = folder({ '2999-01-01': roots(...MEMBERS, 'EmbeddedNode') });
  yield { name: 'roots of a time to come', bundle: event, trust: none, ...invalid('root-invalid') };
}

interface Version {
  readonly at: string;
  readonly members: Readonly<Record<string, readonly KeyPair[]>>;
}

/** The record of who the members were, as the bundle has it. */
const recorded = (endorsers: Endorsers, versions: readonly Version[]): ((files: Files) => void) =>
  reads((lines) => {
    const line = lines.find(({ key }) => key[0] === 'membership-history');
    if (!line) throw new Error('The bundle has no history of members.');
    const payload = withRecord(Buffer.from(line.payload, 'base64'), (record) => {
      record['versions'] = versions.map(({ at, members }, number) => ({
        version: number + 1,
        set: { at, tx: '0'.repeat(64), by: 'ManagerMSP' },
        members: Object.entries(members).map(([mspId, roots]) => ({ mspId, roots: roots.map(der).sort() })),
      }));
    });
    Object.assign(line, endorsedBy(endorsers, payload));
  });

const LONG_AGO = '2020-01-01T00:00:00.000Z';
const LATELY = new Date(Date.now() + 1_800_000).toISOString();

/**
 * Bundles from before, across and after a change of members. What was written is endorsed by those who were members
 * then; what is read, by a majority of those who are members when the bundle is made.
 */
export async function* histories(bundles: Bundles): AsyncGenerator<Case> {
  const { keys, peer, roots, consortium } = consortiumOf(bundles);
  const [consumer, manager, provider] = [peer('ConsumerMSP'), peer('ManagerMSP'), peer('ProviderMSP')];
  const newcomers = await Promise.all(
    [JOINED, 'SecondMSP', 'ThirdMSP'].map(async (mspId) => [mspId, await newRoot(mspId)] as const),
  );
  const joined = await Promise.all(newcomers.map(([mspId, root]) => peerOf(mspId, root)));
  const rootsThen = Object.fromEntries(
    ['ConsumerMSP', 'ManagerMSP', 'ProviderMSP'].map((mspId) => [mspId, [keys.root(mspId)]]),
  );
  const then: Version = { at: LONG_AGO, members: rootsThen };
  const grown = { ...rootsThen, ...Object.fromEntries(newcomers.map(([mspId, root]) => [mspId, [root]])) };
  const now = {
    ...roots('ConsumerMSP', 'ManagerMSP', 'ProviderMSP'),
    ...Object.fromEntries(newcomers.map(([mspId, root]) => [mspId, pem(root)])),
  };
  const before = roots('ConsumerMSP', 'ManagerMSP', 'ProviderMSP');
  const six = folder({ '': now });
  /** Written by two of three; read by four of the six that there are now. */
  const across = (
    zip: Buffer,
    versions: readonly Version[],
    writers: Endorsers = [consumer, provider],
    readers: Endorsers = [consumer, provider, ...joined.slice(0, 2)],
    present: Readonly<Record<string, string>> = now,
  ): Promise<Buffer> =>
    forged(zip, (files) => {
      for (const name of [...files.keys()]) if (name.startsWith('roots/')) files.delete(name);
      for (const [mspId, text] of Object.entries(present)) files.set(`roots/${mspId}.pem`, Buffer.from(text));
      endorse(files, keys, readers);
      recorded(readers, versions)(files);
      for (const [name, content] of files)
        if (name.startsWith('transactions/')) files.set(name, Buffer.from(resigned(content, keys, writers)));
    });
  for (const base of ['event', 'record', 'closed']) {
    const zip = await consortium(base);
    const later = { at: LATELY, members: grown };
    yield {
      name: `${base}: before anybody joined`,
      bundle: await across(zip, [then], undefined, [consumer, provider], before),
      ...VALID,
    };
    yield {
      name: `${base}: before a join, roots of today`,
      bundle: await across(zip, [then], undefined, [consumer, provider], before),
      trust: six,
      ...TOO_FEW,
    };
    yield {
      name: `${base}: before a join, roots and their history`,
      bundle: await across(zip, [then], undefined, [consumer, provider], before),
      trust: folder({ '2020-01-01': before, '2999-01-01': now }),
      ...VALID,
    };
    const whole = await across(zip, [then, later]);
    yield { name: `${base}: across a join`, bundle: whole, ...VALID };
    yield { name: `${base}: across a join, roots of today`, bundle: whole, trust: six, ...VALID };
    yield { name: `${base}: across a join, nothing recorded`, bundle: await across(zip, []), ...TOO_FEW };
    yield {
      name: `${base}: across a join, roots and their history`,
      bundle: await across(zip, []),
      trust: folder({ '2020-01-01': before, '2026-01-01': now }),
      exit: 1,
    };
    yield {
      name: `${base}: written by one of the three of then`,
      bundle: await across(zip, [then, later], [consumer]),
      ...TOO_FEW,
    };
    yield {
      name: `${base}: read by two of the six of now`,
      bundle: await across(zip, [then, later], undefined, [consumer, provider]),
      ...TOO_FEW,
    };
    const after = { at: LONG_AGO, members: grown };
    yield {
      name: `${base}: after a join`,
      bundle: await across(zip, [after], [consumer, provider, ...joined.slice(0, 2)]),
      ...VALID,
    };
    yield {
      name: `${base}: after a join, written by two of six`,
      bundle: await across(zip, [after]),
      ...TOO_FEW,
    };
  }
  const event = await consortium('event');
  const oldRoot = await newRoot('ProviderMSP');
  const oldPeer = await peerOf('ProviderMSP', oldRoot);
  const changed: Version = { at: LONG_AGO, members: { ...rootsThen, ProviderMSP: [oldRoot] } };
  const three = [consumer, manager, provider];
  const inOffice = { at: LATELY, members: rootsThen };
  yield {
    name: 'an authority was changed since',
    bundle: await across(event, [changed, inOffice], [consumer, oldPeer], three, before),
    trust: folder({ '': before }),
    ...VALID,
  };
  yield {
    name: 'an authority was changed since, and nobody recorded it',
    bundle: await across(event, [inOffice], [consumer, oldPeer], three, before),
    trust: folder({ '': before }),
    ...invalid('certificate-foreign'),
  };
  const left: Version = { at: LONG_AGO, members: { ...rootsThen, [JOINED]: [newcomers[0]?.[1] ?? oldRoot] } };
  const [gone] = joined;
  yield {
    name: 'a member has left since',
    bundle: await across(event, [left, inOffice], gone ? [consumer, manager, gone] : [], three, before),
    trust: folder({ '': before }),
    ...VALID,
  };
  yield {
    name: 'who has left reads no more',
    bundle: await across(event, [left, inOffice], three, gone ? [consumer, gone] : [], before),
    trust: folder({ '': before }),
    ...invalid('certificate-foreign'),
  };
}
