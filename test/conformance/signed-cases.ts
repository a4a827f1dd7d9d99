// SPDX-License-Identifier: Apache-2.0
/** What only a majority could do, and must be refused all the same: records, reads and transactions of another form, rightly signed. */
import type { FaultCode } from '@catalog-chain/verifier/verify/faults';
import { stateKey, type ReadLine } from '@catalog-chain/verifier/format';
import { kvrwset, rwset } from '@catalog-chain/verifier/wire/protos';
import { forged, reads, type Files } from '../support/forgery.js';
import type { Bundles } from './bundles.js';
import type { Case } from './case.js';
import {
  changedResponse,
  endorsedBy,
  resigned,
  withRecord,
  type Endorsers,
  type OpenResponse,
  type OpenTransaction,
} from './signing.js';

const bundleOf = ({ embedded }: Bundles, name: string): Buffer => embedded.get(name) ?? Buffer.alloc(0);

/** Where a record of each type is to be had. */
const FOUND = {
  'evidence-request': 'event',
  batch: 'event',
  grant: 'event',
  'resource-version': 'event',
  request: 'record',
  dispute: 'ruled',
  closure: 'closed',
  period: 'closed',
  policy: 'closed',
  'journal-list': 'closed',
  'journal-head': 'closed',
  'membership-history': 'event',
  seal: 'sealed',
  'sealed-month': 'sealed-month',
} as const;
type Type = keyof typeof FOUND;

/** Changes the first read of a type, and has it endorsed. */
const changed = (
  type: Type,
  endorsers: Endorsers,
  change: (payload: Uint8Array, line: ReadLine) => Uint8Array,
) =>
  reads((lines) => {
    const line = lines.find(({ key }) => key[0] === type);
    if (line) Object.assign(line, endorsedBy(endorsers, change(Buffer.from(line.payload, 'base64'), line)));
  });

type Kind = 'text' | 'number' | 'list';

/** Fields that the checks need, by their path. */
const FIELDS: Readonly<Record<Type, Readonly<Record<string, Kind>>>> = {
  'evidence-request': {
    organisation: 'text',
    id: 'text',
    recorded: 'list',
    'recorded.at': 'text',
    'recorded.tx': 'text',
  },
  batch: {
    organisation: 'text',
    journal: 'text',
    sequence: 'number',
    root: 'text',
    previousRoot: 'text',
    count: 'number',
    tallies: 'list',
    violations: 'list',
    policyVersion: 'number',
    committed: 'list',
    'committed.tx': 'text',
    'tallies.0.grant': 'text',
    'tallies.0.count': 'number',
    'tallies.0.side': 'text',
  },
  grant: {
    id: 'text',
    terms: 'list',
    hash: 'text',
    state: 'text',
    'terms.consumer': 'text',
    'terms.resourceVersion': 'number',
  },
  'resource-version': { id: 'text', version: 'number' },
  request: { id: 'text', terms: 'list', state: 'text', 'terms.provider': 'text' },
  dispute: {
    id: 'text',
    subject: 'list',
    opener: 'text',
    state: 'text',
    frozen: 'list',
    evidenceDigest: 'text',
    steps: 'list',
    rulings: 'list',
    opened: 'list',
    'steps.0.stamp': 'list',
    'frozen.0.digest': 'text',
  },
  closure: {
    grant: 'text',
    period: 'text',
    side: 'text',
    organisation: 'text',
    revision: 'number',
    total: 'list',
    journals: 'list',
    batches: 'number',
    'total.count': 'number',
    'journals.0.root': 'text',
  },
  period: { grant: 'text', period: 'text', state: 'text', verdicts: 'list', 'verdicts.0.claim': 'number' },
  policy: { version: 'number', calendar: 'list', 'calendar.utcOffsetMinutes': 'number' },
  'journal-list': { organisation: 'text', journals: 'list' },
  'journal-head': { organisation: 'text', journal: 'text', batches: 'number', root: 'text' },
  'membership-history': { versions: 'list' },
  seal: {
    organisation: 'text',
    id: 'text',
    side: 'text',
    period: 'text',
    seal: 'text',
    exchange: 'text',
    discloseBy: 'text',
    sealed: 'list',
    state: 'text',
    'disclosed.at': 'text',
    'disclosed.journal': 'text',
    'disclosed.sequence': 'number',
  },
  'sealed-month': { organisation: 'text', period: 'text', side: 'text', ids: 'list' },
};

/** What a field may be instead, and must not. */
const INSTEAD: Readonly<Record<Kind, Readonly<Record<string, unknown>>>> = {
  text: { missing: undefined, null: null, 'a number': 7, empty: '', 'a list': ['x'] },
  number: { missing: undefined, null: null, 'a text': '1', 'a half': 1.5, true: true },
  list: { missing: undefined, null: null, 'a number': 7, 'a text': 'x' },
};

function put(record: Record<string, unknown>, path: string, value: unknown): void {
  const names = path.split('.');
  const last = names.pop() ?? '';
  let at: Record<string, unknown> = record;
  for (const name of names) at = at[name] as Record<string, unknown>;
  if (value === undefined) Reflect.deleteProperty(at, last);
  else at[last] = value;
}

/** Every needed field of every record, missing or of another type. */
export async function* shapes(bundles: Bundles): AsyncGenerator<Case> {
  for (const [type, fields] of Object.entries(FIELDS) as [Type, Record<string, Kind>][])
    for (const [path, kind] of Object.entries(fields))
      for (const [what, value] of Object.entries(INSTEAD[kind])) {
        const alter = changed(type, [bundles.node], (payload) =>
          withRecord(payload, (record) => {
            put(record, path, value);
          }),
        );
        const bundle = await forged(bundleOf(bundles, FOUND[type]), alter);
        yield { name: `${type}: ${path} ${what}`, bundle, exit: 1, reason: 'record-malformed' };
      }
}

type Change = readonly [FaultCode, (open: OpenResponse, own: string) => void];

const written = (key: string): InstanceType<typeof kvrwset.KVWrite> => {
  const write = new kvrwset.KVWrite();
  write.setKey(key);
  write.setValue(Buffer.from('{}'));
  return write;
};

function elsewhere(open: OpenResponse, change: (set: InstanceType<typeof kvrwset.KVRWSet>) => void): void {
  const set = new kvrwset.KVRWSet();
  change(set);
  const other = new rwset.NsReadWriteSet();
  other.setNamespace('_lifecycle');
  other.setRwset(set.serializeBinary());
  open.set.addNsRwset(other);
}

/** Reads of another kind than a read of that record beside the request. */
const READS: Readonly<Record<string, Change>> = {
  'writes the record': ['read-writes', ({ own }, key) => void own.addWrites(written(key))],
  'writes another record': [
    'read-writes',
    ({ own }) => {
      own.addWrites(written(stateKey(['grant', 'G-9'])));
    },
  ],
  'sets a policy of its key': [
    'read-writes',
    ({ own }, key) => {
      const metadata = new kvrwset.KVMetadataWrite();
      metadata.setKey(key);
      own.addMetadataWrites(metadata);
    },
  ],
  'writes in another chaincode': [
    'read-writes',
    (open) => {
      elsewhere(open, (set) => void set.addWrites(written('x')));
    },
  ],
  'touches private values': [
    'read-writes',
    ({ set }) => {
      const collection = new rwset.CollectionHashedReadWriteSet();
      collection.setCollectionName('_implicit_org_ConsumerMSP');
      set.getNsRwsetList()[0]?.addCollectionHashedRwset(collection);
    },
  ],
  'was no success': [
    'read-malformed',
    ({ response }) => {
      response.setStatus(500);
    },
  ],
  'was answered by another chaincode': [
    'read-malformed',
    ({ action }) => {
      action.getChaincodeId()?.setName('other');
    },
  ],
  'names no chaincode': [
    'read-malformed',
    ({ action }) => {
      action.setChaincodeId(undefined);
    },
  ],
  'reads nothing': [
    'time-missing',
    ({ own }) => {
      own.setReadsList([]);
      own.setRangeQueriesInfoList([]);
    },
  ],
  'reads another key': [
    'time-missing',
    ({ own }) => {
      for (const read of own.getReadsList()) read.setKey(`${read.getKey()}x`);
      for (const range of own.getRangeQueriesInfoList()) range.setStartKey(`${range.getStartKey()}x`);
    },
  ],
  'finds no value': [
    'time-missing',
    ({ own }) => {
      for (const read of own.getReadsList()) read.setVersion(undefined);
      for (const range of own.getRangeQueriesInfoList()) range.setItrExhausted(false);
    },
  ],
  'reads a key twice': [
    'read-malformed',
    ({ own }) => {
      own.addReads(own.getReadsList()[0]?.clone());
    },
  ],
  'did not read the request': [
    'time-missing',
    ({ own }) => {
      const rest = own.getReadsList().filter((read) => !read.getKey().startsWith('\0evidence-request'));
      own.setReadsList(rest);
    },
  ],
  'read the request of another block': [
    'time-missing',
    ({ own }) => {
      for (const read of own.getReadsList())
        if (read.getKey().startsWith('\0evidence-request')) read.getVersion()?.setBlockNum(1);
    },
  ],
};

export async function* readSets(bundles: Bundles): AsyncGenerator<Case> {
  for (const type of Object.keys(FOUND) as Type[])
    for (const [name, [reason, change]] of Object.entries(READS)) {
      if (type === 'evidence-request' && name === 'read the request of another block') continue;
      const alter = changed(type, [bundles.node], (payload, line) =>
        changedResponse(payload, (open) => {
          change(open, stateKey(line.key));
        }),
      );
      const bundle = await forged(bundleOf(bundles, FOUND[type]), alter);
      const isOwnKey = reason === 'time-missing' && !name.includes('request');
      // What reads neither its key nor the request has two faults; the first is told.
      yield { name: `${type}: ${name}`, bundle, exit: 1, ...(!isOwnKey && { reason }) };
    }
  const lifecycle = changed('grant', [bundles.node], (payload) =>
    changedResponse(payload, (open) => {
      elsewhere(open, (set) => {
        const read = new kvrwset.KVRead();
        read.setKey('namespaces/fields/catalog/Sequence');
        set.addReads(read);
      });
    }),
  );
  const bundle = await forged(bundleOf(bundles, 'event'), lifecycle);
  yield { name: 'grant: reads its own definition beside it', bundle, exit: 0 };
}

/** The transaction that has the text, signed again after a change. */
const transacted =
  (bundles: Bundles, text: string, endorsers: Endorsers, change: (open: OpenTransaction) => void) =>
  (files: Files): void => {
    for (const [name, content] of files)
      if (name.startsWith('transactions/') && content.includes(text))
        files.set(name, Buffer.from(resigned(content, bundles.keys, endorsers, change)));
  };

type TransactionChange = readonly [FaultCode, (open: OpenTransaction, bundles: Bundles) => void];

const respond = (open: OpenTransaction, change: (response: OpenResponse) => unknown): void => {
  open.payload = changedResponse(open.payload, change);
};

const TRANSACTIONS: Readonly<Record<string, TransactionChange>> = {
  'was no success': [
    'transaction-malformed',
    (open) => {
      respond(open, ({ response }) => {
        response.setStatus(500);
      });
    },
  ],
  'was answered by another chaincode': [
    'transaction-of-another-ledger',
    (open) => {
      respond(open, ({ action }) => {
        action.getChaincodeId()?.setName('other');
      });
    },
  ],
  'wrote nothing': [
    'transaction-differs-from-header',
    (open) => {
      respond(open, ({ own }) => {
        own.setWritesList([]);
      });
    },
  ],
  'wrote another header': [
    'transaction-differs-from-header',
    (open) => {
      respond(open, ({ own }) => {
        for (const write of own.getWritesList()) write.setValue(Buffer.from('{}'));
      });
    },
  ],
  'is signed by another': [
    'transaction-malformed',
    (open, { keys }) => {
      // The id is made of who signs: it is then another transaction's.
      open.creator = keys.identity('ProviderMSP', 'officer');
    },
  ],
  'is endorsed by a user': [
    'role-unfit',
    (open, { keys }) => {
      open.endorsers = [keys.identity('ProviderMSP', 'officer')];
    },
  ],
  'is endorsed by nobody': [
    'endorsements-too-few',
    (open) => {
      open.endorsers = [];
    },
  ],
  'is endorsed by a peer alone': [
    'endorsements-too-few',
    (open, { peers }) => {
      open.endorsers = [...peers.values()].slice(0, 1);
    },
  ],
};

export async function* transactions(bundles: Bundles): AsyncGenerator<Case> {
  for (const [name, [reason, change]] of Object.entries(TRANSACTIONS))
    for (const base of ['event', 'record', 'closed']) {
      const alter = transacted(bundles, 'usage:submit', [bundles.node], (open) => {
        change(open, bundles);
      });
      const bundle = await forged(bundleOf(bundles, base), alter);
      const isSigner = name === 'is signed by another';
      const why = isSigner ? {} : { reason };
      yield { name: `${base}: a batch that ${name}`, bundle, exit: 1, ...why };
    }
}

/** Steps, rulings and openings that do not hold together, each rightly endorsed. */
export async function* disputes(bundles: Bundles): AsyncGenerator<Case> {
  const ruled = bundleOf(bundles, 'ruled');
  const record = async (name: string, change: (one: Record<string, unknown>) => void): Promise<Case> => {
    const alter = changed('dispute', [bundles.node], (payload) => withRecord(payload, change));
    return {
      name: `dispute: ${name}`,
      bundle: await forged(ruled, alter),
      exit: 1,
      reason: 'history-broken',
    };
  };
  yield record('ruled without steps', (one) => void (one['steps'] = []));
  yield record('without its opening', (one) => void (one['steps'] as unknown[]).shift());
  yield record('without its last step', (one) => void (one['steps'] as unknown[]).pop());
  yield record('steps the other way round', (one) => void (one['steps'] as unknown[]).reverse());
  yield record('in another state', (one) => void (one['state'] = 'closed'));
  yield record('without its ruling', (one) => void (one['rulings'] = []));
  yield record('opened by another', (one) => void (one['opener'] = 'ConsumerMSP'));
  const unread = transacted(bundles, 'dispute:open', [bundles.node], (open) => {
    respond(open, ({ own }) => {
      own.setReadsList(own.getReadsList().filter((read) => !read.getKey().startsWith('\0dispute')));
    });
  });
  const opening = await forged(ruled, unread);
  yield { name: 'dispute: an opening that read nothing', bundle: opening, exit: 1, reason: 'history-broken' };
  const version = new kvrwset.Version();
  version.setBlockNum(1);
  const again = transacted(bundles, 'dispute:open', [bundles.node], (open) => {
    respond(open, ({ own }) => {
      for (const read of own.getReadsList())
        if (read.getKey().startsWith('\0dispute')) read.setVersion(version);
    });
  });
  const second = await forged(ruled, again);
  yield { name: 'dispute: an opening of what was there', bundle: second, exit: 1, reason: 'history-broken' };
  for (const step of ['dispute:open', 'dispute:answer', 'dispute:assign', 'dispute:rule', 'request:submit']) {
    const without = await forged(ruled, (files) => {
      for (const [name, content] of files)
        if (name.startsWith('transactions/') && content.includes(step)) files.delete(name);
    });
    yield { name: `dispute: without ${step}`, bundle: without, exit: 1, reason: 'record-missing' };
  }
  const ruling = await transactionWith(ruled, 'dispute:rule');
  const older = await forged(bundleOf(bundles, 'assigned'), (files) => void files.set(...ruling));
  yield {
    name: 'dispute: shown as assigned, with the ruling inside',
    bundle: older,
    exit: 1,
    reason: 'superseded',
  };
  const list = changed('dispute', [bundles.node], (payload) =>
    withRecord(payload, (one) => void (one['frozen'] as unknown[]).pop()),
  );
  const fewer = await forged(ruled, list);
  yield { name: 'dispute: rests on a record less', bundle: fewer, exit: 1 };
}

async function transactionWith(zip: Buffer, text: string): Promise<[string, Buffer]> {
  let found: [string, Buffer] | undefined;
  await forged(zip, (files) => {
    for (const [name, content] of files)
      if (name.startsWith('transactions/') && content.includes(text)) found = [name, content];
  });
  if (!found) throw new Error(`There is no ${text}.`);
  return found;
}
