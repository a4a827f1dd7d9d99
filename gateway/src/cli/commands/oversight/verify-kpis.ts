// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { type Terminal, UsageError } from '@catalog-chain/verifier/command/terminal';
import { appraise } from '../../../appraisal/appraise.js';
import { differences, type Difference } from '../../../appraisal/compare.js';
import { fromBundle, NotInBundle } from '../../../appraisal/from-bundle.js';
import { appraisalShape, type Appraisal } from '../../../appraisal/report.js';
import { Unreadable } from '@catalog-chain/verifier/verify/faults';
import { examineBundle } from '@catalog-chain/verifier/archive/verify-bundle';
import { locate } from '../../../db/database.js';
import { SqlIndexReader } from '../../../index/read/index-reader.js';
import { openIndexDatabase } from '../../../index/tables/open-tables.js';
import { readTrust } from '@catalog-chain/verifier/command/trust-folder';
import { askFor, type KpisOptions } from './ask-kpis.js';

/** 0: every figure is the same; 1: something differs; 2: the file is no appraisal. */
export const COMPARED = { same: 0, different: 1, unreadable: 2 } as const;

async function readAppraisal(file: string): Promise<Appraisal | undefined> {
  try {
    return appraisalShape.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined;
  }
}

async function fromIndex(stated: Appraisal, location: string): Promise<Appraisal> {
  await using database = openIndexDatabase(locate(location), true);
  const { organisation, grant, months, asOf } = stated;
  const question = { organisation, months, asOf: asOf.block, ...(grant !== undefined && { grant }) };
  return await appraise(new SqlIndexReader(database), question);
}

function fromGateway(stated: Appraisal, options: KpisOptions): Promise<Appraisal> {
  const { organisation, grant, months, asOf } = stated;
  const question = { organisation, period: months.from, until: months.to, asOf: String(asOf.block) };
  return askFor({ ...options, ...question, ...(grant !== undefined && { grant }) });
}

/** @throws UsageError where the bundle cannot be read, or does not answer for the appraisal */
async function fromEvidence(stated: Appraisal, file: string, trust: string | undefined): Promise<Appraisal> {
  const roots = trust === undefined ? undefined : await readTrust(trust);
  try {
    return fromBundle(stated, await examineBundle({ file }, roots));
  } catch (error) {
    if (error instanceof NotInBundle || error instanceof Unreadable) throw new UsageError(error.message);
    throw error;
  }
}

function recomputed(stated: Appraisal, options: KpisOptions): Promise<Appraisal> {
  const { bundle, index, trust } = options;
  if (bundle !== undefined) return fromEvidence(stated, bundle, trust);
  return index === undefined ? fromGateway(stated, options) : fromIndex(stated, index);
}

const lineOf = ({ figure, field, stated, recomputed: found }: Difference): string =>
  `differs  ${figure}  ${field}: stated ${stated}, recomputed ${found}`;

/** Recomputes an appraisal and names what differs. @returns the exit code */
export async function verifyKpis(file: string, options: KpisOptions, terminal: Terminal): Promise<number> {
  const stated = await readAppraisal(file);
  if (!stated) {
    terminal.err('UNREADABLE The file holds no appraisal.');
    return COMPARED.unreadable;
  }
  const found = differences(stated, await recomputed(stated, options));
  if (options.json === true) terminal.out(JSON.stringify({ same: found.length === 0, differences: found }));
  else for (const one of found) terminal.out(lineOf(one));
  if (found.length === 0 && options.json !== true)
    terminal.out(`SAME  ${stated.figures.length} figures, as of block ${stated.asOf.block}`);
  return found.length === 0 ? COMPARED.same : COMPARED.different;
}
