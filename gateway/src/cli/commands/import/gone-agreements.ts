// SPDX-License-Identifier: Apache-2.0
/** Agreements that the ledger has of the provider and a whole file has not: perhaps ended, perhaps of another register. */

import type { AccessRequest } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import { ensureGoing } from '../../../import/carry-out/interrupted.js';
import { titleOf } from '../../../import/carry-out/tally.js';
import { refusedOf, RowError } from '../../../import/faults.js';
import type { Import } from './import-command.js';

export interface Register {
  /** MSP id of who shares. */
  readonly provider: string;
  /** Numbers of the requests that the file stands for. */
  readonly ids: ReadonlySet<string>;
  /** Numbers of versions that the file holds, though not all of them could be used. */
  readonly refusedReferences: ReadonlySet<string>;
  /** Rows of which not even the number could be read. */
  readonly illegible: number;
}

const DAY = 10;

/** Recipients that are asked for their names. */
const MOST_NAMES = 500;

/** What was never granted is nobody's any more, and what the provider has ended is known to be gone. */
async function isEnded(run: Import, reader: string, { id, state }: AccessRequest): Promise<boolean> {
  if (state !== 'granted') return state === 'refused' || state === 'withdrawn';
  const grant = await run.session.api.grant(reader, id);
  return grant?.state === 'revoked';
}

/** @returns whoever sees the provider's requests; undefined where no login does */
async function readerOf(run: Import, provider: string): Promise<string | undefined> {
  const { api, manager } = run.session;
  for (const one of [manager, provider]) if (one !== undefined && (await api.canRead(one))) return one;
  return undefined;
}

/** Whether the file speaks of it, in a part that was refused too; what was asked for without a file is none of its matter. */
const isInFile = ({ id, terms: { agreement } }: AccessRequest, register: Register): boolean =>
  agreement === undefined || register.ids.has(id) || register.refusedReferences.has(agreement);

/** Names each of them; a rehearsal does as well. */
export async function noteGone(run: Import, register: Register): Promise<void> {
  const { provider, illegible } = register;
  const { api } = run.session;
  const { tally } = run.around;
  const reader = await readerOf(run, provider);
  if (reader === undefined || !(await api.organisation(reader, provider))) return;
  const names = new Map<string, string>();
  const nameOf = async (organisation: string): Promise<string> => {
    const known = names.get(organisation);
    if (known !== undefined || names.size >= MOST_NAMES) return known ?? organisation;
    const held = await api.organisation(reader, organisation);
    const name = held ? titleOf(held.names) : organisation;
    names.set(organisation, name);
    return name;
  };
  for await (const request of api.requestsTo(reader, provider)) {
    ensureGoing(run.around);
    const { id, terms } = request;
    if (isInFile(request, register) || (await isEnded(run, reader, request))) continue;
    const resource = terms.resource.slice(terms.resource.indexOf(':') + 1);
    const title = `${terms.agreement ?? ''}: ${resource}`;
    const owner = await nameOf(terms.consumer);
    tally.touch({ what: 'requests', effect: 'gone', id, title, owner });
    const isOver = Date.parse(terms.period.to) <= Date.now();
    const sure = isOver ? 'AGREEMENT_OVER_NOT_IN_FILE' : 'AGREEMENT_NOT_IN_FILE';
    const code = illegible > 0 ? 'AGREEMENT_NOT_IN_FILE_PERHAPS' : sure;
    const until = terms.period.to.slice(0, DAY);
    const error = new RowError(code, { id, title, owner, until, refused: illegible });
    tally.note(refusedOf(0, error, run.language));
  }
}
