// SPDX-License-Identifier: Apache-2.0
/** A dispute: every step signed by who took it, every record that it rests on, and the rulings. */
import { hash } from 'node:crypto';
import { decode, encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { digestOf } from '@catalog-chain/chaincode/domain/encoding/digest';
import type {
  Dispute,
  DisputeStep,
  FrozenRecord,
} from '@catalog-chain/chaincode/domain/dispute/dispute-records';
import { stateKey } from '../../format.js';
import type { Stamp } from '@catalog-chain/chaincode/domain/records';
import type { Proved } from './complete.js';
import { readRecord } from '../record-shapes.js';
import { demand, Fault, orFault } from '../faults.js';
import type { ProvedTransaction } from '../proof/transactions.js';

/** @returns what is proved. @throws Fault */
export function checkDispute(id: string, proved: Proved): string {
  const where = `dispute ${id}`;
  const dispute = proved.reads.get(where, 'dispute', id);
  checkHistory(dispute, proved, where);
  const listed = digestOf(dispute.frozen) === dispute.evidenceDigest;
  demand(listed, 'hash-mismatch', where, 'The digest is not that of the records it rests on.');
  for (const record of dispute.frozen) checkFrozen(record, proved, where);
  checkSubject(dispute, proved, where);
  return statementOf(dispute, proved);
}

/** Transactions in order, each with the steps that it added: one may add two. */
function checkHistory(dispute: Dispute, proved: Proved, where: string): void {
  const opened = dispute.steps[0]?.action === 'open' && dispute.steps[0].stamp.by === dispute.opener;
  demand(opened, 'history-broken', where, 'Its history does not begin with its opening.');
  const key = stateKey(['dispute', dispute.id]);
  const last = dispute.steps.at(-1)?.stamp.tx;
  let taken = 0;
  for (const [id, steps] of Map.groupBy(dispute.steps, ({ stamp }) => stamp.tx)) {
    const transaction = proved.transactions.get(id);
    if (!transaction) throw new Fault('record-missing', where, 'A transaction of its history is missing.');
    checkSteps(steps, transaction, where);
    const follows = transaction.reads.has(key) && (transaction.reads.get(key) !== undefined) === taken > 0;
    demand(follows, 'history-broken', where, 'A step does not follow the one before.');
    taken += steps.length;
    const text = transaction.writes.get(key) ?? '';
    checkWritten(dispute, text, taken, where);
    const newest = id !== last || text === proved.reads.find('dispute', dispute.id)?.text;
    demand(newest, 'history-broken', where, 'The last step did not leave it as it was read.');
  }
}

function checkSteps(steps: readonly DisputeStep[], transaction: ProvedTransaction, where: string): void {
  const signed = steps.every(({ stamp }) => stamp.by === transaction.organisation);
  demand(signed, 'history-broken', where, 'A step was not signed by the organisation that took it.');
  const { name, signed: person } = transaction;
  const byPerson = steps.every(
    ({ stamp }) => stamp.signer === person?.given.signer && stamp.agreed === person?.given.agreement?.signer,
  );
  demand(
    byPerson,
    'act-unsigned',
    where,
    'A step names another person than signed it, or one where nobody did.',
  );
  const isOpening = steps.length === 1 && steps[0]?.action === 'open';
  const own = name.startsWith('dispute:') || (isOpening && name === 'correction:dispute');
  demand(own, 'history-broken', where, 'A step was written by something else.');
}

/** What a step wrote holds the steps so far, word for word. */
function checkWritten({ id, steps }: Dispute, text: string, taken: number, where: string): void {
  const written = orFault('history-broken', where, 'A step wrote no dispute.', () => {
    const record = readRecord(decode(text));
    return record.type === 'dispute' ? { id: record.id, steps: encode(record.steps) } : undefined;
  });
  const same = written?.id === id && written.steps === encode(steps.slice(0, taken));
  demand(same, 'history-broken', where, 'A transaction wrote other steps than the record has.');
}

/** By the transaction that wrote it, or by a read where it stands unchanged. */
function checkFrozen(
  { type, id, digest }: FrozenRecord,
  { reads, transactions }: Proved,
  where: string,
): void {
  const key = [type, ...id.split('/')];
  const written = [...transactions.values()].map(({ writes }) => writes.get(stateKey(key)));
  const texts = [...written, reads.find(...key)?.text].filter((text) => text !== undefined);
  const shown = texts.some((text) => hash('sha256', text) === digest);
  demand(shown, 'record-missing', where, `The record it rests on is not shown: ${type}/${id}.`);
}

/** An event in dispute is the one at that place. */
function checkSubject({ subject }: Dispute, { leaves }: Proved, where: string): void {
  if (subject.kind !== 'event') return;
  const { organisation, journal, sequence } = subject;
  const found = leaves.withId(subject.id).some(({ header, index }) => {
    const same = header.organisation === organisation && header.journal === journal;
    return same && header.sequence === sequence && index === subject.leaf;
  });
  demand(found, 'record-missing', where, 'The event in dispute is not in the bundle.');
}

function statementOf(dispute: Dispute, { reads }: Proved): string {
  const { id, kind, subject, opener, respondent, opened, steps, state, frozen, rulings } = dispute;
  const decided = rulings.map(({ arbitrator, findings, responsible = 'nobody', remedy, outcome }) => {
    const how = outcome === undefined ? 'ruled' : `ruled on appeal (${outcome})`;
    return `; ${arbitrator} ${how}: ${findings.join(', ')}, ${responsible} answers for it, remedy ${remedy.action}`;
  });
  const named = (signer: string): string => `${signer}, ${reads.get(`dispute ${id}`, 'signer', signer).kind}`;
  const persons = ({ signer, agreed }: Stamp): string => {
    if (signer === undefined) return '';
    return ` (${named(signer)}${agreed === undefined ? '' : `; agreed by ${named(agreed)}`})`;
  };
  const taken = steps.map(({ action, stamp }) => `${action} by ${stamp.by}${persons(stamp)}`).join(', ');
  return (
    `${id}: ${kind} (${subject.kind}), opened by ${opener} against ${respondent} ${opened.at}; ${state} when read; ` +
    `signed: ${taken}; rests on ${frozen.length} records as they stood${decided.join('')}`
  );
}
