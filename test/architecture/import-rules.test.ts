// SPDX-License-Identifier: Apache-2.0
/** The rules of imports, tried: in every room a file that imports what its room may not is refused by that room's rule. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cruise, type IForbiddenRuleType, type ICruiseResult } from 'dependency-cruiser';
import { test } from '../support/testing.js';

const repository = path.resolve(import.meta.dirname, '../../..');
const rulesFile = path.join(repository, '.dependency-cruiser.cjs');
const { forbidden } = createRequire(import.meta.url)(rulesFile) as { forbidden: IForbiddenRuleType[] };
const roomRules = forbidden.flatMap(({ name }) => (name?.startsWith('room ') === true ? [name] : []));

/** Where no file of the product may reach: what tests are made of. */
const TESTS = 'test/support/anything.ts';

interface Probe {
  readonly file: string;
  readonly imports: string;
}

/** A file in the rule's room; of a room that is named by its files, the first of them. */
function probeOf(rule: string): Probe {
  const room = rule.replace(/^room /, '');
  const named = /\/\(\?:/.test(room) || room.endsWith('/format');
  const place = room.replace(/\(\?:([^|)]*)[^)]*\)$/, '$1');
  return { file: named ? `${place}.ts` : `${place}/probe.ts`, imports: TESTS };
}

function importOf({ file, imports }: Probe): string {
  const relative = path.relative(path.dirname(file), imports).replace(/\.ts$/, '.js');
  return `import '${relative.startsWith('.') ? relative : `./${relative}`}';\n`;
}

interface Violation {
  readonly rule: string;
  readonly from: string;
}

/** What the rules say of a tree of files, given by their texts. */
async function violationsIn(files: ReadonlyMap<string, string>): Promise<Violation[]> {
  const root = mkdtempSync(path.join(tmpdir(), 'rules-'));
  try {
    for (const [file, text] of files) {
      mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      writeFileSync(path.join(root, file), text);
    }
    const tops = new Set([...files.keys()].map((file) => file.replace(/\/.*/, '')));
    const { output } = await cruise([...tops], {
      baseDir: root,
      validate: true,
      ruleSet: { forbidden },
      tsPreCompilationDeps: true,
    });
    const { violations } = (output as ICruiseResult).summary;
    return violations.map(({ rule, from }) => ({ rule: rule.name, from }));
  } finally {
    rmSync(root, { recursive: true });
  }
}

async function refusedProbes(probes: readonly Probe[]): Promise<Violation[]> {
  const files = new Map(probes.map(({ imports }) => [imports, 'export const anything = 1;\n']));
  for (const probe of probes) files.set(probe.file, importOf(probe));
  return violationsIn(files);
}

test('every room refuses an import that it may not make', async () => {
  const found = await refusedProbes(roomRules.map(probeOf));
  const unrefused = roomRules.filter(
    (name) => !found.some(({ rule, from }) => rule === name && from === probeOf(name).file),
  );
  assert.deepEqual(unrefused, []);
  assert.ok(roomRules.length > 40);
});

test('dependencies point one way', async () => {
  const probes = [
    ['gateway/verifier/src/verify/probe.ts', 'gateway/src/support/log.ts'],
    ['gateway/verifier/src/verify/proof/probe.ts', 'gateway/verifier/src/verify/content/leaves.ts'],
    ['gateway/verifier/src/wire/probe.ts', 'gateway/verifier/src/verify/faults.ts'],
    ['chaincode/src/domain/usage/probe.ts', 'chaincode/src/ledger.ts'],
    ['chaincode/src/lookups/dispute/probe.ts', 'chaincode/src/contracts/dispute/dispute-contract.ts'],
    ['chaincode/src/contracts/usage/probe.ts', 'chaincode/src/contracts/sharing/grant-contract.ts'],
    ['gateway/src/cli/client/probe.ts', 'gateway/src/cli/commands/exit.ts'],
    ['gateway/src/cli/commands/probe.ts', 'gateway/src/cli/programs/seal-program.ts'],
    ['gateway/src/ledger/embedded/probe.ts', 'gateway/src/http/app.ts'],
    ['gateway/src/index/tables/probe.ts', 'gateway/src/index/read/index-reader.ts'],
    ['gateway/src/index/write/probe.ts', 'gateway/src/index/compare/apart.ts'],
    ['gateway/src/usage/outbox/probe.ts', 'gateway/src/usage/commit/lane.ts'],
    ['gateway/src/usecases/oversight/probe.ts', 'gateway/src/http/route.ts'],
    ['gateway/src/cli/probe.ts', 'gateway/src/usecases/viewers.ts'],
    ['gateway/console/src/api/probe.ts', 'gateway/console/src/parts/card/tag.ts'],
    ['gateway/console/src/parts/card/probe.ts', 'gateway/console/src/acts/form/fields.ts'],
    ['gateway/console/src/acts/specs/brief.ts', 'gateway/console/src/acts/specs/law/on-policy.ts'],
    ['gateway/console/src/acts/specs/dispute/probe.ts', 'gateway/console/src/acts/specs/law/on-policy.ts'],
    ['gateway/console/src/acts/specs/law/probe.ts', 'gateway/console/src/pages/law/obligations.ts'],
    ['gateway/console/src/acts/keys/probe.ts', 'gateway/console/src/acts/specs/law/on-policy.ts'],
    ['gateway/console/src/pages/law/probe.ts', 'gateway/console/src/pages/usage/uses.ts'],
  ].map(([file = '', imports = '']): Probe => ({ file, imports }));
  const refused = new Set((await refusedProbes(probes)).map(({ from }) => from));
  assert.deepEqual(
    probes.filter(({ file }) => !refused.has(file)),
    [],
  );
});

test('circles are refused, those of types alone too, and a room that has no rule', async () => {
  const found = await violationsIn(
    new Map([
      ['gateway/src/support/a.ts', "import type { B } from './b.js';\nexport interface A { b: B }\n"],
      ['gateway/src/support/b.ts', "import type { A } from './a.js';\nexport interface B { a: A }\n"],
      ['network/lib/src/a.ts', 'export const a = 1;\n'],
      ['gateway/verifier/src/attic/a.ts', "import './b.js';\n"],
      ['gateway/verifier/src/attic/b.ts', 'export const b = 1;\n'],
    ]),
  );
  const rules = found.map(({ rule }) => rule);
  assert.ok(rules.includes('no-cycles'));
  assert.ok(rules.includes('every-room-has-a-rule'));
});
