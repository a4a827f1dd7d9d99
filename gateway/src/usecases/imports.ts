// SPDX-License-Identifier: Apache-2.0
/** The gateway's record of imports: begun before the first is written, told of as they go, ended at their end. */
import type {
  ImportBeginning,
  ImportEnding,
  ImportFilter,
  ImportRecord,
  ImportRecords,
  TouchedThing,
} from '../import/record/import-records.js';
import type { Attempt } from '../attempts/attempt.js';
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import type { AuditReads, Reason } from './audit-reads.js';
import type { Principal } from './principal.js';
import type { Viewers } from './viewers.js';

export class Imports {
  constructor(
    private readonly records: ImportRecords,
    private readonly viewers: Viewers,
    private readonly audits: AuditReads,
  ) {}

  begin(
    { organisation, user }: Principal,
    beginning: ImportBeginning,
    { key }: Attempt,
  ): Promise<ImportRecord> {
    return this.records.begin(organisation, user, beginning, key);
  }

  /** @throws DomainError `NOT_FOUND`, `NOT_OWNER`, `INVALID_STATE` once it has ended */
  tell(
    { organisation, user }: Principal,
    id: string,
    things: readonly TouchedThing[],
  ): Promise<ImportRecord> {
    return this.records.tell(organisation, user, id, things);
  }

  /** @throws DomainError as `tell` */
  end({ organisation, user }: Principal, id: string, ending: ImportEnding): Promise<ImportRecord> {
    return this.records.end(organisation, user, id, ending);
  }

  /** Of its own organisation; an auditor or arbitrator that states a purpose sees all that are kept here, on record. */
  async list(
    principal: Principal,
    filter: ImportFilter,
    limit: number,
    reason: Reason,
  ): Promise<ImportRecord[]> {
    const isOverseen = reason.purpose !== undefined && (await this.viewers.readsOnRecord(principal));
    if (isOverseen) await this.audits.note(principal, { kind: 'import', ids: [] }, reason, undefined);
    const { organisation } = principal;
    return this.records.list({ ...filter, ...(!isOverseen && { organisation }) }, limit);
  }

  /** @throws DomainError `NOT_FOUND`, also of another's; Refusal `PURPOSE_REQUIRED` for whoever oversees */
  async get(principal: Principal, id: string, reason: Reason): Promise<ImportRecord> {
    const record = await this.records.find(id);
    if (record?.organisation === principal.organisation) return record;
    if (await this.viewers.readsOnRecord(principal))
      await this.audits.note(principal, { kind: 'import', ids: [id] }, reason, undefined);
    else throw notFound();
    if (!record) throw notFound();
    return record;
  }
}

const notFound = (): DomainError => new DomainError('NOT_FOUND', 'There is no such import.');
