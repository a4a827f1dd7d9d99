// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { type Terminal, UsageError } from '@catalog-chain/verifier/command/terminal';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { BUILT_IN_POLICY, rulesOf } from '@catalog-chain/chaincode/domain/members/policy';
import type { WorkingCalendar } from '@catalog-chain/chaincode/domain/records';
import { formatDay, parseDay } from '@catalog-chain/chaincode/domain/calendar/time';
import { calendarFile, CALENDARS, type CalendarFile } from '../../calendars.js';
import { openSession, type SessionOptions } from '../../client/session.js';
import { EXIT } from '../exit.js';

async function readCalendar(named: string): Promise<CalendarFile> {
  if (named === 'cn') return CALENDARS.cn;
  const read = calendarFile.safeParse(JSON.parse(await readFile(named, 'utf8')));
  if (!read.success)
    throw new UsageError('The file must be {"YEAR": {"free": [[FIRST, LAST]], "worked": [DAY]}}.');
  return read.data;
}

function daysBetween([first, last]: readonly [string, string]): string[] {
  const days: string[] = [];
  for (let day = parseDay(first); day <= parseDay(last); day += 1) days.push(formatDay(day));
  return days;
}

/** The days of the years in the file take the place of those that were set; other years stay. */
export function withYears(calendar: WorkingCalendar, file: CalendarFile): WorkingCalendar {
  const kept = (days: readonly string[]) => days.filter((day) => !(day.slice(0, 4) in file));
  const years = Object.values(file);
  const free = years.flatMap((year) => year.free.flatMap(daysBetween));
  const worked = years.flatMap((year) => year.worked);
  return {
    ...calendar,
    holidays: [...new Set([...kept(calendar.holidays), ...free])].sort(),
    workdays: [...new Set([...kept(calendar.workdays), ...worked])].sort(),
  };
}

/** Sets the policy that is in force again, with another calendar. @returns the exit code */
export async function setCalendar(
  named: string,
  options: SessionOptions,
  terminal: Terminal,
): Promise<number> {
  const { api, manager, own } = await openSession(options);
  const by = manager ?? options.organisation ?? own;
  if (by === undefined) throw new UsageError('Say which manager sets it: --manager.');
  const policy = (await api.policy(by)) ?? BUILT_IN_POLICY;
  const calendar = withYears(policy.calendar, await readCalendar(named));
  if (encode(calendar) === encode(policy.calendar)) {
    terminal.out(`policy ${policy.version} has this calendar already`);
    return EXIT.ok;
  }
  await api.setPolicy(by, { ...rulesOf(policy), calendar });
  const { holidays, workdays } = calendar;
  terminal.out(
    `policy ${policy.version + 1}: ${holidays.length} free days, ${workdays.length} days worked for them`,
  );
  return EXIT.ok;
}
