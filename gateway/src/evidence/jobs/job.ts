// SPDX-License-Identifier: Apache-2.0
import type { UserRole } from '@catalog-chain/chaincode/domain/names';
import type { Subject } from '../make/make-bundle.js';
import type { JobState } from './schema.js';

/** A bundle that was asked for, as it is told. */
export interface Job {
  readonly id: string;
  readonly subject: Subject;
  /** RFC 3339. */
  readonly requested: string;
  readonly state: JobState;
  readonly bytes?: number;
  /** Of the bundle, hex. */
  readonly sha256?: string;
  /** Why it failed. */
  readonly code?: string;
  /** While it is working: what it waits for. */
  readonly waiting?: Waiting;
}

/** Something passing keeps a bundle from being made: it is tried again by itself. */
export interface Waiting {
  readonly code: string;
  /** RFC 3339: when it is given up, should that not have passed. */
  readonly until: string;
}

/** All that makes a bundle: whoever has it can make the bundle again, of the same records. */
export interface Order {
  /** MSP id of who asks. */
  readonly organisation: string;
  /** In whose name the ledger is read. */
  readonly role: UserRole;
  /** Of a record's uses only those to which this organisation is a party; absent: all. */
  readonly party?: string;
  readonly subject: Subject;
}

/** A bundle that is ready. */
export interface StoredBundle {
  readonly bytes: number;
  /** In order, read as they are taken. */
  readonly chunks: AsyncIterable<Uint8Array>;
}
