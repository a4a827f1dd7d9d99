// SPDX-License-Identifier: Apache-2.0
/**
 * Judges uses as the gateway would, as far as that is known without its keys and without writing: by the same reading of
 * a row, and the same schema of a leaf.
 */
import { canonicalIdentifier } from '@catalog-chain/chaincode/domain/encoding/commitment';
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import { check, mspId } from '@catalog-chain/chaincode/domain/text/schema';
import { LeafReader } from '@catalog-chain/chaincode/domain/usage/leaf-line';
import { holdsRawData } from '@catalog-chain/chaincode/domain/text/raw-data';
import { asRow, lineOf, type Pseudonyms } from '../../usage/intake/row.js';
import { RowFault } from '../../usage/intake/row-fault.js';
import { refusedOf, RowError, type Language, type RefusedRow } from '../faults.js';
import { present } from '../fields.js';
import type { PlannedUse } from '../plan/plan.js';
import { markOf, Recent } from './recent.js';

/** 32 bytes and a SHA-256 that stand in for what only the gateway can make. */
const BYTES32 = 'A'.repeat(43);
const SHA256 = '0'.repeat(64);

const STAND_INS: Pseudonyms = {
  record: (recordId) => (canonicalIdentifier(recordId), BYTES32),
  actor: (actorId) => (canonicalIdentifier(actorId), BYTES32),
  retracts: () => ({ digest: SHA256, known: true }),
};

/** Why nobody can report in the organisation's name; undefined where somebody may. */
export function refusalOfReporter({ organisation, row }: PlannedUse): RefusedRow | undefined {
  try {
    check(mspId, organisation);
    return undefined;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { row, code: error.code, message: error.detail.replace(/^argument/, 'organisation') };
  }
}

/** A use as it will stand on the ledger, but for its pseudonyms. */
export type UseLeaf = ReturnType<LeafReader['read']>;

/** A use that the gateway would take, as far as can be seen. */
export interface JudgedUse {
  readonly use: PlannedUse;
  readonly read: UseLeaf;
}

/** The domain names the field before the rule: `count: must be …`. */
const FIELD = /^([a-z][A-Za-z.0-9]{0,40}): (.*)$/;

function faultOf(error: unknown): Omit<RefusedRow, 'row'> {
  if (error instanceof RowFault)
    return { code: error.code, message: error.message, ...present({ field: error.field }) };
  if (!(error instanceof DomainError)) throw error;
  const [, field, rule] = FIELD.exec(error.detail) ?? [];
  return field === undefined || rule === undefined || field === 'argument'
    ? { code: error.code, message: error.detail }
    : { code: error.code, message: rule, field };
}

export class UseJudge {
  private readonly reader = new LeafReader();
  /** Digest of what stood under an id before. */
  private readonly seen = new Recent<string>();

  constructor(private readonly language?: Language) {}

  /** @returns the use as it was read, or why the gateway would refuse it, as far as can be seen */
  judged(use: PlannedUse): JudgedUse | RefusedRow {
    const { row } = use;
    try {
      const read = this.read(use);
      if (!this.isAmended(use)) return { use, read };
      return refusedOf(row, new RowError('USE_AMENDED', { id: use.event.id }), this.language);
    } catch (error) {
      return { row, ...faultOf(error) };
    }
  }

  private read({ event, side }: PlannedUse): UseLeaf {
    const read = this.reader.read(lineOf(asRow(event), side, STAND_INS));
    const { grant, purpose, system, items = [] } = read.leaf;
    if ([grant, purpose, system, ...items].some(holdsRawData))
      throw new RowFault('RAW_DATA', 'A code must not hold personal data.');
    return read;
  }

  /** Whether an earlier row has the same id and tells something else. */
  private isAmended({ event, organisation, side }: PlannedUse): boolean {
    const key = markOf(`${organisation} ${event.id}`);
    const digest = markOf(JSON.stringify([side, event]));
    const former = this.seen.get(key);
    if (former === undefined) this.seen.set(key, digest);
    return former !== undefined && former !== digest;
  }
}
