// SPDX-License-Identifier: Apache-2.0
/** Liability lists with what proves them: a report and a bundle per month, and the one recomputed from the other alone. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { itemName } from '@catalog-chain/chaincode/domain/law/citation';
import { languageOf } from '@catalog-chain/verifier/command/language';
import { type Terminal, UsageError } from '@catalog-chain/verifier/command/terminal';
import { monthAfter } from '../../../appraisal/months.js';
import type { SupervisionReport } from '../../../supervision/report.js';
import { ApiError, type ApiCall } from '../../client/api-client.js';
import { said } from '../../wording/say.js';
import { COMPARED } from './verify-kpis.js';

/** Who asks the gateway. */
export type Ask = <T>(call: ApiCall) => Promise<T>;

/** A member's months. */
export interface Span {
  readonly member: string;
  readonly from: string;
  readonly to: string;
}

/** What compares a report with a bundle, and says how. @returns an exit code */
export type Compare = (bundle: string, report: SupervisionReport) => Promise<number>;

interface BundleJob {
  readonly id: string;
  readonly state: 'working' | 'ready' | 'failed';
  /** Why it failed. */
  readonly code?: string;
  /** What it waits for. */
  readonly waiting?: { readonly code: string };
}

const LOOK_EVERY_MS = 200;
const LOOKS = 3_000;

/** @throws ApiError, also where it cannot be made, or not within ten minutes */
async function bundleOf(ask: Ask, subject: object): Promise<Buffer> {
  let job = await ask<BundleJob>({ method: 'POST', path: '/v1/evidence', body: { subject } });
  const at = `/v1/evidence/${job.id}`;
  for (let looks = 0; job.state === 'working' && looks < LOOKS; looks += 1) {
    await delay(LOOK_EVERY_MS);
    job = await ask<BundleJob>({ method: 'GET', path: at });
  }
  if (job.state !== 'ready') {
    const why = job.code ?? job.waiting?.code;
    const because = why === undefined ? '' : ` (${why})`;
    throw new ApiError(0, 'NO_BUNDLE', `The bundle ${job.id} was not made${because}.`);
  }
  return ask<Buffer>({ method: 'GET', path: `${at}/bundle` });
}

/** What was owed in the month, proved; undefined where nothing was due, of which there is nothing to prove. */
async function bundleOfMonth(ask: Ask, id: string, period: string): Promise<Buffer | undefined> {
  try {
    return await bundleOf(ask, { kind: 'obligations', id, period });
  } catch (error) {
    if (error instanceof ApiError && error.code === 'CONDITION_NOT_MET') return undefined;
    throw error;
  }
}

/** As many as the gateway answers for at once: each of them is asked for by itself, and a bundle made of it. */
const MOST_MONTHS = 120;

function monthsOf({ from, to }: Span): string[] {
  if (to < from) throw new UsageError('--until is before --period.');
  const months = [from];
  for (let month = from; month < to;) {
    month = monthAfter(month);
    months.push(month);
    if (months.length > MOST_MONTHS) throw new UsageError('These are more than 120 months.');
  }
  return months;
}

/** `2026-10  Art. 39 (4)  2  未按时答复…`: only what was found. */
function found(month: string, { members }: SupervisionReport): string[] {
  const items = members.flatMap((member) => member.items).filter(({ count }) => count > 0);
  if (items.length === 0) return [said('{month}  nothing', { month })];
  return items.map(
    ({ item, count, text }) => `${month}  ${itemName(item, languageOf())}  ${count}  ${text.zh} ${text.en}`,
  );
}

/** Writes a report and a bundle per month into the folder. @returns the worst of the comparisons */
export async function proveMonths(
  span: Span,
  folder: string,
  ask: Ask,
  compare: Compare,
  terminal: Terminal,
): Promise<number> {
  await mkdir(folder, { recursive: true });
  let worst: number = COMPARED.same;
  for (const month of monthsOf(span)) {
    const query = new URLSearchParams({ organisation: span.member, period: month });
    const report = await ask<SupervisionReport>({
      method: 'GET',
      path: `/v1/supervision?${query.toString()}`,
    });
    const bundle = await bundleOfMonth(ask, span.member, month);
    const file = path.join(folder, `${span.member}-${month}`);
    await writeFile(`${file}.json`, JSON.stringify(report));
    found(month, report).forEach(terminal.out);
    if (!bundle) {
      terminal.out(said('{month}  nothing was due: there is no bundle', { month }));
      continue;
    }
    await writeFile(`${file}.zip`, bundle);
    worst = Math.max(worst, await compare(`${file}.zip`, report));
  }
  terminal.out(said('{folder}: a report (.json) and what proves it (.zip) per month', { folder }));
  return worst;
}
