// SPDX-License-Identifier: Apache-2.0
import type {
  AnswerInput,
  CloseInput,
  OpenInput,
  ProposalInput,
  RulingInput,
  StatementInput,
} from '@catalog-chain/chaincode/domain/dispute/dispute-input';
import type { Dispute } from '@catalog-chain/chaincode/domain/dispute/dispute-records';
import { conflictsOf, type Conflict } from '@catalog-chain/chaincode/domain/dispute/dispute-conflicts';
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import { TRANSACTIONS, type TransactionName } from '@catalog-chain/chaincode/domain/names';
import { pagesOf } from '../../support/pages.js';
import type { Page, PageOptions } from '../../index/model/pages.js';
import type { RecordFilter } from '../../index/model/records.js';
import type { Attempt } from '../../attempts/attempt.js';
import type { AuditReads, Reason } from '../audit-reads.js';
import type { NamedEvent, ProvenEvents } from './proven-events.js';
import { freshId } from '../fresh-id.js';
import type { Principal } from '../principal.js';
import type { Records, View } from '../records.js';
import { sorted } from '../../support/sorted.js';
import { partyFilter, type Viewers } from '../viewers.js';

type Named<T> = Omit<T, 'id'>;
type SubjectInput = OpenInput['subject'];

/** As the domain has it, but for the id and for an event, whose proof is made here. */
export type DisputeOpening = Omit<OpenInput, 'id' | 'subject'> & {
  /** Absent: one is made here. */
  readonly id?: string;
  readonly subject: Exclude<SubjectInput, { kind: 'event' }> | NamedEvent;
};

/** What each action asks of the contract. */
export interface DisputeActions {
  readonly answer: Named<AnswerInput>;
  readonly assign: { readonly arbitrator?: string };
  readonly refer: Named<StatementInput>;
  readonly coordinate: Named<ProposalInput>;
  readonly escalate: Named<StatementInput>;
  readonly decide: Named<RulingInput>;
  readonly rule: Named<RulingInput>;
  readonly recuse: Named<StatementInput>;
  readonly appeal: Named<StatementInput>;
  readonly accept: Named<StatementInput>;
  readonly lapse: Named<StatementInput>;
  readonly remedy: Named<AnswerInput>;
  readonly close: Named<CloseInput>;
  readonly withdraw: Named<StatementInput>;
}
/** A dispute as it is read: with what may keep who is to decide it from deciding, while somebody is. */
export type DisputeShown = View<'dispute'> & { readonly conflicts?: readonly Conflict[] };
export type DisputeVerb = keyof DisputeActions;

const ACTIONS = {
  answer: TRANSACTIONS.disputeAnswer,
  assign: TRANSACTIONS.disputeAssign,
  refer: TRANSACTIONS.disputeRefer,
  coordinate: TRANSACTIONS.disputeCoordinate,
  escalate: TRANSACTIONS.disputeEscalate,
  decide: TRANSACTIONS.disputeDecide,
  rule: TRANSACTIONS.disputeRule,
  recuse: TRANSACTIONS.disputeRecuse,
  appeal: TRANSACTIONS.disputeAppeal,
  accept: TRANSACTIONS.disputeAccept,
  lapse: TRANSACTIONS.disputeLapse,
  remedy: TRANSACTIONS.disputeRemedy,
  close: TRANSACTIONS.disputeClose,
  withdraw: TRANSACTIONS.disputeWithdraw,
} as const satisfies Record<DisputeVerb, TransactionName>;

/** Disputes, from opening to closing. Seen by their parties, who decides them, and those that oversee. */
export class Disputes {
  constructor(
    private readonly records: Records,
    private readonly viewers: Viewers,
    private readonly audits: AuditReads,
    private readonly events: ProvenEvents,
  ) {}

  /** @throws DomainError `NOT_FOUND`, also for an event that the opener may not see */
  async open(principal: Principal, opening: DisputeOpening, attempt: Attempt): Promise<View<'dispute'>> {
    const { subject, evidence } = opening;
    const isEvent = subject.kind === 'event' || subject.kind === 'exchange';
    const input: OpenInput = {
      ...opening,
      id: opening.id ?? freshId(),
      subject: isEvent ? await this.events.prove(principal, subject) : subject,
      ...(evidence && { evidence: sorted(evidence) }),
    };
    return this.records.act(principal, { transaction: TRANSACTIONS.disputeOpen, args: [input] }, attempt);
  }

  act<V extends DisputeVerb>(
    principal: Principal,
    verb: V,
    id: string,
    content: DisputeActions[V],
    attempt: Attempt,
  ): Promise<View<'dispute'>> {
    const action = { transaction: ACTIONS[verb], args: [{ id, ...inOrder(content) }] };
    return this.records.act(principal, action, attempt);
  }

  /**
   * Who is no party and does not decide it sees it as one that oversees, on record.
   * @throws DomainError `NOT_FOUND`, also for what the viewer may not see; Refusal `PURPOSE_REQUIRED`
   */
  async get(principal: Principal, id: string, reason: Reason): Promise<DisputeShown> {
    const dispute = await this.audits.lookFor(principal, reason, () => this.records.get('dispute', id));
    if (concerns(dispute, principal.organisation))
      return this.oneWithConflicts(dispute, principal.organisation);
    const viewer = await this.viewers.narrowedTo(principal);
    if (viewer !== undefined) throw new DomainError('NOT_FOUND', 'There is no such dispute.');
    await this.audits.note(principal, { kind: 'dispute', ids: [id] }, reason, undefined);
    return this.oneWithConflicts(dispute, viewer);
  }

  /** Of an auditor or arbitrator that states no purpose, those of its own organisation; with one all, on record. */
  async list(
    principal: Principal,
    filter: RecordFilter,
    page: PageOptions,
    reason: Reason,
  ): Promise<Page<DisputeShown>> {
    const onRecord = await this.viewers.readsOnRecord(principal);
    const own = onRecord && reason.purpose === undefined;
    if (onRecord && !own)
      await this.audits.note(principal, { kind: 'dispute', ids: [] }, reason, page.cursor);
    const viewer = own ? principal.organisation : await this.viewers.narrowedTo(principal);
    const found = await this.records.list('dispute', { ...filter, ...partyFilter(viewer) }, page);
    return { ...found, items: await this.withConflicts(found.items, { viewer, asOf: found.asOf }) };
  }

  private async oneWithConflicts(
    dispute: View<'dispute'>,
    viewer: string | undefined,
  ): Promise<DisputeShown> {
    const [shown = dispute] = await this.withConflicts([dispute], { viewer });
    return shown;
  }

  /**
   * That who decides has ruled on the grant before is told to whoever looks; in which dispute, to whom that one is shown.
   * However many disputes there are, members are read once, and a grant's rulings once for each who decides.
   */
  private async withConflicts(
    disputes: readonly View<'dispute'>[],
    { viewer, asOf }: { readonly viewer: string | undefined; readonly asOf?: number },
  ): Promise<DisputeShown[]> {
    if (!disputes.some(isAssigned)) return [...disputes];
    const members = await this.every('organisation', {}, asOf);
    const decided = await this.decidedLike(disputes.filter(isAssigned), asOf);
    return disputes.map((dispute) => {
      const others = decided.get(matterOf(dispute)) ?? [];
      return withoutHidden(dispute, conflictsOf(dispute, { members, others }), others, viewer);
    });
  }

  /** Of each grant and who decides about it: all disputes that it decides or decided about that grant. */
  private async decidedLike(
    disputes: readonly View<'dispute'>[],
    asOf: number | undefined,
  ): Promise<ReadonlyMap<string, readonly View<'dispute'>[]>> {
    const found = new Map<string, readonly View<'dispute'>[]>();
    for (const dispute of disputes) {
      const { grant } = dispute;
      const arbitrator = arbitratorOf(dispute);
      const matter = matterOf(dispute);
      if (grant !== undefined && arbitrator !== undefined && !found.has(matter))
        found.set(matter, await this.every('dispute', { grant, arbitrator }, asOf));
    }
    return found;
  }

  private async every<T extends 'organisation' | 'dispute'>(
    type: T,
    filter: RecordFilter,
    asOf: number | undefined,
  ): Promise<View<T>[]> {
    const all: View<T>[] = [];
    const at = asOf === undefined ? {} : { asOf };
    for await (const { items } of pagesOf((on) =>
      this.records.list(type, filter, { limit: 1000, ...at, ...on }),
    ))
      all.push(...items);
    return all;
  }
}

const arbitratorOf = ({ arbitrators }: Dispute): string | undefined => arbitrators.at(-1)?.organisation;

/** A grant and who decides about it. */
const matterOf = (dispute: Dispute): string => `${dispute.grant ?? ''} ${arbitratorOf(dispute) ?? ''}`;

const isAssigned = ({ state }: Dispute): boolean => state === 'assigned';

/** The id of another dispute is left out for whom that one does not concern. */
function withoutHidden(
  dispute: View<'dispute'>,
  found: readonly Conflict[],
  others: readonly Dispute[],
  viewer: string | undefined,
): DisputeShown {
  const hidden = new Set(
    others.filter((one) => viewer !== undefined && !concerns(one, viewer)).map(({ id }) => id),
  );
  const conflicts = found.map(({ dispute: other, ...conflict }) => ({
    ...conflict,
    ...(other !== undefined && !hidden.has(other) && { dispute: other }),
  }));
  return conflicts.length === 0 ? dispute : { ...dispute, conflicts };
}

const concerns = ({ parties, coordination, arbitrators }: Dispute, organisation: string): boolean =>
  parties.includes(organisation) ||
  coordination?.organisation === organisation ||
  arbitrators.some((one) => one.organisation === organisation);

/** Sets may come in any order; the chain has one. */
function inOrder<T extends DisputeActions[DisputeVerb]>(content: T): T {
  const sets = ['evidence', 'findings'].flatMap((name) => {
    const list = (content as Readonly<Record<string, unknown>>)[name];
    return Array.isArray(list) ? [[name, sorted(list as string[])]] : [];
  });
  return { ...content, ...(Object.fromEntries(sets) as Partial<T>) };
}
