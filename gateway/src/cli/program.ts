// SPDX-License-Identifier: Apache-2.0
/**
 * The command line's commands and options. What reads files, ledgers, databases or bundles is loaded by the command that
 * needs it: a command that only asks a gateway starts in a third of the time.
 */
import { Command, InvalidArgumentError, Option } from 'commander';
import { ENTRY_NEEDS } from '@catalog-chain/chaincode/domain/law/rule';
import type { Terminal } from '@catalog-chain/verifier/command/terminal';
import type { CatalogImportOptions } from './commands/import/catalog-import.js';
import { encodingNamed, ENCODINGS, type Encoding } from '../import/source/text.js';
import { events, type EventsOptions } from './commands/service/events.js';
import { imports, type ImportsOptions } from './commands/import/imports.js';
import type { GrantImportOptions } from './commands/import/grant-import.js';
import { RELEASES } from './commands/import/releases.js';
import { impact, type ImpactOptions } from './commands/oversight/impact.js';
import type { IndexOptions } from './commands/service/index-commands.js';
import { exportTable, TABLE_NAMES, type ExportOptions } from './commands/oversight/export.js';
import { lacking, type LackingOptions } from './commands/oversight/lacking.js';
import type { KpisOptions } from './commands/oversight/ask-kpis.js';
import { reconcile, type ReconcileOptions } from './commands/oversight/reconcile.js';
import { status } from './commands/service/status.js';
import { token } from './commands/people/token.js';
import { trail, type TrailOptions } from './commands/oversight/trail.js';
import type { UsageImportOptions } from './commands/import/usage-import.js';
import type { VerifyOptions } from '@catalog-chain/verifier/command/verify';
import { TABLE_FORMS } from '../tables/table.js';
import { addAccounts } from './programs/account-program.js';
import { addAsking } from './programs/asking-program.js';
import { addDisputes } from './programs/dispute-program.js';
import { languageOption, tableLanguage } from './programs/language-option.js';
import { addObligations } from './programs/obligation-program.js';
import { addPrint } from './programs/print-program.js';
import { addSeals } from './programs/seal-program.js';
import type { SessionOptions } from './client/session.js';
import { addStewardship } from './programs/stewardship-program.js';
import { addSigners } from './programs/signer-program.js';
import { addUpkeep } from './programs/upkeep-program.js';
import { addSupervision } from './programs/supervision-program.js';
import { addWebhooks } from './programs/webhook-program.js';
import { inLanguages } from './wording/help.js';

const MAX_CONCURRENCY = 32;

function concurrency(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > MAX_CONCURRENCY)
    throw new InvalidArgumentError(`a number from 1 to ${MAX_CONCURRENCY}`);
  return value;
}

/** A gateway is restarted, or its machine, in less. */
const WAIT_SECONDS = 300;
const MOST_WAIT_SECONDS = 86_400;

function waitSeconds(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isInteger(value) || value < 0 || value > MOST_WAIT_SECONDS)
    throw new InvalidArgumentError(`a number from 0 to ${MOST_WAIT_SECONDS}`);
  return value;
}

const withSession = (command: Command): Command =>
  command
    .addOption(new Option('--url <url>', 'where the gateway answers').env('CATALOG_CHAIN_URL'))
    .addOption(
      new Option('--token <token>', 'bearer token (better given by environment)').env('CATALOG_CHAIN_TOKEN'),
    )
    .addOption(
      new Option('--logins <file>', 'file {url, logins: [{role, organisation, token}]}').env(
        'CATALOG_CHAIN_LOGINS',
      ),
    )
    .addOption(
      new Option('--demo-key <file>', "the demo's token signing key: speaks for any organisation").env(
        'CATALOG_CHAIN_DEMO_KEY',
      ),
    )
    .option('--manager <msp>', 'organisation that registers, publishes and confirms')
    .option('--organisation <msp>', 'organisation to speak for');

function encoding(name: string): Encoding {
  const found = encodingNamed(name);
  if (found === undefined) throw new InvalidArgumentError(`Allowed choices are ${ENCODINGS.join(', ')}.`);
  return found;
}

const encodingOption = (): Option =>
  new Option('--encoding <name>', "the file's, where it is not UTF-8").choices(ENCODINGS).argParser(encoding);

const withImport = (command: Command): Command =>
  withSession(command)
    .option('--concurrency <n>', 'calls at the same time', concurrency, 32)
    .option(
      '--wait <seconds>',
      'for a gateway that has answered before and does not any more; 0: not at all',
      waitSeconds,
      WAIT_SECONDS,
    )
    .option('--refused <file>', 'write refused rows there: row, code and message, one JSON object a line')
    .option(
      '--changes <file>',
      'write all that is created, changed, different or gone there, one JSON object a line',
    )
    .option('--dry-run', 'read all, say what would be created, changed, left and refused, write nothing')
    .addOption(encodingOption())
    .option('--map <file>', 'mapping that says what columns and words mean')
    .option('--propose-map <file>', 'write a mapping for a person to confirm, and import nothing');

const withXRoad = (command: Command): Command =>
  withImport(command).option(
    '--registry <file>',
    'X-Road registry (shared-params.xml) that names the members',
  );

/** Runs a command's work and keeps its exit code. */
type Run = (work: (terminal: Terminal) => Promise<number>) => Promise<void>;

function addExport(catalog: Command, run: Run): void {
  withSession(catalog.command('export <file>'))
    .description(
      'the catalogue, or a list, as a table for a spreadsheet; the catalogue is imported again without loss',
    )
    .addOption(new Option('--of <table>', 'what').choices(TABLE_NAMES).default('catalogue'))
    .addOption(new Option('--format <form>', 'without it, what the file’s name ends in').choices(TABLE_FORMS))
    .addOption(tableLanguage())
    .option('--member <msp>', 'only of this member')
    .option('--period <month>', 'of the liability list and the appraisal: a month, YYYY-MM')
    .option('--until <month>', 'the last of several months')
    .addOption(
      new Option('--role <role>', 'read as').choices(['officer', 'auditor', 'arbitrator']).default('officer'),
    )
    .option('--purpose <code>', 'why: an auditor or arbitrator must say, and it is recorded')
    .action((file: string, options: ExportOptions) => run((io) => exportTable(file, options, io)));
}

function addLacking(catalog: Command, run: Run): void {
  withSession(catalog.command('lacking'))
    .description('entries that lack what the law asks an entry to say; exit 1 where there are some')
    .addOption(new Option('--what <need>', 'only where this is lacking').choices(ENTRY_NEEDS))
    .option('--member <msp>', 'only of this member')
    .option('--json', 'one JSON object a line')
    .action((options: LackingOptions & { what?: string }) => run((io) => lacking(options.what, options, io)));
}

function addImports(program: Command, run: Run): void {
  const catalog = program.command('catalog').description('the catalogue');
  addExport(catalog, run);
  addLacking(catalog, run);
  withImport(catalog.command('import <file>'))
    .description('CKAN, DCAT, data.json or CSV: owners, duties, systems, published resources')
    .option('--legal-basis <text>', 'legal basis of the duties')
    .action((file: string, options: CatalogImportOptions) =>
      run(async (io) =>
        (await import('./commands/import/catalog-import.js')).catalogImport(file, options, io),
      ),
    );
  const grant = program.command('grant').description('requests and grants');
  addStewardship(program, grant, { withSession, run });
  addAsking(program, grant, { withSession, run });
  withImport(grant.command('import <file>'))
    .description('data sharing agreements with versions, and their releases as uses')
    .requiredOption('--provider <name>', 'name of the organisation that shares')
    .addOption(new Option('--releases <who>', 'who reports releases').choices(RELEASES).default('claim'))
    .action((file: string, options: GrantImportOptions) =>
      run(async (io) => (await import('./commands/import/grant-import.js')).grantImport(file, options, io)),
    );
  const usage = program.command('usage').description('uses of data');
  addSeals(usage, { withSession, run });
  withXRoad(usage.command('import <file>'))
    .description('usage rows (NDJSON, JSON, CSV), or X-Road operational-monitoring records of both sides')
    .addOption(
      new Option('--side <side>', 'of rows that name none')
        .choices(['claim', 'attestation'])
        .default('claim'),
    )
    .option('--create-grants', 'X-Road: first create what the records presuppose')
    .action((file: string, options: UsageImportOptions) =>
      run(async (io) => (await import('./commands/import/usage-import.js')).usageImport(file, options, io)),
    );
  withXRoad(program.command('xroad').description('X-Road').command('prepare <file>'))
    .description('create the members, systems, services and grants that X-Road records presuppose')
    .action((file: string, options: UsageImportOptions) =>
      run(async (io) => (await import('./commands/import/usage-import.js')).xroadPrepare(file, options, io)),
    );
}

function addReads(program: Command, run: Run): void {
  withSession(program.command('trail <kind> <id>'))
    .description(
      'everything that happened to a record, resource, grant, organisation, actor, dispute or case',
    )
    .addOption(
      new Option('--role <role>', 'read as').choices(['officer', 'auditor', 'arbitrator']).default('officer'),
    )
    .option('--purpose <code>', 'why: an auditor or arbitrator must say, and it is recorded')
    .option(
      '--resource <id>',
      'record by plain identifier (or - to read it from standard input): its resource',
    )
    .option('--json', 'one JSON object a line')
    .action((kind: string, id: string, options: TrailOptions) => run((io) => trail(kind, id, options, io)));
  withSession(program.command('imports [import]'))
    .description('imports that were made, the newest first; of one, all that it created or changed')
    .option('--json', 'one JSON object a line')
    .action((id: string | undefined, options: ImportsOptions) => run((io) => imports(id, options, io)));
  withSession(program.command('status'))
    .description('whether the gateway is alive and ready, and how far the ledger is')
    .action((options: SessionOptions) => run((io) => status(options, io)));
  withSession(program.command('token <organisation> <role>'))
    .description('print a token (demo)')
    .action((organisation: string, role: string, options: SessionOptions) =>
      run((io) => token(organisation, role, options, io)),
    );
}

function counted(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('a number from 1');
  return value;
}

function addEvents(program: Command, run: Run): void {
  withSession(program.command('events'))
    .description('what happens, as it is committed, one line per event, until interrupted')
    .addOption(
      new Option('--role <role>', 'listen as')
        .choices(['officer', 'auditor', 'arbitrator'])
        .default('officer'),
    )
    .option('--type <names>', 'only these, e.g. grant.*,usage.committed')
    .option('--grant <id>', 'only what concerns this grant')
    .option('--resource <id>', 'only what concerns this resource')
    .option('--from <block>', 'first block to tell of; without it, what comes from now on')
    .option('--purpose <code>', 'why: an auditor or arbitrator must say, and it is recorded')
    .option('--count <n>', 'end after so many', counted)
    .option('--json', 'each as a CloudEvents JSON object')
    .action((options: EventsOptions) => run((io) => events(options, io)));
}

function addImpact(program: Command, run: Run): void {
  withSession(program.command('impact <kind> <id>'))
    .description('the grants that hang on a duty, system, resource or organisation, and why')
    .option('--json', 'one JSON object a line')
    .action((kind: string, id: string, options: ImpactOptions) => run((io) => impact(kind, id, options, io)));
}

function addReconcile(program: Command, run: Run): void {
  withSession(program.command('reconcile'))
    .description('the two sides of months: closes them, and says where they differ; exit 1 when they do')
    .option('--grant <id>', 'only this grant; with --period: each exchange on which the sides differ')
    .option('--period <month>', 'YYYY-MM')
    .option('--close', "close the organisation's side of the month first")
    .option('--json', 'one JSON object a line')
    .action((options: ReconcileOptions) => run((io) => reconcile(options, io)));
}

function addKpis(program: Command, run: Run): void {
  withSession(program.command('kpis'))
    .description(
      'the appraisal of an organisation in a month; with --verify: exit 0 same, 1 different, 2 unreadable',
    )
    .option('--period <month>', 'YYYY-MM')
    .option('--until <month>', 'last of several months')
    .option('--grant <id>', 'only the uses under this grant')
    .option('--as-of <block>', 'as of this block; without it, the newest')
    .addOption(
      new Option('--role <role>', 'read as').choices(['officer', 'auditor', 'arbitrator']).default('officer'),
    )
    .option('--purpose <code>', 'why: an auditor or arbitrator must say, and it is recorded')
    .addOption(new Option('--csv', 'as CSV').conflicts('json'))
    .addOption(tableLanguage())
    .option('--json', 'as JSON, which --verify reads')
    .option('--verify <file>', 'recompute this appraisal and say where it differs')
    .option(
      '--index <file>',
      'recompute from an index (SQLite file or PostgreSQL URL) instead of asking a gateway',
    )
    .option('--bundle <file>', 'recompute the uses of one grant and month from a bundle of evidence, offline')
    .option('--trust <dir>', 'with --bundle: folder of root certificates, MSPID.pem each')
    .action((options: KpisOptions) =>
      run(async (io) => (await import('./commands/oversight/kpis.js')).kpis(options, io)),
    );
}

function addVerify(program: Command, run: Run): void {
  program
    .command('verify <file>')
    .description('verify a bundle of evidence, offline: exit 0 valid, 1 invalid, 2 unreadable')
    .option(
      '--trust <dir>',
      'folder of root certificates, MSPID.pem each, or of such folders, each named by the day from which it holds; ' +
        'without it the bundle vouches for itself',
    )
    .option('--not-older-than <time>', 'refuse what is as of before a day, a time in UTC, or an age as 30d')
    .option('--json', 'the whole verdict as one JSON object')
    .addOption(languageOption('the lines'))
    .action((file: string, options: VerifyOptions) =>
      run(async (io) => (await import('@catalog-chain/verifier/command/verify')).verify(file, options, io)),
    );
}

/** These ask no gateway: they read its environment, its ledger and its database. */
function addIndex(program: Command, run: Run): void {
  const index = program
    .command('index')
    .description('the index of a gateway, by its environment (STATE_DIR, LEDGER, DATABASE_URL, ...)');
  index
    .command('verify')
    .description('compare it with the ledger: exit 0 same, 1 different (rows are named), 2 not readable')
    .option('--json', 'the verdict as one JSON object')
    .action((options: IndexOptions) =>
      run(async (io) => (await import('./commands/service/index-commands.js')).indexVerify(options, io)),
    );
  index
    .command('rebuild')
    .description('build it anew from the ledger, with the gateway stopped')
    .option('--json', 'the digest as one JSON object')
    .action((options: IndexOptions) =>
      run(async (io) => (await import('./commands/service/index-commands.js')).indexRebuild(options, io)),
    );
}

/** @param done receives the exit code of the command that ran */
export function createProgram(terminal: Terminal, done: (exitCode: number) => void): Command {
  const program = new Command('catalog-chain').description(
    'Talks to a catalog-chain gateway over its HTTP API',
  );
  inLanguages(program).showHelpAfterError().exitOverride();
  const run: Run = async (work) => {
    done(await work(terminal));
  };
  addImports(program, run);
  addReads(program, run);
  addEvents(program, run);
  addImpact(program, run);
  addDisputes(program, { withSession, run });
  addSupervision(program, { withSession, run });
  addPrint(program, { withSession, run });
  addUpkeep(program, { withSession, run });
  addObligations(program, { withSession, run });
  addWebhooks(program, { withSession, run });
  addAccounts(program, { withSession, run });
  addSigners(program, { withSession, run });
  addReconcile(program, run);
  addKpis(program, run);
  addVerify(program, run);
  addIndex(program, run);
  return program;
}
