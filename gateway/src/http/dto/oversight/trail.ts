// SPDX-License-Identifier: Apache-2.0
import { AUDIT_READ_KINDS, AUDITOR_ROLES } from '@catalog-chain/chaincode/domain/audit';
import { code, identifier, mspId, ownedId } from '@catalog-chain/chaincode/domain/text/schema';
import { z } from 'zod';
import { OrderOfRecords, PageQuery, WrittenView } from '../common.js';
import { Fits, Nested, OneOf, Optional } from '../rule.js';
import { stampShape } from '../shapes.js';

export class TrailRequest extends PageQuery {
  @Optional()
  @Fits(code, { description: 'Why an auditor or arbitrator looks: a code, which is recorded.' })
  purpose?: string;

  @Optional()
  @Fits(code, { description: 'The case it is looked at for.' })
  case?: string;
}

/** The plain identifier travels in a body, never in an address. */
export class RecordTrailQuestion {
  @Fits(z.string().min(1).max(512), { description: 'The plain identifier: committed here, and forgotten.' })
  recordId!: string;

  @Fits(ownedId)
  resource!: string;

  @Optional()
  @Fits(code)
  purpose?: string;

  @Optional()
  @Fits(code)
  case?: string;
}

/** Who looked at what, why and when. */
export class AuditReadView {
  @OneOf(['audit-read'])
  type!: string;

  @Fits(identifier)
  id!: string;

  @Fits(mspId)
  organisation!: string;

  @OneOf(AUDITOR_ROLES)
  role!: string;

  @OneOf(AUDIT_READ_KINDS)
  kind!: string;

  @Fits(z.array(z.string()))
  subjects!: string[];

  @Fits(z.strictObject({ code, text: z.string().exactOptional() }))
  purpose!: object;

  @Optional()
  @Fits(code)
  case?: string;

  @Fits(stampShape)
  recorded!: object;

  @Nested(WrittenView)
  written!: WrittenView;
}

export class AuditReadQuery extends PageQuery {
  @Optional()
  @Fits(mspId, { description: 'Who looked.' })
  organisation?: string;

  @Optional()
  @Fits(code, { description: 'The case that the looks state.' })
  case?: string;

  @Optional()
  @OrderOfRecords()
  order?: 'id' | 'oldest' | 'newest';
}
