// SPDX-License-Identifier: Apache-2.0
/** From HTTP to committed: a demo gateway in a process of its own, asked by this one over the loopback. */
import { DemoProcess } from '../support/demo-process.js';
import { uuid7 } from '../support/usage.js';
import { report } from './measure.js';

const GRANT = 'G-ENROLMENT';
const ROWS = 1_000;
const REQUESTS = 60;
const LANES = 4;
const SINGLES = 60;

export interface Target {
  readonly url: string;
  readonly token: string;
}

let reported = 0;

/** As a consumer's system would report them: one grant, distinct records, distinct exchanges. */
function rows(count: number): string {
  const at = new Date().toISOString();
  const events = Array.from({ length: count }, () => {
    const id = uuid7((reported += 1), 'bench');
    return {
      id,
      kind: 'use',
      correlation: id,
      grant: GRANT,
      recordId: id,
      action: 'verify',
      at,
      system: 'ConsumerMSP:means-test',
      actorId: 'clerk-1',
      purpose: 'means-test',
      outcome: 'ok',
    };
  });
  return JSON.stringify(events);
}

/** Sends the body and waits until its events are committed. @throws Error for any other answer */
async function committed({ url, token }: Target, body: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', prefer: 'wait=30' };
  const response = await fetch(`${url}/v1/usage-events`, { method: 'POST', headers, body });
  const text = await response.text();
  if (response.status !== 200 || !text.includes('"committed"'))
    throw new Error(`${response.status}: ${text.slice(0, 500)}`);
}

/** @returns events per second over all bodies, sent in parallel lanes */
export async function rate(
  target: Target,
  bodies: string[],
  perBody: number,
  lanes: number,
): Promise<number> {
  const events = bodies.length * perBody;
  const start = performance.now();
  const lane = async (): Promise<void> => {
    for (let body = bodies.pop(); body !== undefined; body = bodies.pop()) await committed(target, body);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return Math.round((events * 1000) / (performance.now() - start));
}

/** One event per request and transaction, then a thousand per request. */
export async function benchHttp(): Promise<void> {
  await using demo = await DemoProcess.start();
  const target = { url: demo.url, token: demo.tokenOf('submitter') };
  report('demo: from start to ready, new state', demo.readyMs, 'ms');
  await rate(
    target,
    Array.from({ length: 8 }, () => rows(ROWS)),
    ROWS,
    LANES,
  );
  const singles = Array.from({ length: SINGLES }, () => rows(1));
  const alone = await rate(target, singles, 1, 1);
  report('embedded, HTTP to committed: one event per request and transaction', alone, 'events/s');
  const many = Array.from({ length: REQUESTS }, () => rows(ROWS));
  const fast = await rate(target, many, ROWS, LANES);
  report(
    `embedded, HTTP to committed: ${ROWS} events per request, ${LANES} requests at a time`,
    fast,
    'events/s',
    alone,
  );
}
