// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { BUILT_IN_POLICY } from '@catalog-chain/chaincode/domain/members/policy';
import { test } from '../support/testing.js';
import { admin, call, isRefusal, officer, organisation, parse, unique } from './ledger-harness.js';
import type { Suite } from './ledger-suite.js';

const { organisationRead, organisationRegister, organisationUpdate, dutyRegister, dutyRead } = TRANSACTIONS;

/** One call after the other, and two at once. */
export function testCommits({ harness, steps }: Suite): void {
  const { manager, provider } = harness;

  test('what was committed is read back as the contract returned it', async () => {
    const mspId = unique('Org');
    const { prepared } = await steps().commit(
      admin(manager),
      call(organisationRegister, organisation(mspId)),
    );
    const read = await steps().ledger.evaluate(officer(provider), call(organisationRead, mspId));
    assert.equal(Buffer.from(read).toString(), Buffer.from(prepared.result).toString());
  });

  test('what was prepared and not submitted is not there', async () => {
    const mspId = unique('Org');
    await steps().prepare(admin(manager), call(organisationRegister, organisation(mspId)));
    await assert.rejects(
      steps().ledger.evaluate(admin(manager), call(organisationRead, mspId)),
      isRefusal('NOT_FOUND'),
    );
  });

  test('a refusal carries the domain code, from a read and from a write, and writes nothing', async () => {
    const mspId = unique('Org');
    await assert.rejects(
      steps().ledger.evaluate(admin(manager), call(organisationRead, mspId)),
      isRefusal('NOT_FOUND'),
    );
    const register = call(organisationRegister, organisation(mspId));
    await steps().refuses('ROLE_REQUIRED', officer(provider), register);
    await steps().refuses('NOT_CANONICAL', admin(manager), call(organisationRegister, '{ }'));
    await steps().refuses('INVALID_ARGUMENT', admin(manager), call(organisationRegister, '{}'));
    await assert.rejects(
      steps().ledger.evaluate(admin(manager), call(organisationRead, mspId)),
      isRefusal('NOT_FOUND'),
    );
  });

  test('a transaction or contract that is not there is refused', async () => {
    for (const transaction of ['organisation:nothing', 'nothing:read', 'nothing'])
      await assert.rejects(
        steps().ledger.evaluate(admin(manager), { transaction, args: [] }),
        isRefusal('LEDGER_FAILURE'),
      );
  });

  test('the same bytes submitted twice, one after the other, commit once', async () => {
    const { prepared, outcome } = await steps().commit(
      admin(manager),
      call(organisationRegister, organisation(unique('Org'))),
    );
    assert.deepEqual(await steps().ledger.submit(prepared), outcome);
  });

  test('the same bytes submitted at once commit once', async () => {
    const duty = { code: unique('D'), names: { en: 'Duty' }, legalBasis: 'Act 1' };
    const { prepared, height, outcomes } = await steps().undisturbed(async () => {
      const made = await steps().prepare(officer(provider), call(dutyRegister, duty));
      const { height: from } = await steps().ledger.info();
      const found = await Promise.all([1, 2, 3].map(() => steps().fate(made)));
      return { prepared: made, height: from, outcomes: found, outcome: found[0] };
    });
    for (const outcome of outcomes) assert.deepEqual(outcome, outcomes[0]);
    assert.equal(outcomes[0]?.status, 'committed');
    const now = await steps().ledger.info();
    const blocks = await steps().blocks(height, now.height - 1);
    const found = blocks.flatMap(({ transactions }) =>
      transactions.filter(({ id }) => id === prepared.transactionId),
    );
    assert.equal(found.filter(({ valid }) => valid).length, 1);
  });

  test('of two transactions that change one key, one commits and the other is told; the loser is recorded', async () => {
    const mspId = unique('Org');
    await steps().commit(admin(manager), call(organisationRegister, organisation(mspId)));
    const change = (en: string): Parameters<typeof call>[1] => ({
      mspId,
      names: { en },
      roles: ['consumer'],
    });
    const {
      first,
      second,
      outcome: won,
      lost,
    } = await steps().undisturbed(async () => {
      const [one, other] = await Promise.all([
        steps().prepare(admin(manager), call(organisationUpdate, change('First'))),
        steps().prepare(admin(manager), call(organisationUpdate, change('Second'))),
      ]);
      const outcome = await steps().fate(one);
      return { first: one, second: other, outcome, lost: await steps().fate(other) };
    });
    assert.equal(won.status, 'committed');
    assert.ok(lost.status === 'rejected' && lost.code === 'LEDGER_CONFLICT', JSON.stringify(lost));
    const read = await steps().read(admin(manager), call(organisationRead, mspId));
    assert.deepEqual(read, parse(first.result));
    assert.deepEqual(await steps().ledger.outcome(second.transactionId, admin(manager)), lost);
    assert.deepEqual(await steps().ledger.submit(second), lost, 'and stays so');
  });

  test('the outcome of a transaction that the ledger has not seen is unknown', async () => {
    const { transactionId } = await steps().prepare(
      admin(manager),
      call(organisationRegister, organisation(unique('Org'))),
    );
    const outcome = await steps().ledger.outcome(transactionId, admin(manager));
    assert.equal(outcome.status, 'unknown');
  });

  test('the outcome of a committed transaction is found by its id', async () => {
    const { prepared, outcome } = await steps().commit(
      admin(manager),
      call(organisationRegister, organisation(unique('Org'))),
    );
    assert.deepEqual(await steps().ledger.outcome(prepared.transactionId, admin(manager)), outcome);
  });

  test('many transactions at once all commit, each once', async () => {
    const codes = Array.from({ length: 40 }, () => unique('D'));
    const committed = await Promise.all(
      codes.map((code) =>
        steps().commit(
          officer(provider),
          call(dutyRegister, { code, names: { en: 'Duty' }, legalBasis: 'Act 1' }),
        ),
      ),
    );
    assert.equal(new Set(committed.map(({ prepared }) => prepared.transactionId)).size, codes.length);
    for (const code of codes) await steps().read(officer(provider), call(dutyRead, `${provider}:${code}`));
  });

  test('two simulations of one call give the same result', async () => {
    const list = call(TRANSACTIONS.organisationList);
    const [one, two] = await Promise.all([
      steps().ledger.evaluate(admin(manager), list),
      steps().ledger.evaluate(admin(manager), list),
    ]);
    assert.ok(Buffer.from(one).equals(two));
  });

  test('an argument of 1 MiB reaches the contract whole', async () => {
    const size = 1024 * 1024;
    const order = { journal: 'none', sequence: 1, previousRoot: '0'.repeat(64) };
    const what = call(TRANSACTIONS.usageSubmit, order, new Uint8Array(size).fill(0xff));
    await steps().refuses('NOT_FOUND', { mspId: provider, user: 'submitter' }, what);
    const text = `{"text":"${'a'.repeat(size - 11)}"}`;
    await steps().refuses('INVALID_ARGUMENT', admin(manager), call(organisationRegister, text));
  });

  test('once the manager has named who runs peers, an owner still changes what is its own', async () => {
    const { deadlines, calendar, reportWithinHours } = BUILT_IN_POLICY;
    const endorsers = [manager, provider, harness.consumer].sort();
    const policy = { deadlines, calendar, reportWithinHours, endorsers };
    await steps().commit(officer(manager), call(TRANSACTIONS.policySet, policy));
    const code = unique('D');
    const duty = { code, names: { en: 'Duty' }, legalBasis: 'Act 1' };
    await steps().commit(officer(provider), call(dutyRegister, duty));
    const { prepared } = await steps().commit(
      officer(provider),
      call(TRANSACTIONS.dutyRepeal, `${provider}:${code}`),
    );
    const read = await steps().read(officer(manager), call(dutyRead, `${provider}:${code}`));
    assert.deepEqual(read, parse(prepared.result));
  });

  test('the ledger says when it is ready', async () => {
    await steps().ledger.ready();
    assert.equal(steps().ledger.kind, harness.kind);
  });
}
