// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { holdsRawData, isPersonal } from '@catalog-chain/chaincode/domain/text/raw-data';
import { describe, test } from '../support/testing.js';

const digits = (length: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...Array.from('0123456789')), minLength: length, maxLength: length });

/** GB 11643 check character, written the other way round: the weights are powers of two modulo 11. */
function idCheck(first17: string): string {
  const sum = Array.from(first17).reduce((total, digit, i) => total + Number(digit) * 2 ** (17 - i), 0);
  return '10X98765432'.charAt(sum % 11);
}

const idCard = fc
  .tuple(
    fc.constantFrom('110101', '310115', '440305', '510104', '650102'),
    fc.date({ min: new Date('1920-01-01'), max: new Date('2025-12-31'), noInvalidDate: true }),
    digits(3),
  )
  .map(([area, born, order]) => area + born.toISOString().slice(0, 10).replaceAll('-', '') + order)
  .map((first17) => first17 + idCheck(first17));

function luhn(withoutCheck: string): string {
  const doubled = Array.from(withoutCheck, Number).reverse();
  const sum = doubled.reduce((total, digit, i) => {
    const value = i % 2 === 0 ? digit * 2 : digit;
    return total + Math.floor(value / 10) + (value % 10);
  }, 0);
  return withoutCheck + String((10 - (sum % 10)) % 10);
}

const unionPay = fc
  .tuple(fc.constantFrom('622202', '621700', '625965'), fc.integer({ min: 9, max: 12 }), digits(12))
  .map(([issuer, length, rest]) => luhn(issuer + rest.slice(0, length)));
const sixteen = fc
  .tuple(fc.constantFrom('436742', '511845', '356889', '222321'), digits(9))
  .map(([issuer, rest]) => luhn(issuer + rest));
const card = fc.oneof(unionPay, sixteen);

const mobile = fc
  .tuple(fc.constantFrom('3', '5', '7', '8', '9'), digits(9))
  .map(([second, rest]) => `1${second}${rest}`);

const around = fc.constantFrom('', ' ', '电话', '（', '号码：', '。', ', ', 'no. ', '/');
const hidden = (secret: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(around, secret, around).map((parts) => parts.join(''));

const fullWidth = (text: string): string =>
  Array.from(text, (one) => String.fromCodePoint((one.codePointAt(0) ?? 0) + 0xfee0)).join('');

const grouped =
  (separator: string, ...lengths: number[]) =>
  (text: string): string => {
    let from = 0;
    const parts = lengths.map((length) => text.slice(from, (from += length)));
    return [...parts, text.slice(from)].filter((part) => part !== '').join(separator);
  };

const always = (secret: fc.Arbitrary<string>): void => {
  fc.assert(fc.property(hidden(secret), (text) => holdsRawData(text)));
};

test('every ID-card number is found, plain, grouped, full-width or broken by an invisible character', () => {
  always(idCard);
  always(idCard.map((id) => id.toLowerCase()));
  always(idCard.map(grouped(' ', 6, 8)));
  always(idCard.map(grouped('-', 6, 4, 2, 2)));
  always(idCard.map(fullWidth));
  always(idCard.map(grouped('\u200b', 9)));
  always(idCard.map((id) => `ID${id}`));
  always(idCard.map((id) => `7 ${id}`));
});

test('every payment-card number is found', () => {
  always(card);
  always(card.map(grouped(' ', 4, 4, 4, 4)));
  always(card.map(grouped('-', 4, 4, 4, 4)));
});

test('every mobile number of China is found', () => {
  always(mobile);
  always(mobile.map(grouped('-', 3, 4)));
  always(mobile.map(grouped(' ', 3, 3)));
  always(mobile.map((number) => `+86 ${number}`));
  always(mobile.map((number) => `0086${number}`));
  always(mobile.map(fullWidth));
});

test('an e-mail address is found', () => {
  for (const text of ['a@b.cn', 'write to Jane.Doe+tax@data.example.gov.', '张三＠例子.中国', 'x@1.2']) {
    assert.ok(holdsRawData(text), text);
  }
});

test('a number in international form is found', () => {
  for (const text of ['+1 202-606-1800', 'call +442079460000', 'tel:+8675512345678']) {
    assert.ok(holdsRawData(text), text);
  }
});

const ORDINARY = [
  '5 U.S.C. 8901; 42 U.S.C. 1395w-101',
  '《中华人民共和国社会保险法》第七十七条',
  'Guofa [2016] No. 51',
  'OPM-HI-0001',
  'GB/T 21063.3-2007',
  'FY2013-2014, FY2015-2016 and 2017-2018',
  '2019 2020 2021 2022 2023',
  '2019-2020 2021-2022',
  '2026-03-02 2026-03-09 2026-03-16',
  '2026-03-02T01:00:00.000Z',
  '20260302010000123',
  '12345678-1234-7123-8123-123456789012',
  '01890a5d-ac96-774b-bcce-b302099a8057',
  'ISBN 978-7-5046-6010-8',
  'about 1,380,000,000 rows',
  '3.14159265358979323846',
  'version 10.24.1380.12345678',
  '91350100M000100Y43',
  '914403001922038216',
  // A foundation's code that has a Luhn digit by chance.
  '521100005001000135',
  'SHA-256',
  'see section @ 3.2',
  'user@host',
  '@context',
  '(202) 606-1800',
  '192.168.100.200',
  '110101199003070019 has a wrong check digit',
  '4111111111111112 has one too',
];

describe('ordinary codes, dates, statutes, years and identifiers pass', () => {
  for (const text of ORDINARY) {
    test(text, () => {
      assert.equal(holdsRawData(text), false);
    });
  }
});

test('a UUID passes, as prose and as an identifier', () => {
  fc.assert(
    fc.property(fc.uuid(), (id) => !holdsRawData(id) && !isPersonal(id)),
    { numRuns: 2000 },
  );
});

test('lists of years and dates pass', () => {
  const year = fc.integer({ min: 1900, max: 2099 }).map(String);
  const list = fc.tuple(fc.array(year, { minLength: 1, maxLength: 8 }), fc.constantFrom(' ', '-', ', ', '/'));
  fc.assert(fc.property(list, ([years, separator]) => !holdsRawData(years.join(separator))));
});

test('an identifier must not be an ID-card or mobile number, nor hold one between separators', () => {
  fc.assert(
    fc.property(idCard, (id) => isPersonal(id) && isPersonal(`case-${id}`) && isPersonal(`${id}.pdf`)),
  );
  const block = fc.constantFrom('139', '147', '158', '166', '177', '186', '199');
  const allotted = fc
    .tuple(block, fc.integer({ min: 30_000_000, max: 99_999_999 }))
    .map((parts) => parts.join(''));
  fc.assert(fc.property(allotted, (number) => isPersonal(number) && isPersonal(`tel_${number}`)));
});

test('a long counter or a time-ordered id is a fine identifier, whatever its last digit', () => {
  const counter = fc.bigInt({ min: 10n ** 15n, max: 10n ** 19n - 1n }).map(String);
  fc.assert(fc.property(counter, (id) => !isPersonal(id) || id.length === 18));
  for (const id of ['4111111111111111', '1234567890123456789', '20260302010000123456', 'a'.repeat(64)]) {
    assert.equal(isPersonal(id), false, id);
  }
});

test('a text of any kind is screened in two microseconds a character', () => {
  const pieces = [
    '62 2 ',
    '+1(1',
    '一 ',
    '\ufdfa',
    '1 3 ',
    '1',
    'one ',
    '6-',
    '13 ',
    '1,',
    '+1 ',
    'yi ',
    '%31',
    '0086 1',
    '数据',
  ];
  const length = 4_000;
  const cost = (piece: string, last: number): number => {
    // No text is the same as another: what was looked at is remembered.
    const text = piece.repeat(length / piece.length) + String(last);
    const began = process.threadCpuUsage();
    holdsRawData(text);
    const { user, system } = process.threadCpuUsage(began);
    return (user + system) / text.length;
  };
  for (const piece of pieces) {
    const least = Math.min(...Array.from({ length: 12 }, (_, i) => cost(piece, i)));
    assert.ok(least < 2, `${piece}: ${least.toFixed(2)} µs`);
  }
});

test('a hostile text is screened in time that grows with its length only', () => {
  const pieces = [
    'a',
    '1',
    '1 ',
    '@',
    'a@',
    '1-',
    '+1',
    '.a@b',
    '0-',
    '139 ',
    '一',
    '1l',
    'one ',
    'a at b dot ',
    'e\u0301\u0315',
  ];
  const cost = (length: number): number => {
    const started = process.cpuUsage();
    for (const piece of pieces) {
      const text = piece.repeat(length / piece.length);
      holdsRawData(text);
      isPersonal(text);
    }
    return process.cpuUsage(started).user / 1_000;
  };
  cost(19_000); // Other texts than those that count: what was looked at is remembered.
  const short = cost(20_000);
  const long = cost(160_000);
  assert.ok(
    long < 8 * 3 * Math.max(short, 20),
    `${short} ms of processor time, eight times the text ${long} ms`,
  );
});
