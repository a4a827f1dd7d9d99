// SPDX-License-Identifier: Apache-2.0
/**
 * The API as each role, and as nobody: by its description and beside it, operations one after another, streams in both
 * directions. No answer is a failure of the server, and each is one that the description knows.
 */
import { ORGANISATION_ROLES, USER_ROLES, type UserRole } from '@catalog-chain/chaincode/domain/names';
import { grant, publish, registerMembers, registerSystems } from '../support/api-flows.js';
import {
  AUDITOR,
  CONSUMER,
  MANAGER,
  OUTSIDER,
  PROVIDER,
  startTestGateway,
  type TestGateway,
} from '../support/gateway.js';
import { Mutator } from './mutate.js';
import { fuzzed } from './schemathesis.js';

type As = readonly [organisation: string, role: UserRole] | undefined;

/** Who calls: every role, in an organisation that may do something with it. */
export const CALLERS: readonly As[] = [
  undefined,
  [CONSUMER, 'officer'],
  [CONSUMER, 'submitter'],
  [PROVIDER, 'officer'],
  [PROVIDER, 'submitter'],
  [MANAGER, 'officer'],
  [MANAGER, 'admin'],
  [AUDITOR, 'auditor'],
  [AUDITOR, 'arbitrator'],
  [OUTSIDER, 'officer'],
];
const missing = USER_ROLES.filter((role) => !CALLERS.some((as) => as?.[1] === role));
if (missing.length > 0) throw new Error(`Nobody calls as ${missing.join()}.`);

const nameOf = (as: As): string => (as === undefined ? 'nobody' : as.join('/'));

/** A gateway with something to find, of its own for each caller: some can suspend others. */
async function filled(): Promise<TestGateway> {
  const organisations = [MANAGER, PROVIDER, CONSUMER, AUDITOR, OUTSIDER].join();
  const gateway = await startTestGateway({ env: { ORGANISATIONS: organisations } });
  await registerMembers(gateway);
  const body = {
    organisation: OUTSIDER,
    code: 'TEST:9',
    roles: [...ORGANISATION_ROLES].filter((role) => role !== 'manager'),
    names: { en: 'Outsider' },
  };
  const { status, text } = await gateway.call([MANAGER, 'admin'], 'POST', '/v1/organisations', { body });
  if (status !== 201) throw new Error(`The outsider was not registered: ${text}`);
  await registerSystems(gateway);
  await grant(gateway, 'G-1', await publish(gateway, 'OPEN', 'conditional'));
  return gateway;
}

/** A failure of the server in the log: its stack names the place. */
const failures = ({ log }: TestGateway): string[] =>
  log.filter((line) => line.includes('"level":"error"') && !line.includes('NOT_IMPLEMENTED'));

/** How long the API is called: operations by themselves, and one after another. */
export interface ApiSeconds {
  readonly apart: number;
  readonly chained: number;
}

/** Answers that gave somebody what was asked for. */
const granted = ({ log }: TestGateway): number =>
  log.filter((line) => /"status":20\d/.test(line) && line.includes('"organisation":')).length;

/**
 * Chains begin once all links are read, which on a busy machine may take all their time: then they get more, twice at most.
 */
async function chainedInTime(
  base: Omit<Parameters<typeof fuzzed>[0], 'way' | 'seconds'>,
  seconds: number,
): ReturnType<typeof fuzzed> {
  let chained = await fuzzed({ ...base, way: 'chained', seconds });
  for (const times of [4, 8])
    if (chained.scenarios === 0)
      chained = await fuzzed({ ...base, way: 'chained', seconds: seconds * times });
  return chained;
}

/** @returns what was found, with the seed that finds it again; a caller who was let in nowhere, or no chain, is a finding too */
export async function fuzzApi(as: As, seed: number, seconds: ApiSeconds): Promise<string[]> {
  await using gateway = await filled();
  const token = as && (await gateway.token(...as));
  const base = { url: gateway.url, token, seed };
  const before = granted(gateway);
  const chained = await chainedInTime(base, seconds.chained);
  const apart = await fuzzed({ ...base, way: 'apart', seconds: seconds.apart });
  console.log(`  as ${nameOf(as)}: ${chained.scenarios} chains, ${chained.links} links`);
  const told = (what: string): string => `as ${nameOf(as)}, seed ${seed}: ${what}`;
  return [
    ...[chained, apart].filter(({ passed }) => !passed).map(({ text }) => told(text)),
    ...(chained.scenarios > 0 ? [] : [told(`no operation was called after another: ${chained.text}`)]),
    ...(as === undefined || granted(gateway) > before ? [] : [told('nothing was ever granted')]),
    ...gateway.departures.map(told),
    ...failures(gateway).map(told),
  ];
}

const PIECES = [
  '1',
  '-1',
  '9'.repeat(30),
  'G-1',
  '*',
  'a,b',
  '\u0000',
  '%',
  '../',
  'period.closed',
  'null',
  '☃',
];
const NAMES = [
  'from',
  'lastEventId',
  'type',
  'grant',
  'resource',
  'organisation',
  'purpose',
  'case',
  'x',
  'from',
];
const HEADER_PIECES = PIECES.filter((piece) => /^[\x20-\x7e]*$/.test(piece));
const LISTENED_MS = 150;

/** Listens to the stream of events in ways that nobody would. @returns what was found */
export async function fuzzStreams(seed: number, count: number): Promise<string[]> {
  await using gateway = await filled();
  const mutator = new Mutator(seed);
  const found: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const as = CALLERS[mutator.below(CALLERS.length)];
    const url = new URL('/v1/events/stream', gateway.url);
    for (let left = mutator.below(4); left > 0; left -= 1)
      url.searchParams.append(mutator.of(NAMES), mutator.of(PIECES));
    const headers = {
      ...(as && { authorization: `Bearer ${await gateway.token(...as)}` }),
      ...(mutator.below(2) === 0 && { 'last-event-id': mutator.of(HEADER_PIECES) }),
      ...(mutator.below(3) === 0 && {
        accept: mutator.of(['text/event-stream', 'application/json', '*/*;q=0']),
      }),
    };
    const told = (what: string): void => void found.push(`stream ${n}, seed ${seed}: ${what}: ${url.search}`);
    await listened(url, headers, told);
  }
  return [...found, ...failures(gateway)];
}

async function listened(
  url: URL,
  headers: Readonly<Record<string, string>>,
  told: (what: string) => void,
): Promise<void> {
  const stop = new AbortController();
  const timer = setTimeout(() => {
    stop.abort();
  }, 10_000);
  try {
    const response = await fetch(url, { headers, signal: stop.signal });
    const type = response.headers.get('content-type') ?? '';
    const expected = response.status === 200 ? 'text/event-stream' : 'application/problem+json';
    if (response.status >= 500) told(`answered ${response.status}`);
    if (!type.startsWith(expected)) told(`answered ${response.status} as ${type}`);
    if (response.status === 200)
      setTimeout(() => {
        stop.abort();
      }, LISTENED_MS);
    const text = await response.text().catch(() => '');
    if (response.status !== 200 && typeof codeIn(text) !== 'string') told('a problem without a code');
  } catch (error) {
    told(`no answer: ${String(error)}`);
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
}

const codeIn = (problem: string): unknown => (JSON.parse(problem) as { code?: unknown }).code;

const ROW = {
  kind: 'use',
  correlation: 'exchange-1',
  grant: 'G-1',
  recordId: 'R-1',
  action: 'query',
  at: '2026-03-02T03:04:05.000Z',
  system: `${CONSUMER}:APP`,
  actorId: 'clerk 7',
  purpose: 'housing',
  outcome: 'ok',
};
const CSV = `id,${Object.keys(ROW).join()}\n019b76da-a804-74b2-a277-77d4dd1fc61c,${Object.values(ROW).join()}`;
const ROWS: Readonly<Record<string, string>> = {
  'application/json': JSON.stringify([{ id: '019b76da-a804-74b2-a277-77d4dd1fc61c', ...ROW }, ROW]),
  'application/x-ndjson': `${JSON.stringify({ id: '019b76da-a804-74b2-a277-77d4dd1fc61d', ...ROW })}\n${JSON.stringify(ROW)}\n`,
  'text/csv': CSV,
};

/** Streams of rows, changed byte by byte, some in pieces. Each is refused by name or answered row by row. */
export async function fuzzRows(seed: number, count: number): Promise<string[]> {
  await using gateway = await filled();
  const mutator = new Mutator(seed);
  const found: string[] = [];
  const authorization = `Bearer ${await gateway.token(CONSUMER, 'submitter')}`;
  for (let n = 0; n < count; n += 1) {
    const [type, text] = mutator.of(Object.entries(ROWS));
    const bytes = mutator.bytes(Buffer.from(text));
    const half = mutator.below(bytes.length + 1);
    const pieces = [bytes.subarray(0, half), bytes.subarray(half)].filter(({ length }) => length > 0);
    const response = await fetch(new URL('/v1/usage-events', gateway.url), {
      method: 'POST',
      headers: { authorization, 'content-type': type },
      body: mutator.below(2) === 0 ? new Uint8Array(bytes) : ReadableStream.from(pieces),
      duplex: 'half',
    });
    const answer = await response.text();
    const told = (what: string): void =>
      void found.push(`rows ${n}, seed ${seed}, ${type}: ${what}: ${bytes.toString('base64')}`);
    if (response.status >= 500) told(`answered ${response.status} ${answer}`);
    if (response.status >= 400 && typeof codeIn(answer) !== 'string') told('a problem without a code');
  }
  return [...found, ...gateway.departures, ...failures(gateway)];
}
