// SPDX-License-Identifier: Apache-2.0
import type { Side } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { Terminal } from '@catalog-chain/verifier/command/terminal';
import { carryOut } from '../carry-out.js';
import { merged, type Plan, type PlannedUse } from '../import/plan.js';
import { planXRoad, xroadUses } from '../import/plan-xroad.js';
import type { RefusedRow } from '../import/refused.js';
import { readSharedParams } from '../import/shared-params.js';
import { readUsage } from '../import/usage-rows.js';
import { isXRoad, readXRoad } from '../import/xroad.js';
import { reportUses } from '../report-uses.js';
import type { Session } from '../session.js';
import { EXIT, finish, open, planLines, readInput, type ImportOptions } from './import-command.js';

export interface UsageImportOptions extends ImportOptions {
  readonly side: Side;
  /** X-Road records only: create the members, systems, services and grants that the records presuppose. */
  readonly createGrants?: boolean;
  /** X-Road registry (`shared-params.xml`) that names the members. */
  readonly registry?: string;
}

interface ReadUses {
  readonly plan: Plan;
  readonly uses: readonly PlannedUse[];
  readonly refused: readonly RefusedRow[];
}

async function readUses(file: string, options: UsageImportOptions, session: Session): Promise<ReadUses> {
  const content = await readInput(file);
  if (isXRoad(content)) {
    const { rows, refused } = readXRoad(content);
    const members = options.registry === undefined ? [] : readSharedParams(await readInput(options.registry));
    return { plan: planXRoad(rows, members), uses: xroadUses(rows), refused };
  }
  const { own } = session;
  const { rows, refused } = readUsage(content, { side: options.side, ...(own && { organisation: own }) });
  return { plan: merged([]), uses: rows, refused };
}

/** Usage rows or X-Road records → usage events of both sides. @returns the exit code */
export async function usageImport(
  file: string,
  options: UsageImportOptions,
  terminal: Terminal,
): Promise<number> {
  const [session, around] = await open(options, terminal);
  const { plan, uses, refused } = await readUses(file, options, session);
  around.tally.refuse(...refused);
  terminal.out(`${file}: ${uses.length + refused.length} rows`);
  if (options.dryRun) {
    planLines(plan).forEach(terminal.out);
    return refused.length > 0 ? EXIT.someRefused : EXIT.ok;
  }
  if (options.createGrants) await carryOut(around, plan);
  await reportUses(around, uses);
  return finish(around, options, terminal);
}

/** The first half alone: what X-Road records presuppose. @returns the exit code */
export async function xroadPrepare(
  file: string,
  options: UsageImportOptions,
  terminal: Terminal,
): Promise<number> {
  const [session, around] = await open(options, terminal);
  const { plan, refused } = await readUses(file, options, session);
  around.tally.refuse(...refused);
  if (options.dryRun) {
    planLines(plan).forEach(terminal.out);
    return EXIT.ok;
  }
  await carryOut(around, plan);
  return finish(around, options, terminal);
}
