// SPDX-License-Identifier: Apache-2.0
/** Notices: which grants a change touches that is made elsewhere. They follow from the chain alone. */
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { EVENTS, type EventName } from '@catalog-chain/chaincode/domain/events';
import type { Grant } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import { standingAt } from '@catalog-chain/chaincode/domain/sharing/grant-standing';
import { dependentGrants } from '../tables/dependents.js';
import type { ImpactKind } from '../model/impact.js';
import { GRANT_AFFECTED, type Cause } from '../model/messages.js';
import { versionId } from '../tables/projection.js';
import { getRecord, toRecord } from '../tables/record-queries.js';
import type { Draft } from './message-draft.js';
import type { IndexTransaction } from './writer-memory.js';

/** Events that touch grants, and of what their subject is an id. */
const CAUSES: Partial<Readonly<Record<EventName, ImpactKind>>> = {
  [EVENTS.dutyRepealed]: 'duty',
  [EVENTS.systemRetired]: 'system',
  [EVENTS.resourcePublished]: 'resource',
  [EVENTS.resourceSuspended]: 'resource',
  [EVENTS.resourceResumed]: 'resource',
  [EVENTS.resourceRetired]: 'resource',
  [EVENTS.organisationSuspended]: 'organisation',
  [EVENTS.organisationResumed]: 'organisation',
};

type Touched = (grant: Grant) => Promise<boolean> | boolean;

/** @param atMs time of the transaction: grants that are over by then are not touched. @returns in order of grant */
export async function noticesOf(trx: IndexTransaction, cause: Cause, atMs: number): Promise<Draft[]> {
  const kind = CAUSES[cause.event];
  const touched = kind && (await touchedBy(trx, cause));
  if (!touched) return [];
  const rows = await dependentGrants(trx, { kind, id: cause.subject });
  const drafts: Draft[] = [];
  for (const row of rows) {
    const grant = toRecord<'grant'>(row).value;
    const holds = !['revoked', 'expired'].includes(standingAt(grant, atMs));
    if (holds && (await touched(grant))) drafts.push(await notice(trx, cause, grant));
  }
  return drafts;
}

/** Of publications only those that change how the resource is shared touch anybody. */
async function touchedBy(trx: IndexTransaction, { event, subject }: Cause): Promise<Touched | undefined> {
  if (event !== EVENTS.resourcePublished) return () => true;
  const version = await currentVersion(trx, subject);
  const [now, before] = [await sharingOf(trx, subject, version), await sharingOf(trx, subject, version - 1)];
  if (before === undefined || now === before) return undefined;
  return async ({ terms }) => (await sharingOf(trx, subject, terms.resourceVersion)) !== now;
}

async function sharingOf(trx: IndexTransaction, id: string, version: number): Promise<string | undefined> {
  const found = await getRecord(trx, 'resource-version', versionId(id, version));
  return found && encode(found.value.content.sharing);
}

const currentVersion = async (trx: IndexTransaction, id: string): Promise<number> =>
  (await getRecord(trx, 'resource', id))?.value.version ?? 0;

async function notice(trx: IndexTransaction, cause: Cause, { id, terms }: Grant): Promise<Draft> {
  const { provider, consumer, resource, resourceVersion: pinned } = terms;
  const versions = { pinned, current: await currentVersion(trx, resource) };
  const concerned = { organisations: [provider, consumer], grants: [id], resources: [resource] };
  return { name: GRANT_AFFECTED, subject: id, details: { ...concerned, cause, versions } };
}
