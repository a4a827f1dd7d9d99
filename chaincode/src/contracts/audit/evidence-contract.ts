// SPDX-License-Identifier: Apache-2.0
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { CatalogContract } from '../catalog-contract';
import { encode } from '../../domain/encoding/canonical-json';
import { ensure } from '../../domain/errors';
import { EVENTS } from '../../domain/events';
import { evidenceQuestion, evidenceRequestInput, type EvidenceRequest } from '../../domain/evidence';
import { check, decodeAs, mspId, uuid } from '../../domain/text/schema';
import { answerTo } from '../../lookups/usage/evidence-answers';
import { CatalogContext } from '../../ledger';

/** Evidence of a time: a request that lies on the ledger, and reads of records in a state that is no older. */
@Info({ title: 'evidence', description: 'Requests for evidence, and reads that are not older than they' })
export class EvidenceContract extends CatalogContract {
  constructor() {
    super('evidence');
  }

  /**
   * By any user of a member, before evidence is gathered. `EvidenceRequestInput` → `EvidenceRequest`.
   * @throws DomainError `ROLE_REQUIRED`, `ALREADY_EXISTS`
   */
  @Transaction()
  @Returns('string')
  async request(ctx: CatalogContext, input: string): Promise<string> {
    const { mspId: organisation } = await ctx.authorise();
    const { id } = decodeAs(evidenceRequestInput, input);
    const existing = await ctx.find<EvidenceRequest>('evidence-request', organisation, id);
    ensure(existing === undefined, 'ALREADY_EXISTS', 'The id is in use.');
    ctx.emit(EVENTS.evidenceRequested, { id, organisations: [organisation] });
    const request = { type: 'evidence-request', organisation, id, recorded: ctx.stamp } as const;
    return ctx.put<EvidenceRequest>(request, organisation, id);
  }

  /**
   * MSP id and id of a request, `EvidenceQuestion` → the record, as its own contract answers with it. The request is
   * read first: whoever endorses the answer has it, and so a state that is not older.
   * @throws DomainError `INVALID_STATE` where the request is not (yet); whatever the record's own contract refuses
   */
  @Transaction(false)
  @Returns('string')
  async read(ctx: CatalogContext, organisation: string, id: string, question: string): Promise<string> {
    const place = [check(mspId, organisation), check(uuid, id)] as const;
    const request = await ctx.find<EvidenceRequest>('evidence-request', ...place);
    ensure(request !== undefined, 'INVALID_STATE', 'The request for evidence is not on the ledger so far.');
    return encode(await answerTo(ctx, decodeAs(evidenceQuestion, question)));
  }
}
