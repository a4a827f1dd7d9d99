// SPDX-License-Identifier: Apache-2.0
/**
 * No screen shows a code of the API where there are words, or the id of something that has a name: neither language's reader
 * knows what `met-late` or `ProviderMSP:jobs` is. Ids for those who look for them are set as code.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ConsoleDemo } from '../../support/console-demo.js';
import type { Language, Role } from '../../support/console-page.js';
import { takeMeasures } from '../../support/measures.js';
import { SCREENS } from '../../support/screens.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

const DESCRIPTION = path.resolve(import.meta.dirname, '../../../../docs/openapi.json');

let office: ConsoleDemo;

beforeAll(async () => {
  office = await ConsoleDemo.start({ past: true });
  await takeMeasures(office.demo);
});

afterAll(() => office[Symbol.asyncDispose]());

/** Every value that the description lets a field have. */
function* valuesIn(node: unknown): Generator<string> {
  if (typeof node !== 'object' || node === null) return;
  const { enum: values } = node as { readonly enum?: unknown };
  if (Array.isArray(values)) yield* values.filter((value) => typeof value === 'string');
  for (const part of Object.values(node)) yield* valuesIn(part);
}

/** A page of samples for whoever writes screens. */
const SAMPLES = '/parts';

/** Words of either language, and names of formats and algorithms, which stand for themselves. */
const OWN_WORDS = /^(?:zh|en|csv|xlsx|json|fabric|embedded)$/;

const CODES = new Set(
  [...valuesIn(JSON.parse(readFileSync(DESCRIPTION, 'utf8')))].filter(
    (value) => /^[a-z]+(?:-[a-z]+)*$/.test(value) && !OWN_WORDS.test(value),
  ),
);

/** In English a code of one word is the word. */
const isRaw = (text: string, language: Language): boolean =>
  CODES.has(text) && (language === 'zh' || text.includes('-'));

/** The id of a member, which has a name; before a colon, that of something of its own. */
const MEMBER_ID = /^[A-Z][A-Za-z]*MSP$/;

/** What a person reads, piece by piece, but what somebody wrote and what is set as code; of a list each part is one. */
const WORDS_READ = `(() => {
  const found = [];
  const walker = document.createTreeWalker(document.querySelector('main') ?? document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!parent || parent.closest('code, pre, .mono, blockquote, q, details.program')) continue;
    if (!parent.checkVisibility() && !parent.closest('option')) continue;
    found.push(...node.data.split(/[、，,；;·:：]|\\n/).map((piece) => piece.trim()).filter(Boolean));
  }
  return found;
})()`;

for (const language of ['zh', 'en'] as const)
  test(`no screen shows a code where there are words (${language})`, async (t) => {
    const at = await office.open(t, { language });
    const raw: string[] = [];
    for (const [role, addresses] of Object.entries(SCREENS) as [Role, readonly string[]][]) {
      await at.enter(role);
      if (role === 'auditor' || role === 'arbitrator') await at.statePurpose();
      for (const address of addresses) {
        if (address === SAMPLES) continue;
        await at.go(address);
        const words = await at.page.evaluate<string[]>(WORDS_READ);
        assert.ok(words.length > 3, `${role} ${address}`);
        raw.push(
          ...new Set(
            words
              .filter((word) => isRaw(word, language) || MEMBER_ID.test(word))
              .map((word) => `${role} ${address}: ${word}`),
          ),
        );
      }
      await at.signOut();
    }
    assert.deepEqual(raw, []);
    assert.deepEqual(at.complaints, []);
  });
