// SPDX-License-Identifier: Apache-2.0
/**
 * Builds the console, and only when something that it is made of has changed: the client's types from docs/openapi.json,
 * a check of all types, the bundle, and its sizes against what a person on a slow line is promised. `--types` stops after
 * the types, for the linter.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { gzipSync } from 'node:zlib';

const here = import.meta.dirname;
const root = path.join(here, '../..');
const description = path.join(root, 'docs/openapi.json');
const generated = path.join(here, 'generated/schema.ts');
const stamp = path.join(here, 'dist/.made-of');

/** All that the bundle is made of, seen from the repository. */
const SOURCES = [
  'docs/openapi.json',
  'package-lock.json',
  'chaincode/src/domain/**/*.ts',
  'gateway/verifier/src/**/*.ts',
  'gateway/console/*.{mjs,html,json}',
  'gateway/console/src/**/*.{ts,tsx,css,svg}',
];

/** Kilobytes, compressed, as the console's readers are promised them. */
const LIMITS = { signIn: 150, home: 400, further: 250 };

/** The parts of the bundle that are texts, by their names. */
const LANGUAGES = ['zh', 'en'];

const madeOf = (patterns) => {
  const hash = createHash('sha256');
  const files = patterns.flatMap((pattern) => globSync(pattern, { cwd: root })).sort();
  for (const file of files) hash.update(`${file}\0`).update(readFileSync(path.join(root, file)));
  return hash.digest('hex');
};

const run = (program, ...args) => {
  const { status, stdout, stderr, error } = spawnSync('npx', ['--no-install', program, ...args], {
    cwd: here,
    encoding: 'utf8',
  });
  if (status === 0) return;
  process.stderr.write(`${program} failed:\n${stdout ?? ''}${stderr ?? ''}${error ?? ''}\n`);
  process.exit(1);
};

const makeTypes = () => {
  const now = madeOf(['docs/openapi.json']);
  const known = existsSync(generated) ? readFileSync(generated, 'utf8').split('\n', 1)[0] : '';
  if (known === `// ${now}`) return;
  mkdirSync(path.dirname(generated), { recursive: true });
  run('openapi-typescript', description, '-o', generated, '--immutable');
  writeFileSync(generated, `// ${now}\n${readFileSync(generated, 'utf8')}`);
};

const kilobytes = (bytes) => Math.round(bytes / 102.4) / 10;

/** What a page of the console loads in all, and what a further route adds to the home page. */
const measure = (output) => {
  const sizes = new Map(output.map((one) => [one.fileName, gzipSync(one.code ?? one.source).length]));
  const chunks = new Map(output.filter(({ type }) => type === 'chunk').map((one) => [one.fileName, one]));
  const whole = (fileName, seen = new Set()) => {
    const chunk = chunks.get(fileName);
    if (!chunk || seen.has(fileName)) return seen;
    seen.add(fileName);
    for (const css of chunk.viteMetadata?.importedCss ?? []) seen.add(css);
    for (const next of chunk.imports) whole(next, seen);
    return seen;
  };
  const sum = (names) => kilobytes([...names].reduce((total, name) => total + (sizes.get(name) ?? 0), 0));
  const named = (part) => [...chunks.values()].find(({ name }) => name === part)?.fileName;
  const entry = [...chunks.values()].find(({ isEntry }) => isEntry);
  /** Texts come in one language, of which the longer one is counted. */
  const [texts] = LANGUAGES.map((language) => whole(named(language))).sort((a, b) => sum(b) - sum(a));
  const signIn = new Set([...whole(entry.fileName), ...texts]);
  const home = new Set([...signIn, ...whole(named('app')), ...whole(named('home'))]);
  const routes = [...chunks.values()].filter(
    ({ isDynamicEntry, name }) => isDynamicEntry && !['app', 'home', ...LANGUAGES].includes(name),
  );
  /** Workers are files of their own, which the route that starts them loads, too. */
  const workers = output
    .filter(({ fileName }) => fileName.includes('.worker-'))
    .map(({ fileName }) => fileName);
  const further = routes.map(({ name, fileName, code }) => ({
    name,
    size: sum([
      ...[...whole(fileName)].filter((one) => !home.has(one)),
      ...workers.filter((one) => code.includes(path.basename(one))),
    ]),
  }));
  return { signIn: sum(signIn), home: sum(home), further };
};

const report = ({ signIn, home, further }) => {
  const widest = further.reduce((most, one) => (one.size > most.size ? one : most), { name: '', size: 0 });
  process.stdout.write(
    `console: sign-in ${signIn} kB of ${LIMITS.signIn}, home ${home} kB of ${LIMITS.home}, ` +
      `widest further route ${widest.name} +${widest.size} kB of ${LIMITS.further} (gzip)\n`,
  );
  return signIn <= LIMITS.signIn && home <= LIMITS.home && widest.size <= LIMITS.further;
};

const bundle = async () => {
  const { build } = await import('vite');
  const { settings } = await import('./vite.settings.mjs');
  const results = [await build(settings)].flat();
  return results[0].output;
};

makeTypes();
if (!process.argv.includes('--types')) {
  const now = madeOf(SOURCES);
  const known = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
  if (known !== now) {
    run('tsc', '-p', here);
    const fits = report(measure(await bundle()));
    if (!fits) {
      process.stderr.write('The console is larger than it may be.\n');
      process.exit(1);
    }
    writeFileSync(stamp, now);
  }
}
