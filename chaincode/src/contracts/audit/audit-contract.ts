// SPDX-License-Identifier: Apache-2.0
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { CatalogContract } from '../catalog-contract';
import { auditorRole, auditReadInput, type AuditRead } from '../../domain/audit';
import { encode } from '../../domain/encoding/canonical-json';
import { ensure } from '../../domain/errors';
import { EVENTS } from '../../domain/events';
import { check, code, decodeAs, identifier, mspId } from '../../domain/text/schema';
import { journalHead, journalList } from '../../lookups/usage/evidence-answers';
import { CatalogContext } from '../../ledger';
import { batchCount } from '../../domain/usage/journal';

/** What auditors and arbitrators looked at, and what evidence needs to show that nothing was left out. */
@Info({ title: 'audit', description: 'Reads by auditors and arbitrators; completeness of journals' })
export class AuditContract extends CatalogContract {
  constructor() {
    super('audit');
  }

  /**
   * By an auditor of an auditing organisation, or an arbitrator of an arbitrating one, before it is shown what it
   * asks for. `AuditReadInput` → `AuditRead`. @throws DomainError `ROLE_REQUIRED`, `ALREADY_EXISTS`
   */
  @Transaction()
  @Returns('string')
  async recordRead(ctx: CatalogContext, input: string): Promise<string> {
    const member = await ctx.authorise();
    const role = auditorRole(ctx.caller.role, member);
    const read = decodeAs(auditReadInput, input);
    const { mspId: organisation } = member;
    const existing = await ctx.find<AuditRead>('audit-read', organisation, read.id);
    ensure(existing === undefined, 'ALREADY_EXISTS', 'The id is in use.');
    ctx.emit(EVENTS.auditRead, { id: read.id, organisations: [organisation] });
    return ctx.put<AuditRead>(
      { type: 'audit-read', organisation, role, ...read, recorded: ctx.stamp },
      organisation,
      read.id,
    );
  }

  /** @throws DomainError `NOT_FOUND` */
  @Transaction(false)
  @Returns('string')
  async read(ctx: CatalogContext, organisation: string, id: string): Promise<string> {
    return encode(await ctx.get<AuditRead>('audit-read', check(mspId, organisation), check(identifier, id)));
  }

  /** MSP id → `JournalList`. */
  @Transaction(false)
  @Returns('string')
  async listJournals(ctx: CatalogContext, organisation: string): Promise<string> {
    return encode(await journalList(ctx, check(mspId, organisation)));
  }

  /**
   * MSP id, journal, number of batches → `JournalHead`: that many there are, and no more, not even behind a gap.
   * @throws DomainError `NOT_FOUND` when there are fewer, `CONDITION_NOT_MET` when there are more, `JOURNAL_GAP`
   */
  @Transaction(false)
  @Returns('string')
  async readJournalHead(
    ctx: CatalogContext,
    organisation: string,
    journal: string,
    batches: string,
  ): Promise<string> {
    const place = [check(mspId, organisation), check(code, journal)] as const;
    return encode(await journalHead(ctx, ...place, Number(check(batchCount, batches))));
  }
}
