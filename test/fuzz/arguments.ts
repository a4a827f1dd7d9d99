// SPDX-License-Identifier: Apache-2.0
/**
 * Arguments of every transaction, changed by a seed: each is refused by one of the closed codes and writes nothing, or is what
 * the contract may accept; none takes long, and none ends in an error of the language.
 */
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import { BUILT_IN_POLICY } from '@catalog-chain/chaincode/domain/members/policy';
import { TRANSACTIONS as T, USER_ROLES, type TransactionName } from '@catalog-chain/chaincode/domain/names';
import { digestOf } from '@catalog-chain/chaincode/domain/encoding/digest';
import { formatInstant, HOUR_MS } from '@catalog-chain/chaincode/domain/calendar/time';
import {
  AUDITOR,
  caller,
  CONSUMER,
  MANAGER,
  PROVIDER,
  START,
  type Argument,
  type Caller,
  type ChaincodeHarness,
} from '../support/chaincode-harness.js';
import { ARBITER, court, later, opening, ruling, saying, SECOND, THIRD } from '../support/disputes.js';
import { asking, content, KEY, market, sharing } from '../support/sharing.js';
import { TestSigner, textOf } from '../support/signers.js';
import { deflate, leaf, linesOf, order } from '../support/usage.js';
import { Mutator } from './mutate.js';

/** A call as a lawful user makes it. */
interface Step {
  readonly by: Caller;
  readonly name: TransactionName;
  readonly args: readonly Argument[];
  readonly transient?: Readonly<Record<string, Uint8Array>>;
}

/** Longer than any lawful call takes, even on a machine that others keep busy. */
const LONGEST_MS = 5_000;

const step = (by: Caller, name: TransactionName, ...args: readonly Argument[]): Step => ({ by, name, args });
const admin = caller('ManagerMSP', 'admin');
const submitter = caller('ConsumerMSP', 'submitter');
const { deadlines, calendar, reportWithinHours } = BUILT_IN_POLICY;
const policy = { deadlines, calendar, reportWithinHours, profile: 'cn-809' };
const draft = { code: 'NEW', content: content(sharing('unconditional')) };
const RECORD = 'A'.repeat(43);

/** The catalogue, and what is shared from it. */
function business(): readonly Step[] {
  return [
    step(admin, T.organisationUpdate, {
      mspId: 'OtherMSP',
      names: { en: 'Other' },
      roles: ['consumer', 'provider'],
    }),
    step(MANAGER, T.policySet, { ...policy, timeToleranceSeconds: 60, limits: { openDisputes: 5 } }),
    step(PROVIDER, T.dutyRegister, { code: 'D', names: { en: 'Duty' }, legalBasis: 'Law 1' }),
    step(PROVIDER, T.systemRegister, { code: 'S', names: { en: 'System' }, duties: ['ProviderMSP:D'] }),
    step(PROVIDER, T.resourceDraft, draft),
    step(PROVIDER, T.resourceSubmit, 'ProviderMSP:NEW'),
    step(MANAGER, T.resourceReview, {
      id: 'ProviderMSP:NEW',
      approved: true,
      digest: digestOf(draft.content),
    }),
    step(CONSUMER, T.requestSubmit, asking()),
    step(PROVIDER, T.requestAskSupplement, { id: 'REQ-1', missing: ['The scenario'] }),
    step(CONSUMER, T.requestSupplement, { id: 'REQ-1', scenario: 'Yearly review' }),
    step(PROVIDER, T.obligationAskExtension, { id: 'answer-request~REQ-1', days: 2, reason: 'Much to ask' }),
    step(MANAGER, T.obligationAnswerExtension, { id: 'answer-request~REQ-1', approved: true }),
    { ...step(PROVIDER, T.keyDeposit, 'REQ-1'), transient: { recordKey: KEY } },
    step(PROVIDER, T.requestDecide, { id: 'REQ-1', approved: true }),
    step(MANAGER, T.requestConfirm, { id: 'REQ-1', approved: true }),
    step(PROVIDER, T.grantDeliver, 'REQ-1'),
    step(CONSUMER, T.grantConfirmDelivery, 'REQ-1'),
    step(PROVIDER, T.grantSuspend, { id: 'REQ-1', reason: 'Under review' }),
    step(PROVIDER, T.grantResume, { id: 'REQ-1', reason: 'Reviewed' }),
    step(CONSUMER, T.correctionOpen, {
      id: 'C-1',
      grant: 'REQ-1',
      subject: { kind: 'record', record: RECORD, items: ['birth'] },
      statement: 'The date of birth is wrong',
    }),
    step(PROVIDER, T.correctionAnswer, { id: 'C-1', outcome: 'corrected', text: 'We looked' }),
    step(submitter, T.journalOpen, { journal: 'K' }),
    step(submitter, T.usageSubmit, order('K'), deflate(linesOf(uses()))),
    step(submitter, T.journalCheckpoint, { journal: 'K', batches: 1 }),
    step(AUDITOR, T.auditRecordRead, {
      id: 'R-1',
      kind: 'grant',
      subjects: ['REQ-1'],
      purpose: { code: 'yearly-audit' },
    }),
    step(CONSUMER, T.evidenceRequest, { id: '019b76da-a804-74b2-a277-77d4dd1fc61c' }),
    step(CONSUMER, T.evidenceRead, 'ConsumerMSP', '019b76da-a804-74b2-a277-77d4dd1fc61c', ['grant', 'REQ-1']),
    step(CONSUMER, T.grantRead, 'REQ-1'),
    step(CONSUMER, T.resourceReadVersion, 'ProviderMSP:NEW', '1'),
    step(CONSUMER, T.usageReadHeader, 'ConsumerMSP', 'K', '1'),
    step(CONSUMER, T.auditListJournals, 'ConsumerMSP'),
  ];
}

const uses = () =>
  [1, 2, 3].map((n) =>
    leaf(n, {
      grant: 'REQ-1',
      purpose: n === 3 ? 'marketing' : 'pension-audit',
      system: 'ConsumerMSP:PENSIONS',
      at: formatInstant(START + HOUR_MS / 2),
      ...(n === 2 && { items: ['birth'] }),
    }),
  );

/** A dispute through its life. */
const quarrel = (): readonly Step[] => [
  step(PROVIDER, T.disputeOpen, opening()),
  step(CONSUMER, T.disputeAnswer, saying),
  step(MANAGER, T.disputeAssign, { id: 'D-1', arbitrator: 'ArbiterMSP' }),
  step(ARBITER, T.disputeRecuse, saying),
  step(MANAGER, T.disputeAssign, { id: 'D-1', arbitrator: 'ThirdMSP' }),
  step(THIRD, T.disputeRule, ruling()),
  step(CONSUMER, T.disputeAppeal, saying),
  step(MANAGER, T.disputeAssign, { id: 'D-1', arbitrator: 'SecondMSP' }),
  step(SECOND, T.disputeRule, ruling({ outcome: 'upheld' })),
  step(CONSUMER, T.disputeRemedy, saying),
  step(PROVIDER, T.disputeClose, { id: 'D-1', outcome: 'remedied' }),
  step(CONSUMER, T.disputeRead, 'D-1'),
];

/** A month that is closed, a signer, and an act that it signs. */
function endings(now: number): readonly Step[] {
  const signer = new TestSigner('ManagerMSP', 'officer-7f3a');
  const chain = 'ab'.repeat(32);
  const signatures = { chain, acts: { [T.organisationSuspend]: ['file'] } };
  const args = ['OtherMSP'];
  const signed = signer.signs(T.organisationSuspend, args.map(textOf), { chain, at: formatInstant(now) });
  return [
    step(submitter, T.journalCheckpoint, { journal: 'J', batches: 1 }),
    step(submitter, T.periodClose, { grant: 'REQ-1', period: '2026-03', side: 'claim' }),
    step(CONSUMER, T.periodRead, 'REQ-1', '2026-03'),
    step(admin, T.signerRegister, signer.registration('officer', now)),
    step(admin, T.policySet, { ...policy, signatures }),
    step(MANAGER, T.organisationSuspend, 'OtherMSP', signed),
    step(admin, T.signerRevoke, { id: signer.id, reason: 'Left' }),
  ];
}

/** What was found, with how to find it again. */
export interface ArgumentFuzzing {
  readonly calls: number;
  readonly accepted: number;
  readonly faults: readonly string[];
}

class Fuzzer {
  calls = 0;
  accepted = 0;
  readonly faults: string[] = [];
  readonly #mutator: Mutator;

  constructor(
    seed: number,
    private readonly perCall: number,
  ) {
    this.#mutator = new Mutator(seed);
  }

  /** Before each lawful call, unlawful ones like it. */
  async through(chain: ChaincodeHarness, steps: readonly Step[]): Promise<void> {
    for (const { by, name, args, transient } of steps) {
      for (let n = 0; n < this.perCall; n += 1)
        await this.#try(chain, {
          by: this.#caller(by),
          name,
          args: this.#altered(args),
          ...(transient && { transient }),
        });
      await chain.submit(by, name, args, transient);
    }
  }

  /** Every transaction, with arguments of none. */
  async blindly(chain: ChaincodeHarness): Promise<void> {
    for (const name of Object.values(T))
      for (let n = 0; n < this.perCall; n += 1) {
        const args = Array.from({ length: 1 + this.#mutator.below(3) }, () =>
          this.#mutator.bytes(Buffer.from('{"id":"REQ-1"}')),
        );
        await this.#try(chain, { by: this.#caller(CONSUMER), name, args });
      }
  }

  /** Mostly the lawful caller: it comes furthest. */
  #caller(by: Caller): Caller {
    return this.#mutator.below(8) === 0 ? caller(by.mspId, this.#mutator.of(USER_ROLES)) : by;
  }

  #altered(args: readonly Argument[]): Argument[] {
    const at = this.#mutator.below(args.length);
    return args.map((one, n) => {
      if (n !== at) return one;
      if (one instanceof Uint8Array) return this.#mutator.bytes(one);
      const text = textOf(one);
      if (typeof one === 'string' || this.#mutator.below(2) === 0)
        return this.#mutator.bytes(Buffer.from(text));
      return JSON.stringify(this.#mutator.json(one));
    });
  }

  async #try(chain: ChaincodeHarness, { by, name, args, transient }: Step): Promise<void> {
    this.calls += 1;
    const began = performance.now();
    const told = (what: string): void => {
      const shown = args.map((one) =>
        Buffer.from(one as string)
          .toString('base64')
          .slice(0, 400),
      );
      this.faults.push(
        `${name} by ${by.mspId}/${by.role ?? ''}: ${what}; arguments in base64: ${shown.join(' ')}`,
      );
    };
    try {
      await chain.evaluate(by, name, args, transient);
      this.accepted += 1;
    } catch (error) {
      if (!(error instanceof DomainError) && !isCountOfArguments(error)) told(String(error));
      if (chain.writes.length > 0) told('wrote though it refused');
    }
    if (performance.now() - began > LONGEST_MS) told(`took ${Math.round(performance.now() - began)} ms`);
  }
}

/** The library that calls contracts refuses another number of arguments before they are asked. */
const isCountOfArguments = (error: unknown): boolean => /Expected \d+ parameters/.test(String(error));

export async function fuzzArguments(seed: number, perCall: number): Promise<ArgumentFuzzing> {
  const fuzzer = new Fuzzer(seed, perCall);
  const chain = await market();
  await fuzzer.through(chain, business());
  await fuzzer.blindly(chain);
  const trial = await court();
  await fuzzer.through(trial, quarrel());
  later(trial);
  await fuzzer.through(trial, endings(trial.time));
  return fuzzer;
}
