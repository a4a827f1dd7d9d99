// SPDX-License-Identifier: Apache-2.0
/** Whatever is installed may be passed on with the product, by its licence. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from '../support/testing.js';

const root = path.resolve(import.meta.dirname, '../../..');

/** Licences that ask for their text to be kept and no more; of two to choose from, one is enough. */
const ALLOWED = new Set([
  ...['MIT', 'Apache-2.0', 'ISC', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'Unlicense'],
  ...['Python-2.0', 'CC0-1.0', 'Zlib', 'LicenseRef-Public-Domain'],
]);

/**
 * Given up by its author: the one source file of `cycle`, Douglas Crockford's of 2013-02-19, begins with "Public Domain. NO
 * WARRANTY EXPRESSED OR IMPLIED. USE AT YOUR OWN RISK." and asks for nothing. No licence of SPDX's list has this text.
 */
const PUBLIC_DOMAIN = 'LicenseRef-Public-Domain';

/** Of data, not of code: the table of browsers that tools for building look up. */
const DATA: Readonly<Record<string, string>> = { 'caniuse-lite': 'CC-BY-4.0' };

/** Of tools that build or test and of which nothing is passed on: their files stay under their own licence, unchanged. */
const TOOLS = /^(?:axe-core|lightningcss(?:-.*)?)$/;
const TOOLS_LICENCE = 'MPL-2.0';

/** Old packages that say it in their texts only, or in a form of those days; read by hand, for these versions. */
const READ: Readonly<Record<string, string>> = {
  'buildcheck@0.0.7': 'MIT',
  'busboy@1.6.0': 'MIT',
  'callsite@1.0.0': 'MIT',
  'cpu-features@0.0.10': 'MIT',
  'cycle@1.0.3': PUBLIC_DOMAIN,
  'eyes@0.1.8': 'MIT',
  'ssh2@1.17.0': 'MIT',
  'streamsearch@1.1.0': 'MIT',
};

interface Locked {
  readonly version?: string;
  readonly license?: string;
  readonly link?: boolean;
}

const allows = (expression: string): boolean => {
  const plain = expression.replace(/^\(|\)$/g, '');
  if (plain.includes(' OR ')) return plain.split(' OR ').some(allows);
  return plain.split(' AND ').every((licence) => ALLOWED.has(licence));
};

const lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, Locked>>;
};
const installed = Object.entries(lock.packages).flatMap(([place, { version = '', license, link }]) => {
  const name = place.split('node_modules/').at(-1) ?? '';
  return place.includes('node_modules/') && link !== true ? [{ name, version, license }] : [];
});

test('every package that is installed has a licence of the list', () => {
  assert.ok(installed.length > 500, `${installed.length} packages`);
  const refused = installed.filter(({ name, version, license }) => {
    const known = license ?? READ[`${name}@${version}`] ?? 'none';
    const isTool = TOOLS.test(name) && known === TOOLS_LICENCE;
    return !allows(known) && DATA[name] !== known && !isTool;
  });
  assert.deepEqual(refused, []);
});

test('what was read by hand is still what is installed', () => {
  const there = new Set(installed.map(({ name, version }) => `${name}@${version}`));
  assert.deepEqual(
    Object.keys(READ).filter((one) => !there.has(one)),
    [],
  );
});

test('what is called public domain says so in its own words', () => {
  const source = readFileSync(path.join(root, 'node_modules/cycle/cycle.js'), 'utf8');
  assert.match(source.slice(0, 200), /Public Domain\.\s+NO WARRANTY EXPRESSED OR IMPLIED/);
});

test('a licence that asks for more is refused, also beside one that does not', () => {
  assert.deepEqual(
    ['GPL-3.0-only', '(MIT AND AGPL-3.0-only)', '(MIT OR GPL-2.0-only)', 'UNLICENSED'].map(allows),
    [false, false, true, false],
  );
});
