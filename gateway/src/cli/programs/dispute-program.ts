// SPDX-License-Identifier: Apache-2.0
/** `catalog-chain dispute …`: its commands and options. */
import {
  CLOSURE_OUTCOMES,
  DISPUTE_KINDS,
  DISPUTE_STATES,
  FINDINGS,
  REMEDY_ACTIONS,
} from '@catalog-chain/chaincode/domain/dispute/dispute-records';
import { Option, type Command } from 'commander';
import type { Terminal } from '@catalog-chain/verifier/command/terminal';
import {
  disputeAssign,
  disputeClose,
  disputeCorrect,
  disputeList,
  disputeOpen,
  disputeRule,
  disputeSay,
  disputeShow,
  type CorrectingOptions,
  type ListingOptions,
  type OpeningOptions,
  type RulingOptions,
  type SayingOptions,
} from '../commands/oversight/dispute.js';

export interface Frame {
  readonly withSession: (command: Command) => Command;
  /** Runs a command's work and keeps its exit code. */
  readonly run: (work: (terminal: Terminal) => Promise<number>) => Promise<void>;
}

const choice = (flags: string, description: string, values: readonly string[]): Option =>
  new Option(flags, description).choices(values);

const common = (command: Command, role: 'officer' | 'arbitrator' = 'officer'): Command =>
  command
    .addOption(choice('--role <role>', 'speak as', ['officer', 'auditor', 'arbitrator']).default(role))
    .option('--json', 'the dispute as one JSON object');

const documents = (command: Command): Command =>
  command.option('--evidence <file...>', 'documents: only their SHA-256 digests are sent');

const correcting = (command: Command): Command =>
  command
    .option('--resource-version <n>', 'quality: the newer version of the resource', Number)
    .option('--correction <file>', 'quality: a record of the correction; its digest is sent');

/** Steps in which a party says something. */
const SAYINGS = [
  ['appeal', 'appeal', 'have another arbitrator decide'],
  ['accept', 'acceptance', 'accept the ruling: no appeal'],
  ['lapse', 'lapse', 'end an appeal that nobody is free to decide: the first ruling stands'],
  ['withdraw', 'withdrawal', 'take it back, until it is ruled'],
  ['refer', 'referral', 'have the authority over both sides coordinate it'],
  ['coordinate', 'coordination', 'propose a settlement, as that authority'],
  ['escalate', 'escalation', 'have the government of that level decide it'],
] as const;
const CORRECTINGS = [
  ['answer', 'answer', 'answer it, as the respondent'],
  ['remedy', 'remedy', 'report that it is remedied, as the responsible party'],
] as const;

function addOpening(dispute: Command, { withSession, run }: Frame): void {
  documents(common(withSession(dispute.command('open [id]'))))
    .description(
      'open a dispute about a use, batch, month, grant, resource or request; without an id it gets one',
    )
    .addOption(choice('--kind <kind>', 'what is alleged', DISPUTE_KINDS).makeOptionMandatory())
    .requiredOption('--statement <text>', 'what happened')
    .option('--event <id>', 'a use: its id, or ORGANISATION/ID where several chose the same')
    .option('--grant <id>', 'a grant, or the grant of what follows')
    .option('--correlation <id>', 'an exchange under the grant')
    .option('--period <month>', 'a month of the grant, YYYY-MM')
    .option('--batch <place>', 'a batch: ORGANISATION/JOURNAL/SEQUENCE')
    .option('--resource <id>', 'a resource; a consumer adds --grant')
    .option('--request <id>', 'a request that was refused')
    .option('--respondent <msp>', 'who answers, where it does not follow')
    .action((id: string | undefined, options: OpeningOptions) => run((io) => disputeOpen(id, options, io)));
}

function addSteps(dispute: Command, { withSession, run }: Frame): void {
  for (const [name, path, description] of SAYINGS) {
    documents(common(withSession(dispute.command(`${name} <id>`))))
      .description(description)
      .requiredOption('--text <text>', 'what is said')
      .action((id: string, options: SayingOptions) => run((io) => disputeSay(path, id, options, io)));
  }
  for (const [name, path, description] of CORRECTINGS) {
    correcting(documents(common(withSession(dispute.command(`${name} <id>`)))))
      .description(description)
      .requiredOption('--text <text>', 'what is said')
      .action((id: string, options: CorrectingOptions) => run((io) => disputeCorrect(path, id, options, io)));
  }
  common(withSession(dispute.command('close <id>')))
    .description('close it as it stands')
    .addOption(choice('--outcome <outcome>', 'how it stands', CLOSURE_OUTCOMES).makeOptionMandatory())
    .option('--text <text>', 'what is wanting, or said at the end')
    .action((id: string, options: Parameters<typeof disputeClose>[1]) =>
      run((io) => disputeClose(id, options, io)),
    );
}

function addDeciding(dispute: Command, { withSession, run }: Frame): void {
  common(withSession(dispute.command('assign <id>')))
    .description('name who decides; a party names nobody and has one drawn, when none was named in time')
    .option('--arbitrator <msp>', 'an arbitrating organisation that is no party')
    .action((id: string, options: Parameters<typeof disputeAssign>[1]) =>
      run((io) => disputeAssign(id, options, io)),
    );
  documents(common(withSession(dispute.command('recuse <id>')), 'arbitrator'))
    .description('withdraw from it, as the assigned arbitrator: another one is assigned')
    .requiredOption('--text <text>', 'why')
    .action((id: string, options: SayingOptions) => run((io) => disputeSay('recusal', id, options, io)));
  common(withSession(dispute.command('rule <id>')), 'arbitrator')
    .description('decide it, as the assigned arbitrator')
    .addOption(choice('--finding <finding...>', 'what is found', FINDINGS).makeOptionMandatory())
    .requiredOption('--reasons <text>', 'why')
    .option('--responsible <msp>', 'the party that answers for it')
    .addOption(choice('--remedy <action>', 'what is to be done', REMEDY_ACTIONS).default('none'))
    .option('--remedy-text <text>', 'in words')
    .addOption(choice('--grant-action <action>', 'what becomes of the grant', ['suspend', 'revoke']))
    .addOption(choice('--outcome <outcome>', 'on appeal', ['upheld', 'overturned']))
    .option('--document <file>', 'the reasons in full; their digest is sent')
    .action((id: string, options: RulingOptions) => run((io) => disputeRule(id, options, io)));
}

function addDecision(dispute: Command, { withSession, run }: Frame): void {
  common(withSession(dispute.command('decide <id>')))
    .description('decide it for good, as the government that it was put to')
    .addOption(choice('--finding <finding...>', 'what is found', FINDINGS).makeOptionMandatory())
    .requiredOption('--reasons <text>', 'why')
    .option('--responsible <msp>', 'the party that answers for it')
    .addOption(choice('--remedy <action>', 'what is to be done', REMEDY_ACTIONS).default('none'))
    .option('--remedy-text <text>', 'in words')
    .addOption(choice('--grant-action <action>', 'what becomes of the grant', ['suspend', 'revoke']))
    .option('--document <file>', 'the reasons in full; their digest is sent')
    .action((id: string, options: RulingOptions) => run((io) => disputeRule(id, options, io, 'decision')));
}

function addReads(dispute: Command, { withSession, run }: Frame): void {
  const purpose = ['--purpose <code>', 'why: an auditor or arbitrator must say, and it is recorded'] as const;
  common(withSession(dispute.command('show <id>')))
    .description('one dispute: its steps, deadlines and rulings')
    .option(...purpose)
    .action((id: string, options: Parameters<typeof disputeShow>[1]) =>
      run((io) => disputeShow(id, options, io)),
    );
  common(withSession(dispute.command('list')))
    .description('disputes that concern the organisation; all for those that oversee')
    .addOption(choice('--state <state>', 'only in this state', DISPUTE_STATES))
    .addOption(choice('--kind <kind>', 'only of this kind', DISPUTE_KINDS))
    .option('--opener <msp>', 'only opened by')
    .option('--respondent <msp>', 'only answered by')
    .option('--arbitrator <msp>', 'only decided by')
    .option('--grant <id>', 'only about this grant')
    .option('--resource <id>', 'only about this resource')
    .option(...purpose)
    .action((options: ListingOptions) => run((io) => disputeList(options, io)));
}

export function addDisputes(program: Command, frame: Frame): void {
  const dispute = program.command('dispute').description('disputes: open, answer, decide, remedy, read');
  addOpening(dispute, frame);
  addSteps(dispute, frame);
  addDeciding(dispute, frame);
  addDecision(dispute, frame);
  addReads(dispute, frame);
}
