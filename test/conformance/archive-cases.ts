// SPDX-License-Identifier: Apache-2.0
/** What anybody can do to a file: bits, archives, manifests, lines left out, doubled or put elsewhere. */
import { decode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { zipFiles } from '@catalog-chain/gateway/evidence/make/write-bundle';
import { openBundle } from '@catalog-chain/verifier/archive/open-archive';
import type { LeafLine } from '@catalog-chain/verifier/format';
import type { FaultCode } from '@catalog-chain/verifier/verify/faults';
import { NEXT, PAST, PERIOD } from '../support/evidence-market.js';
import {
  flip,
  forged,
  leaves,
  put,
  reads,
  withoutBatch,
  type Files,
  type Listed,
} from '../support/forgery.js';
import type { Bundles } from './bundles.js';
import { drawn, seeded, type Case } from './case.js';

type Alter = (files: Files, manifest: Listed) => void;

const bundleOf = ({ embedded }: Bundles, name: string): Buffer => embedded.get(name) ?? Buffer.alloc(0);

/** A bit of a signed file, the manifest made to fit. */
export async function* flipped(bundles: Bundles, count: number): AsyncGenerator<Case> {
  const bases = [bundleOf(bundles, 'event'), await bundles.consortium('event')];
  for (let seed = 1; seed <= count; seed += 1) {
    const random = seeded(seed);
    const base = drawn(bases, random);
    const files = [...(await openBundle(base))].filter(([name]) => !/^(?:manifest|roots)/.test(name));
    const [name, content] = drawn(files, random);
    const at = Math.floor(random() * content.length);
    const bundle = await forged(base, (all) => void all.set(name, flip(content, at)));
    yield { name: `flip, seed ${seed}`, bundle, exit: 1 };
  }
}

export async function* archives(bundles: Bundles): AsyncGenerator<Case> {
  const whole = bundleOf(bundles, 'event');
  for (let seed = 1; seed <= 25; seed += 1) {
    const length = Math.floor(seeded(seed)() * (whole.length - 1));
    yield { name: `cut, seed ${seed}`, bundle: whole.subarray(0, length), exit: 2 };
  }
  const files = await openBundle(whole);
  const other = async (
    name: string,
    change: (all: Map<string, Buffer>) => void,
    exit: 1 | 2,
    reason?: FaultCode,
  ) => {
    const copy = new Map(files);
    change(copy);
    return { name, bundle: await zipFiles(copy), exit, ...(reason && { reason }) } satisfies Case;
  };
  const some = Buffer.from('x');
  for (const name of ['notes.txt', 'roots/1.pem', 'transactions/ab.bin', 'roots/a/B.pem', 'Manifest.json'])
    yield other(`a file ${name}`, (all) => void all.set(name, some), 2);
  yield other('no manifest', (all) => void all.delete('manifest.json'), 2);
  yield other(
    'nothing',
    (all) => {
      all.clear();
    },
    2,
  );
  yield other(
    'a root that is not listed',
    (all) => void all.set('roots/StrangerMSP.pem', some),
    1,
    'file-unknown',
  );
  for (const name of files.keys()) {
    if (name === 'manifest.json') continue;
    yield other(`without ${name.slice(0, 24)}`, (all) => void all.delete(name), 1, 'file-missing');
    yield other(
      `with another byte in ${name.slice(0, 24)}`,
      (all) => void all.set(name, flip(all.get(name) ?? some, 3)),
      1,
      'file-altered',
    );
  }
}

const set = (manifest: Listed, name: string, value: unknown): void => {
  Object.assign(manifest, { [name]: value });
};

/** Each makes a manifest that is none. */
const NO_MANIFEST: Readonly<Record<string, Alter>> = {
  'format of before': (_, manifest) => {
    set(manifest, 'format', 'catalog-chain-evidence/1');
  },
  'a field more': (_, manifest) => {
    set(manifest, 'made', '2026-11-28T00:00:00.000Z');
  },
  'claims that are no list': (_, manifest) => {
    set(manifest, 'claims', {});
  },
  'a claim of another kind': (_, { claims }) => void claims.push({ claim: 'innocence', id: 'G-1' }),
  'a claim with a field more': (_, { claims }) => void claims.push({ claim: 'grant', id: 'G-1', note: '' }),
  'a claim without id': (_, { claims }) => void claims.push({ claim: 'grant' }),
  'an event that is no UUID': (_, { claims }) => void claims.push({ claim: 'event', id: 'E-1' }),
  'no events of a record': (_, { claims }) =>
    void claims.push({ claim: 'record', record: 'A'.repeat(43), events: 0 }),
  'a month that is none': (_, { claims }) =>
    void claims.push({ claim: 'period', grant: 'G-1', period: '2026-13' }),
  'a month of a number': (_, { claims }) =>
    void claims.push({ claim: 'period', grant: 'G-1', period: 202611 }),
  'another kind of ledger': (_, { ledger }) => {
    ledger['kind'] = 'paper';
  },
  'a channel of capitals': (_, { ledger }) => {
    ledger['channel'] = 'CATALOG';
  },
  'a first block that is no digest': (_, { ledger }) => {
    ledger['genesisHash'] = 'A'.repeat(64);
  },
  'a request that is no UUID': (_, { asOf }) => {
    asOf.id = 'R-1';
  },
  'part 0': (_, manifest) => {
    set(manifest, 'part', { number: 0, last: true });
  },
  'a part of words': (_, manifest) => {
    set(manifest, 'part', { number: 1, last: 'no' });
  },
};

/** Each makes a manifest that does not fit the bundle. */
const MISFITS: Readonly<Record<string, readonly [FaultCode, Alter]>> = {
  'another channel': [
    'transaction-of-another-ledger',
    (_, { ledger }) => {
      ledger['channel'] = 'other';
    },
  ],
  'another chaincode': [
    'time-missing',
    (_, { ledger }) => {
      ledger['chaincode'] = 'other';
    },
  ],
  'another request': [
    'time-missing',
    (_, { asOf }) => {
      asOf.id = '019b76da-a804-74b2-a277-77d4dd1fc61c';
    },
  ],
  'another requester': [
    'time-missing',
    (_, { asOf }) => {
      asOf.organisation = 'ProviderMSP';
    },
  ],
  'no claims': ['record-missing', (_, { claims }) => void claims.splice(0)],
  'an event that is not there': [
    'record-missing',
    (_, { claims }) => void claims.push({ claim: 'event', id: '019b76da-a804-74b2-a277-0000000000aa' }),
  ],
  'a grant that is not there': [
    'record-missing',
    (_, { claims }) => void claims.push({ claim: 'grant', id: 'G-2' }),
  ],
  'a month that is not there': [
    'record-missing',
    (_, { claims }) => void claims.push({ claim: 'period', grant: 'G-1', period: PAST }),
  ],
  'one part that says it is one of several': [
    'parts-differ',
    (_, manifest) => {
      set(manifest, 'part', { number: 1, last: true });
    },
  ],
  'the first of several': [
    'parts-differ',
    (_, manifest) => {
      set(manifest, 'part', { number: 1, last: false });
    },
  ],
  'the second of several': [
    'parts-differ',
    (_, manifest) => {
      set(manifest, 'part', { number: 2, last: true });
    },
  ],
};

export async function* manifests(bundles: Bundles): AsyncGenerator<Case> {
  const event = bundleOf(bundles, 'event');
  for (const [name, alter] of Object.entries(NO_MANIFEST))
    yield { name: `manifest: ${name}`, bundle: await forged(event, alter), exit: 2 };
  for (const [name, [reason, alter]] of Object.entries(MISFITS))
    yield { name: `manifest: ${name}`, bundle: await forged(event, alter), exit: 1, reason };
  const spaced = new Map(await openBundle(event));
  spaced.set('manifest.json', Buffer.concat([spaced.get('manifest.json') ?? event, Buffer.from('\n')]));
  yield { name: 'manifest: a line feed at its end', bundle: await zipFiles(spaced), exit: 2 };
  const another = await forged(event, (_, { ledger }) => {
    ledger['genesisHash'] = '0'.repeat(64);
  });
  yield { name: 'manifest: another first block, which nothing proves', bundle: another, exit: 0 };
}

const claimed =
  (from: string, change: object): Alter =>
  (_, manifest) => {
    manifest.claims = manifest.claims.map((one) =>
      (one as { claim: string }).claim === from ? { ...one, ...change } : one,
    );
  };

/** Months that were not over, not begun, or not the bundle's. */
export async function* months(bundles: Bundles): AsyncGenerator<Case> {
  const [running, closed, half, grown] = ['running', 'closed', 'half', 'grown'].map((name) =>
    bundleOf(bundles, name),
  );
  const one = async (
    name: string,
    zip: Buffer | undefined,
    reason: FaultCode,
    alter: Alter,
  ): Promise<Case> => ({
    name,
    bundle: await forged(zip ?? Buffer.alloc(0), alter),
    exit: 1,
    reason,
  });
  yield one(
    'a running month said to be complete',
    running,
    'period-not-over',
    claimed('so-far', { claim: 'complete' }),
  );
  yield one('the next month, so far', running, 'period-not-begun', claimed('so-far', { period: NEXT }));
  yield one(
    'the next month, complete with nothing',
    running,
    'period-not-over',
    claimed('so-far', { claim: 'complete', period: NEXT }),
  );
  yield one(
    'a closed month turned into the running one',
    closed,
    'period-not-over',
    claimed('complete', { period: PERIOD }),
  );
  yield one(
    'another organisation',
    closed,
    'record-missing',
    claimed('complete', { organisation: 'OtherMSP' }),
  );
  yield one('a batch left out', closed, 'leaves-incomplete', withoutBatch());
  yield one('a batch of the running month left out', running, 'leaves-incomplete', withoutBatch());
  const { later } = bundles;
  const line = (name: string) => later.get(name) ?? raise(name);
  yield one('an older verdict beside a newer closure', half, 'superseded', put(line('closure')));
  yield one('a journal that is not listed', running, 'superseded', put(line('batch')));
  yield one('a listed journal without its head', running, 'record-missing', put(line('list')));
  const heads = reads((lines) => {
    for (const read of lines) if (read.key[0] === 'journal-head') read.key.splice(2, 1, 'J9');
  });
  yield one('a head under another name', grown, 'read-of-another-key', heads);
}

const raise = (name: string): never => {
  throw new Error(`There is no line ${name}.`);
};

/** What is missed of each type of record. */
const NEEDED: Readonly<Record<string, readonly [base: string, reason: FaultCode]>> = {
  'evidence-request': ['event', 'time-missing'],
  batch: ['event', 'leaf-without-header'],
  grant: ['event', 'record-missing'],
  'resource-version': ['event', 'record-missing'],
  request: ['record', 'record-missing'],
  dispute: ['ruled', 'record-missing'],
  closure: ['closed', 'record-missing'],
  period: ['closed', 'record-missing'],
  policy: ['closed', 'record-missing'],
  'journal-list': ['closed', 'record-missing'],
  'journal-head': ['closed', 'record-missing'],
};

export async function* lines(bundles: Bundles): AsyncGenerator<Case> {
  for (const [type, [base, reason]] of Object.entries(NEEDED)) {
    const without = reads((all) => {
      const rest = all.filter(({ key }) => key[0] !== type);
      all.splice(0, all.length, ...rest);
    });
    yield {
      name: `reads: no ${type}`,
      bundle: await forged(bundleOf(bundles, base), without),
      exit: 1,
      reason,
    };
    const twice = reads((all) => {
      all.push(...all.filter(({ key }) => key[0] === type));
    });
    const doubled = await forged(bundleOf(bundles, base), twice);
    yield { name: `reads: ${type} twice`, bundle: doubled, exit: 1, reason: 'read-repeated' };
    const moved = reads((all) => {
      for (const read of all) if (read.key[0] === type) read.key.push('x');
    });
    const elsewhere = await forged(bundleOf(bundles, base), moved);
    const why = type === 'evidence-request' ? 'time-missing' : 'read-of-another-key';
    yield { name: `reads: ${type} under another key`, bundle: elsewhere, exit: 1, reason: why };
  }
  const event = bundleOf(bundles, 'event');
  const raw = async (
    file: string,
    name: string,
    change: (text: string) => string,
    reason: FaultCode,
  ): Promise<Case> => ({
    name,
    exit: 1,
    reason,
    bundle: await forged(
      event,
      (files) => void files.set(file, Buffer.from(change(String(files.get(file))))),
    ),
  });
  for (const file of ['reads.ndjson', 'leaves.ndjson']) {
    const malformed = file === 'reads.ndjson' ? 'read-malformed' : 'leaf-malformed';
    yield raw(file, `${file} without its last line feed`, (text) => text.trimEnd(), 'file-altered');
    yield raw(file, `${file} with an empty line`, (text) => `\n${text}`, malformed);
    yield raw(file, `${file} with a space`, (text) => ` ${text}`, malformed);
    yield raw(file, `${file} with carriage returns`, (text) => text.replaceAll('\n', '\r\n'), malformed);
    yield raw(file, `${file} with a mark of its encoding`, (text) => `\ufeff${text}`, malformed);
    yield raw(file, `${file} with a line of null`, (text) => `${text}null\n`, malformed);
    yield raw(file, `${file} with a line of a number`, (text) => `${text}7\n`, malformed);
  }
}

type LeafChange = readonly [FaultCode, (leaf: LeafLine) => void];

const LEAVES: Readonly<Record<string, LeafChange>> = {
  'index beyond the batch': ['proof-index-out-of-range', (leaf) => void (leaf.index = 99)],
  'index below 0': ['leaf-malformed', (leaf) => void (leaf.index = -1)],
  'index of half': ['leaf-malformed', (leaf) => void (leaf.index = 0.5)],
  'index of text': ['leaf-malformed', (leaf) => void Object.assign(leaf, { index: '3' })],
  'another place': ['proof-root-mismatch', (leaf) => void (leaf.index ^= 1)],
  'no path': ['proof-path-too-short', (leaf) => void leaf.path.splice(0)],
  'a node less': ['proof-path-too-short', (leaf) => void leaf.path.pop()],
  'a node more': ['proof-path-too-long', (leaf) => void leaf.path.push('0'.repeat(64))],
  'nodes the other way round': ['proof-root-mismatch', (leaf) => void leaf.path.reverse()],
  'a node in capitals': ['leaf-malformed', (leaf) => void leaf.path.splice(0, 1, 'A'.repeat(64))],
  'another outcome': [
    'proof-root-mismatch',
    (leaf) => void (leaf.line = leaf.line.replace('"ok"', '"error"')),
  ],
  'a line that is no event': ['proof-root-mismatch', (leaf) => void (leaf.line = '{}')],
  'a batch that is not there': [
    'leaf-without-header',
    (leaf) => void (leaf.batch = ['ConsumerMSP', 'J', '0000000009']),
  ],
  'a number of nine digits': ['leaf-malformed', (leaf) => void (leaf.batch[2] = leaf.batch[2].slice(1))],
  'a field more': ['leaf-malformed', (leaf) => void Object.assign(leaf, { note: '' })],
};

export async function* leafLines(bundles: Bundles): AsyncGenerator<Case> {
  const base = bundleOf(bundles, 'record');
  const count = [...(await openBundle(base))].filter(([name]) => name === 'leaves.ndjson')[0]?.[1];
  const all = String(count).trimEnd().split('\n').map(decode) as unknown as LeafLine[];
  for (const [name, [reason, change]] of Object.entries(LEAVES))
    for (const at of all.keys()) {
      const altered = leaves((given) => {
        const leaf = given[at];
        if (leaf) change(leaf);
      });
      yield { name: `leaf ${at}: ${name}`, bundle: await forged(base, altered), exit: 1, reason };
    }
  const doubled = leaves((given) => void given.push(...given));
  yield { name: 'leaves twice', bundle: await forged(base, doubled), exit: 1, reason: 'leaf-repeated' };
  const fewer = leaves((given) => void given.pop());
  yield {
    name: 'a leaf less than claimed',
    bundle: await forged(base, fewer),
    exit: 1,
    reason: 'leaves-incomplete',
  };
}
