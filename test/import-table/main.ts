// SPDX-License-Identifier: Apache-2.0
/**
 * Imports every small case and every folder of real data through the command line into a demo of its own, twice, then
 * amended, then a year later, and prints what came of it as a table.
 * `CASES=folder DATA=folder node test/dist/import-table/main.js`
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DemoProcess, run, type Finished } from '../support/demo-process.js';
import { realInputs, smallCases, type Input } from './inputs.js';

const COMMAND_LINE = path.resolve(import.meta.dirname, '../../../gateway/dist/cli/main.js');

const COUNTS = /^(.+): (\d+) created, (\d+) updated, (\d+) unchanged$/;

function refusals(file: string): string[] {
  if (!existsSync(file)) return [];
  const rows = readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { code: string; taken?: true });
  const groups = Map.groupBy(rows, ({ code, taken }) => `${taken ? 'noted' : 'refused'} ${code}`);
  return Array.from(groups, ([what, found]) => `${what} × ${found.length}`);
}

/** `resources +3 ~1 =130`: created, changed, unchanged. */
function summaryOf({ code, out, err }: Finished, refused: string): string {
  const lines = out.split('\n');
  const read = lines
    .flatMap((line) => /(\d+ (?:entries|rows|agreements).*)$/.exec(line)?.[1] ?? [])
    .slice(0, 1);
  const counts = lines.flatMap((line) => {
    const [, what, created, updated, unchanged] = COUNTS.exec(line) ?? [];
    if (what === undefined) return [];
    const parts = [`+${created}`, `~${updated}`, `=${unchanged}`].filter((part) => !/^.0$/.test(part));
    return parts.length === 0 ? [] : [`${what} ${parts.join(' ')}`];
  });
  const others = lines.filter((line) => /different on the ledger|^changed /.test(line));
  // The file's own place is left out, and all that follows it is kept.
  const fault =
    code === 2
      ? [
          err
            .trim()
            .split('\n')
            .at(-1)
            ?.replace(/^\S*?(?=:\d+:|: [A-Z_]+:)/, '') ?? '',
        ]
      : [];
  return [`exit ${code}`, ...read, ...counts, ...others, ...refusals(refused), ...fault].join('; ');
}

class Table {
  private step = 0;

  constructor(private readonly demo: DemoProcess) {}

  private scratch(name: string): string {
    return path.join(this.demo.home, `${(this.step += 1)}-${name}`);
  }

  private async import(input: Input, file: string, words: readonly string[]): Promise<string> {
    const refused = this.scratch('refused.ndjson');
    const args = [...input.command, file, ...input.more, ...words, '--refused', refused];
    const finished = await (input.asSubmitter ? this.asSubmitter(args) : this.demo.cli(...args));
    return summaryOf(finished, refused);
  }

  private asSubmitter(args: readonly string[]): Promise<Finished> {
    return run(process.execPath, [COMMAND_LINE, ...args, '--organisation', 'ConsumerMSP'], {
      CATALOG_CHAIN_URL: this.demo.url,
      CATALOG_CHAIN_TOKEN: this.demo.tokenOf('submitter'),
    });
  }

  /** What a person does with a proposal: reads it, decides what is open, confirms. */
  private async mapping({ command, file, map }: Input): Promise<readonly string[]> {
    if (!map) return [];
    const proposed = this.scratch('map.json');
    await this.demo.cli(...command, file, '--propose-map', proposed);
    const mapping = JSON.parse(readFileSync(proposed, 'utf8')) as { constants: object };
    const confirmed = { ...mapping, constants: { ...mapping.constants, ...map }, confirmed: true };
    writeFileSync(proposed, JSON.stringify(confirmed));
    return ['--map', proposed];
  }

  /** A changed source and what it came to. */
  private async changed(
    input: Input,
    change: Input['amend'],
    words: readonly string[],
  ): Promise<string | undefined> {
    if (!change) return undefined;
    const file = this.scratch('changed.json');
    const what = change(file);
    return `(${what}) ${await this.import(input, file, words)}`;
  }

  async row(input: Input): Promise<string> {
    const words = await this.mapping(input);
    const first = await this.import(input, input.file, words);
    const again = await this.import(input, input.file, words);
    const amended = await this.changed(input, input.amend, words);
    const later = await this.changed(input, input.later, words);
    const command = [...input.command, 'FILE', ...input.more, ...(input.map ? ['--map', 'MAP'] : [])]
      .map((word) => path.basename(word))
      .join(' ');
    return cells(input.name, `\`${command}\``, first, again, amended ?? '', later ?? '');
  }
}

const cells = (...texts: readonly string[]): string =>
  `| ${texts.map((text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;

const folders = { cases: process.env['CASES'], data: process.env['DATA'] };
const inputs = [
  ...(folders.cases === undefined ? [] : smallCases(folders.cases)),
  ...(folders.data === undefined ? [] : realInputs(folders.data)),
];
if (inputs.length === 0) throw new Error('Say where the inputs are: CASES=folder, DATA=folder.');

await using demo = await DemoProcess.start();
const table = new Table(demo);
console.log(cells('input', 'command', 'first', 'again', 'amended', 'a year later'));
console.log(cells('---', '---', '---', '---', '---', '---'));
for (const input of inputs) console.log(await table.row(input));
