// SPDX-License-Identifier: Apache-2.0
/** The time of a bundle: that of a request which lies on the ledger, and which every read of the bundle reads too. */
import { stateKey, type Manifest } from '../../format.js';
import type { Version } from '../../wire/read-write-set.js';
import { demand, Fault } from '../faults.js';
import type { GivenRead } from './reads.js';

export interface AsOf {
  /** The block that holds the request: no read is of a state before it. */
  readonly block: number;
  /** Of the request's transaction, RFC 3339. */
  readonly time: string;
}

/** A bundle's time, and what shows that a read is not older. */
export interface Anchor {
  readonly asOf: AsOf;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly transaction: string;
  readonly key: string;
  readonly version: Version;
}

/** @param given the lines of the first part. @throws Fault `time-missing` */
export function anchorOf({ asOf: { organisation, id } }: Manifest, given: readonly GivenRead[]): Anchor {
  const key = stateKey(['evidence-request', organisation, id]);
  const found = given.find((one) => stateKey(one.key) === key);
  if (found?.record.type !== 'evidence-request' || !found.version)
    throw new Fault(
      'time-missing',
      'manifest.json',
      'The request that gives the bundle its time is not there.',
    );
  const { at: time, tx: transaction } = found.record.recorded;
  const { version } = found;
  return { asOf: { block: version.block, time }, at: Date.parse(time), transaction, key, version };
}

/** That the endorsers read the request together with the record. @throws Fault `time-missing` */
export function checkNotOlder({ response, where }: GivenRead, { key, version }: Anchor): void {
  const read = response.readWriteSet.reads.find((one) => one.key === key)?.version;
  const same = read?.block === version.block && read.tx === version.tx;
  demand(
    same,
    'time-missing',
    where,
    'The endorsers did not read the request of the bundle: its time is open.',
  );
}
