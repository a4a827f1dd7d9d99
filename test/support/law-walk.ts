// SPDX-License-Identifier: Apache-2.0
/**
 * Walks the table of obligations: of each kind four are opened, and one is met in time, one late, one within an extension
 * where the law has one, and one never. The same on every ledger: whoever runs it says at what time each call is made.
 */
import assert from 'node:assert/strict';
import { digestOf } from '@catalog-chain/chaincode/domain/encoding/digest';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import type { DomainCode } from '@catalog-chain/chaincode/domain/errors';
import { CN_809 } from '@catalog-chain/chaincode/domain/law/cn-809';
import type { Obligation } from '@catalog-chain/chaincode/domain/law/obligation-records';
import { idOf, standingOf } from '@catalog-chain/chaincode/domain/law/obligations';
import { BUILT_IN_POLICY, rulesOf } from '@catalog-chain/chaincode/domain/members/policy';
import { TRANSACTIONS, type TransactionName } from '@catalog-chain/chaincode/domain/names';
import type { ObligationKind, Policy } from '@catalog-chain/chaincode/domain/records';
import type { Resource } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import {
  DAY_MS,
  formatDay,
  formatInstant,
  HOUR_MS,
  parseInstant,
} from '@catalog-chain/chaincode/domain/calendar/time';
import { sealOf } from '@catalog-chain/chaincode/domain/usage/seal';
import type { Leaf } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { Signatory } from '@catalog-chain/gateway/ledger/ledger';
import { unique } from '../contracts/ledger-harness.js';
import { content, sharing } from './sharing.js';
import { bytes32, deflate, leaf, linesOf, order, uuid7 } from './usage.js';

const T = TRANSACTIONS;
const DIGEST = 'ab'.repeat(32);
const officer = (mspId: string): Signatory => ({ mspId, user: 'officer' });
const PROVIDER = officer('ProviderMSP');
const CONSUMER = officer('ConsumerMSP');
const MANAGER = officer('ManagerMSP');

/** A ledger on which calls are made at a time. */
export interface TimedLedger {
  /** Commits, and gives what the contract returned. @throws as the ledger refuses */
  commit(by: Signatory, what: TimedCall, atMs: number): Promise<unknown>;
  refuses(code: DomainCode, by: Signatory, what: TimedCall, atMs: number): Promise<void>;
  read(by: Signatory, what: TimedCall): Promise<unknown>;
  /** Who decides disputes: a member with the role `government`. */
  readonly government: Signatory;
}

export interface TimedCall {
  readonly transaction: TransactionName;
  readonly args: readonly (string | Uint8Array)[];
  readonly transient?: Readonly<Record<string, Uint8Array>>;
  readonly endorsers?: readonly string[];
}

/** One kind's walk: a ledger, and the time that it has come to. */
class Course {
  /** Entries of this course alone, of each sharing type. */
  readonly open = unique('OPEN');
  readonly asked = unique('ASK');

  readonly began: number;

  constructor(
    readonly ledger: TimedLedger,
    public now: number,
  ) {
    this.began = now;
  }

  act<R>(by: Signatory, transaction: TransactionName, argument: string | object): Promise<R> {
    return this.ledger.commit(by, callOf(transaction, argument), this.now) as Promise<R>;
  }

  refuses(code: DomainCode, by: Signatory, transaction: TransactionName, argument: object): Promise<void> {
    return this.ledger.refuses(code, by, callOf(transaction, argument), this.now);
  }

  owed(id: string): Promise<Obligation> {
    return this.ledger.read(MANAGER, callOf(T.obligationRead, id)) as Promise<Obligation>;
  }

  at(days: number): string {
    return formatInstant(this.now + days * DAY_MS);
  }
}

const callOf = (transaction: TransactionName, argument: string | object): TimedCall => ({
  transaction,
  args: [typeof argument === 'string' ? argument : encode(argument)],
});

const MODES = { unconditional: ['copy', 'query', 'verify'], conditional: ['copy', 'query'] } as const;

/** Drafts and submits an entry. @returns its id */
async function submitted(on: Course, code: string, type: keyof typeof MODES): Promise<string> {
  const about = content({ ...sharing(type), modes: MODES[type] });
  await on.act(PROVIDER, T.resourceDraft, { code, content: about });
  await on.act(PROVIDER, T.resourceSubmit, `ProviderMSP:${code}`);
  return `ProviderMSP:${code}`;
}

async function published(on: Course, code: string, type: keyof typeof MODES): Promise<void> {
  const id = await submitted(on, code, type);
  const about = content({ ...sharing(type), modes: MODES[type] });
  await on.act(MANAGER, T.resourceReview, { id, approved: true, digest: digestOf(about) });
}

const requestOf = (on: Course, id: string, code: string, change: object = {}): object => ({
  id,
  resource: `ProviderMSP:${code}`,
  purpose: { code: 'pension-audit', text: 'Check that pensions go to the living' },
  legalBasis: 'Social Insurance Law, article 77',
  scenario: 'Yearly review of pensions',
  posts: { agreed: 'Head of the data office', entered: 'Clerk' },
  mode: 'query',
  items: ['birth'],
  systems: ['ConsumerMSP:SYS'],
  period: { from: on.at(0), to: on.at(900) },
  standing: true,
  ...change,
});

/** A grant on the spot. @returns its id */
async function granted(on: Course, id: string, change: object = {}): Promise<string> {
  await on.act(CONSUMER, T.requestSubmit, requestOf(on, id, on.open, change));
  return id;
}

const asks = (on: Course, id: string): Promise<unknown> =>
  on.act(CONSUMER, T.requestSubmit, requestOf(on, id, on.asked));

async function approved(on: Course, id: string): Promise<void> {
  await asks(on, id);
  const deposit = {
    ...callOf(T.keyDeposit, id),
    transient: { recordKey: new Uint8Array(32).fill(7) },
    endorsers: ['ProviderMSP', 'ConsumerMSP'],
  };
  await on.ledger.commit(PROVIDER, deposit, on.now);
  await on.act(PROVIDER, T.requestDecide, { id, approved: true });
}

const reason = 'for a test';
const no = (id: string): object => ({ id, approved: false, reason });
const said = (id: string): object => ({ id, text: 'This is what we say' });

/** A refused request in dispute, answered and put to the authority. */
async function referred(on: Course, id: string): Promise<string> {
  await asks(on, id);
  await on.act(PROVIDER, T.requestDecide, no(id));
  const opening = { id, kind: 'refusal', subject: { kind: 'request', request: id }, statement: 'No reason' };
  await on.act(CONSUMER, T.disputeOpen, opening);
  await on.act(PROVIDER, T.disputeAnswer, said(id));
  await on.act(CONSUMER, T.disputeRefer, said(id));
  return id;
}

interface Walk {
  /** Needs entries of these sharing types. */
  readonly entries?: readonly (keyof typeof MODES)[];
  /** Before the first is opened. */
  readonly begin?: (on: Course) => Promise<unknown>;
  /** @returns the subject of what is owed */
  readonly open: (on: Course, id: string) => Promise<string>;
  /** Until when, where it is not so many working days after now. */
  readonly ownTime?: true;
  /** From when it can be met; absent: at once. */
  readonly from?: (on: Course) => number;
  readonly owes: Signatory | 'government';
  readonly meet: (on: Course, id: string) => Promise<unknown>;
  /** Whose word is waited for once it is declared, and what it is; absent: nobody's. */
  readonly word?: {
    /** Absent where the law knows no second try: what is found wanting is over. */
    readonly contest?: (on: Course, id: string) => Promise<unknown>;
    /** Absent where only a doubt is said. */
    readonly confirm?: (on: Course, id: string) => Promise<unknown>;
  };
  /** What makes it fall away undone; absent: nothing does. */
  readonly end?: (on: Course, id: string) => Promise<unknown>;
}

const yearOf = (ms: number): number => new Date(ms + 480 * 60_000).getUTCFullYear();
const gives = (on: Course, id: string): Promise<unknown> => on.act(PROVIDER, T.grantDeliver, id);
/** What the other side says of data that was declared as delivered. */
const onDelivery = {
  contest: (on: Course, id: string) => on.act(CONSUMER, T.grantContestDelivery, { id, reason }),
  confirm: (on: Course, id: string) => on.act(CONSUMER, T.grantConfirmDelivery, id),
};
const givesUp = (on: Course, id: string): Promise<unknown> => on.act(CONSUMER, T.grantRevoke, { id, reason });

const SEALED_DAYS = 30;
const SALT = bytes32(1, 'salt');
const localMonth = (ms: number): string => new Date(ms + 480 * 60_000).toISOString().slice(0, 7);

/** The use that is sealed under a name: the same whenever it is asked for. Its grant need not exist. */
const useOf = (on: Course, id: string): Leaf =>
  leaf(1, { id: uuid7(0, id), grant: on.open, at: formatInstant(on.began) });

/** How each kind is opened, met and missed: a kind of the table that is not here does not compile. */
const WALKS = {
  'answer-request': {
    entries: ['conditional'],
    open: async (on, id) => {
      await asks(on, id);
      return id;
    },
    owes: PROVIDER,
    meet: (on, id) => on.act(PROVIDER, T.requestDecide, no(id)),
    end: (on, id) => on.act(CONSUMER, T.requestWithdraw, id),
  },
  'confirm-request': {
    entries: ['conditional'],
    open: async (on, id) => {
      await approved(on, id);
      return id;
    },
    owes: MANAGER,
    meet: (on, id) => on.act(MANAGER, T.requestConfirm, no(id)),
    end: (on, id) => on.act(CONSUMER, T.requestWithdraw, id),
  },
  'deliver-data': {
    entries: ['unconditional'],
    open: granted,
    owes: PROVIDER,
    meet: gives,
    word: onDelivery,
    end: givesUp,
  },
  'review-catalogue': {
    open: async (on, id) => `${await submitted(on, id, 'unconditional')}~1~1`,
    owes: MANAGER,
    meet: async (on, id) => {
      const { pending } = await (on.ledger.read(
        MANAGER,
        callOf(T.resourceRead, `ProviderMSP:${id}`),
      ) as Promise<Resource>);
      const answer = { id: `ProviderMSP:${id}`, approved: false, digest: pending?.digest, reasons: reason };
      return on.act(MANAGER, T.resourceReview, answer);
    },
    end: (on, id) => on.act(PROVIDER, T.resourceRetire, { id: `ProviderMSP:${id}`, reason }),
  },
  'correct-data': {
    entries: ['unconditional'],
    open: async (on, id) => {
      const grant = await granted(on, id);
      const report = { id, grant, subject: { kind: 'resource' }, statement: 'Out of date' };
      await on.act(CONSUMER, T.correctionOpen, report);
      return `${id}~1`;
    },
    owes: PROVIDER,
    meet: (on, id) => on.act(PROVIDER, T.correctionAnswer, { id, outcome: 'not-wrong', text: 'It is right' }),
    end: (on, id) => on.act(CONSUMER, T.correctionWithdraw, id),
  },
  'answer-variation': {
    entries: ['unconditional'],
    open: async (on, id) => {
      const grant = await granted(on, id);
      await on.act(CONSUMER, T.variationAsk, { id, grant, adds: { items: ['name'] }, reason });
      return id;
    },
    owes: PROVIDER,
    meet: (on, id) => on.act(PROVIDER, T.variationAnswer, no(id)),
    end: (on, id) => on.act(CONSUMER, T.variationWithdraw, id),
  },
  'rectify-use': {
    entries: ['unconditional'],
    open: async (on, id) => {
      await granted(on, id);
      await on.act(PROVIDER, T.grantSuspend, { id, reason, rectifyWithin: 10 });
      return `${id}~1`;
    },
    owes: CONSUMER,
    meet: (on, id) => on.act(CONSUMER, T.grantRectify, said(id)),
    word: {
      contest: (on, id) => on.act(PROVIDER, T.grantContestRectification, { id, reason }),
      confirm: (on, id) => on.act(PROVIDER, T.grantResume, { id, reason }),
    },
    end: (on, id) => on.act(PROVIDER, T.grantRevoke, { id, reason }),
  },
  'file-service-change': {
    entries: ['unconditional'],
    open: async (on, id) => {
      const grant = await granted(on, id);
      const notice = { id, grant, action: 'end', reason, effectiveAt: on.at(10) };
      await on.act(PROVIDER, T.serviceAnnounce, notice);
      await on.act(CONSUMER, T.serviceConsult, { id, agreed: true });
      return `${id}~${id}`;
    },
    ownTime: true,
    owes: PROVIDER,
    meet: (on, id) => on.act(PROVIDER, T.serviceFile, { id, document: DIGEST }),
    end: (on, id) => on.act(PROVIDER, T.serviceTakeEffect, id),
  },
  'dispose-data': {
    entries: ['unconditional'],
    open: async (on, id) => {
      await granted(on, id, { mode: 'copy' });
      await givesUp(on, id);
      return id;
    },
    owes: CONSUMER,
    meet: (on, id) =>
      on.act(CONSUMER, T.disposalDeclare, {
        grant: id,
        method: 'destroy',
        digest: DIGEST,
        on: formatDay(Math.floor(on.now / DAY_MS)),
      }),
    word: {
      contest: (on, id) => on.act(PROVIDER, T.disposalContest, { grant: id, reason }),
      confirm: (on, id) => on.act(PROVIDER, T.disposalConfirm, id),
    },
  },
  'report-use': {
    entries: ['unconditional'],
    open: async (on, id) => `${await granted(on, id)}~${yearOf(on.now)}`,
    ownTime: true,
    from: (on) => Date.UTC(yearOf(on.now) + 1, 0, 2),
    owes: CONSUMER,
    meet: (on, id) =>
      on.act(CONSUMER, T.reportSubmit, {
        grant: id,
        // Whichever year is over.
        year: String(yearOf(on.now) - 1),
        scenario: 'Yearly review',
        course: 'Looked up one by one',
        effect: { text: 'Fewer visits', figures: [] },
        storage: { place: 'City platform', copies: 0 },
      }),
  },
  'return-data': {
    entries: ['unconditional'],
    open: async (on, id) => {
      const { purpose, legalBasis, mode, items, systems, period } = requestOf(on, id, on.open) as Record<
        string,
        object
      >;
      const terms = { purpose, legalBasis, mode, items, systems, period, standing: false };
      await on.act(PROVIDER, T.grantReturn, {
        id,
        resource: `ProviderMSP:${on.open}`,
        to: 'ConsumerMSP',
        ...terms,
      });
      return id;
    },
    owes: PROVIDER,
    meet: gives,
    word: onDelivery,
    end: givesUp,
  },
  'comply-order': {
    open: async (on, id) => {
      const order = { id, organisation: 'ProviderMSP', items: ['39-4'], text: 'Answer in time', within: 20 };
      await on.act(MANAGER, T.orderIssue, order);
      return id;
    },
    owes: PROVIDER,
    meet: (on, id) => on.act(PROVIDER, T.orderReport, said(id)),
    word: {
      confirm: (on, id) => on.act(MANAGER, T.orderConclude, { id, complied: true, text: 'It was' }),
    },
    end: (on, id) => on.act(MANAGER, T.orderConclude, { id, complied: false, text: 'It was not' }),
  },
  'close-incident': {
    open: async (on, id) => {
      const incident = { id, kind: 'leak', noticedAt: on.at(0), text: 'A list was seen', digest: DIGEST };
      await on.act(PROVIDER, T.incidentReport, incident);
      return id;
    },
    owes: PROVIDER,
    meet: (on, id) => on.act(PROVIDER, T.incidentClose, { id, text: 'Mended', digest: DIGEST }),
  },
  'answer-complaint': {
    open: async (on, id) => {
      const receivedOn = formatDay(Math.floor(on.now / DAY_MS));
      await on.act(PROVIDER, T.complaintReceive, { id, kind: 'other', digest: DIGEST, receivedOn });
      return id;
    },
    owes: PROVIDER,
    meet: (on, id) => on.act(PROVIDER, T.complaintAnswer, { id, outcome: 'rejected', digest: DIGEST }),
  },
  'update-catalogue': {
    open: async (on, id) => {
      const change = { id, duty: 'ProviderMSP:DUTY', kind: 'law-changed', text: 'A new section' };
      await on.act(PROVIDER, T.changeDeclare, change);
      return id;
    },
    owes: PROVIDER,
    meet: (on, id) => on.act(PROVIDER, T.changeRecordUpdate, { id, text: 'No entry hangs on it' }),
    word: { contest: (on, id) => on.act(MANAGER, T.changeContestUpdate, { id, reason }) },
  },
  'supply-source': {
    entries: ['unconditional'],
    begin: (on) =>
      on.act(MANAGER, T.sourceDesignate, {
        id: on.open,
        names: { en: 'Births' },
        agency: 'ProviderMSP',
        collectors: ['ConsumerMSP'],
        items: [{ resource: `ProviderMSP:${on.open}` }],
        basis: 'Article 19',
      }),
    open: async (on, id) => {
      const ask = { id, source: on.open, collector: 'ConsumerMSP', text: 'Births of May' };
      await on.act(PROVIDER, T.sourceAskUpdate, ask);
      return id;
    },
    owes: CONSUMER,
    meet: (on, id) => on.act(CONSUMER, T.sourceDeclareUpdate, said(id)),
    word: {
      contest: (on, id) => on.act(PROVIDER, T.sourceContestUpdate, { id, reason }),
      confirm: (on, id) => on.act(PROVIDER, T.sourceConfirmUpdate, id),
    },
  },
  'list-demanded': {
    open: async (on, id) => {
      const purpose = { code: 'housing', text: 'Housing benefits' };
      const demand = {
        id,
        provider: 'ProviderMSP',
        names: { en: 'Marriages' },
        purpose,
        legalBasis: 'Act, 9',
      };
      await on.act(CONSUMER, T.demandState, demand);
      return id;
    },
    owes: PROVIDER,
    meet: (on, id) => on.act(PROVIDER, T.demandRefuse, { id, ground: 'not-held', reason }),
    end: (on, id) => on.act(CONSUMER, T.demandWithdraw, id),
  },
  'coordinate-dispute': {
    entries: ['conditional'],
    open: referred,
    owes: MANAGER,
    meet: (on, id) => on.act(MANAGER, T.disputeCoordinate, { id, text: 'Share by night' }),
    end: (on, id) => on.act(CONSUMER, T.disputeWithdraw, said(id)),
  },
  'decide-dispute': {
    entries: ['conditional'],
    open: async (on, id) => {
      await referred(on, id);
      await on.act(MANAGER, T.disputeCoordinate, { id, text: 'Share by night' });
      await on.act(CONSUMER, T.disputeEscalate, said(id));
      return id;
    },
    owes: 'government',
    meet: (on, id) =>
      on.act(on.ledger.government, T.disputeDecide, {
        id,
        findings: ['no-breach'],
        remedy: { action: 'none' },
        reasons: 'Nothing was found',
      }),
    end: (on, id) => on.act(CONSUMER, T.disputeWithdraw, said(id)),
  },
  'disclose-sealed': {
    ownTime: true,
    open: async (on, id) => {
      const use = useOf(on, id);
      const { side } = use;
      const seal = { id: use.id, side, period: localMonth(on.now), ...sealOf(use, SALT) };
      await on.act(CONSUMER, T.sealCommit, { seals: [seal], discloseBy: on.at(SEALED_DAYS) });
      return `ConsumerMSP:${use.id}`;
    },
    owes: CONSUMER,
    meet: async (on, id) => {
      const journal = unique('J-');
      await on.act(CONSUMER, T.journalOpen, { journal });
      const disclosing = {
        transaction: T.usageSubmit,
        args: [encode(order(journal)), deflate(linesOf([{ ...useOf(on, id), salt: SALT }]))],
      };
      await on.ledger.commit(CONSUMER, disclosing, on.now);
    },
  },
} as const satisfies Record<ObligationKind, Walk>;

export const WALKED_KINDS = Object.keys(WALKS) as ObligationKind[];

/** Members, duties and systems that the walk needs, and the law in force. What is there stays. */
export async function foundWalk(
  ledger: TimedLedger,
  atMs: number,
  endorsers?: readonly string[],
): Promise<void> {
  const commit = (by: Signatory, transaction: TransactionName, argument: object): Promise<unknown> =>
    ledger.commit(by, callOf(transaction, argument), atMs);
  const unlessThere = (work: Promise<unknown>): Promise<unknown> =>
    work.catch((error: unknown) => {
      if ((error as { readonly code?: unknown }).code !== 'ALREADY_EXISTS') throw error;
    });
  const admin = { mspId: 'ManagerMSP', user: 'admin' };
  const member = async (mspId: string, roles: readonly string[], region: string): Promise<void> => {
    const input = { mspId, names: { en: mspId }, roles, region };
    await unlessThere(commit(admin, T.organisationRegister, { ...input, code: `TEST:${mspId}` }));
    await commit(admin, T.organisationUpdate, input);
  };
  const same = ledger.government.mspId === 'ManagerMSP';
  await member('ManagerMSP', same ? ['government', 'manager'] : ['manager'], '310000');
  await member('ProviderMSP', ['provider'], '310000');
  await member('ConsumerMSP', ['consumer', 'provider'], '310115');
  if (!same) await member(ledger.government.mspId, ['government'], '310000');
  for (const [owner, code] of [
    ['ProviderMSP', 'REGISTER'],
    ['ConsumerMSP', 'SYS'],
  ] as const) {
    const duty = { code: 'DUTY', names: { en: 'Duty' }, legalBasis: 'Law 1' };
    await unlessThere(commit(officer(owner), T.dutyRegister, duty));
    const system = { code, names: { en: 'System' }, duties: [`${owner}:DUTY`] };
    await unlessThere(commit(officer(owner), T.systemRegister, system));
  }
  const sealing = { organisations: ['ConsumerMSP'], days: SEALED_DAYS };
  const policy = { ...rulesOf(BUILT_IN_POLICY), sealing, ...(endorsers && { endorsers }) };
  await commit(admin, T.policySet, policy);
}

/** Four of one kind that are owed, and what becomes of each. */
class Four {
  private readonly keys = new Map<string, string>();
  readonly inTime = unique('INTIME');
  readonly late = unique('LATE');
  readonly longer = unique('LONGER');
  readonly never = unique('NEVER');

  constructor(
    private readonly on: Course,
    private readonly kind: ObligationKind,
    private readonly walk: Walk,
  ) {}

  async open(): Promise<Obligation> {
    const { on, kind, walk } = this;
    for (const id of [this.inTime, this.late, this.longer, this.never])
      this.keys.set(id, idOf(kind, await walk.open(on, id)));
    const opened = await this.owed(this.late);
    assert.deepEqual(
      [opened.state, opened.kind, opened.article],
      ['open', kind, CN_809.rules[kind]?.article],
    );
    return opened;
  }

  owed(id: string): Promise<Obligation> {
    return this.on.owed(this.keys.get(id) ?? '');
  }

  async meet(id: string, late: boolean): Promise<void> {
    await this.walk.meet(this.on, id);
    const { state, met } = await this.owed(id);
    assert.deepEqual([state, met?.late], ['met', late], `${this.kind}: late is ${late}`);
  }

  /** More time, once and no more than the law allows; none where it allows none. */
  async ask(days: number | undefined): Promise<void> {
    const { on, walk } = this;
    const owes = walk.owes === 'government' ? on.ledger.government : walk.owes;
    const asking = {
      id: this.keys.get(this.longer) ?? '',
      days: days ?? 1,
      reason: 'Three registers to ask',
    };
    const tooLong = { ...asking, days: (days ?? 0) + 1 };
    await on.refuses('CONDITION_NOT_MET', owes, T.obligationAskExtension, tooLong);
    if (days === undefined) return;
    await on.act(owes, T.obligationAskExtension, asking);
    await on.act(MANAGER, T.obligationAnswerExtension, { id: asking.id, approved: true });
    await on.refuses('INVALID_STATE', owes, T.obligationAskExtension, asking);
  }

  /** Whoever has to say something to it says it after it was due: that makes nobody late who was not, and nobody timely who was late. */
  async hearLate(opened: Obligation): Promise<void> {
    const { on, walk, kind } = this;
    const { contest, confirm } = walk.word ?? {};
    if (contest) {
      await contest(on, this.inTime);
      const { state, dueAt } = await this.owed(this.inTime);
      const days = await this.workingDays(opened.startedAt, opened.dueAt);
      assert.deepEqual([state, await this.workingDays(formatInstant(on.now), dueAt)], ['open', days], kind);
      await this.meet(this.inTime, false);
      await contest(on, this.late);
      assert.equal(standingOf(await this.owed(this.late), on.now), 'overdue', kind);
      await this.meet(this.late, true);
    }
    on.now += 5 * DAY_MS;
    await confirm?.(on, this.inTime);
    const { met } = await this.owed(this.inTime);
    const basis = confirm ? 'confirmed' : met?.basis;
    assert.deepEqual([met?.late, met?.basis], [false, basis], kind);
  }

  private async workingDays(from: string, to: string): Promise<number> {
    const policy = (await this.on.ledger.read(MANAGER, callOf(T.policyRead, 'current'))) as Policy;
    return workingDaysBetween(parseInstant(from), parseInstant(to), policy);
  }

  /** Never done: overdue, and missed once nothing can be done any more. */
  async miss(): Promise<void> {
    const { on, walk, never, kind } = this;
    assert.equal(standingOf(await this.owed(never), on.now), 'overdue', kind);
    if (!walk.end) return;
    await walk.end(on, never);
    assert.equal((await this.owed(never)).state, 'missed', kind);
  }
}

async function begun(on: Course, walk: Walk): Promise<void> {
  for (const type of walk.entries ?? [])
    await published(on, type === 'conditional' ? on.asked : on.open, type);
  await walk.begin?.(on);
}

/** @param startMs when the first is opened. Asserts each way in which what is owed can go. */
export async function walkKind(kind: ObligationKind, ledger: TimedLedger, startMs: number): Promise<void> {
  const on = new Course(ledger, startMs);
  const walk: Walk = WALKS[kind];
  const { extensionDays } = CN_809.rules[kind] ?? {};
  await begun(on, walk);
  const four = new Four(on, kind, walk);
  const opened = await four.open();
  if (walk.ownTime === undefined) await ensureDays(ledger, kind, opened, startMs);

  on.now = walk.from?.(on) ?? on.now + HOUR_MS;
  assert.equal(standingOf(opened, on.now), 'open', kind);
  await four.meet(four.inTime, false);
  await four.ask(extensionDays);

  on.now = parseInstant(opened.dueAt) + 1;
  await four.meet(four.late, true);
  if (extensionDays !== undefined) await four.meet(four.longer, false);
  await four.miss();
  await four.hearLate(opened);
}

/** Due on as many working days later as the table says, by the policy in force. */
async function ensureDays(
  ledger: TimedLedger,
  kind: ObligationKind,
  { dueAt: due }: Obligation,
  startMs: number,
): Promise<void> {
  const policy = (await ledger.read(MANAGER, callOf(T.policyRead, 'current'))) as Policy;
  const wanted = CN_809.rules[kind]?.days ?? 0;
  assert.ok(wanted !== 'named', `${kind} says itself until when`);
  const days = typeof wanted === 'number' ? wanted : policy.deadlines[wanted];
  const elapsed = workingDaysBetween(startMs, parseInstant(due), policy);
  const fixed = kind === 'rectify-use' ? 10 : days;
  assert.equal(elapsed, fixed, `${kind} is due on working day ${fixed}`);
}

/** Counted one by one, and not by the function under test. */
function workingDaysBetween(fromMs: number, toMs: number, { calendar }: Policy): number {
  const local = (ms: number): number => Math.floor((ms + calendar.utcOffsetMinutes * 60_000) / DAY_MS);
  let count = 0;
  for (let day = local(fromMs) + 1; day <= local(toMs); day += 1) {
    const name = formatDay(day);
    const isWeekend = [0, 6].includes(new Date(day * DAY_MS).getUTCDay());
    const works = isWeekend ? calendar.workdays.includes(name) : !calendar.holidays.includes(name);
    count += works ? 1 : 0;
  }
  return count;
}
