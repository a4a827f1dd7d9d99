// SPDX-License-Identifier: Apache-2.0
/** The command line's commands of an authority that supervises. */
import { Option, type Command } from 'commander';
import {
  COMPLAINT_KINDS,
  COMPLAINT_OUTCOMES,
  INCIDENT_KINDS,
} from '@catalog-chain/chaincode/domain/supervision/incident';
import { present } from '../../import/fields.js';
import type { SupervisionOptions } from '../commands/oversight/supervision.js';
import { documents, sha256 } from '../digests.js';
import type { Frame } from './dispute-program.js';
import { languageOption } from './language-option.js';
import { at, free, needed, said, steps, words } from './stewardship-program.js';

const list = (value: unknown): string[] => [...words(value)].sort();
const ITEMS = needed('--item <item...>', 'items of the law, as 39-4');
const TEXT = needed('--text <text>', 'in words');
const digestOf = (file: unknown): Promise<string> => sha256(said(file) ?? '');

const REPORT = free(
  '--report <file>',
  'the supervision report that it rests on: only its SHA-256 digest is sent',
);
const PAPER = free('--document <file>', 'the document: only its SHA-256 digest is sent');
const ABOUT = [
  free('--about-member <msp>', 'the member that it concerns, where that is known'),
  free('--about-grant <id>', 'the grant that it concerns'),
  free('--about-resource <id>', 'the entry that it concerns'),
];

type Said = Readonly<Record<string, unknown>>;

/** Digests of what an order or a criticism rests on. */
async function papers({ report, document }: Said): Promise<object> {
  return {
    ...(report !== undefined && { report: await digestOf(report) }),
    ...(document !== undefined && { document: await digestOf(document) }),
  };
}

/** What an incident or a complaint concerns, as far as it is said. */
function aboutOf({ aboutMember, aboutGrant, aboutResource }: Said): object {
  const about = present({
    organisation: said(aboutMember),
    grant: said(aboutGrant),
    resource: said(aboutResource),
  });
  return Object.keys(about).length === 0 ? {} : { about };
}

function addOrders(program: Command, frame: Frame): void {
  const add = steps(frame);
  const order = program.command('order').description('orders to correct');
  add(
    order,
    'issue <member>',
    'order a member to correct what it failed (manager)',
    async (organisation, { id, item, within, text, ...more }) => ({
      by: 'manager',
      path: '/v1/orders',
      body: {
        organisation,
        items: list(item),
        within: Number(within),
        text,
        ...(await papers(more)),
        ...present({ id: said(id) }),
      },
    }),
    ITEMS,
    needed('--within <days>', 'working days'),
    TEXT,
    REPORT,
    PAPER,
    free('--id <id>', 'its id; without it, one that nobody can foresee'),
  );
  add(
    order,
    'report <id>',
    'say what was done (the member)',
    async (id, { text, evidence }) => ({
      path: `/v1/orders/${at(id)}/compliance`,
      body: { text, ...(await documents(words(evidence))) },
    }),
    TEXT,
    free('--evidence <file...>', 'documents: only their SHA-256 digests are sent'),
  );
  add(
    order,
    'conclude <id>',
    'find it corrected, or not (the manager that issued it)',
    (id, { complied, text }) => ({
      by: 'manager',
      path: `/v1/orders/${at(id)}/conclusion`,
      body: { complied: complied === true, text },
    }),
    free('--complied', 'corrected').conflicts('failed'),
    free('--failed', 'not corrected'),
    TEXT,
  );
  add(order, 'withdraw <id>', 'take it back (the manager that issued it)', (id) => ({
    by: 'manager',
    path: `/v1/orders/${at(id)}/withdrawal`,
  }));
  add(
    program,
    'criticise <member>',
    'criticise a member before all (manager)',
    async (organisation, { id, item, text, order: failed, ...more }) => ({
      by: 'manager',
      path: '/v1/criticisms',
      body: {
        organisation,
        items: list(item),
        text,
        ...(await papers(more)),
        ...present({ id: said(id), order: said(failed) }),
      },
    }),
    ITEMS,
    TEXT,
    REPORT,
    PAPER,
    free('--order <id>', 'an order that was not complied with'),
    free('--id <id>', 'its id'),
  );
}

function addIncidents(program: Command, frame: Frame): void {
  const add = steps(frame);
  const incident = program.command('incident').description('incidents of security');
  const DOCUMENT = needed('--document <file>', 'the document: only its SHA-256 digest is sent');
  add(
    incident,
    'report <kind>',
    `report one at once: ${INCIDENT_KINDS.join(', ')}`,
    async (kind, { id, noticed, text, document, ...more }) => ({
      path: '/v1/incidents',
      body: {
        kind,
        noticedAt: noticed,
        text,
        digest: await digestOf(document),
        ...aboutOf(more),
        ...present({ id: said(id) }),
      },
    }),
    needed('--noticed <time>', 'when: RFC 3339'),
    TEXT,
    DOCUMENT,
    ...ABOUT,
    free('--id <id>', 'its id'),
  );
  add(
    incident,
    'close <id>',
    'report its outcome',
    async (id, { text, document }) => ({
      path: `/v1/incidents/${at(id)}/closing`,
      body: { text, digest: await digestOf(document) },
    }),
    TEXT,
    DOCUMENT,
  );
  const complaint = program.command('complaint').description('complaints, by reference and digest');
  add(
    complaint,
    'receive <kind>',
    `record one that came in: ${COMPLAINT_KINDS.join(', ')}`,
    async (kind, { id, on, document, ...more }) => ({
      path: '/v1/complaints',
      body: {
        kind,
        receivedOn: on,
        digest: await digestOf(document),
        ...aboutOf(more),
        ...present({ id: said(id) }),
      },
    }),
    needed('--on <day>', 'when it came in, YYYY-MM-DD'),
    DOCUMENT,
    ...ABOUT,
    free('--id <id>', 'its id'),
  );
  add(
    complaint,
    'answer <id>',
    'say how it was answered',
    async (id, { outcome, document, correction, dispute, collector, entry }) => ({
      path: `/v1/complaints/${at(id)}/answer`,
      body: {
        outcome,
        digest: await digestOf(document),
        ...present({ correction: said(correction), dispute: said(dispute) }),
        ...(collector !== undefined && { collected: { organisation: collector, resource: said(entry) } }),
      },
    }),
    needed('--outcome <outcome>', 'how').choices(COMPLAINT_OUTCOMES),
    DOCUMENT,
    free('--correction <id>', 'a report of wrong data that was opened on account of it'),
    free('--dispute <id>', 'a dispute that was opened on account of it'),
    free('--collector <msp>', 'of an upheld complaint of duplicate collection: who collected'),
    free('--entry <id>', 'and the published entry by which it could have had the data'),
  );
}

export function addSupervision(program: Command, frame: Frame): void {
  const { withSession, run } = frame;
  addOrders(program, frame);
  addIncidents(program, frame);
  withSession(program.command('supervision'))
    .description(
      'what members answered for, item by item of the law; or compare a report with what is recomputed',
    )
    .option('--period <month>', 'a month, YYYY-MM; with --until the first of several')
    .option('--until <month>', 'the last month')
    .option('--as-of <block>', 'as of this block')
    .option('--member <msp>', 'only this member; without it, all of them for those that oversee')
    .addOption(
      new Option('--role <role>', 'read as').choices(['officer', 'auditor', 'arbitrator']).default('officer'),
    )
    .option('--purpose <code>', 'why: an auditor or arbitrator must say, and it is recorded')
    .option(
      '--prove <folder>',
      'write there a report of one member and a bundle that proves what it owed, per month, and recompute the one from the other',
    )
    .option('--verify <file>', 'recompute the report in the file, and say what differs')
    .option('--index <location>', 'with --verify: recompute it from this index, without a gateway')
    .option('--bundle <file>', 'with --verify: recompute what was owed from a bundle of evidence, offline')
    .option('--trust <dir>', 'with --bundle: folder of root certificates, MSPID.pem each')
    .addOption(new Option('--csv', 'as CSV').conflicts(['json', 'html']))
    .addOption(languageOption('a table or a page'))
    .addOption(new Option('--html', 'as a page to print').conflicts(['json', 'csv']))
    .addOption(
      new Option('--pdf <file>', 'the page as a PDF, by the Chromium of this machine').conflicts([
        'json',
        'csv',
        'html',
      ]),
    )
    .option('--json', 'as one JSON object')
    .action((options: SupervisionOptions) =>
      run(async (io) => (await import('../commands/oversight/supervision.js')).supervision(options, io)),
    );
}
