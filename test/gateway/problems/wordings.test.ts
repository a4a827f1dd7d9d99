// SPDX-License-Identifier: Apache-2.0
/** Every sentence with which a contract or the gateway refuses is worded in Chinese; none is worded that nobody says. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { CHANGE_STATES } from '@catalog-chain/chaincode/domain/upkeep/catalogue-change';
import { COMPLAINT_STATES, INCIDENT_STATES } from '@catalog-chain/chaincode/domain/supervision/incident';
import { CORRECTION_STATES } from '@catalog-chain/chaincode/domain/dispute/correction-records';
import { DEMAND_STATES } from '@catalog-chain/chaincode/domain/upkeep/demand';
import { DISPOSAL_STATES } from '@catalog-chain/chaincode/domain/stewardship/disposal';
import { DISPUTE_STATES } from '@catalog-chain/chaincode/domain/dispute/dispute-records';
import { DomainError, parseDomainError } from '@catalog-chain/chaincode/domain/errors';
import { OBJECT_TYPES, ORGANISATION_ROLES, USER_ROLES } from '@catalog-chain/chaincode/domain/names';
import { OBLIGATION_STATES } from '@catalog-chain/chaincode/domain/law/obligation-records';
import { ORDER_STATES } from '@catalog-chain/chaincode/domain/supervision/order';
import { SERVICE_CHANGE_STATES } from '@catalog-chain/chaincode/domain/stewardship/service-change';
import { SIGNER_KINDS } from '@catalog-chain/chaincode/domain/acts/signature-rules';
import { SOURCE_STATES, SOURCE_UPDATE_STATES } from '@catalog-chain/chaincode/domain/upkeep/source-agency';
import { VARIATION_STATES } from '@catalog-chain/chaincode/domain/stewardship/variation';
import { inChineseOrAsIs, WORDINGS } from '@catalog-chain/gateway/http/problems/worded';
import { WORDS } from '@catalog-chain/gateway/http/problems/words';
import { z } from 'zod';
import { expect, test } from '../../support/testing.js';

const ROOT = path.resolve(import.meta.dirname, '../../../..');

interface Sentence {
  /** As it leaves its place: with `{name}` where a parameter is sent, with a sample where code put one in. */
  readonly text: string;
  readonly at: string;
}

/** Where the sentence stands among the arguments of what refuses. */
const REFUSING: Readonly<Record<string, number>> = {
  ensure: 2,
  DomainError: 1,
  Refusal: 1,
  LedgerError: 1,
  IndexError: 1,
  RowFault: 1,
  NotVouched: 0,
  refused: 0,
  unsafe: 0,
  malformed: 0,
  fault: 0,
  rule: 0,
};
/** A schema's rules end with their words. */
const RULED = new Set(['refine', 'regex', 'screened', 'form']);
/** Members that hold a sentence, by where. */
const WORDED: readonly (readonly [RegExp, ReadonlySet<string>])[] = [
  [/chaincode\/src\/domain|http\/dto/, new Set(['error', 'message'])],
  [/gateway\/src\/http/, new Set(['detail', 'rule'])],
];

/** The English sentences that an expression may come to; none where it passes on what was said elsewhere. */
function sentencesOf(node: ts.Expression): string[] {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isConditionalExpression(node))
    return [...sentencesOf(node.whenTrue), ...sentencesOf(node.whenFalse)];
  if (ts.isBinaryExpression(node)) return sentencesOf(node.right);
  if (!ts.isTemplateExpression(node)) return [];
  const spans = node.templateSpans.map(({ expression, literal }) =>
    /error\.wording|message|fault$|PART/.test(expression.getText()) ? undefined : `7${literal.text}`,
  );
  return spans.includes(undefined) ? [] : [node.head.text + spans.join('')];
}

const nameOf = (node: ts.Expression): string =>
  ts.isPropertyAccessExpression(node) ? node.name.text : node.getText();

const isWorded = (node: ts.PropertyAssignment): boolean =>
  WORDED.some(
    ([where, names]) => where.test(node.getSourceFile().fileName) && names.has(node.name.getText()),
  );

function argumentsOf(node: ts.Node): readonly (ts.Expression | undefined)[] {
  if (ts.isPropertyAssignment(node)) return isWorded(node) ? [node.initializer] : [];
  if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return [];
  const name = nameOf(node.expression);
  const place = REFUSING[name];
  if (place !== undefined && !node.expression.getText().includes('.')) return [node.arguments?.[place]];
  return RULED.has(name) ? [node.arguments?.at(-1)] : [];
}

function sentencesIn(file: string): Sentence[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const found: Sentence[] = [];
  const visit = (node: ts.Node): void => {
    for (const argument of argumentsOf(node))
      for (const text of argument ? sentencesOf(argument) : [])
        found.push({
          text,
          at: `${path.relative(ROOT, file)}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`,
        });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const files = (patterns: readonly string[], except: RegExp): string[] =>
  globSync([...patterns], { cwd: ROOT })
    .filter((file) => !except.test(file))
    .map((file) => path.join(ROOT, file));

/** What is told to operators and importers, or is no refusal of a call, is worded elsewhere. */
const ELSEWHERE =
  /\/(?:problems|describe|cli|import|demo|verify-chain|creators|profile|post|identity-provider|oidc)|config/;
const sources = [...files(['chaincode/src/**/*.ts'], /never/), ...files(['gateway/src/**/*.ts'], ELSEWHERE)];
const said = sources.flatMap(sentencesIn);

const HAN = /\p{Script=Han}/u;
const asked = (text: string): string => inChineseOrAsIs({ wording: text, parameters: {} });

test('every sentence of a refusal, in the chaincode and in the gateway, has its Chinese', () => {
  expect(said.length).toBeGreaterThan(450);
  expect(said.filter(({ text }) => !HAN.test(asked(text)))).toEqual([]);
});

test('a Chinese sentence has no place that the English one does not fill', () => {
  const places = (text: string): string[] => text.match(/\{\w+\}/g) ?? [];
  const wrong = Object.entries(WORDINGS).filter(([english, chinese]) =>
    places(chinese).some((place) => !english.includes(place)),
  );
  expect(wrong).toEqual([]);
});

test('nothing is worded that nobody says', () => {
  const written = files(['chaincode/src/**/*.ts', 'gateway/src/**/*.ts'], /problems/)
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  const isSaid = (english: string): boolean =>
    /^(?:Invalid|Too|Unrecognized) /.test(english) ||
    english.split(/\{\w+\}/).every((part) => written.includes(part));
  expect(Object.keys(WORDINGS).filter((english) => !isSaid(english))).toEqual([]);
});

test('states, roles and kinds that fill a place have their words', () => {
  const names: readonly string[] = [
    ...OBJECT_TYPES,
    ...USER_ROLES,
    ...ORGANISATION_ROLES,
    ...SIGNER_KINDS,
    ...[
      CHANGE_STATES,
      COMPLAINT_STATES,
      CORRECTION_STATES,
      DEMAND_STATES,
      DISPOSAL_STATES,
      DISPUTE_STATES,
    ].flat(),
    ...[INCIDENT_STATES, OBLIGATION_STATES, ORDER_STATES, SERVICE_CHANGE_STATES, SOURCE_STATES].flat(),
    ...[SOURCE_UPDATE_STATES, VARIATION_STATES].flat(),
  ];
  expect(names.filter((name) => WORDS[name] === undefined)).toEqual([]);
});

test('a refusal crosses the peers with its parameters apart, and is worded from them', () => {
  const error = new DomainError('ROLE_REQUIRED', 'Needs a user role: {roles}.', {
    roles: ['officer', 'admin'],
  });
  expect(error.message).toBe(
    'catalog-chain ROLE_REQUIRED: Needs a user role: {roles}. [roles=officer&roles=admin]',
  );
  const read = parseDomainError(`chaincode response 500, ${error.message}`);
  assert.ok(read);
  expect([read.code, read.message]).toEqual(['ROLE_REQUIRED', error.detail]);
  expect(error.detail).toBe('Needs a user role: officer, admin.');
  expect(inChineseOrAsIs(read.said)).toBe('需要具有下列人员角色之一：经办人、管理员。');
});

test('what a field is told is worded behind the name of the field, within a leaf too', () => {
  const field = new DomainError('INVALID_ARGUMENT', '{field}: must be YYYY-MM-DD', { field: 'from' });
  expect(inChineseOrAsIs(field)).toBe('from: 须为 YYYY-MM-DD');
  const leaf = new DomainError('INVALID_ARGUMENT', `leaf {index}: ${field.wording}`, {
    index: 3,
    ...field.parameters,
  });
  expect(inChineseOrAsIs(leaf)).toBe('第 3 条: from: 须为 YYYY-MM-DD');
});

test('the answers of contracts of before, a sentence without parameters, are read and worded too', () => {
  const read = parseDomainError('catalog-chain INVALID_STATE: The dispute is ruled.');
  assert.ok(read);
  expect(read.message).toBe('The dispute is ruled.');
  expect(inChineseOrAsIs(read.said)).toBe('该争议已裁决。');
  expect(asked('The order is withdrawn.')).toBe('该责令改正事项的状态为“已撤回”。');
  expect(asked('A sentence of a later contract.')).toBe('A sentence of a later contract.');
});

/** Every kind of issue that zod words, in each of its forms. */
function zodSentences(): string[] {
  const sized = ['string', 'array', 'set', 'map', 'number', 'int', 'date'];
  const bounds = [{ inclusive: true }, { inclusive: false }, { inclusive: true, exact: true }];
  const issues = [
    ...['string', 'number', 'boolean', 'array', 'object', 'int', 'undefined'].flatMap((expected) =>
      [undefined, null, 7, 'text', true, [], {}].map((input) => ({ code: 'invalid_type', expected, input })),
    ),
    { code: 'invalid_value', values: ['one'] },
    { code: 'invalid_value', values: ['submitted', 'withdrawn'] },
    ...sized.flatMap((origin) =>
      bounds.flatMap((bound) => [
        { code: 'too_big', origin, maximum: 3, ...bound },
        { code: 'too_small', origin, minimum: 3, ...bound },
      ]),
    ),
    { code: 'invalid_format', format: 'regex', pattern: '/^a{1,3}$/' },
    { code: 'invalid_format', format: 'starts_with', prefix: 'a' },
    { code: 'invalid_format', format: 'ends_with', suffix: 'a' },
    { code: 'invalid_format', format: 'includes', includes: 'a' },
    ...['uuid', 'url', 'datetime', 'date', 'email', 'base64'].map((format) => ({
      code: 'invalid_format',
      format,
    })),
    { code: 'not_multiple_of', divisor: 15 },
    { code: 'unrecognized_keys', keys: ['a'] },
    { code: 'unrecognized_keys', keys: ['a', 'b'] },
    { code: 'invalid_key', origin: 'map' },
    { code: 'invalid_element', origin: 'set' },
    { code: 'invalid_union' },
    { code: 'invalid_union', options: ['a', 'b'] },
    { code: 'invalid_union', inclusive: false },
  ];
  const { localeError } = z.locales.en();
  return issues.map((issue) => {
    const sentence = localeError(issue as never);
    return typeof sentence === 'string' ? sentence : (sentence?.message ?? '');
  });
}

test('what the library of schemas says of a field has its Chinese, types and units too', () => {
  const sentences = zodSentences();
  expect(sentences.length).toBeGreaterThan(100);
  expect(sentences.filter((text) => !HAN.test(asked(text)))).toEqual([]);
  const untranslated =
    /\b(?:expected|received|string|number|boolean|array|object|undefined|characters|items)\b/;
  const typeFaults = sentences.filter((text) => /^Invalid input: expected|^Too /.test(text));
  expect(typeFaults.map(asked).filter((text) => untranslated.test(text))).toEqual([]);
  expect(asked('Invalid input: expected boolean, received string')).toBe(
    '类型不符：应为布尔值（true 或者 false），实为文本',
  );
  expect(asked('Invalid input: expected string, received undefined')).toBe('必填，应为文本');
});

test('what a caller has to type stays as it is typed, with its meaning beside it', () => {
  expect(asked('must be one of: submitted, zz')).toBe('须为下列之一：submitted（已提交）、zz');
  expect(asked('Invalid option: expected one of "submitted"|"withdrawn"')).toBe(
    '须为下列之一：submitted（已提交）、withdrawn（已撤回）',
  );
  expect(asked('must name each of these once at most: id, system')).toBe(
    '下列各项最多出现一次：id、system（信息系统）',
  );
  expect(asked('Acting-Role names one of: officer, auditor.')).toBe(
    'Acting-Role 须为下列之一：officer（经办人）、auditor（审计方）。',
  );
});
