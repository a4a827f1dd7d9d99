// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { DemoProcess, run } from '../../support/demo-process.js';
import { afterAll, beforeAll, describe, test } from '../../support/testing.js';

interface Entry {
  readonly entry: string;
  readonly record?: { readonly type: string };
  readonly event?: { readonly violations: readonly string[]; readonly leaf: { readonly id: string } };
}

async function trailOf(demo: DemoProcess, role: string, address: string): Promise<Entry[]> {
  const response = await demo.fetch(role, `/v1/trails/${address}?limit=500&purpose=test-audit`);
  assert.equal(response.status, 200);
  return ((await response.json()) as { items: Entry[] }).items;
}

/** Without what the gateway does by itself once a month is over. */
const BY_SCHEDULE = ['journal-checkpoint', 'closure', 'period'];
const seeded = (entries: readonly Entry[]): Entry[] =>
  entries.filter(({ record }) => !BY_SCHEDULE.includes(record?.type ?? ''));

const violationsIn = (entries: readonly Entry[]): Set<string> =>
  new Set(entries.flatMap((entry) => entry.event?.violations ?? []));

/** The commands that the demo prints, without their titles. */
const commandsIn = (output: string): string[] =>
  output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('curl '));

describe('the demo is filled, says how to use it, and stops cleanly', () => {
  let demo: DemoProcess;
  beforeAll(async () => {
    demo = await DemoProcess.start();
  });
  afterAll(() => demo[Symbol.asyncDispose]());

  test('there is one login per role, and each works', async (t) => {
    t.note(`ready after ${demo.readyMs} ms`);
    const roles = demo.logins.map(({ role }) => role);
    const judging = ['auditor', 'arbitrator', 'appeals'];
    assert.deepEqual(roles, ['provider', 'consumer', 'submitter', 'manager', ...judging]);
    for (const role of roles) {
      const response = await demo.fetch(role, '/v1/organisations');
      assert.equal(response.status, 200);
      const { items } = (await response.json()) as { items: unknown[] };
      assert.equal(items.length, 5);
      assert.ok(demo.output.includes(demo.tokenOf(role)));
    }
  });

  test('requests and grants are in every state, resources of all sharing types', async () => {
    const statesOf = async (address: string): Promise<Set<string>> => {
      const { items } = (await (await demo.fetch('manager', `${address}?limit=100`)).json()) as {
        items: { state: string }[];
      };
      return new Set(items.map(({ state }) => state));
    };
    const requests = ['submitted', 'decided', 'granted', 'refused', 'withdrawn'];
    assert.deepEqual(await statesOf('/v1/requests'), new Set(requests));
    assert.deepEqual(await statesOf('/v1/grants'), new Set(['active', 'suspended', 'revoked']));
    assert.deepEqual(await statesOf('/v1/resources'), new Set(['published', 'submitted']));
  });

  test('a dispute waits for its answer', async () => {
    const response = await demo.fetch('consumer', '/v1/disputes?state=opened');
    const { items } = (await response.json()) as {
      items: { respondent: string; pending: { step: string } }[];
    };
    assert.deepEqual(
      items.map(({ respondent, pending }) => [respondent, pending.step]),
      [['ConsumerMSP', 'answer']],
    );
  });

  test('the auditor sees uses outside their grants, with the verdict', async () => {
    const entries = await trailOf(demo, 'auditor', 'organisation/ConsumerMSP');
    const found = violationsIn([...entries, ...(await trailOf(demo, 'auditor', 'organisation/ProviderMSP'))]);
    for (const violation of [
      ...['wrong-purpose', 'wrong-item', 'wrong-mode', 'wrong-system', 'reported-late'],
      ...['suspended', 'revoked', 'no-grant'],
    ])
      assert.ok(found.has(violation), violation);
  });

  test('the three things to try work as printed', async () => {
    const commands = commandsIn(demo.output);
    assert.equal(commands.length, 3);
    const before = await trailOf(demo, 'auditor', 'grant/G-ENROLMENT');
    for (const command of commands) {
      const { code, out } = await run('bash', ['-c', command]);
      assert.equal(code, 0);
      const answer = JSON.parse(out) as { status?: number; code?: string };
      assert.equal(answer.code, undefined, out);
    }
    const after = await trailOf(demo, 'auditor', 'grant/G-ENROLMENT');
    assert.equal(after.length, before.length + 1);
    const asked = (await (await demo.fetch('consumer', '/v1/requests?state=granted')).json()) as {
      items: { id: string }[];
    };
    assert.ok(asked.items.some(({ id }) => id.startsWith('R-TRY-')));
  });

  test('who holds the keys gets the trail of a record by its plain identifier', async () => {
    const args = ['trail', 'record', 'BJ-SA-1003', '--resource', 'ProviderMSP:enrolment'];
    const { code, out } = await demo.cli(...args, '--organisation', 'ConsumerMSP');
    assert.equal(code, 0);
    assert.match(out, /claim use verify ok grant=G-ENROLMENT/);
    assert.match(out, /attestation use verify ok grant=G-ENROLMENT/);
    assert.ok(!out.includes('BJ-SA-1003'));
  });

  test('what happened is told again from any block, to whom it concerns', async () => {
    const args = ['events', '--from', '0', '--type', 'request.*,usage.committed', '--count', '8'];
    const { code, out } = await demo.cli(...args, '--organisation', 'ConsumerMSP');
    assert.equal(code, 0);
    const lines = out.trim().split('\n');
    assert.equal(lines.length, 8);
    for (const line of lines)
      assert.match(line, /^\S+Z +\d+-\d+ +(?:request|usage)\.\S+ +\S+ +.*ConsumerMSP/);
  });

  test('what hangs on a duty is listed, with the way there', async () => {
    const { items } = (await (await demo.fetch('manager', '/v1/duties?limit=100')).json()) as {
      items: { id: string; organisation: string }[];
    };
    const duty = items.find(({ organisation }) => organisation === 'ConsumerMSP')?.id ?? '';
    const { code, out } = await demo.cli('impact', 'duty', duty, '--organisation', 'ConsumerMSP');
    assert.equal(code, 0);
    assert.match(out, /^G-\S+ +\S+ +ProviderMSP:\S+ v\d+ .* ProviderMSP → ConsumerMSP .* by ConsumerMSP:/m);
  });

  test('a second start keeps what there is and adds nothing', async (t) => {
    const before = seeded(await trailOf(demo, 'auditor', 'organisation/ConsumerMSP'));
    assert.equal(await demo.interrupt(), 0);
    const again = await DemoProcess.start({ home: demo.home });
    try {
      t.note(`ready again after ${again.readyMs} ms`);
      const after = seeded(await trailOf(again, 'auditor', 'organisation/ConsumerMSP'));
      assert.equal(after.length, before.length);
    } finally {
      assert.equal(await again.interrupt(), 0);
    }
  });
});
