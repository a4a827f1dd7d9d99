// SPDX-License-Identifier: Apache-2.0
/** What the demo says once it is ready. */
import path from 'node:path';
import { rowId } from '../import/codes.js';
import type { Login } from '../cli/client/logins.js';
import { PEOPLE } from './demo-logins.js';
import { PAST_DAYS } from './past.js';
import { CONSUMER, MANAGER, PROVIDER } from './seed-catalogue.js';
import { DESK, MEANS_TEST } from './seed-requests.js';

/** @param now milliseconds since 1970 */
const use = (now: number): string =>
  JSON.stringify({
    id: rowId(now, { tried: now }),
    kind: 'use',
    correlation: `try-${now}`,
    grant: 'G-ENROLMENT',
    recordId: 'BJ-SA-1003',
    action: 'verify',
    at: new Date(now).toISOString(),
    system: `${CONSUMER}:means-test`,
    actorId: 'caseworker-1',
    purpose: MEANS_TEST,
    outcome: 'ok',
  });

const DAY_MS = 86_400_000;

/** @param now milliseconds since 1970 */
const ask = (now: number): string =>
  JSON.stringify({
    id: `R-TRY-${now.toString(36)}`,
    resource: `${PROVIDER}:vacancies`,
    purpose: { code: DESK, text: 'Showing vacancies at the desk' },
    legalBasis: 'Open data',
    mode: 'query',
    items: ['employer', 'post'],
    systems: [`${CONSUMER}:desk`],
    period: { from: new Date(now).toISOString(), to: new Date(now + 90 * DAY_MS).toISOString() },
    standing: false,
  });

/**
 * Three commands that work as they stand.
 * @param urlOf where the gateway of a login is
 */
export function thingsToTry(
  urlOf: (role: string) => string,
  tokens: string,
  now: number,
): { title: string; command: string }[] {
  const curl = (role: string, rest: string): string =>
    `curl -sS -H "Authorization: Bearer $(cat '${path.join(tokens, role)}')" ${rest}`;
  const json = `-H 'Content-Type: application/json'`;
  return [
    {
      title: 'Report a use, as software of the consumer would, and wait for its commit:',
      command: curl(
        'submitter',
        `${json} -H 'Prefer: wait=5' -d '${use(now)}' '${urlOf('submitter')}/v1/usage-events'`,
      ),
    },
    {
      title: 'Read what happened under a grant, as the auditor; uses outside the grant carry their verdict:',
      command: curl(
        'auditor',
        `'${urlOf('auditor')}/v1/trails/grant/G-ENROLMENT?purpose=routine-audit&limit=200'`,
      ),
    },
    {
      title:
        'Ask for open data, as the consumer; it is granted on the spot (R-PENSION-COPY waits for the provider):',
      command: curl('consumer', `${json} -d '${ask(now)}' '${urlOf('consumer')}/v1/requests'`),
    },
  ];
}

/** Where the demo is and what it keeps there. */
export interface Place {
  readonly url: string;
  readonly stateDir: string;
  readonly tokens: string;
}

const UTC_OFFSET_MS = 8 * 3_600_000;
const monthAt = (time: number): string => new Date(time + UTC_OFFSET_MS).toISOString().slice(0, 7);

/**
 * What came of the months before the demo's first day, and the command that shows and proves it.
 * @param now the first day, milliseconds since 1970
 */
export function whatCameOfIt({ url, stateDir, tokens }: Place, now: number): string[] {
  const span = `--period ${monthAt(now - PAST_DAYS * DAY_MS)} --until ${monthAt(now)}`;
  const command =
    `node '${path.resolve(import.meta.dirname, '../cli/main.js')}' supervision --url ${url} ` +
    `--token "$(cat '${path.join(tokens, 'manager')}')" --organisation ${MANAGER} --member ${PROVIDER} ` +
    `${span} --prove '${path.join(stateDir, 'liability')}'`;
  return [
    'What came of the months before today, by the items of article 39 (docs/law.md): an answer and a delivery that were late (4),',
    'data that a ruling found outdated (6), a service that was ended without a filing (7). An answer within its extension, a',
    'correction in time and a service that was filed count for nothing. Of today: a refusal that rests on no stated condition (2).',
    'The list, what proves it, and the one recomputed from the other without this gateway:',
    `     ${command}`,
    '',
  ];
}

/** The logins, then the three things, as lines for the terminal. */
export function loginsAndTries(
  urlOf: (role: string) => string,
  tokens: string,
  logins: readonly Login[],
): string[] {
  const roles = logins.map(({ role, organisation, token }) => {
    const who = PEOPLE.find((person) => person.role === role)?.who ?? '';
    return `  ${role.padEnd(11)}${organisation.padEnd(13)}${who}\n    ${token}`;
  });
  const tries = thingsToTry(urlOf, tokens, Date.now()).map(
    ({ title, command }, i) => `  ${i + 1}. ${title}\n     ${command}`,
  );
  return [
    'Logins (bearer tokens, also one file each in the tokens folder):',
    ...roles,
    '',
    'Three things to try:',
    ...tries,
    '',
  ];
}

/** Lines for the terminal. */
export function welcome(
  { url, stateDir, tokens }: Place,
  logins: readonly Login[],
  story: readonly string[],
): string[] {
  return [
    '',
    `Catalog Chain demo, on the embedded ledger (one operator, no consensus): ${url}`,
    `  console           ${url}/   (a card per role signs in)`,
    `  API description   ${url}/docs   ${url}/openapi.json`,
    `  health            ${url}/healthz   ${url}/readyz`,
    `  state             ${stateDir}   (make clean removes it)`,
    '',
    ...loginsAndTries(() => url, tokens, logins),
    ...story,
    'Ctrl-C stops it.',
  ];
}
