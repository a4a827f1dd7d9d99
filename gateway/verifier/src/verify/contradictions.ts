// SPDX-License-Identifier: Apache-2.0
/** What is read of a bundle is the newest that the bundle knows: nothing signed in it may say that it is older. */
import type { Version } from '../wire/read-write-set.js';
import { SIDES } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { Proved } from './content/complete.js';
import { demand } from './faults.js';
import type { Reads } from './proof/reads.js';

/** Each rule by itself, so that one fault does not hide another. @returns work that throws Fault `superseded` */
export const contradictions = (proved: Proved): readonly (() => void)[] => [
  () => {
    checkWritten(proved);
  },
  () => {
    checkJournals(proved.reads);
  },
  () => {
    checkPeriods(proved.reads);
  },
  () => {
    checkRequests(proved.reads);
  },
  () => {
    checkSeals(proved.reads);
  },
];

const isAfter = (one: Version, other: Version): boolean =>
  one.block > other.block || (one.block === other.block && one.tx > other.tx);

/** A transaction that saw a record as it is read here, or newer, and then changed it, has made the read an old one. */
function checkWritten({ reads, transactions }: Proved): void {
  for (const [key, { version }] of reads.all())
    for (const transaction of version ? transactions.values() : []) {
      const seen = transaction.reads.get(key);
      const changed = transaction.writes.has(key) && seen && version && !isAfter(version, seen);
      demand(
        !changed,
        'superseded',
        placeOf(key),
        'A transaction of the bundle has changed the record since.',
      );
    }
}

const placeOf = (key: string): string => key.slice(1, -1).replaceAll('\0', '/');

/** No batch lies behind the end of a journal, none in a journal that is not listed. */
function checkJournals(reads: Reads): void {
  for (const { record } of reads.ofType('batch')) {
    const { organisation, journal, sequence } = record;
    checkHead(reads, organisation, journal, sequence);
  }
  for (const { record } of reads.ofType('journal-head'))
    checkListed(reads, record.organisation, record.journal);
}

/** @throws Fault `superseded` */
export function checkHead(reads: Reads, organisation: string, journal: string, sequence: number): void {
  const head = reads.find('journal-head', organisation, journal)?.record;
  const ends = head?.type === 'journal-head' && head.batches < sequence;
  const where = `journal-head/${organisation}/${journal}`;
  demand(!ends, 'superseded', where, 'The bundle has a batch after the one that is said to be the last.');
  checkListed(reads, organisation, journal);
}

function checkListed(reads: Reads, organisation: string, journal: string): void {
  const list = reads.find('journal-list', organisation)?.record;
  const lacks = list?.type === 'journal-list' && !list.journals.includes(journal);
  const where = `journal-list/${organisation}`;
  demand(!lacks, 'superseded', where, 'The bundle has something of a journal that is not listed.');
}

/** A side that was closed, or closed again, is part of what was compared. */
function checkPeriods(reads: Reads): void {
  for (const { record: closure } of reads.ofType('closure')) {
    const period = reads.find('period', closure.grant, closure.period)?.record;
    if (period?.type !== 'period') continue;
    for (const side of SIDES) {
      const compared = period[side] ?? 0;
      const newer = side === closure.side && closure.revision > compared;
      const where = `period/${closure.grant}/${closure.period}`;
      demand(!newer, 'superseded', where, `The ${side} side was closed since.`);
    }
  }
}

/** What a grant came from was granted. */
function checkRequests(reads: Reads): void {
  for (const { record: request } of reads.ofType('request')) {
    const old = request.state !== 'granted' && reads.find('grant', request.id) !== undefined;
    demand(!old, 'superseded', `request/${request.id}`, 'The bundle has the grant that it has led to.');
  }
}

/** A list of what is sealed has every seal of its month that is there. */
function checkSeals(reads: Reads): void {
  for (const { record } of reads.ofType('seal')) {
    const { organisation, period, side, id } = record;
    const list = reads.find('sealed-month', organisation, period, side)?.record;
    const lacks = list?.type === 'sealed-month' && !list.ids.includes(id);
    const where = `sealed-month/${organisation}/${period}/${side}`;
    demand(!lacks, 'superseded', where, 'The bundle has a seal that is not listed.');
  }
}
