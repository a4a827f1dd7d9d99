// SPDX-License-Identifier: Apache-2.0
/** Sealed uses: what a majority could sign and no seal would bear out. */
import type { FaultCode } from '@catalog-chain/verifier/verify/faults';
import { stateKey, type ReadLine } from '@catalog-chain/verifier/format';
import { forged, reads } from '../support/forgery.js';
import type { Bundles } from './bundles.js';
import type { Case } from './case.js';
import { changedResponse, endorsedBy, withRecord } from './signing.js';

type RecordValue = Record<string, unknown>;
type Change = (record: RecordValue) => void;

const inDisclosed =
  (change: Change): Change =>
  (record) => {
    change(record['disclosed'] as RecordValue);
  };

const HEX = 'ab'.repeat(32);

/** Of the seal of a use that was disclosed. */
const OF_SEAL: Readonly<Record<string, readonly [FaultCode, Change]>> = {
  'of another use': ['seal-mismatch', (seal) => Object.assign(seal, { seal: HEX })],
  'of another exchange': ['seal-mismatch', (seal) => Object.assign(seal, { exchange: HEX })],
  'of the other side': ['seal-mismatch', (seal) => Object.assign(seal, { side: 'attestation' })],
  'not disclosed': ['seal-mismatch', (seal) => Object.assign(seal, { state: 'sealed' })],
  'disclosed nowhere': ['seal-mismatch', (seal) => void Reflect.deleteProperty(seal, 'disclosed')],
  'disclosed in another transaction': [
    'seal-mismatch',
    inDisclosed((done) => Object.assign(done, { tx: HEX })),
  ],
  'disclosed in another batch': [
    'seal-mismatch',
    inDisclosed((done) => Object.assign(done, { sequence: 2 })),
  ],
  'disclosed in another journal': [
    'seal-mismatch',
    inDisclosed((done) => Object.assign(done, { journal: 'J' })),
  ],
  'late, or not': ['record-malformed', inDisclosed((done) => Object.assign(done, { late: 'no' }))],
};

/** The first read of a type and organisation, changed and endorsed anew. */
const changed = (
  { node }: Bundles,
  [type, organisation]: readonly [type: string, organisation: string],
  change: (payload: Uint8Array, line: ReadLine) => Uint8Array,
) =>
  reads((lines) => {
    const line = lines.find(({ key }) => key[0] === type && key[1] === organisation);
    if (line) Object.assign(line, endorsedBy([node], change(Buffer.from(line.payload, 'base64'), line)));
  });

const bundleOf = ({ embedded }: Bundles, name: string): Buffer => embedded.get(name) ?? Buffer.alloc(0);

export async function* seals(bundles: Bundles): AsyncGenerator<Case> {
  yield { name: 'a sealed use', bundle: bundleOf(bundles, 'sealed'), exit: 0 };
  yield { name: 'a month with sealed uses', bundle: bundleOf(bundles, 'sealed-month'), exit: 0 };
  for (const [what, [reason, change]] of Object.entries(OF_SEAL)) {
    const alter = changed(bundles, ['seal', 'ConsumerMSP'], (payload) => withRecord(payload, change));
    const bundle = await forged(bundleOf(bundles, 'sealed'), alter);
    yield { name: `a seal ${what}`, bundle, exit: 1, reason };
  }
  yield* lists(bundles);
}

/** Of the list of a month. */
async function* lists(bundles: Bundles): AsyncGenerator<Case> {
  const month = bundleOf(bundles, 'sealed-month');
  const own = ['sealed-month', 'ConsumerMSP'] as const;
  const shorter = changed(bundles, own, (payload) =>
    withRecord(payload, (list) => {
      list['ids'] = (list['ids'] as string[]).slice(1);
    }),
  );
  yield {
    name: 'a list without one of its seals',
    bundle: await forged(month, shorter),
    exit: 1,
    reason: 'superseded',
  };
  const emptied = changed(bundles, own, (payload) =>
    withRecord(payload, (list) => Object.assign(list, { ids: [] })),
  );
  const reason = 'read-of-another-key';
  yield { name: 'an empty list where there is one', bundle: await forged(month, emptied), exit: 1, reason };
  const unread = changed(bundles, ['sealed-month', 'ProviderMSP'], (payload, line) =>
    changedResponse(payload, (open) => {
      const key = stateKey(line.key);
      open.own.setReadsList(open.own.getReadsList().filter((read) => read.getKey() !== key));
    }),
  );
  yield {
    name: 'an empty list that nobody looked for',
    bundle: await forged(month, unread),
    exit: 1,
    reason,
  };
  const lacking = reads((lines) => {
    lines.splice(
      lines.findIndex(({ key }) => key[0] === 'seal'),
      1,
    );
  });
  yield {
    name: 'a seal of the list is missing',
    bundle: await forged(month, lacking),
    exit: 1,
    reason: 'record-missing',
  };
  const unlisted = reads((lines) => {
    for (const line of lines.filter(({ key }) => key[0] === 'sealed-month'))
      lines.splice(lines.indexOf(line), 1);
  });
  yield { name: 'a month of which no list is there', bundle: await forged(month, unlisted), exit: 0 };
}
