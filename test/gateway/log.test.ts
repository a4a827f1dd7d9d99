// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { createLog } from '@catalog-chain/gateway/support/log';
import { test } from '../support/testing.js';

function written(log: (logger: ReturnType<typeof createLog>) => void): string {
  const stream = new PassThrough();
  log(createLog('debug', stream));
  return String(stream.read());
}

test('tokens, bodies and record identifiers do not reach the log', () => {
  const text = written((logger) => {
    logger.info('request', {
      headers: { Authorization: 'Bearer abc.def.ghi' },
      body: { recordId: 'secret-1' },
      row: { recordId: 'secret-2' },
      nested: [{ recordKey: 'secret-3', record: 'secret-4', actorId: 'secret-5' }],
      requestId: 'kept',
    });
  });
  for (const secret of ['abc.def', 'secret-']) assert.ok(!text.includes(secret), text);
  assert.equal((JSON.parse(text) as { requestId: string }).requestId, 'kept');
});

test('a token or an identity number inside a message or an error is redacted', () => {
  const jwt = 'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJ4In0.c2ln';
  const text = written((logger) => {
    logger.error(`refused ${jwt}`, { error: new Error('no person 11010519491231002X', { cause: jwt }) });
  });
  assert.ok(!text.includes('eyJ'), text);
  assert.ok(!text.includes('11010519491231002X'), text);
});

test('the password in a URL is redacted, wherever the URL stands', () => {
  const text = written((logger) => {
    logger.error('cannot reach postgres://catalog:hush@db/x', { databaseUrl: 'postgres://hush@db/x' });
  });
  assert.ok(!text.includes('hush'), text);
  assert.match(text, /postgres:\/\/catalog:\[redacted\]@db/);
});

test('every line is JSON with time and level', () => {
  const line = JSON.parse(written((logger) => logger.warn('hello'))) as Record<string, unknown>;
  assert.equal(line['level'], 'warn');
  assert.match(String(line['timestamp']), /^\d{4}-\d\d-\d\dT/);
});
