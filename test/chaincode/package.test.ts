// SPDX-License-Identifier: Apache-2.0
/** The chaincode as Fabric takes it: what npm packs loads by itself, and its own tool reads every contract. */
import '../support/quiet-shim.js';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isSignable } from '@catalog-chain/chaincode/domain/acts/signable';
import { CONTRACTS, TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { afterAll, beforeAll, test } from '../support/testing.js';

const root = path.resolve(import.meta.dirname, '../../..');
const chaincode = path.join(root, 'chaincode');

interface Parameter {
  readonly name: string;
  readonly schema: { readonly type?: string };
}
interface TransactionMetadata {
  readonly name: string;
  readonly tag: readonly string[];
  /** Of a decision, absent: it has one argument, or two where it is signed. */
  readonly parameters?: readonly Parameter[];
  readonly returns: { readonly type: string };
}
interface Metadata {
  readonly contracts: Readonly<Record<string, { readonly transactions: readonly TransactionMetadata[] }>>;
}
interface Manifest {
  readonly main: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

let folder: string;
let files: readonly string[];
let metadata: Metadata;

const read = <T>(file: string): T => JSON.parse(readFileSync(file, 'utf8')) as T;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'catalog-chain-package-'));
  const packed = execFileSync('npm', ['pack', '--dry-run', '--json', '--loglevel=error'], {
    cwd: chaincode,
    encoding: 'utf8',
  });
  const [listing] = JSON.parse(packed) as [{ files: { path: string }[] }];
  files = listing.files.map((file) => file.path);
  for (const file of files) cpSync(path.join(chaincode, file), path.join(folder, file), { recursive: true });
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  const out = path.join(folder, 'metadata.json');
  const tool = path.join(root, 'node_modules/fabric-shim/cli.js');
  execFileSync(process.execPath, [tool, 'metadata', 'generate', '--file', out], { cwd: folder });
  metadata = read<Metadata>(out);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const transactions = (): (TransactionMetadata & { full: string })[] =>
  Object.entries(metadata.contracts)
    .filter(([contract]) => contract !== 'org.hyperledger.fabric')
    .flatMap(([contract, { transactions: list }]) =>
      list.map((one) => ({ ...one, full: `${contract}:${one.name}` })),
    );

test('the package holds compiled code and its manifest, and nothing else', () => {
  assert.ok(files.includes('package.json'));
  assert.ok(files.includes('dist/index.js'));
  const foreign = files.filter((file) => !/^(?:package\.json|dist\/[\w./-]+\.(?:js|d\.ts))$/.test(file));
  assert.deepEqual(foreign, []);
});

test('whatever the code needs is a declared dependency', () => {
  const { dependencies } = read<Manifest>(path.join(folder, 'package.json'));
  const needed = files
    .filter((file) => file.endsWith('.js'))
    .flatMap((file) => [
      ...readFileSync(path.join(folder, file), 'utf8').matchAll(/require\("([^".][^"]*)"\)/g),
    ])
    .map(([, name = '']) => name)
    .filter((name) => !isBuiltin(name))
    .map((name) =>
      name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/'),
    );
  for (const name of new Set(needed)) assert.ok(name in dependencies, name);
});

test('the package loads by its main file and exports its contracts', () => {
  const { main } = read<Manifest>(path.join(folder, 'package.json'));
  const loaded = createRequire(import.meta.url)(path.join(folder, main)) as { contracts: unknown[] };
  assert.ok(loaded.contracts.length > 0);
});

test("Fabric's own tool finds every contract and transaction that is named, and no other", () => {
  const names = Object.keys(metadata.contracts).filter((name) => name !== 'org.hyperledger.fabric');
  assert.deepEqual(
    names.filter((name) => !(CONTRACTS as readonly string[]).includes(name)),
    [],
  );
  assert.deepEqual(
    transactions()
      .map(({ full }) => full)
      .sort(),
    Object.values(TRANSACTIONS).toSorted(),
  );
});

test('every transaction takes and gives text, and the context is no parameter of it', () => {
  for (const { full, parameters, returns } of transactions()) {
    assert.deepEqual(returns, { type: 'string' }, full);
    assert.equal(parameters === undefined, isSignable(full), full);
    for (const { name, schema } of parameters ?? []) {
      assert.notEqual(name, 'ctx', `${full}: import the context as a value, not as a type`);
      assert.deepEqual(schema, { type: 'string' }, `${full} ${name}`);
    }
  }
});

test('reads are to be evaluated and writes to be submitted', () => {
  const reads = transactions().filter(({ tag }) => tag.includes('EVALUATE'));
  for (const { full } of reads) assert.match(full, /:(?:read|list)/);
  for (const { full, tag } of transactions()) {
    assert.ok(tag.includes('SUBMIT') !== /:(?:read|list)/.test(full), full);
  }
});
