// SPDX-License-Identifier: Apache-2.0
/** The demo's requests and what becomes of each: every state that a request and a grant can be in. */
import type { PlannedRequest } from '../import/plan/plan.js';
import { CONSUMER, PROVIDER } from './seed-catalogue.js';

const DAY_MS = 86_400_000;
const BASIS = '《社会救助暂行办法》第五十八条';

export const MEANS_TEST = 'means-test';
export const DESK = 'desk-service';

const PURPOSES = {
  [MEANS_TEST]: '最低生活保障家庭经济状况核对 / Means test for the minimum living allowance',
  [DESK]: '社会救助窗口受理 / Intake at the assistance desk',
} as const;

/** How a request goes on after it was submitted. */
export type Fate =
  | 'pending'
  | 'decided'
  | 'active'
  | 'suspended'
  | 'revoked'
  | 'refused'
  | 'withdrawn'
  /** Decided by the sharing type alone: granted on the spot, or refused by law. */
  | 'by-law';

export interface SeededRequest {
  readonly request: PlannedRequest;
  readonly fate: Fate;
}

interface Asked {
  readonly id: string;
  readonly resource: string;
  readonly purpose: keyof typeof PURPOSES;
  readonly mode: PlannedRequest['mode'];
  readonly items: readonly string[];
  readonly system: string;
  readonly standing?: boolean;
  readonly fate: Fate;
}

const ASKED: readonly Asked[] = [
  {
    id: 'G-ENROLMENT',
    resource: 'enrolment',
    purpose: MEANS_TEST,
    mode: 'verify',
    items: ['employer', 'months', 'status'],
    system: 'means-test',
    standing: true,
    fate: 'active',
  },
  {
    id: 'G-PENSION',
    resource: 'pension-payments',
    purpose: MEANS_TEST,
    mode: 'query',
    items: ['amount', 'month'],
    system: 'means-test',
    fate: 'active',
  },
  {
    id: 'G-VACANCIES',
    resource: 'vacancies',
    purpose: DESK,
    mode: 'copy',
    items: ['employer', 'post'],
    system: 'desk',
    standing: true,
    fate: 'by-law',
  },
  {
    id: 'G-UNEMPLOYMENT',
    resource: 'unemployment',
    purpose: MEANS_TEST,
    mode: 'verify',
    items: ['registered'],
    system: 'means-test',
    fate: 'suspended',
  },
  {
    id: 'G-ENROLMENT-DESK',
    resource: 'enrolment',
    purpose: DESK,
    mode: 'query',
    items: ['scheme', 'status'],
    system: 'desk',
    fate: 'revoked',
  },
  {
    id: 'R-PENSION-COPY',
    resource: 'pension-payments',
    purpose: MEANS_TEST,
    mode: 'copy',
    items: ['amount', 'month'],
    system: 'means-test',
    fate: 'pending',
  },
  {
    id: 'R-UNEMPLOYMENT-DESK',
    resource: 'unemployment',
    purpose: DESK,
    mode: 'verify',
    items: ['registered'],
    system: 'desk',
    fate: 'decided',
  },
  {
    id: 'R-ENROLMENT-ALL',
    resource: 'enrolment',
    purpose: DESK,
    mode: 'query',
    items: ['employer', 'id-number', 'months', 'name', 'scheme', 'status'],
    system: 'desk',
    fate: 'refused',
  },
  {
    id: 'R-PENSION-DESK',
    resource: 'pension-payments',
    purpose: DESK,
    mode: 'query',
    items: ['month'],
    system: 'desk',
    fate: 'withdrawn',
  },
  {
    id: 'R-COMPLAINTS',
    resource: 'complaints',
    purpose: DESK,
    mode: 'query',
    items: ['employer'],
    system: 'desk',
    fate: 'by-law',
  },
];

export const REFUSAL =
  '申请的数据项超出受理所需，请改用核验。 / More items than intake needs: ask to verify instead.';
export const SUSPENSION = '核对接口升级期间暂停。 / Suspended while the interface is upgraded.';
export const REVOCATION = '窗口已改用核验方式。 / The desk has changed to verification.';

type When = Pick<PlannedRequest, 'period' | 'agreedOn'>;

/**
 * What the provider decides records an agreement made thirty days before; what the sharing type decides starts
 * today. Both run for a year.
 */
function whenOf(fate: Fate, now: number): When {
  const today = Math.floor(now / DAY_MS) * DAY_MS;
  const from = fate === 'by-law' ? today : today - 30 * DAY_MS;
  const period = { from: new Date(from).toISOString(), to: new Date(from + 365 * DAY_MS).toISOString() };
  return fate === 'by-law' ? { period } : { period, agreedOn: period.from.slice(0, 10) };
}

export type Terms = Pick<Asked, 'resource' | 'purpose' | 'mode' | 'items' | 'system' | 'standing'>;

/** What the consumer asks for, without the period. */
const asked = (id: string, terms: Terms): Omit<PlannedRequest, 'period' | 'agreedOn'> => ({
  row: 0,
  id,
  resource: `${PROVIDER}:${terms.resource}`,
  provider: PROVIDER,
  consumer: CONSUMER,
  purpose: { code: terms.purpose, text: PURPOSES[terms.purpose] },
  legalBasis: BASIS,
  mode: terms.mode,
  items: terms.items,
  systems: [`${CONSUMER}:${terms.system}`],
  standing: terms.standing ?? false,
});

/** @param from from when on, milliseconds since 1970 */
export function requestOf(
  id: string,
  terms: Terms & { readonly from: number; readonly days: number },
): PlannedRequest {
  const { from, days } = terms;
  const until = from + days * DAY_MS;
  const period = { from: new Date(from).toISOString(), to: new Date(until).toISOString() };
  return { ...asked(id, terms), period };
}

/** @param now milliseconds since 1970 */
export const seededRequests = (now: number): SeededRequest[] =>
  ASKED.map(({ id, fate, ...terms }) => ({
    fate,
    request: { ...asked(id, terms), ...whenOf(fate, now) },
  }));
