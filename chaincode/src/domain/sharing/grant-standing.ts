// SPDX-License-Identifier: Apache-2.0
/** What a grant was worth at a time. */
import type { Grant, TermsChange, Widening } from './grant-records';
import { monthEnd, monthStart } from '../calendar/month';
import { parseInstant } from '../calendar/time';

export const STANDINGS = [
  'active',
  'before-grant',
  'outside-period',
  'suspended',
  'revoked',
  'expired',
] as const;
export type Standing = (typeof STANDINGS)[number];

/** From a moment on: the terms in force and whether they were held up. */
interface Segment {
  readonly since: number;
  readonly from: number;
  readonly to: number;
  readonly status: 'active' | 'suspended' | 'revoked';
}

const STATUS_AFTER = { suspended: 'suspended', resumed: 'active', revoked: 'revoked' } as const;

function segments(history: Grant['history']): Segment[] {
  let segment = opened(history[0], 'active');
  const all = [segment];
  for (const change of history.slice(1)) {
    if (change.action === 'expired') continue; // only records what the period's end did already
    segment =
      'period' in change
        ? opened(change, segment.status)
        : { ...segment, since: parseInstant(change.effective), status: STATUS_AFTER[change.action] };
    all.push(segment);
  }
  return all;
}

const opened = (change: TermsChange, status: Segment['status']): Segment => ({
  since: parseInstant(change.effective),
  from: parseInstant(change.period.from),
  to: parseInstant(change.period.to),
  status,
});

function standingIn(segment: Segment, atMs: number): Standing {
  if (segment.status === 'revoked') return 'revoked';
  if (atMs >= segment.to) return 'expired';
  if (atMs < segment.from) return 'outside-period';
  return segment.status;
}

/**
 * Reads a grant's history once, to judge many uses by it.
 * @returns the standing as of a time in milliseconds since 1970. Of changes effective at one moment the
 * last counts. Renewals reach forward only: what lapsed before one stays lapsed.
 */
export function timeline(grant: Pick<Grant, 'history'>): (atMs: number) => Standing {
  const newestFirst = segments(grant.history).toReversed();
  return (atMs) => {
    for (const segment of newestFirst) if (segment.since <= atMs) return standingIn(segment, atMs);
    return 'before-grant';
  };
}

/** The standing of a grant as of a time, milliseconds since 1970; see `timeline`. */
export function standingAt(grant: Pick<Grant, 'history'>, atMs: number): Standing {
  return timeline(grant)(atMs);
}

/** From when to when a grant held, suspensions included; milliseconds since 1970, the end exclusive. */
export function heldDuring({ history, terms }: Pick<Grant, 'history' | 'terms'>): {
  readonly from: number;
  readonly to: number;
} {
  const [first] = history;
  const from = Math.max(parseInstant(first.effective), parseInstant(first.period.from));
  const revoked = history.find(({ action }) => action === 'revoked');
  const to = parseInstant(terms.period.to);
  return { from, to: revoked ? Math.min(to, parseInstant(revoked.effective)) : to };
}

/** When a grant came to the ledger, which an agreement of before may do late; milliseconds since 1970. */
export const cameAt = ({ history: [first] }: Pick<Grant, 'history'>): number => parseInstant(first.stamp.at);

/** Whether a grant was over before it came to the ledger: it tells of the past, and nothing is owed on account of it. */
export const wasOver = (grant: Pick<Grant, 'history'>): boolean =>
  parseInstant(grant.history[0].period.to) <= cameAt(grant);

/** Whether a grant held in a local month, for a moment at least. */
export function stoodIn(
  grant: Pick<Grant, 'history' | 'terms'>,
  period: string,
  utcOffsetMinutes: number,
): boolean {
  const held = heldDuring(grant);
  return (
    held.from < held.to &&
    held.from < monthEnd(period, utcOffsetMinutes) &&
    held.to > monthStart(period, utcOffsetMinutes)
  );
}

/** Whether a name was within the grant's terms at a time, milliseconds since 1970. */
type Within = (name: string, atMs: number) => boolean;

function within(names: readonly string[], since: ReadonlyMap<string, number>): Within {
  const all = new Set(names);
  if (since.size === 0) return (name) => all.has(name);
  return (name, atMs) => all.has(name) && atMs >= (since.get(name) ?? atMs);
}

/** Since when what a variation added is within the terms; what was in them at first is in none of the maps. */
function addedSince(
  { history }: Pick<Grant, 'history'>,
  namesIn: (added: Widening) => readonly string[],
): Map<string, number> {
  const since = new Map<string, number>();
  for (const change of history) {
    if (!('added' in change)) continue;
    for (const name of namesIn(change.added)) since.set(name, parseInstant(change.effective));
  }
  return since;
}

/** What the terms hold of items, systems and purposes, as of any time: what is added holds from its variation on. */
export function scopeOf(grant: Pick<Grant, 'history' | 'terms'>): {
  readonly items: Within;
  readonly systems: Within;
  readonly purposes: Within;
} {
  const { terms } = grant;
  const purposes = [terms.purpose, ...(terms.purposes ?? [])].map(({ code }) => code);
  return {
    items: within(
      terms.items,
      addedSince(grant, ({ items = [] }) => items),
    ),
    systems: within(
      terms.systems,
      addedSince(grant, ({ systems = [] }) => systems),
    ),
    purposes: within(
      purposes,
      addedSince(grant, (added) => (added.purposes ?? []).map(({ code }) => code)),
    ),
  };
}
