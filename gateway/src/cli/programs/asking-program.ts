// SPDX-License-Identifier: Apache-2.0
/** The command line's commands about requests, what comes of them, and wrong data: papers, delivery, reports. */
import { Option, type Command } from 'commander';
import { CORRECTION_OUTCOMES } from '@catalog-chain/chaincode/domain/dispute/correction-records';
import { present } from '../../import/fields.js';
import { documents, sha256 } from '../digests.js';
import type { Frame } from './dispute-program.js';
import { at, free, needed, said, steps, words } from './stewardship-program.js';

const TEXT = needed('--text <text>', 'in words');
const REASON = needed('--reason <text>', 'why');
const EVIDENCE = free('--evidence <file...>', 'documents: only their SHA-256 digests are sent');

function addPapers(program: Command, frame: Frame): void {
  const request = program.command('request').description('what requests lack');
  const add = steps(frame);
  const path = (id: string, step: string): string => `/v1/requests/${at(id)}/${step}`;
  add(
    request,
    'missing <request>',
    'tell all that is missing, once; the clock stands still (provider)',
    (id, { paper }) => ({ path: path(id, 'supplement/question'), body: { missing: words(paper) } }),
    needed('--paper <text...>', 'what is missing'),
  );
  add(
    request,
    'supplement <request>',
    'give what was missing; the clock goes on (consumer)',
    async (id, { scenario, text, document }) => {
      const files = await Promise.all(words(document).map(sha256));
      const papers = files.length > 0 ? [...new Set(files)].sort() : undefined;
      const given = { scenario: said(scenario), text: said(text), documents: papers };
      return { path: path(id, 'supplement'), body: present(given) };
    },
    free('--scenario <text>', 'the work in which the data are used'),
    free('--text <text>', 'in words'),
    free('--document <file...>', 'papers: only their SHA-256 digests are sent'),
  );
}

/** @param grant the command `grant` */
function addDelivery(grant: Command, frame: Frame): void {
  const add = steps(frame);
  const path = (id: string, step = ''): string => `/v1/grants/${at(id)}/delivery${step}`;
  add(grant, 'deliver <grant>', 'say that the data were given (provider)', (id) => ({ path: path(id) }));
  add(grant, 'received <grant>', 'confirm that they came (consumer)', (id) => ({
    path: path(id, '/confirmation'),
  }));
  add(
    grant,
    'not-received <grant>',
    'say that they did not come: they are owed again, with the days that were left (consumer)',
    (id, { reason }) => ({ path: path(id, '/objection'), body: { reason } }),
    REASON,
  );
}

function addCorrections(program: Command, frame: Frame): void {
  const correction = program.command('correction').description('data reported as wrong');
  const add = steps(frame);
  const path = (id: string, step: string): string => `/v1/corrections/${at(id)}/${step}`;
  add(
    correction,
    'report <grant>',
    'report data as wrong: a record by its commitment, a data item, or the resource (consumer)',
    async (grant, { id, record, item, text, evidence }) => {
      const [named, listed] = [said(record), said(item)];
      const ofItem = listed === undefined ? { kind: 'resource' } : { kind: 'item', item: listed };
      const subject = named === undefined ? ofItem : { kind: 'record', record: named };
      const body = { grant, subject, statement: text, ...(await documents(words(evidence))) };
      return { path: '/v1/corrections', body: { ...body, ...present({ id: said(id) }) } };
    },
    TEXT,
    new Option('--record <commitment>', 'the record, by its commitment under the grant').conflicts('item'),
    free('--item <code>', 'the data item; with neither, the resource'),
    free('--id <id>', 'its id; without it, one that nobody can foresee'),
    EVIDENCE,
  );
  add(
    correction,
    'answer <id>',
    'say what was found (who answers for it)',
    async (id, { outcome, text, to, evidence }) => ({
      path: path(id, 'answer'),
      body: { outcome, text, ...present({ to: said(to) }), ...(await documents(words(evidence))) },
    }),
    needed('--outcome <outcome>', 'what').choices(CORRECTION_OUTCOMES),
    TEXT,
    free('--to <msp>', 'with handed-over: the source agency'),
    EVIDENCE,
  );
  add(correction, 'withdraw <id>', 'take it back (who reported it)', (id) => ({
    path: path(id, 'withdrawal'),
  }));
  add(
    correction,
    'dispute <id>',
    'make a dispute of what was not answered in time, or wrongly (who reported it)',
    (id, { dispute, text }) => ({
      path: path(id, 'dispute'),
      body: { statement: text, ...present({ dispute: said(dispute) }) },
    }),
    free('--dispute <id>', 'the id that the dispute gets; without it, one that nobody can foresee'),
    TEXT,
  );
}

/** @param grant the command `grant` */
export function addAsking(program: Command, grant: Command, frame: Frame): void {
  addPapers(program, frame);
  addDelivery(grant, frame);
  addCorrections(program, frame);
}
