// SPDX-License-Identifier: Apache-2.0
/** The command line's commands that keep a catalogue up to date: changes, source agencies, demand, data returned. */
import { readFileSync } from 'node:fs';
import { Argument, Option, type Command } from 'commander';
import { VIOLATIONS } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { DECLARED_KINDS } from '@catalog-chain/chaincode/domain/upkeep/catalogue-change';
import { DEMAND_REFUSALS } from '@catalog-chain/chaincode/domain/upkeep/demand';
import { LISTS } from '../../supervision/list-columns.js';
import {
  overview,
  printList,
  type ListOptions,
  type OverviewOptions,
} from '../commands/oversight/overview.js';
import { consumers, uses, type UsesOptions } from '../commands/oversight/uses.js';
import { present } from '../../import/fields.js';
import type { Frame } from './dispute-program.js';
import { tableLanguage } from './language-option.js';
import { at, free, needed, said, steps, words } from './stewardship-program.js';

const ID = free('--id <id>', 'its id; without it, one that nobody can foresee');
const REASON = needed('--reason <text>', 'why');
const TEXT = needed('--text <text>', 'in words');
const fileOf = (file: string): object => JSON.parse(readFileSync(file, 'utf8')) as object;

function addChanges(program: Command, frame: Frame): void {
  const add = steps(frame);
  const change = program.command('catalogue-change').description('changes of law and duty, and what follows');
  add(
    change,
    'declare <duty>',
    'declare that a law or a duty changed (its organisation, or a manager)',
    (duty, { id, kind, text, citation }) => ({
      path: '/v1/catalogue-changes',
      body: { duty, kind, text, ...present({ id: said(id), citation: said(citation) }) },
    }),
    needed('--kind <kind>', 'what changed').choices(DECLARED_KINDS),
    TEXT,
    free('--citation <text>', 'where it is said'),
    ID,
  );
  add(
    change,
    'update <id>',
    'record that the catalogue follows it: entries that were changed since, or why none had to be',
    (id, { entry, text }) => ({
      path: `/v1/catalogue-changes/${at(id)}/update`,
      body: {
        ...(words(entry).length > 0 && { entries: words(entry) }),
        ...present({ text: said(text) }),
      },
    }),
    free('--entry <id...>', 'entries that were changed'),
    free('--text <text>', 'why none had to be, or what was done'),
  );
  add(
    change,
    'contest <id>',
    'not accept that no entry had to be changed (manager)',
    (id, { reason }) => ({
      by: 'manager',
      path: `/v1/catalogue-changes/${at(id)}/objection`,
      body: { reason },
    }),
    REASON,
  );
}

function addSources(program: Command, frame: Frame): void {
  const add = steps(frame);
  const source = program.command('source').description('source agencies, and what they ask of the others');
  add(
    source,
    'designate <file>',
    'name one, as the file says: {names, agency, collectors, items: [{resource, items?}], basis, id?} (manager)',
    (file) => ({ by: 'manager', path: '/v1/source-agencies', body: fileOf(file) }),
  );
  add(
    source,
    'end <id>',
    'end a designation (manager)',
    (id, { reason }) => ({ by: 'manager', path: `/v1/source-agencies/${at(id)}/ending`, body: { reason } }),
    REASON,
  );
  add(
    source,
    'ask <source>',
    'ask a collector to bring data up to date (the source agency)',
    (id, { collector, text, id: own }) => ({
      path: '/v1/source-updates',
      body: { source: id, collector, text, ...present({ id: said(own) }) },
    }),
    needed('--collector <msp>', 'of whom'),
    TEXT,
    ID,
  );
  add(
    source,
    'declare <update>',
    'say that it is done (the collector)',
    (id, { text }) => ({ path: `/v1/source-updates/${at(id)}/declaration`, body: { text } }),
    TEXT,
  );
  add(source, 'confirm <update>', 'confirm it (the source agency)', (id) => ({
    path: `/v1/source-updates/${at(id)}/confirmation`,
  }));
  add(
    source,
    'contest <update>',
    'say that it is not so: it is owed again, with the days that were left (the source agency)',
    (id, { reason }) => ({ path: `/v1/source-updates/${at(id)}/objection`, body: { reason } }),
    REASON,
  );
}

function addDemands(program: Command, frame: Frame): void {
  const add = steps(frame);
  const demand = program.command('demand').description('demand for data that is not listed yet');
  add(
    demand,
    'state <file>',
    'state one, as the file says: {provider, names, purpose: {code, text}, legalBasis, items?, scenario?, duty?, id?} (consumer)',
    (file) => ({ path: '/v1/demands', body: fileOf(file) }),
  );
  add(
    demand,
    'list <id>',
    'name the published entry that meets it (provider)',
    (id, { resource }) => ({ path: `/v1/demands/${at(id)}/listing`, body: { resource } }),
    needed('--resource <id>', 'the entry'),
  );
  add(
    demand,
    'refuse <id>',
    'say why it will not be listed (provider)',
    (id, { ground, reason, holder }) => ({
      path: `/v1/demands/${at(id)}/refusal`,
      body: { ground, reason, ...present({ holder: said(holder) }) },
    }),
    needed('--ground <ground>', 'why').choices(DEMAND_REFUSALS),
    REASON,
    free('--holder <msp>', 'with held-by-another: who'),
  );
  add(demand, 'withdraw <id>', 'take it back (who stated it)', (id) => ({
    path: `/v1/demands/${at(id)}/withdrawal`,
  }));
}

/** What the overview counts. */
function addUses(program: Command, { withSession, run }: Frame): void {
  const reading = (command: Command): Command =>
    withSession(command)
      .addOption(
        new Option('--role <role>', 'read as')
          .choices(['officer', 'auditor', 'arbitrator'])
          .default('officer'),
      )
      .option('--purpose <code>', 'why: an auditor or arbitrator must say, and it is recorded')
      .option('--json', 'one JSON object a line');
  reading(program.command('uses'))
    .description('uses on the ledger, of both sides, oldest first')
    .option('--duty <id>', 'only of what hangs on this duty')
    .option('--grant <id>', 'only under this grant')
    .option('--resource <id>', 'only of this resource')
    .addOption(
      new Option('--violation <verdict>', 'only with this verdict').choices([...VIOLATIONS, 'any', 'none']),
    )
    .option('--from <time>', 'used then or later')
    .option('--to <time>', 'used before then')
    .action((options: UsesOptions) => run((io) => uses(options, io)));
  reading(program.command('consumers <duty>'))
    .description('who has a grant which stands for what hangs on a duty')
    .action((duty: string, options: UsesOptions) => run((io) => consumers(duty, options, io)));
}

function addOverviews(program: Command, { withSession, run }: Frame): void {
  withSession(program.command('overview'))
    .description('per duty: what is listed, asked for, granted and used, and what is needed')
    .option('--member <msp>', 'only this member’s; without it, all of them for those that oversee')
    .option('--as-of <block>', 'as of this block')
    .addOption(
      new Option('--role <role>', 'read as').choices(['officer', 'auditor', 'arbitrator']).default('officer'),
    )
    .option('--purpose <code>', 'why: an auditor or arbitrator must say, and it is recorded')
    .addOption(new Option('--csv', 'as CSV').conflicts('json'))
    .addOption(tableLanguage())
    .option('--json', 'as one JSON object')
    .action((options: OverviewOptions) => run((io) => overview(options, io)));
  addUses(program, { withSession, run });
  withSession(program.command('list'))
    .description(`the ${LISTS.join(', ')} list, as CSV`)
    .addArgument(new Argument('<list>', 'which').choices(LISTS))
    .option('--member <msp>', 'only of this provider')
    .addOption(tableLanguage())
    .option('--json', 'as one JSON object per line')
    .action((list: string, options: ListOptions) => run((io) => printList(list, options, io)));
}

export function addUpkeep(program: Command, frame: Frame): void {
  addOverviews(program, frame);
  addChanges(program, frame);
  addSources(program, frame);
  addDemands(program, frame);
  steps(frame)(
    program,
    'data-return <file>',
    'give data of a lower division back to it, as the file says: {resource, to, purpose, legalBasis, mode, items, systems, period, standing, scenario?, id?} (provider)',
    (file) => ({ path: '/v1/data-returns', body: fileOf(file) }),
  );
}
