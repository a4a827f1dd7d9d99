// SPDX-License-Identifier: Apache-2.0
import {
  DISCLOSURE_REASONS,
  type DisclosureReason,
} from '@catalog-chain/chaincode/domain/sharing/grant-records';
import {
  SHARING_MODES,
  SHARING_TYPES,
  type SharingMode,
} from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import {
  code,
  day,
  identifier,
  mspId,
  ownedId,
  prose,
  sha256Hex,
} from '@catalog-chain/chaincode/domain/text/schema';
import { z } from 'zod';
import { anyInstant, OverseenQuery, RecordView, WrittenView } from '../common.js';
import { Fits, ListOf, Nested, OneOf, Optional } from '../rule.js';
import {
  changesShape,
  deadlineShape,
  decisionsShape,
  purposeShape,
  stampShape,
  termsShape,
} from '../shapes.js';

const REQUEST_STATES = ['submitted', 'decided', 'granted', 'refused', 'withdrawn'] as const;
const GRANT_STATES = ['active', 'suspended', 'revoked', 'expired'] as const;

export class AccessRequestSubmission {
  @Optional()
  @Fits(identifier, {
    description:
      'The grant will have it too. Left out, it is one that nobody can foresee: the better choice.',
  })
  id?: string;

  @Fits(ownedId)
  resource!: string;

  @Fits(purposeShape)
  purpose!: { code: string; text: string };

  @Fits(prose(300))
  legalBasis!: string;

  @OneOf(SHARING_MODES)
  mode!: SharingMode;

  @ListOf(code, 500)
  items!: string[];

  @ListOf(ownedId, 64)
  systems!: string[];

  @Fits(z.strictObject({ from: anyInstant, to: anyInstant }), {
    description: 'From inclusive, to exclusive: RFC 3339 times with an offset.',
  })
  period!: { from: string; to: string };

  @Fits(z.boolean(), { description: 'May be renewed while its conditions hold.' })
  standing!: boolean;

  @Optional()
  @Fits(day, { format: 'date', description: 'Of an agreement made before it is recorded here.' })
  agreedOn?: string;

  @Optional()
  @Fits(prose(100), { description: 'Reference of an agreement made elsewhere.' })
  agreement?: string;
}

export class RequestAnswer {
  @Fits(z.boolean())
  approved!: boolean;

  @Optional()
  @Fits(prose(500), { description: 'A refusal needs one.' })
  reason?: string;
}

/** Lists of requests and grants. */
class PartyQuery extends OverseenQuery {
  @Optional()
  @Fits(mspId)
  provider?: string;

  @Optional()
  @Fits(mspId)
  consumer?: string;

  @Optional()
  @Fits(ownedId)
  resource?: string;
}

export class RequestQuery extends PartyQuery {
  @Optional()
  @OneOf(REQUEST_STATES)
  state?: string;
}

export class GrantQuery extends PartyQuery {
  @Optional()
  @OneOf(GRANT_STATES)
  state?: string;
}

export class AccessRequestView extends RecordView {
  @OneOf(['request'])
  type!: string;

  @Fits(identifier)
  id!: string;

  @Fits(termsShape)
  terms!: object;

  @OneOf(SHARING_TYPES)
  sharingType!: string;

  @OneOf(REQUEST_STATES)
  state!: string;

  @Fits(stampShape)
  submitted!: object;

  @Optional()
  @Fits(deadlineShape)
  pending?: object;

  @Fits(decisionsShape)
  decisions!: object[];

  @Optional()
  @Fits(z.string())
  refusal?: string;

  @Optional()
  @Fits(sha256Hex, { description: 'SHA-256 of the record key.' })
  recordKeyHash?: string;
}

export class GrantView extends RecordView {
  @OneOf(['grant'])
  type!: string;

  @Fits(identifier)
  id!: string;

  @Fits(termsShape)
  terms!: object;

  @Fits(sha256Hex)
  hash!: string;

  @OneOf(GRANT_STATES)
  state!: string;

  @Fits(changesShape)
  history!: object[];

  @Optional()
  @Fits(sha256Hex, { description: 'SHA-256 of the record key.' })
  recordKeyHash?: string;
}

export class GrantRenewal {
  @Fits(anyInstant, { format: 'date-time', description: 'The new end of the period.' })
  to!: string;
}

export class KeyDisclosure {
  @Fits(mspId, { description: 'An auditor, arbitrator or manager.' })
  to!: string;

  @OneOf(DISCLOSURE_REASONS)
  reason!: DisclosureReason;

  @Optional()
  @Fits(code)
  case?: string;
}

export class DisclosureView {
  @OneOf(['disclosure'])
  type!: string;

  @Fits(identifier)
  grant!: string;

  @Fits(mspId)
  to!: string;

  @OneOf(DISCLOSURE_REASONS)
  reason!: string;

  @Optional()
  @Fits(code)
  case?: string;

  @Fits(sha256Hex)
  recordKeyHash!: string;

  @Fits(stampShape)
  disclosed!: object;

  @Nested(WrittenView)
  written!: WrittenView;
}

export class KeyPurgeView {
  @OneOf(['key-purge'])
  type!: string;

  @Fits(identifier)
  grant!: string;

  @Fits(mspId)
  organisation!: string;

  @Fits(z.string())
  reason!: string;

  @Fits(stampShape)
  purged!: object;

  @Nested(WrittenView)
  written!: WrittenView;
}
