// SPDX-License-Identifier: Apache-2.0
/** The command line's commands about grants once given: mending, widening, ending, disposal, yearly reports. */
import { readFileSync } from 'node:fs';
import { Option, type Command } from 'commander';
import { DISPOSAL_METHODS } from '@catalog-chain/chaincode/domain/stewardship/disposal';
import { SERVICE_CHANGES } from '@catalog-chain/chaincode/domain/stewardship/service-change';
import { UsageError } from '@catalog-chain/verifier/command/terminal';
import { present } from '../../import/fields.js';
import { takeStep, type Step, type StepOptions } from '../commands/sharing/step.js';
import { documents, sha256 } from '../digests.js';
import type { Frame } from './dispute-program.js';

export type Options = StepOptions & Readonly<Record<string, unknown>>;
type Made = Step | Promise<Step>;

export const at = (id: string): string => encodeURIComponent(id);
export const words = (value: unknown): readonly string[] => (Array.isArray(value) ? (value as string[]) : []);
export const said = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Adds a command that makes one call. */
export const steps =
  ({ withSession, run }: Frame) =>
  (
    parent: Command,
    name: string,
    description: string,
    make: (id: string, options: Options) => Made,
    ...flags: readonly Option[]
  ): void => {
    const command = withSession(parent.command(name)).description(description);
    for (const flag of flags) command.addOption(flag);
    command
      .option('--json', 'the record as one JSON object')
      .action((id: string, options: Options) =>
        run(async (io) => takeStep(await make(id, options), options, io)),
      );
  };

export const needed = (flags: string, description: string): Option =>
  new Option(flags, description).makeOptionMandatory();
export const free = (flags: string, description: string): Option => new Option(flags, description);
const REASON = needed('--reason <text>', 'why');
const EVIDENCE = free('--evidence <file...>', 'documents: only their SHA-256 digests are sent');

function addGrants(grant: Command, frame: Frame): void {
  const add = steps(frame);
  const path = (id: string, step: string): string => `/v1/grants/${at(id)}/${step}`;
  add(
    grant,
    'suspend <grant>',
    'stop it for a time; with --rectify-within the consumer has to mend what is wrong by then',
    (id, { reason, rectifyWithin }) => ({
      path: path(id, 'suspension'),
      body: { reason, ...(said(rectifyWithin) !== undefined && { rectifyWithin: Number(rectifyWithin) }) },
    }),
    REASON,
    free('--rectify-within <days>', 'working days to mend what is wrong'),
  );
  add(
    grant,
    'rectify <grant>',
    'say that what was wrong is mended (consumer)',
    async (id, { text, evidence }) => ({
      path: path(id, 'rectification'),
      body: { text, ...(await documents(words(evidence))) },
    }),
    needed('--text <text>', 'what was done'),
    EVIDENCE,
  );
  for (const [name, step, description] of [
    ['not-rectified', 'rectification/objection', 'say that it is not mended'],
    ['resume', 'resumption', 'let it hold again: what was wrong is mended'],
    ['revoke', 'revocation', 'end it for good'],
    ['purge-key', 'key/purge', 'destroy the own copy of its record key, for good; --json prints the receipt'],
  ] as const)
    add(
      grant,
      `${name} <grant>`,
      description,
      (id, { reason }) => ({ path: path(id, step), body: { reason } }),
      REASON,
    );
}

/** `CODE=TEXT` */
function purposeOf(given: string): { readonly code: string; readonly text: string } {
  const [code = '', ...rest] = given.split('=');
  if (rest.length === 0) throw new UsageError('A purpose is written CODE=TEXT.');
  return { code, text: rest.join('=') };
}

function addVariations(program: Command, frame: Frame): void {
  const variation = program.command('variation').description('what consumers ask for beyond their grants');
  const add = steps(frame);
  add(
    variation,
    'ask <grant>',
    'ask for wider use, another purpose or a third party (consumer)',
    (grant, { id, item, system, purpose, thirdParty, reason }) => {
      const list = (value: unknown): string[] | undefined =>
        words(value).length > 0 ? [...words(value)].sort() : undefined;
      const purposes = words(purpose).length > 0 ? words(purpose).map(purposeOf) : undefined;
      const adds = present({
        items: list(item),
        systems: list(system),
        purposes,
        thirdParties: list(thirdParty),
      });
      return { path: '/v1/variations', body: { grant, adds, reason, ...present({ id: said(id) }) } };
    },
    REASON,
    free('--id <id>', 'its id; without it, one that nobody can foresee'),
    free('--item <code...>', 'data items'),
    free('--system <id...>', 'systems of the consumer'),
    free('--purpose <code=text...>', 'purposes'),
    free('--third-party <code...>', 'organisations to which the data may be passed on, by their codes'),
  );
  add(
    variation,
    'answer <id>',
    'agree, which widens the grant, or not (provider)',
    (id, { approve, reason }) => ({
      path: `/v1/variations/${at(id)}/answer`,
      body: { approved: approve === true, ...present({ reason: said(reason) }) },
    }),
    free('--approve', 'agree').conflicts('refuse'),
    free('--refuse', 'do not; --reason says why'),
    free('--reason <text>', 'why'),
  );
  add(variation, 'withdraw <id>', 'take it back, until it is answered (consumer)', (id) => ({
    path: `/v1/variations/${at(id)}/withdrawal`,
  }));
}

function addServices(program: Command, frame: Frame): void {
  const service = program.command('service').description('services that their providers end or change');
  const add = steps(frame);
  const path = (id: string, step: string): string => `/v1/service-changes/${at(id)}/${step}`;
  add(
    service,
    'announce <grant>',
    'tell the consumer that it ends or changes (provider)',
    (grant, { id, action, reason, text, effective }) => ({
      path: '/v1/service-changes',
      body: { grant, action, reason, effectiveAt: effective, ...present({ id: said(id), text: said(text) }) },
    }),
    REASON,
    needed('--action <what>', 'end or change').choices(SERVICE_CHANGES),
    needed('--effective <time>', 'from when on: RFC 3339'),
    free('--text <text>', 'what becomes another'),
    free('--id <id>', 'its id; without it, one that nobody can foresee'),
  );
  add(
    service,
    'consult <id>',
    'say what the consumer thinks of it',
    (id, { agree, text }) => ({
      path: path(id, 'consultation'),
      body: { agreed: agree === true, ...present({ text: said(text) }) },
    }),
    free('--agree', 'agree to it').conflicts('object'),
    free('--object', 'do not'),
    free('--text <text>', 'in words'),
  );
  add(
    service,
    'file <id>',
    'file it with the authority, before it takes effect (provider)',
    async (id, { document, reference }) => ({
      path: path(id, 'filing'),
      body: { document: await sha256(said(document) ?? ''), ...present({ reference: said(reference) }) },
    }),
    needed('--document <file>', 'what was filed: only its SHA-256 digest is sent'),
    free('--reference <text>', 'its number with the authority'),
  );
  for (const [name, step, description] of [
    ['effect', 'effect', 'let it take effect, once its time has come (provider)'],
    ['withdraw', 'withdrawal', 'take it back, until it takes effect (provider)'],
  ] as const)
    add(service, `${name} <id>`, description, (id) => ({ path: path(id, step) }));
  add(service, 'receive <id>', 'say that the filing has come in (manager)', (id) => ({
    by: 'manager',
    path: path(id, 'receipt'),
  }));
}

/** `CODE=FILE`, each file by its digest, in the order of the codes. */
async function wordsOf(
  given: readonly string[],
): Promise<{ readonly code: string; readonly digest: string }[] | undefined> {
  if (given.length === 0) return undefined;
  const told = await Promise.all(
    given.map(async (one) => {
      const [code = '', file = ''] = one.split('=');
      return { code, digest: await sha256(file) };
    }),
  );
  return told.sort((a, b) => (a.code < b.code ? -1 : 1));
}

function addDisposals(program: Command, frame: Frame): void {
  const disposal = program
    .command('disposal')
    .description('what becomes of copies when their grant has ended');
  const add = steps(frame);
  const path = (grant: string, step: string): string => `/v1/disposals/${at(grant)}/${step}`;
  const method = (): Option => needed('--method <how>', 'how').choices(DISPOSAL_METHODS);
  add(
    disposal,
    'instruct <grant>',
    'say how they are to be disposed of (provider)',
    (grant, { method: how, text }) => ({
      path: path(grant, 'instruction'),
      body: { method: how, ...present({ text: said(text) }) },
    }),
    method(),
    free('--text <text>', 'in words'),
  );
  add(
    disposal,
    'declare <grant>',
    'say that they are disposed of (consumer)',
    async (grant, { method: how, record, on, text, contractor }) => ({
      path: path(grant, 'declaration'),
      body: {
        method: how,
        digest: await sha256(said(record) ?? ''),
        on,
        ...present({ text: said(text), contractors: await wordsOf(words(contractor)) }),
      },
    }),
    method(),
    needed('--record <file>', 'the record of it: only its SHA-256 digest is sent'),
    needed('--on <day>', 'when it was done, YYYY-MM-DD'),
    free('--text <text>', 'in words'),
    free('--contractor <code=file...>', 'of each contractor: its word that it kept nothing, by digest'),
  );
  add(disposal, 'confirm <grant>', 'confirm it (provider)', (grant) => ({
    path: path(grant, 'confirmation'),
  }));
  add(
    disposal,
    'contest <grant>',
    'say that it is not so: it is owed again, with the days that were left (provider)',
    (grant, { reason }) => ({ path: path(grant, 'objection'), body: { reason } }),
    REASON,
  );
}

/** @param grant the command `grant` */
export function addStewardship(program: Command, grant: Command, frame: Frame): void {
  addGrants(grant, frame);
  addVariations(program, frame);
  addServices(program, frame);
  addDisposals(program, frame);
  steps(frame)(
    program,
    'use-report <file>',
    "record a year's use of a grant, as the file says: {grant, year, scenario, course, effect, storage, destroyed?, contractors?}",
    (file) => ({ path: '/v1/use-reports', body: JSON.parse(readFileSync(file, 'utf8')) as object }),
  );
}
