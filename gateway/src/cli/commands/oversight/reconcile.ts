// SPDX-License-Identifier: Apache-2.0
/** The two sides of months from the command line: closes them, and prints on which exchanges they differ. */
import type { Grant } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import type { Period } from '@catalog-chain/chaincode/domain/period/period-records';
import { SIDES, type Side } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { type Terminal, UsageError } from '@catalog-chain/verifier/command/terminal';
import type { Difference, MonthSummary } from '../../../index/model/reconciliation.js';
import type { Page } from '../../../index/model/pages.js';
import { pagesOf } from '../../../support/pages.js';
import { ApiError } from '../../client/api-client.js';
import type { CatalogApi } from '../../client/catalog-api.js';
import { present } from '../../../import/fields.js';
import { openSession, type SessionOptions } from '../../client/session.js';
import { EXIT } from '../exit.js';

export interface ReconcileOptions extends SessionOptions {
  readonly grant?: string;
  /** `YYYY-MM` */
  readonly period?: string;
  readonly close?: boolean;
  readonly json?: boolean;
}

interface Reader {
  readonly api: CatalogApi;
  readonly organisation: string;
}

/** Grant and month. */
interface Place {
  readonly grant: string;
  readonly period: string;
}

type Answer = Page<Difference> & { readonly summary: MonthSummary };
type ShownPeriod = Pick<Period, 'grant' | 'period' | 'state'>;

const LIMIT = '200';

function pages<T extends Page<unknown>>(
  { api, organisation }: Reader,
  path: string,
  filters: Readonly<Record<string, string | undefined>>,
): AsyncGenerator<T, void> {
  return pagesOf((at) => {
    const query = new URLSearchParams(present({ ...filters, limit: LIMIT, ...at }));
    return api.as<T>(organisation, 'officer', { method: 'GET', path: `${path}?${query.toString()}` });
  });
}

/** Months of which a side is closed, one a line. */
async function listPeriods(reader: Reader, options: ReconcileOptions, terminal: Terminal): Promise<number> {
  let differing = 0;
  const { grant, period } = options;
  for await (const { items } of pages<Page<ShownPeriod>>(reader, '/v1/periods', { grant, period })) {
    for (const one of items) {
      terminal.out(options.json ? JSON.stringify(one) : `${one.grant}  ${one.period}  ${one.state}`);
      if (one.state === 'differs') differing += 1;
    }
  }
  return differing;
}

/** The grants on which the organisation stands, or the one that is named. */
async function grantsOf(reader: Reader, id: string | undefined): Promise<Grant[]> {
  const { api, organisation } = reader;
  if (id !== undefined) {
    const path = `/v1/grants/${encodeURIComponent(id)}`;
    return [await api.as<Grant>(organisation, 'officer', { method: 'GET', path })];
  }
  const found = new Map<string, Grant>();
  for (const side of ['consumer', 'provider'])
    for await (const { items } of pages<Page<Grant>>(reader, '/v1/grants', { [side]: organisation }))
      for (const grant of items) found.set(grant.id, grant);
  return [...found.values()];
}

/** Closes the organisation's sides of a month; one that is closed already stays as it is. */
async function closeSides(
  { api, organisation }: Reader,
  { id, terms }: Grant,
  period: string,
): Promise<void> {
  const own: Record<Side, string> = { claim: terms.consumer, attestation: terms.provider };
  for (const side of SIDES.filter((one) => own[one] === organisation)) {
    const path = `/v1/periods/${encodeURIComponent(id)}/${encodeURIComponent(period)}/closing`;
    const call = { method: 'POST', path, body: { side } } as const;
    await api.as(organisation, 'officer', call).catch((error: unknown) => {
      if (!(error instanceof ApiError) || error.code !== 'INVALID_STATE') throw error;
    });
  }
}

function differenceLine({ verdict, correlation, fields, claim, attestation }: Difference): string {
  const told = [
    ['claimed', claim],
    ['attested', attestation],
  ] as const;
  const parts = told.flatMap(([word, one]) => {
    if (!one) return [];
    const ids = one.events.map(({ id }) => id);
    return [`${word}${one.count > 1 ? ` ${one.count} times` : ''}: ${ids.join(', ')}`];
  });
  return `  ${verdict}  ${correlation}${fields ? `  (${fields.join(', ')})` : ''}  ${parts.join('  ')}`;
}

const summaryLine = ({ grant, period }: Place, summary: MonthSummary): string => {
  const { matched, unattested, unreported, contradicted, notLookedUp, sealed } = summary;
  const apart = `${unattested} unattested, ${unreported} unreported, ${contradicted} contradicted`;
  const left = notLookedUp === undefined ? '' : ` (${notLookedUp} events not looked for under other grants)`;
  const hidden =
    sealed === undefined ? '' : `; sealed: ${sealed.claim} claims, ${sealed.attestation} attestations`;
  return `${grant}  ${period}  ${matched} matched, ${apart}${left}${hidden}`;
};

/** @returns whether the sides differ */
async function show(
  reader: Reader,
  place: Place,
  { grant: asked, json }: ReconcileOptions,
  terminal: Terminal,
): Promise<boolean> {
  const path = `/v1/reconciliations/${encodeURIComponent(place.grant)}/${encodeURIComponent(place.period)}`;
  let summary: MonthSummary | undefined;
  for await (const page of pages<Answer>(reader, path, {})) {
    if (!summary)
      terminal.out(json ? JSON.stringify({ ...place, ...page.summary }) : summaryLine(place, page.summary));
    ({ summary } = page);
    if (asked === undefined) break;
    for (const item of page.items) terminal.out(json ? JSON.stringify(item) : differenceLine(item));
  }
  return summary !== undefined && summary.unattested + summary.unreported + summary.contradicted > 0;
}

/** @returns the exit code: 1 when sides differ */
export async function reconcile(options: ReconcileOptions, terminal: Terminal): Promise<number> {
  const { api, own } = await openSession(options);
  const { period, grant, close } = options;
  if (own === undefined) throw new UsageError('Say for which organisation to read: --organisation.');
  if (close && period === undefined) throw new UsageError('Say which month to close: --period YYYY-MM.');
  const reader = { api, organisation: own };
  const isList = period === undefined || (grant === undefined && !close);
  const differing = isList
    ? await listPeriods(reader, options, terminal)
    : await showAll(reader, { ...options, period }, terminal);
  return differing > 0 ? EXIT.someRefused : EXIT.ok;
}

/** @returns of how many grants the sides differ */
async function showAll(
  reader: Reader,
  options: ReconcileOptions & { readonly period: string },
  terminal: Terminal,
): Promise<number> {
  let differing = 0;
  for (const grant of await grantsOf(reader, options.grant)) {
    if (options.close) await closeSides(reader, grant, options.period);
    const place = { grant: grant.id, period: options.period };
    if (await show(reader, place, options, terminal)) differing += 1;
  }
  return differing;
}
