// SPDX-License-Identifier: Apache-2.0
import type { Obligation } from '@catalog-chain/chaincode/domain/law/obligation-records';
import {
  standingOf,
  type ExtensionAnswer,
  type ObligationStanding,
} from '@catalog-chain/chaincode/domain/law/obligations';
import { profileNamed } from '@catalog-chain/chaincode/domain/law/profile';
import type { Words } from '@catalog-chain/chaincode/domain/law/rule';
import { TRANSACTIONS, type TransactionName } from '@catalog-chain/chaincode/domain/names';
import { formatInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import type { Attempt } from '../../attempts/attempt.js';
import type { ObligationFilter, ObligationReader } from '../../index/model/obligations.js';
import type { Page, PageOptions } from '../../index/model/pages.js';
import type { ChainRef } from '../../index/model/records.js';
import type { AuditReads, Reason } from '../audit-reads.js';
import type { Principal } from '../principal.js';
import { pageOf, viewOf, type Records } from '../records.js';
import type { Viewers } from '../viewers.js';

/** An obligation, what it is called and how it stands now. */
export type ObligationView = Obligation & {
  readonly written: ChainRef;
  readonly title: Words;
  readonly standing: ObligationStanding;
  /** Article and item of what follows where it is not met. */
  readonly liability?: string;
};

/** `owedBy`: MSP id; what any manager owes is counted to each of them. */
export type ObligationQuestion = Omit<ObligationFilter, 'owedBy' | 'party'> & { readonly owedBy?: string };

const subjectOf = (ids: readonly string[]) => ({ kind: 'obligation', ids }) as const;

/** What is owed: seen by who owes it, by who is owed it, and by those that oversee. */
export class Obligations {
  constructor(
    private readonly records: Records,
    private readonly index: ObligationReader,
    private readonly viewers: Viewers,
    private readonly audits: AuditReads,
    private readonly now: () => number,
  ) {}

  /** @throws DomainError `NOT_FOUND`, also for what the viewer is no party to */
  async get(principal: Principal, id: string, reason: Reason): Promise<ObligationView> {
    const found = await this.audits.lookFor(principal, reason, () => this.records.get('obligation', id));
    const isParty = [found.owedBy, found.owedTo].includes(principal.organisation);
    await this.audits.ensureSees(principal, isParty, subjectOf([id]), reason);
    return this.shown(found);
  }

  /** In the order in which they are due. */
  async list(
    principal: Principal,
    { owedBy, ...rest }: ObligationQuestion,
    page: PageOptions,
    reason: Reason,
  ): Promise<Page<ObligationView>> {
    const own = await this.audits.scope(principal, subjectOf([]), reason, page.cursor);
    const filter: ObligationFilter = {
      ...rest,
      ...(owedBy !== undefined && { owedBy: await this.viewers.standsFor(owedBy) }),
      ...(own !== undefined && { party: { owes: await this.viewers.standsFor(own), owed: own } }),
    };
    const found = await this.index.obligations(filter, formatInstant(this.now()), page);
    return pageOf(found, (record) => this.shown(viewOf(record)));
  }

  /** What the organisation itself owes and has not done, for its calendar: the next so many. */
  async calendar({ organisation }: Principal): Promise<readonly ObligationView[]> {
    const owedBy = await this.viewers.standsFor(organisation);
    const now = formatInstant(this.now());
    const lists = await Promise.all(
      (['overdue', 'open', 'paused'] as const).map((standing) =>
        this.index.obligations({ owedBy, standing }, now, { limit: CALENDAR_LIMIT }),
      ),
    );
    return lists.flatMap(({ items }) => items.map((record) => this.shown(viewOf(record))));
  }

  async askExtension(
    principal: Principal,
    id: string,
    asked: { readonly days: number; readonly reason: string },
    attempt: Attempt,
  ): Promise<ObligationView> {
    return this.act(principal, TRANSACTIONS.obligationAskExtension, { id, ...asked }, attempt);
  }

  async answerExtension(
    principal: Principal,
    id: string,
    answer: Pick<ExtensionAnswer, 'approved' | 'reason'>,
    attempt: Attempt,
  ): Promise<ObligationView> {
    return this.act(principal, TRANSACTIONS.obligationAnswerExtension, { id, ...answer }, attempt);
  }

  /** One call that leaves an obligation: of delivery too. */
  async act(
    principal: Principal,
    transaction: TransactionName,
    argument: string | object,
    attempt: Attempt,
  ): Promise<ObligationView> {
    return this.shown(
      await this.records.act<'obligation'>(principal, { transaction, args: [argument] }, attempt),
    );
  }

  private shown(owed: Obligation & { readonly written: ChainRef }): ObligationView {
    const rule = profileNamed(owed.profile).rules[owed.kind];
    return {
      ...owed,
      title: rule?.title ?? { zh: owed.kind, en: owed.kind },
      standing: standingOf(owed, this.now()),
      ...(rule?.liability !== undefined && { liability: rule.liability }),
    };
  }
}

const CALENDAR_LIMIT = 1_000;
