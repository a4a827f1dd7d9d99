// SPDX-License-Identifier: Apache-2.0
/** The demo's uses: mostly clean and seen by both sides, some not. The numbers of files are invented. */
import type { Side } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { rowId } from '../import/codes.js';
import { omit } from '../import/fields.js';
import type { PlannedUse, UseEvent } from '../import/plan/plan.js';
import { CONSUMER, PROVIDER } from './seed-catalogue.js';
import { DESK, MEANS_TEST } from './seed-requests.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

type Said = Partial<Omit<UseEvent, 'id' | 'at' | 'correlation'>> & { readonly items?: readonly string[] };

/** One exchange: what the grant foresees, and where either side's report differs from it. */
interface Exchange {
  readonly grant: keyof typeof FORESEEN | 'G-UNKNOWN';
  readonly at: number;
  /** Differs from what is foreseen, on both sides. */
  readonly both?: Said;
  readonly claim?: Said | 'missing';
  readonly attestation?: Said | 'missing';
}

const FORESEEN = {
  'G-ENROLMENT': { action: 'verify', system: 'means-test', holder: 'insurance-core', purpose: MEANS_TEST },
  'G-PENSION': { action: 'query', system: 'means-test', holder: 'insurance-core', purpose: MEANS_TEST },
  'G-VACANCIES': { action: 'copy', system: 'desk', holder: 'jobs', purpose: DESK },
  'G-UNEMPLOYMENT': { action: 'verify', system: 'means-test', holder: 'jobs', purpose: MEANS_TEST },
  'G-ENROLMENT-DESK': { action: 'query', system: 'desk', holder: 'insurance-core', purpose: DESK },
} as const;

/** File numbers as an office would write them; a dozen applicants, whose records are used more than once. */
const fileNumber = (n: number): string => `BJ-SA-${String(1001 + (Math.floor(n / 2) % 12))}`;

/** The vacancies are granted on the spot, when the demo starts: their uses can only come after. */
function usual(now: number): Exchange[] {
  const grants = ['G-ENROLMENT', 'G-PENSION', 'G-ENROLMENT', 'G-VACANCIES'] as const;
  return Array.from({ length: 48 }, (_, n) => {
    const grant = grants[n % grants.length] ?? 'G-ENROLMENT';
    return { grant, at: grant === 'G-VACANCIES' ? now + n : now - 60 * HOUR_MS + n * 72 * MINUTE_MS };
  });
}

/** Uses that are evidence of something: verdicts, and disagreement between the sides. */
const unusual = (now: number): Exchange[] => [
  { grant: 'G-ENROLMENT', at: now - 50 * HOUR_MS, both: { purpose: DESK } },
  { grant: 'G-ENROLMENT', at: now - 41 * HOUR_MS, both: { items: ['id-number', 'status'] } },
  { grant: 'G-PENSION', at: now - 33 * HOUR_MS, both: { action: 'copy', count: 250 } },
  { grant: 'G-PENSION', at: now - 30 * HOUR_MS, claim: { system: `${CONSUMER}:desk` } },
  { grant: 'G-PENSION', at: now - 120 * HOUR_MS },
  { grant: 'G-UNEMPLOYMENT', at: now - 20 * HOUR_MS },
  { grant: 'G-UNEMPLOYMENT', at: now },
  { grant: 'G-ENROLMENT-DESK', at: now - 26 * HOUR_MS },
  { grant: 'G-ENROLMENT-DESK', at: now },
  { grant: 'G-ENROLMENT', at: now - 22 * HOUR_MS, attestation: 'missing' },
  { grant: 'G-ENROLMENT', at: now - 21 * HOUR_MS, claim: 'missing' },
  { grant: 'G-PENSION', at: now - 19 * HOUR_MS, claim: { outcome: 'empty' } },
  { grant: 'G-PENSION', at: now - 18 * HOUR_MS, both: { kind: 'denied', outcome: 'error' } },
  { grant: 'G-UNKNOWN', at: now - 17 * HOUR_MS, both: { count: 1 }, attestation: 'missing' },
];

function eventOf(exchange: Exchange, side: Side, n: number): UseEvent {
  const foreseen = FORESEEN[exchange.grant === 'G-UNKNOWN' ? 'G-PENSION' : exchange.grant];
  const said = exchange[side];
  const differs: Said = { ...exchange.both, ...(said === 'missing' ? {} : said) };
  const isBulk = differs.count !== undefined || foreseen.action === 'copy';
  const system = side === 'claim' ? `${CONSUMER}:${foreseen.system}` : `${PROVIDER}:${foreseen.holder}`;
  const content = {
    kind: 'use' as const,
    correlation: `exchange-${String(n + 1).padStart(4, '0')}`,
    grant: exchange.grant,
    ...(isBulk ? { count: 40 + (n % 7) } : { recordId: fileNumber(n) }),
    action: foreseen.action,
    system,
    actorId: side === 'claim' ? `caseworker-${(n % 5) + 1}` : 'interface-job',
    purpose: foreseen.purpose,
    outcome: 'ok' as const,
    ...differs,
  };
  const at = exchange.at + (side === 'attestation' ? 40 : 0);
  return {
    id: rowId(at, { side, ...omit(content, 'recordId', 'actorId') }),
    at: new Date(at).toISOString(),
    ...content,
  };
}

/** @param now milliseconds since 1970, after the grants were suspended and revoked */
export function seededUses(now: number): PlannedUse[] {
  const reporters = { claim: CONSUMER, attestation: PROVIDER } as const;
  return [...usual(now), ...unusual(now)].flatMap((exchange, n) =>
    (['claim', 'attestation'] as const)
      .filter((side) => exchange[side] !== 'missing')
      .map((side) => ({
        row: n + 1,
        organisation: reporters[side],
        side,
        event: eventOf(exchange, side, n),
      })),
  );
}
