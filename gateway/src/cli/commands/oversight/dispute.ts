// SPDX-License-Identifier: Apache-2.0
/** Disputes from the command line: one call a step. Documents are named by their digests; they stay here. */
import type { Conflict } from '@catalog-chain/chaincode/domain/dispute/dispute-conflicts';
import type { Dispute } from '@catalog-chain/chaincode/domain/dispute/dispute-records';
import type { UserRole } from '@catalog-chain/chaincode/domain/names';
import { type Terminal, UsageError } from '@catalog-chain/verifier/command/terminal';
import { pagesOf } from '../../../support/pages.js';
import type { ApiCall } from '../../client/api-client.js';
import { documents, sha256 } from '../../digests.js';
import { present } from '../../../import/fields.js';
import { openSession, type Session, type SessionOptions } from '../../client/session.js';
import { EXIT } from '../exit.js';

type Shown = Dispute & { readonly conflicts?: readonly Conflict[] };

export interface DisputeOptions extends SessionOptions {
  /** User role to speak as. */
  readonly role: UserRole;
  readonly json?: boolean;
}

export interface SayingOptions extends DisputeOptions {
  readonly text: string;
  /** Files. */
  readonly evidence?: readonly string[];
}

export interface CorrectingOptions extends SayingOptions {
  readonly resourceVersion?: number;
  /** A file. */
  readonly correction?: string;
}

export interface OpeningOptions extends DisputeOptions {
  readonly kind: string;
  readonly statement: string;
  readonly respondent?: string;
  readonly evidence?: readonly string[];
  readonly event?: string;
  readonly correlation?: string;
  readonly grant?: string;
  readonly period?: string;
  readonly resource?: string;
  readonly request?: string;
  /** `ORGANISATION/JOURNAL/SEQUENCE` */
  readonly batch?: string;
}

export interface RulingOptions extends DisputeOptions {
  readonly finding: readonly string[];
  readonly reasons: string;
  readonly responsible?: string;
  readonly remedy: string;
  readonly remedyText?: string;
  readonly grantAction?: string;
  readonly outcome?: string;
  /** A file. */
  readonly document?: string;
}

export interface ListingOptions extends DisputeOptions {
  readonly state?: string;
  readonly kind?: string;
  readonly opener?: string;
  readonly respondent?: string;
  readonly arbitrator?: string;
  readonly grant?: string;
  readonly resource?: string;
  readonly purpose?: string;
}

const PAGE = '200';

/** `ID`, or `ORGANISATION/ID` where several reporters chose the same. */
function useOf(event: string): object {
  const [id, organisation] = event.split('/').reverse();
  return { id, ...present({ organisation }) };
}

/** What it is about, by the options that are given; `undefined` where they name nothing. */
function subjectOf(options: OpeningOptions): object | undefined {
  const { event, correlation, grant, period, resource, request, batch } = options;
  if (event !== undefined) return { kind: 'event', ...useOf(event) };
  if (request !== undefined) return { kind: 'request', request };
  if (resource !== undefined) return { kind: 'resource', resource, ...present({ grant }) };
  if (grant === undefined) return undefined;
  if (correlation !== undefined) return { kind: 'exchange', grant, correlation };
  if (period !== undefined) return { kind: 'period', grant, period };
  if (batch === undefined) return { kind: 'grant', grant };
  const [organisation, journal, sequence] = batch.split('/');
  return { kind: 'batch', grant, organisation, journal, sequence: Number(sequence) };
}

/** One line: `D-1  misuse  ruled  ProviderMSP against ConsumerMSP  remedy due 2026-…` */
export function disputeLine({ id, kind, state, opener, respondent, pending, outcome }: Dispute): string {
  const due = pending ? `  ${pending.step} due ${pending.dueAt}` : '';
  const end = outcome === undefined ? '' : `  ${outcome}`;
  return `${id}  ${kind}  ${state}${end}  ${opener} against ${respondent}${due}`;
}

const conflictLine = ({ reason, organisation, dispute }: Conflict): string =>
  `  conflict ${[reason, organisation, dispute].filter((part) => part !== undefined).join(' ')}`;

/** What may keep who decides from deciding, what was done, and what the rulings say. */
function detailLines(dispute: Shown): string[] {
  const late = { true: '  LATE', false: '  in time', undefined: '' };
  const steps = dispute.steps.map(
    ({ action, stamp, deadline }) => `  ${stamp.at}  ${action}  ${stamp.by}${late[`${deadline?.late}`]}`,
  );
  const rulings = dispute.rulings.map(
    ({ instance, arbitrator, findings, responsible, outcome, grantAction }) =>
      `  ruling ${instance} by ${arbitrator}: ${findings.join(', ')}` +
      [responsible && `by ${responsible}`, outcome, grantAction && `grant: ${grantAction}`]
        .filter(Boolean)
        .map((part) => `; ${part ?? ''}`)
        .join(''),
  );
  const end = dispute.lapsed ? ['  the appeal lapsed: the first ruling stands'] : [];
  const conflicts = (dispute.conflicts ?? []).map(conflictLine);
  return [...conflicts, ...steps, ...rulings, ...end, `  evidence ${dispute.evidenceDigest}`];
}

function speaker({ api, own }: Session, { organisation, role }: DisputeOptions): string {
  const found = organisation ?? api.logins.organisationWith(role) ?? own;
  if (found === undefined) throw new UsageError('Say for which organisation to speak: --organisation.');
  return found;
}

async function ask<T>(options: DisputeOptions, call: ApiCall): Promise<T> {
  const session = await openSession(options);
  return session.api.as<T>(speaker(session, options), options.role, call);
}

async function send(at: string, body: object, options: DisputeOptions, terminal: Terminal): Promise<number> {
  const dispute = await ask<Dispute>(options, { method: 'POST', path: `/v1/disputes${at}`, body });
  terminal.out(options.json ? JSON.stringify(dispute) : disputeLine(dispute));
  return EXIT.ok;
}

const step = (id: string, name: string): string => `/${encodeURIComponent(id)}/${name}`;

/** @param id absent: the gateway makes one that nobody can foresee */
export async function disputeOpen(
  id: string | undefined,
  options: OpeningOptions,
  terminal: Terminal,
): Promise<number> {
  const subject = subjectOf(options);
  if (!subject) throw new UsageError('Say what it is about: --event, --grant, --resource or --request.');
  const { kind, statement, respondent, evidence } = options;
  const named = present({ id, respondent });
  const body = { kind, subject, statement, ...named, ...(await documents(evidence)) };
  return send('', body, options, terminal);
}

/** `recusal`, `appeal`, `acceptance`, `lapse`, `withdrawal` */
export async function disputeSay(
  name: string,
  id: string,
  options: SayingOptions,
  terminal: Terminal,
): Promise<number> {
  const body = { text: options.text, ...(await documents(options.evidence)) };
  return send(step(id, name), body, options, terminal);
}

/** `answer`, `remedy` */
export async function disputeCorrect(
  name: string,
  id: string,
  options: CorrectingOptions,
  terminal: Terminal,
): Promise<number> {
  const { text, evidence, resourceVersion, correction } = options;
  const mended =
    correction === undefined ? present({ resourceVersion }) : { document: await sha256(correction) };
  const named = Object.keys(mended).length > 0;
  const body = { text, ...(await documents(evidence)), ...(named && { correction: mended }) };
  return send(step(id, name), body, options, terminal);
}

export function disputeAssign(
  id: string,
  options: DisputeOptions & { readonly arbitrator?: string },
  terminal: Terminal,
): Promise<number> {
  return send(step(id, 'assignment'), present({ arbitrator: options.arbitrator }), options, terminal);
}

/** By an arbitrator (`ruling`), or the government that it was put to (`decision`). */
export async function disputeRule(
  id: string,
  options: RulingOptions,
  terminal: Terminal,
  name: 'ruling' | 'decision' = 'ruling',
): Promise<number> {
  const { finding: findings, reasons, responsible, remedy, remedyText, grantAction, outcome } = options;
  const body = {
    findings,
    reasons,
    remedy: { action: remedy, ...present({ text: remedyText }) },
    ...present({ responsible, grantAction, outcome }),
    ...(options.document !== undefined && { document: await sha256(options.document) }),
  };
  return send(step(id, name), body, options, terminal);
}

export function disputeClose(
  id: string,
  options: DisputeOptions & { readonly outcome: string; readonly text?: string },
  terminal: Terminal,
): Promise<number> {
  const { outcome, text } = options;
  return send(step(id, 'closure'), { outcome, ...present({ text }) }, options, terminal);
}

export async function disputeShow(
  id: string,
  options: DisputeOptions & { readonly purpose?: string },
  terminal: Terminal,
): Promise<number> {
  const query = new URLSearchParams(present({ purpose: options.purpose }));
  const path = `/v1/disputes/${encodeURIComponent(id)}?${query.toString()}`;
  const dispute = await ask<Shown>(options, { method: 'GET', path });
  if (options.json) terminal.out(JSON.stringify(dispute));
  else for (const line of [disputeLine(dispute), ...detailLines(dispute)]) terminal.out(line);
  return EXIT.ok;
}

export async function disputeList(options: ListingOptions, terminal: Terminal): Promise<number> {
  const { state, kind, opener, respondent, arbitrator, grant, resource, purpose } = options;
  const filter = present({ state, kind, opener, respondent, arbitrator, grant, resource, purpose });
  const read = (at: object): Promise<{ items: Dispute[]; next?: string }> => {
    const query = new URLSearchParams({ limit: PAGE, ...filter, ...at });
    return ask(options, { method: 'GET', path: `/v1/disputes?${query.toString()}` });
  };
  for await (const { items } of pagesOf(read))
    for (const one of items) terminal.out(options.json ? JSON.stringify(one) : disputeLine(one));
  return EXIT.ok;
}
