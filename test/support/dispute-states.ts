// SPDX-License-Identifier: Apache-2.0
/**
 * Every state of a dispute that the provider opened about a use by the consumer: how it is reached, and what comes of
 * every action by opener, respondent, manager and the arbitrators.
 */
import {
  ruling,
  saying,
  opening,
  accept,
  answer,
  appeal,
  assign,
  clear,
  close,
  dismissOthers,
  endAppeal,
  lapse,
  later,
  open,
  recuse,
  remedy,
  rule,
  SECOND,
  withdraw,
} from './disputes.js';
import type { DomainCode } from '@catalog-chain/chaincode/domain/errors';
import { TRANSACTIONS, type TransactionName } from '@catalog-chain/chaincode/domain/names';
import { CONSUMER, PROVIDER, type Caller, type ChaincodeHarness } from './chaincode-harness.js';

/** The columns. */
export const ACTIONS: readonly (readonly [string, TransactionName, object])[] = [
  ['open', TRANSACTIONS.disputeOpen, opening()],
  ['answer', TRANSACTIONS.disputeAnswer, saying],
  ['name', TRANSACTIONS.disputeAssign, { id: 'D-1', arbitrator: 'ThirdMSP' }],
  ['draw', TRANSACTIONS.disputeAssign, { id: 'D-1' }],
  ['rule', TRANSACTIONS.disputeRule, ruling()],
  ['uphold', TRANSACTIONS.disputeRule, ruling({ outcome: 'upheld' })],
  ['appeal', TRANSACTIONS.disputeAppeal, saying],
  ['accept', TRANSACTIONS.disputeAccept, saying],
  ['remedy', TRANSACTIONS.disputeRemedy, saying],
  ['settled', TRANSACTIONS.disputeClose, { id: 'D-1', outcome: 'settled' }],
  ['remedied', TRANSACTIONS.disputeClose, { id: 'D-1', outcome: 'remedied' }],
  ['unremedied', TRANSACTIONS.disputeClose, { id: 'D-1', outcome: 'unremedied', text: 'Not done.' }],
  ['withdraw', TRANSACTIONS.disputeWithdraw, saying],
  ['lapse', TRANSACTIONS.disputeLapse, saying],
  ['recuse', TRANSACTIONS.disputeRecuse, saying],
];

export const CODES = {
  ok: 'ok',
  AE: 'ALREADY_EXISTS',
  CI: 'CONFLICT_OF_INTEREST',
  CN: 'CONDITION_NOT_MET',
  IA: 'INVALID_ARGUMENT',
  IS: 'INVALID_STATE',
  NF: 'NOT_FOUND',
  NM: 'NOT_A_MEMBER',
  NO: 'NOT_OWNER',
  NP: 'NOT_PARTY',
  OS: 'ORGANISATION_SUSPENDED',
  RR: 'ROLE_REQUIRED',
} as const satisfies Record<string, DomainCode | 'ok'>;

type Step = (chain: ChaincodeHarness) => unknown;
const byTheSecond: Step = (chain) => assign(chain, 'SecondMSP');
const upholding: Step = (chain) => rule(chain, { outcome: 'upheld' }, SECOND);
const objecting: Step = (chain) => appeal(chain, PROVIDER);
const closing: Step = (chain) => close(chain, 'remedied');

const withdrawing: Step = (chain) => recuse(chain);
const byTheOther: Step = (chain) => recuse(chain, SECOND);

const assigned: readonly Step[] = [open, answer, assign];
const ruled: readonly Step[] = [...assigned, rule];
const cleared: readonly Step[] = [...assigned, clear];
const appealed: readonly Step[] = [...ruled, appeal];
const onAppeal: readonly Step[] = [...appealed, byTheSecond];
const upheld: readonly Step[] = [...onAppeal, upholding];
const unheard: readonly Step[] = [...appealed, dismissOthers];
const acceptedBy =
  (by: Caller): Step =>
  (chain) =>
    accept(chain, by);

/** What an arbitrating organisation gets: the first and the second one of the dispute. */
//            open ans name draw rule uph app acc rem set rmd unr wdr lap rec
const ARBITERS = {
  unknown: 'RR   RR  RR   RR   NF   NF  RR  RR  RR  RR  RR  RR  RR  RR  NF',
  idle: '   RR   RR  RR   RR   NO   NO  RR  RR  RR  RR  RR  RR  RR  RR  NO',
  first: '  RR   RR  RR   RR   ok   IA  RR  RR  RR  RR  RR  RR  RR  RR  ok',
  second: ' RR   RR  RR   RR   IA   ok  RR  RR  RR  RR  RR  RR  RR  RR  ok',
  done: '   RR   RR  RR   RR   IS   IS  RR  RR  RR  RR  RR  RR  RR  RR  IS',
  suspended: 'RR  RR  RR   RR   OS   OS  RR  RR  RR  RR  RR  RR  RR  RR  OS',
} as const;
type Standing = keyof typeof ARBITERS;

/** How each state is reached. */
export const STEPS = {
  none: [],
  opened: [open],
  'not answered in time': [open, lapse],
  'neither answered nor assigned in time': [open, later],
  answered: [open, answer],
  'not assigned in time': [open, answer, lapse],
  assigned: assigned,
  'not ruled in time': [...assigned, lapse],
  'neither ruled nor assigned anew in time': [...assigned, later],
  recused: [...assigned, withdrawing],
  'recused, with nobody named in time': [...assigned, withdrawing, lapse],
  'recused too late': [...assigned, later, withdrawing],
  ruled: ruled,
  'ruled and accepted by all': [...ruled, acceptedBy(PROVIDER), acceptedBy(CONSUMER)],
  'not remedied in time': [...ruled, lapse],
  cleared: cleared,
  'cleared, accepted by the opener': [...cleared, acceptedBy(PROVIDER)],
  'cleared for good': [...cleared, lapse],
  remedied: [...ruled, remedy],
  'remedied, accepted by the opener': [...ruled, remedy, acceptedBy(PROVIDER)],
  'remedied, with no objection in time': [...ruled, remedy, lapse],
  appealed: appealed,
  'appealed, not assigned in time': [...appealed, lapse],
  'assigned on appeal': onAppeal,
  'recused on appeal': [...onAppeal, byTheOther],
  'recused on appeal, with nobody left to decide': [...onAppeal, byTheOther, dismissOthers, lapse],
  upheld: upheld,
  'upheld and remedied': [...upheld, remedy],
  'appealed, with nobody left to decide': [...unheard, lapse],
  'appealed, with nobody to decide, in time': unheard,
  lapsed: [...unheard, lapse, endAppeal],
  'lapsed and remedied': [...unheard, lapse, endAppeal, remedy],
  'remedied before an appeal that lapsed': [...ruled, remedy, objecting, dismissOthers, lapse, endAppeal],
  'cleared before an appeal that lapsed': [...cleared, appeal, dismissOthers, lapse, endAppeal],
  closed: [...ruled, remedy, closing],
  withdrawn: [open, withdraw],
} as const satisfies Record<string, readonly Step[]>;

/** Of each state: how the arbitrators stand; then what opener, respondent and manager get. */
const TABLE = `
none: unknown unknown
  ok   NF  NF   NF   RR   RR  NF  NF  NF  NF  NF  NF  NF  NF  RR
  CI   NF  NF   NF   RR   RR  NF  NF  NF  NF  NF  NF  NF  NF  RR
  ok   NF  NF   NF   RR   RR  NF  NF  NF  NF  NF  NF  NF  NF  RR
opened: idle idle
  AE   NP  RR   CN   RR   RR  IS  IS  IS  IS  IS  IS  ok  IS  RR
  AE   ok  RR   CN   RR   RR  IS  IS  IS  IS  IS  IS  NP  IS  RR
  AE   NP  CN   IA   RR   RR  NP  NP  NP  IS  IS  IS  NP  IS  RR
not answered in time: idle idle
  AE   NP  RR   CN   RR   RR  IS  IS  IS  IS  IS  IS  ok  IS  RR
  AE   ok  RR   CN   RR   RR  IS  IS  IS  IS  IS  IS  NP  IS  RR
  AE   NP  ok   IA   RR   RR  NP  NP  NP  IS  IS  IS  NP  IS  RR
neither answered nor assigned in time: idle idle
  AE   NP  RR   ok   RR   RR  IS  IS  IS  IS  IS  IS  ok  IS  RR
  AE   ok  RR   ok   RR   RR  IS  IS  IS  IS  IS  IS  NP  IS  RR
  AE   NP  ok   IA   RR   RR  NP  NP  NP  IS  IS  IS  NP  IS  RR
answered: idle idle
  AE   NP  RR   CN   RR   RR  IS  IS  IS  IS  IS  IS  ok  IS  RR
  AE   IS  RR   CN   RR   RR  IS  IS  IS  IS  IS  IS  NP  IS  RR
  AE   NP  ok   IA   RR   RR  NP  NP  NP  IS  IS  IS  NP  IS  RR
not assigned in time: idle idle
  AE   NP  RR   ok   RR   RR  IS  IS  IS  IS  IS  IS  ok  IS  RR
  AE   IS  RR   ok   RR   RR  IS  IS  IS  IS  IS  IS  NP  IS  RR
  AE   NP  ok   IA   RR   RR  NP  NP  NP  IS  IS  IS  NP  IS  RR
assigned: first idle
  AE   NP  RR   CN   RR   RR  IS  IS  IS  IS  IS  IS  ok  IS  RR
  AE   IS  RR   CN   RR   RR  IS  IS  IS  IS  IS  IS  NP  IS  RR
  AE   NP  CN   IA   RR   RR  NP  NP  NP  IS  IS  IS  NP  IS  RR
not ruled in time: first idle
  AE   NP  RR   CN   RR   RR  IS  IS  IS  IS  IS  IS  ok  IS  RR
  AE   IS  RR   CN   RR   RR  IS  IS  IS  IS  IS  IS  NP  IS  RR
  AE   NP  ok   IA   RR   RR  NP  NP  NP  IS  IS  IS  NP  IS  RR
neither ruled nor assigned anew in time: first idle
  AE   NP  RR   ok   RR   RR  IS  IS  IS  IS  IS  IS  ok  IS  RR
  AE   IS  RR   ok   RR   RR  IS  IS  IS  IS  IS  IS  NP  IS  RR
  AE   NP  ok   IA   RR   RR  NP  NP  NP  IS  IS  IS  NP  IS  RR
recused: done idle
  AE   NP  RR   CN   RR   RR  IS  IS  IS  IS  IS  IS  ok  IS  RR
  AE   IS  RR   CN   RR   RR  IS  IS  IS  IS  IS  IS  NP  IS  RR
  AE   NP  ok   IA   RR   RR  NP  NP  NP  IS  IS  IS  NP  IS  RR
recused, with nobody named in time: done idle
  AE   NP  RR   ok   RR   RR  IS  IS  IS  IS  IS  IS  ok  IS  RR
  AE   IS  RR   ok   RR   RR  IS  IS  IS  IS  IS  IS  NP  IS  RR
  AE   NP  ok   IA   RR   RR  NP  NP  NP  IS  IS  IS  NP  IS  RR
recused too late: done idle
  AE   NP  RR   ok   RR   RR  IS  IS  IS  IS  IS  IS  ok  IS  RR
  AE   IS  RR   ok   RR   RR  IS  IS  IS  IS  IS  IS  NP  IS  RR
  AE   NP  ok   IA   RR   RR  NP  NP  NP  IS  IS  IS  NP  IS  RR
ruled: done idle
  AE   NP  RR   IS   RR   RR  ok  ok  NP  CN  CN  CN  IS  IS  RR
  AE   IS  RR   IS   RR   RR  ok  ok  ok  CN  CN  CN  NP  IS  RR
  AE   NP  IS   IA   RR   RR  NP  NP  NP  CN  CN  CN  NP  IS  RR
ruled and accepted by all: done idle
  AE   NP  RR   IS   RR   RR  IS  IS  NP  CN  CN  CN  IS  IS  RR
  AE   IS  RR   IS   RR   RR  IS  IS  ok  CN  CN  CI  NP  IS  RR
  AE   NP  IS   IA   RR   RR  NP  NP  NP  CN  CN  CN  NP  IS  RR
not remedied in time: done idle
  AE   NP  RR   IS   RR   RR  CN  ok  NP  CN  CN  ok  IS  IS  RR
  AE   IS  RR   IS   RR   RR  CN  ok  ok  CN  CN  CI  NP  IS  RR
  AE   NP  IS   IA   RR   RR  NP  NP  NP  CN  CN  ok  NP  IS  RR
cleared: done idle
  AE   NP  RR   IS   RR   RR  ok  ok  NP  CN  CN  CN  IS  IS  RR
  AE   IS  RR   IS   RR   RR  ok  ok  NP  CN  CN  CN  NP  IS  RR
  AE   NP  IS   IA   RR   RR  NP  NP  NP  CN  CN  CN  NP  IS  RR
cleared, accepted by the opener: done idle
  AE   NP  RR   IS   RR   RR  IS  IS  NP  CN  CN  CN  IS  IS  RR
  AE   IS  RR   IS   RR   RR  ok  ok  NP  ok  CN  CN  NP  IS  RR
  AE   NP  IS   IA   RR   RR  NP  NP  NP  CN  CN  CN  NP  IS  RR
cleared for good: done idle
  AE   NP  RR   IS   RR   RR  CN  ok  NP  ok  CN  CN  IS  IS  RR
  AE   IS  RR   IS   RR   RR  CN  ok  NP  ok  CN  CN  NP  IS  RR
  AE   NP  IS   IA   RR   RR  NP  NP  NP  ok  CN  CN  NP  IS  RR
remedied: done idle
  AE   NP  RR   IS   RR   RR  ok  ok  IS  CN  ok  CI  IS  IS  RR
  AE   IS  RR   IS   RR   RR  IS  IS  IS  CN  CN  CN  NP  IS  RR
  AE   NP  IS   IA   RR   RR  NP  NP  NP  CN  CN  CN  NP  IS  RR
remedied, accepted by the opener: done idle
  AE   NP  RR   IS   RR   RR  IS  IS  IS  CN  ok  CI  IS  IS  RR
  AE   IS  RR   IS   RR   RR  IS  IS  IS  CN  CI  CI  NP  IS  RR
  AE   NP  IS   IA   RR   RR  NP  NP  NP  CN  ok  ok  NP  IS  RR
remedied, with no objection in time: done idle
  AE   NP  RR   IS   RR   RR  CN  ok  IS  CN  ok  CI  IS  IS  RR
  AE   IS  RR   IS   RR   RR  IS  IS  IS  CN  ok  CI  NP  IS  RR
  AE   NP  IS   IA   RR   RR  NP  NP  NP  CN  ok  ok  NP  IS  RR
appealed: done idle
  AE   NP  RR   CN   RR   RR  IS  IS  IS  IS  IS  IS  IS  CN  RR
  AE   IS  RR   CN   RR   RR  IS  IS  IS  IS  IS  IS  NP  CN  RR
  AE   NP  ok   IA   RR   RR  NP  NP  NP  IS  IS  IS  NP  CN  RR
appealed, not assigned in time: done idle
  AE   NP  RR   ok   RR   RR  IS  IS  IS  IS  IS  IS  IS  CN  RR
  AE   IS  RR   ok   RR   RR  IS  IS  IS  IS  IS  IS  NP  CN  RR
  AE   NP  ok   IA   RR   RR  NP  NP  NP  IS  IS  IS  NP  CN  RR
assigned on appeal: idle second
  AE   NP  RR   CN   RR   RR  IS  IS  IS  IS  IS  IS  IS  CN  RR
  AE   IS  RR   CN   RR   RR  IS  IS  IS  IS  IS  IS  NP  CN  RR
  AE   NP  CN   IA   RR   RR  NP  NP  NP  IS  IS  IS  NP  CN  RR
recused on appeal: idle done
  AE   NP  RR   CN   RR   RR  IS  IS  IS  IS  IS  IS  IS  CN  RR
  AE   IS  RR   CN   RR   RR  IS  IS  IS  IS  IS  IS  NP  CN  RR
  AE   NP  ok   IA   RR   RR  NP  NP  NP  IS  IS  IS  NP  CN  RR
recused on appeal, with nobody left to decide: idle suspended
  AE   NP  RR   CN   RR   RR  IS  IS  IS  IS  IS  IS  IS  ok  RR
  AE   IS  RR   CN   RR   RR  IS  IS  IS  IS  IS  IS  NP  ok  RR
  AE   NP  CN   IA   RR   RR  NP  NP  NP  IS  IS  IS  NP  ok  RR
upheld: idle done
  AE   NP  RR   IS   RR   RR  IS  IS  NP  CN  CN  CN  IS  IS  RR
  AE   IS  RR   IS   RR   RR  IS  IS  ok  CN  CN  CI  NP  IS  RR
  AE   NP  IS   IA   RR   RR  NP  NP  NP  CN  CN  CN  NP  IS  RR
upheld and remedied: idle done
  AE   NP  RR   IS   RR   RR  IS  IS  IS  CN  ok  CI  IS  IS  RR
  AE   IS  RR   IS   RR   RR  IS  IS  IS  CN  CI  CI  NP  IS  RR
  AE   NP  IS   IA   RR   RR  NP  NP  NP  CN  ok  ok  NP  IS  RR
appealed, with nobody left to decide: done suspended
  AE   NP  RR   CN   RR   RR  IS  IS  IS  IS  IS  IS  IS  ok  RR
  AE   IS  RR   CN   RR   RR  IS  IS  IS  IS  IS  IS  NP  ok  RR
  AE   NP  CN   IA   RR   RR  NP  NP  NP  IS  IS  IS  NP  ok  RR
appealed, with nobody to decide, in time: done suspended
  AE   NP  RR   CN   RR   RR  IS  IS  IS  IS  IS  IS  IS  CN  RR
  AE   IS  RR   CN   RR   RR  IS  IS  IS  IS  IS  IS  NP  CN  RR
  AE   NP  CN   IA   RR   RR  NP  NP  NP  IS  IS  IS  NP  CN  RR
lapsed: done suspended
  AE   NP  RR   IS   RR   RR  IS  IS  NP  CN  CN  CN  IS  IS  RR
  AE   IS  RR   IS   RR   RR  IS  IS  ok  CN  CN  CI  NP  IS  RR
  AE   NP  IS   IA   RR   RR  NP  NP  NP  CN  CN  CN  NP  IS  RR
lapsed and remedied: done suspended
  AE   NP  RR   IS   RR   RR  IS  IS  IS  CN  ok  CI  IS  IS  RR
  AE   IS  RR   IS   RR   RR  IS  IS  IS  CN  CI  CI  NP  IS  RR
  AE   NP  IS   IA   RR   RR  NP  NP  NP  CN  ok  ok  NP  IS  RR
remedied before an appeal that lapsed: done suspended
  AE   NP  RR   IS   RR   RR  IS  IS  IS  CN  ok  CI  IS  IS  RR
  AE   IS  RR   IS   RR   RR  IS  IS  IS  CN  CI  CI  NP  IS  RR
  AE   NP  IS   IA   RR   RR  NP  NP  NP  CN  ok  ok  NP  IS  RR
cleared before an appeal that lapsed: done suspended
  AE   NP  RR   IS   RR   RR  IS  IS  NP  ok  CN  CN  IS  IS  RR
  AE   IS  RR   IS   RR   RR  IS  IS  NP  ok  CN  CN  NP  IS  RR
  AE   NP  IS   IA   RR   RR  NP  NP  NP  ok  CN  CN  NP  IS  RR
closed: done idle
  AE   NP  RR   IS   RR   RR  IS  IS  IS  IS  IS  IS  IS  IS  RR
  AE   IS  RR   IS   RR   RR  IS  IS  IS  IS  IS  IS  NP  IS  RR
  AE   NP  IS   IA   RR   RR  NP  NP  NP  IS  IS  IS  NP  IS  RR
withdrawn: idle idle
  AE   NP  RR   IS   RR   RR  IS  IS  IS  IS  IS  IS  IS  IS  RR
  AE   IS  RR   IS   RR   RR  IS  IS  IS  IS  IS  IS  NP  IS  RR
  AE   NP  IS   IA   RR   RR  NP  NP  NP  IS  IS  IS  NP  IS  RR
`;

export interface StateRows {
  readonly state: keyof typeof STEPS;
  /** Opener, respondent, manager, first and second arbitrator. */
  readonly rows: readonly string[];
}

export function states(): StateRows[] {
  const entries = TABLE.trim().split(/\n(?=\S)/);
  return entries.map((entry) => {
    const [head = '', ...rows] = entry.split('\n');
    const [state = '', standings = ''] = head.split(': ');
    const arbiters = standings.split(' ').map((one) => ARBITERS[one as Standing]);
    return { state: state as keyof typeof STEPS, rows: [...rows, ...arbiters] };
  });
}
