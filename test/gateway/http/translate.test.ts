// SPDX-License-Identifier: Apache-2.0
/** A database that is away is told as what it is, whoever asks and whatever for. */
import { translate } from '@catalog-chain/gateway/http/problems/translate';
import { expect, test } from '../../support/testing.js';

const coded = (members: object, message = 'not told'): Error => Object.assign(new Error(message), members);

test('a database that cannot be asked is STORAGE_UNAVAILABLE, with a time to wait, and nothing of the cause', () => {
  for (const error of [
    coded({ code: '57P01' }),
    coded({ code: '57P03' }),
    coded({ code: '08006' }),
    coded({ code: '53100' }),
    coded({ code: 'ECONNREFUSED', syscall: 'connect' }),
    coded({ code: 'ECONNRESET' }),
    coded({}, 'Connection terminated unexpectedly'),
    coded({}, 'timeout exceeded when trying to connect'),
    coded({ code: 'ERR_SQLITE_ERROR', errcode: 13 }),
    coded({ code: 'ERR_SQLITE_ERROR', errcode: 778 }),
  ])
    expect(translate(error)).toEqual({ code: 'STORAGE_UNAVAILABLE', headers: { 'Retry-After': '5' } });
});

test('a fault of ours stays one', () => {
  for (const error of [
    coded({ code: '23505' }),
    coded({ code: '42P01' }),
    coded({ code: 'ERR_SQLITE_ERROR', errcode: 19 }),
    coded({ code: 'ERR_INVALID_ARG_TYPE' }),
    coded({}, 'Cannot read properties of undefined'),
  ])
    expect(translate(error).code).toBe('INTERNAL');
});
