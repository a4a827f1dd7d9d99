// SPDX-License-Identifier: Apache-2.0
/** Closed months whose headers have digests in the form of now, in the older one, and in both. */
import { decode, encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import type { FaultCode } from '@catalog-chain/verifier/verify/faults';
import { forged, reads, type Files } from '../support/forgery.js';
import type { Bundles } from './bundles.js';
import type { Case } from './case.js';
import { changedResponse, endorsedBy, resigned, withRecord } from './signing.js';

type RecordValue = Record<string, unknown>;
type Change = (record: RecordValue) => void;

/** Changes records wherever they stand, and has all of it endorsed: what is read, and what transactions wrote. */
const everywhere =
  ({ keys, node }: Bundles, change: Change) =>
  (files: Files): void => {
    reads((lines) => {
      for (const line of lines)
        Object.assign(line, endorsedBy([node], withRecord(Buffer.from(line.payload, 'base64'), change)));
    })(files);
    for (const [name, content] of files)
      if (name.startsWith('transactions/'))
        files.set(
          name,
          Buffer.from(
            resigned(content, keys, [node], (open) => {
              open.payload = changedResponse(open.payload, ({ own }) => {
                for (const write of own.getWritesList()) {
                  const record = decode(Buffer.from(write.getValue_asU8()).toString('utf8')) as RecordValue;
                  change(record);
                  write.setValue(Buffer.from(encode(record)));
                }
              });
            }),
          ),
        );
  };

const without = (record: RecordValue, ...names: readonly string[]): void => {
  for (const name of names) Reflect.deleteProperty(record, name);
};

/** As it would have been written with digests in the older form. */
function inOlderForm(total: RecordValue): void {
  Object.assign(total, { exchanges: total['older'] ?? total['exchanges'] });
  without(total, 'older', 'exchangeForm', 'purpose');
}

/** @param sides whose organisation's headers and closure are of the older form */
const older =
  (...sides: readonly string[]): Change =>
  (record) => {
    const organisations = sides.map((side) => (side === 'claim' ? 'ConsumerMSP' : 'ProviderMSP'));
    if (!organisations.some((one) => one === record['organisation'])) return;
    if (record['type'] === 'closure') inOlderForm(record['total'] as RecordValue);
    if (record['type'] !== 'batch') return;
    for (const tally of record['tallies'] as RecordValue[]) inOlderForm(tally);
    without(record, 'exchangeForm');
  };

const ofType =
  (type: string, change: Change): Change =>
  (record) => {
    if (record['type'] === type) change(record);
  };

const both =
  (...changes: readonly Change[]): Change =>
  (record) => {
    for (const change of changes) change(record);
  };

const total = (change: Change): Change =>
  ofType('closure', (record) => {
    change(record['total'] as RecordValue);
  });

const verdict = (state: 'matched' | 'differs'): Change =>
  ofType('period', (record) => {
    record['state'] = state;
    const last = (record['verdicts'] as RecordValue[]).at(-1);
    if (last) last['state'] = state;
  });

/** What is valid. `closed`: both sides tell the same uses outside the grant; `apart`: one side alone does. */
const VALID: readonly (readonly [name: string, base: string, change: Change])[] = [
  ['both sides in the older form', 'closed', older('claim', 'attestation')],
  ['claims in the older form', 'closed', older('claim')],
  ['attestations in the older form', 'closed', older('attestation')],
  ['one side outside the grant', 'apart', () => undefined],
  [
    'one side outside the grant, which the older form does not tell',
    'apart',
    both(older('claim', 'attestation'), verdict('matched')),
  ],
  [
    'one side outside the grant, where the other has the older form',
    'apart',
    both(older('attestation'), verdict('matched')),
  ],
];

const INVALID: readonly (readonly [name: string, base: string, reason: FaultCode, change: Change])[] = [
  [
    'headers that hide their form',
    'closed',
    'leaves-incomplete',
    ofType('batch', (record) => {
      without(record, 'exchangeForm');
    }),
  ],
  [
    'headers of the older form that say they are newer',
    'closed',
    'leaves-incomplete',
    both(
      older('claim'),
      ofType('batch', (record) => {
        record['exchangeForm'] = 2;
      }),
    ),
  ],
  [
    'headers of a form that is none',
    'closed',
    'record-malformed',
    ofType('batch', (record) => {
      record['exchangeForm'] = 3;
    }),
  ],
  [
    'headers whose form is a text',
    'closed',
    'record-malformed',
    ofType('batch', (record) => {
      record['exchangeForm'] = '2';
    }),
  ],
  [
    'headers without the older form of what is outside the grant',
    'closed',
    'leaves-incomplete',
    ofType('batch', (record) => {
      for (const tally of record['tallies'] as RecordValue[]) without(tally, 'older');
    }),
  ],
  [
    'headers that hide which purpose their digests leave out',
    'apart',
    'leaves-incomplete',
    ofType('batch', (record) => {
      for (const tally of record['tallies'] as RecordValue[]) without(tally, 'purpose');
    }),
  ],
  [
    'closures without the older form of what is outside the grant',
    'closed',
    'closure-mismatch',
    total((of) => {
      without(of, 'older');
    }),
  ],
  [
    'closures that hide their form',
    'apart',
    'closure-mismatch',
    both(
      total((of) => {
        without(of, 'exchangeForm');
      }),
      verdict('matched'),
    ),
  ],
  [
    'closures that say the form of now over headers of the older one',
    'closed',
    'closure-mismatch',
    both(
      older('claim'),
      total((of) => {
        of['exchangeForm'] = 2;
      }),
    ),
  ],
  [
    'closures whose older form is no text',
    'closed',
    'record-malformed',
    total((of) => {
      of['older'] = 7;
    }),
  ],
  ['one side outside the grant, said to match', 'apart', 'verdict-mismatch', verdict('matched')],
  [
    'sides that agree in the older form, said to differ',
    'closed',
    'verdict-mismatch',
    both(older('claim'), verdict('differs')),
  ],
];

export async function* exchanges(bundles: Bundles): AsyncGenerator<Case> {
  const bundle = (base: string, change: Change): Promise<Buffer> =>
    forged(bundles.embedded.get(base) ?? Buffer.alloc(0), everywhere(bundles, change));
  for (const [name, base, change] of VALID)
    yield { name: `exchanges: ${name}`, bundle: await bundle(base, change), exit: 0 };
  for (const [name, base, reason, change] of INVALID)
    yield { name: `exchanges: ${name}`, bundle: await bundle(base, change), exit: 1, reason };
}
