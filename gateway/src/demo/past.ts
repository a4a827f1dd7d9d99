// SPDX-License-Identifier: Apache-2.0
/**
 * What happened before the demo's first day, told through the API while the clock stands in the past: an answer that was
 * late, one that was given within its extension, data delivered late, a month of uses that both sides closed, a
 * correction, a dispute about what lags behind and the ruling on it, a report on the year's use, a service that was ended
 * with a filing and one without, data that flowed back to a district.
 */
import { hash } from 'node:crypto';
import { formatDay, localDay } from '@catalog-chain/chaincode/domain/calendar/time';
import { BUILT_IN_POLICY } from '@catalog-chain/chaincode/domain/members/policy';
import { ApiError } from '../cli/client/api-client.js';
import type { CatalogApi } from '../cli/client/catalog-api.js';
import { reportUses } from '../import/carry-out/report-uses.js';
import type { Surroundings } from '../import/carry-out/surroundings.js';
import { CONSUMER, MANAGER, PROVIDER } from './seed-catalogue.js';
import { DESK, MEANS_TEST, requestOf, type Terms } from './seed-requests.js';
import { districtJoins, givenBack, returnDelivered, returnReceived } from './past-return.js';
import { ruledSteps } from './seed-disputes.js';
import { pastUses, type Foreseen, type PastUse } from './past-uses.js';

const DAY_MS = 86_400_000;
/** When the first member registers itself. */
export const PAST_DAYS = 78;

/** One thing that somebody did, and when: milliseconds since 1970. */
export interface Chapter {
  readonly at: number;
  readonly tell: (around: Surroundings) => Promise<unknown>;
}

type Act = (api: CatalogApi) => Promise<unknown>;

const PERIOD_DAYS = 365;
const LATE = 'G-PENSION-MONTH';
const EXTENDED = 'G-ENROLMENT-STATUS';
const FILED = 'G-JOBLESS-CHECK';
const UNFILED = 'G-ENROLMENT-MONTHS';
const CORRECTION = 'C-STATUS';
const CHANGE = 'S-JOBLESS-CHECK';

const post =
  (organisation: string, path: string, body?: object): Act =>
  (api) =>
    api.as(organisation, 'officer', { method: 'POST', path, ...(body && { body }) });

const approve = (id: string): Act => post(PROVIDER, `/v1/requests/${id}/decision`, { approved: true });
const confirm = (id: string): Act => post(MANAGER, `/v1/requests/${id}/confirmation`, { approved: true });
const deliver = (id: string): Act => post(PROVIDER, `/v1/grants/${id}/delivery`);
const received = (id: string): Act => post(CONSUMER, `/v1/grants/${id}/delivery/confirmation`);

interface Owed {
  readonly items: readonly { readonly id: string }[];
}

/** The duty to answer the request, as whoever owes it finds it among what he owes. */
async function answerOwed(api: CatalogApi, request: string): Promise<string> {
  const path = `/v1/obligations?kind=answer-request&grant=${request}`;
  const owed = await api.find<Owed>(PROVIDER, path);
  const [first] = owed?.items ?? [];
  if (!first) throw new Error(`Nobody owes an answer to ${request}.`);
  return first.id;
}

const askForTime: Act = async (api) => {
  const body = {
    days: 10,
    reason: '需会同信息中心评估接口改造。 / The interface has to be assessed with the data centre.',
  };
  await post(PROVIDER, `/v1/obligations/${await answerOwed(api, EXTENDED)}/extension`, body)(api);
};
const giveTime: Act = async (api) =>
  post(MANAGER, `/v1/obligations/${await answerOwed(api, EXTENDED)}/extension/answer`, { approved: true })(
    api,
  );

/** The last calendar month that was over three days ago: its days, and its name. */
function lastMonth(now: number): { readonly day: (n: number) => number; readonly name: string } {
  const today = new Date(now - 3 * DAY_MS);
  const first = Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - 1, 1, 4);
  return { day: (n) => first + (n - 1) * DAY_MS, name: new Date(first).toISOString().slice(0, 7) };
}

const JOBLESS: Foreseen = { grant: FILED, action: 'verify', system: 'desk', holder: 'jobs', purpose: DESK };
const MONTHS: Foreseen = {
  grant: UNFILED,
  action: 'query',
  system: 'means-test',
  holder: 'insurance-core',
  purpose: MEANS_TEST,
};

const used =
  (foreseen: Foreseen, uses: readonly PastUse[]): Chapter['tell'] =>
  (around) =>
    reportUses(around, pastUses(foreseen, uses));

const closed =
  (grant: string, month: string, side: 'claim' | 'attestation'): Act =>
  (api) => {
    const who = side === 'claim' ? CONSUMER : PROVIDER;
    return post(who, `/v1/periods/${grant}/${month}/closing`, { side })(api);
  };

const dayAt = (at: number): string => formatDay(localDay(at, BUILT_IN_POLICY.calendar.utcOffsetMinutes));

/** What the consumer reports of a year's use under a grant that has ended. @param at in that year, milliseconds since 1970 */
const reportOn = (grant: string, at: number): object => ({
  grant,
  year: dayAt(at).slice(0, 4),
  scenario: '核对家庭经济状况时查询累计缴费月数。 / Months contributed, looked up for the means test.',
  course:
    '逐户查询，用后即删，仅留核对结论。 / Household by household; what was returned is deleted, the finding kept.',
  effect: {
    text: '申请家庭不再提交缴费证明。 / Households no longer bring a certificate.',
    figures: [
      { code: 'certificates-spared', value: 3, unit: '件 / items' },
      { code: 'minutes-spared', value: 60, unit: '分钟 / minutes' },
    ],
  },
  storage: { place: '市政务云民政专区 / The bureau’s part of the city’s cloud', copies: 1 },
  destroyed: { copies: 1, on: dayAt(at), digest: hash('sha256', 'destruction') },
});

/** @param now milliseconds since 1970: the demo's first day */
export function chapters(now: number): Chapter[] {
  const ago = (days: number): number => now - days * DAY_MS;
  const month = lastMonth(now);
  const act = (at: number, ...acts: readonly Act[]): Chapter => ({
    at,
    tell: async ({ api }) => {
      for (const one of acts) await one(api);
    },
  });
  const asked = (id: string, days: number, terms: Terms): Chapter =>
    act(ago(days), (api) => api.ask(requestOf(id, { ...terms, from: ago(days), days: PERIOD_DAYS })));
  const [openDispute, answerDispute, assignDispute, ruleOnDispute] = ruledSteps(EXTENDED);
  const told = [
    asked(LATE, 76, {
      resource: 'pension-payments',
      purpose: MEANS_TEST,
      mode: 'query',
      items: ['month'],
      system: 'means-test',
    }),
    asked(FILED, 72, {
      resource: 'unemployment',
      purpose: DESK,
      mode: 'verify',
      items: ['registered'],
      system: 'desk',
    }),
    asked(UNFILED, 71, {
      resource: 'enrolment',
      purpose: MEANS_TEST,
      mode: 'query',
      items: ['months'],
      system: 'means-test',
    }),
    act(ago(68), approve(FILED), approve(UNFILED)),
    act(ago(67), confirm(FILED), confirm(UNFILED)),
    act(ago(64), deliver(FILED), deliver(UNFILED)),
    act(ago(63), received(FILED), received(UNFILED)),
    asked(EXTENDED, 62, {
      resource: 'enrolment',
      purpose: DESK,
      mode: 'verify',
      items: ['status'],
      system: 'desk',
    }),
    act(ago(53), askForTime),
    act(ago(52), giveTime),
    act(ago(56), districtJoins),
    act(ago(55), givenBack(ago(55))),
    act(ago(47), returnDelivered),
    act(ago(46), returnReceived),
    // More than ten working days after it was asked, whatever holidays lie between.
    act(ago(50), approve(LATE)),
    act(ago(49), confirm(LATE)),
    act(ago(44), approve(EXTENDED)),
    act(ago(43), confirm(EXTENDED)),
    act(ago(36), deliver(EXTENDED)),
    act(ago(35), received(EXTENDED)),
    act(ago(32), openDispute),
    act(ago(28), answerDispute),
    act(ago(26), assignDispute),
    act(ago(5), ruleOnDispute),
    act(ago(1.5), post(CONSUMER, '/v1/use-reports', reportOn(UNFILED, ago(1.5)))),
    act(
      ago(20),
      post(CONSUMER, '/v1/corrections', {
        id: CORRECTION,
        grant: EXTENDED,
        subject: { kind: 'item', item: 'status' },
        statement:
          '参保状态与本人出示的凭证不符。 / The status does not agree with the certificates that people show.',
      }),
    ),
    act(
      ago(14),
      post(PROVIDER, `/v1/corrections/${CORRECTION}/answer`, {
        outcome: 'corrected',
        text: '同步任务中断，已补录并重新同步。 / A synchronisation had stopped; the records were completed.',
      }),
    ),
    act(
      ago(12),
      post(PROVIDER, '/v1/service-changes', {
        id: CHANGE,
        grant: FILED,
        action: 'end',
        reason: '失业登记系统停用，并入就业服务平台。 / The register moves into the employment platform.',
        effectiveAt: new Date(ago(3)).toISOString(),
      }),
    ),
    act(
      ago(10),
      post(CONSUMER, `/v1/service-changes/${CHANGE}/consultation`, {
        agreed: true,
        text: '同意，请保留至新接口开通。 / Agreed; please keep it until the new interface is open.',
      }),
    ),
    act(
      ago(9),
      post(PROVIDER, `/v1/service-changes/${CHANGE}/filing`, {
        document: hash('sha256', 'filing'),
        reference: '备〔2026〕17号',
      }),
    ),
    act(ago(8), post(MANAGER, `/v1/service-changes/${CHANGE}/receipt`)),
    act(ago(2.5), post(PROVIDER, `/v1/service-changes/${CHANGE}/effect`)),
    // Well after twenty working days from the confirmation.
    act(ago(7), deliver(LATE)),
    act(ago(6), received(LATE)),
    act(ago(2), (api) =>
      api.endGrant(PROVIDER, UNFILED, 'revocation', '核对方式调整。 / The way of checking changes.'),
    ),
    {
      at: month.day(9),
      tell: used(JOBLESS, [
        { record: 'BJ-SA-1003', at: month.day(9) },
        { record: 'BJ-SA-1007', at: month.day(9) + 1 },
      ]),
    },
    {
      at: month.day(10),
      tell: used(MONTHS, [
        { record: 'BJ-SA-1003', at: month.day(10) },
        { record: 'BJ-SA-1011', at: month.day(10) + 1, untold: 'attestation' },
        { record: 'BJ-SA-1003', at: month.day(10) + 2, purpose: DESK },
      ]),
    },
    act(
      ago(0.2),
      closed(FILED, month.name, 'claim'),
      closed(FILED, month.name, 'attestation'),
      closed(UNFILED, month.name, 'claim'),
      closed(UNFILED, month.name, 'attestation'),
    ),
  ];
  return told.sort((a, b) => a.at - b.at);
}

const CONFLICT = 409;

/** A chapter whose answer was lost is told again, and the ledger says that it is so already. */
export async function tell(chapter: Chapter, around: Surroundings): Promise<void> {
  try {
    await chapter.tell(around);
  } catch (error) {
    if (!(error instanceof ApiError && error.status === CONFLICT)) throw error;
  }
}
