// SPDX-License-Identifier: Apache-2.0
import {
  DISCLOSURE_REASONS,
  REFUSAL_GROUNDS,
  UNMET_CONDITIONS,
  type DisclosureReason,
  type Posts,
  type RefusalGround,
} from '@catalog-chain/chaincode/domain/sharing/grant-records';
import { PROFILE_NAMES } from '@catalog-chain/chaincode/domain/records';
import { posts } from '@catalog-chain/chaincode/domain/sharing/request-input';
import {
  SHARING_MODES,
  SHARING_TYPES,
  type SharingMode,
} from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import {
  code,
  count,
  day,
  identifier,
  instant,
  mspId,
  ownedId,
  prose,
  sha256Hex,
} from '@catalog-chain/chaincode/domain/text/schema';
import { z } from 'zod';
import { anyInstant, OrderedQuery, RecordView, WrittenView } from '../common.js';
import { Fits, ListOf, Nested, OneOf, Optional, SomeOf, OptionalUnless } from '../rule.js';
import {
  changesShape,
  deadlineShape,
  decisionsShape,
  purposeShape,
  rectificationShape,
  stampShape,
  supplementShape,
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

  @Optional()
  @Fits(prose(500), { description: 'The work in which the data are used.' })
  scenario?: string;

  @Optional()
  @Fits(posts, { description: 'The post that agreed to ask, and the one that entered it.' })
  posts?: Posts;

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

  @OptionalUnless<RequestAnswer>(({ approved }) => approved === false)
  @Fits(prose(500), { description: 'A refusal needs one.' })
  reason?: string;

  @Optional()
  @Fits(z.enum(REFUSAL_GROUNDS), {
    description:
      'Of a refusal: whether it rests on a condition that the catalogue states, or on none. That papers are missing ' +
      'is no ground: ask for them.',
  })
  ground?: RefusalGround;

  @OptionalUnless<RequestAnswer>(({ ground }) => ground === 'condition')
  @Fits(prose(1000), {
    description:
      'The condition that is not met: `consumers` or `purposes` where the request has it among `unmet`, or words of the catalogue.',
  })
  condition?: string;

  @Optional()
  @Fits(posts, { description: 'The post that agreed to the answer, and the one that entered it.' })
  posts?: Posts;
}

export class SupplementQuestion {
  @Fits(z.array(prose(200)).min(1).max(32), { description: 'All that is missing: it is told once.' })
  missing!: string[];
}

export class SupplementGiven {
  @Optional()
  @Fits(prose(500))
  scenario?: string;

  @Optional()
  @Fits(posts)
  posts?: Posts;

  @Optional()
  @Fits(prose(1000))
  text?: string;

  @Optional()
  @Fits(z.array(sha256Hex).min(1).max(64), { description: 'SHA-256 of papers.' })
  documents?: string[];
}

/** Lists of requests and grants. */
class PartyQuery extends OrderedQuery {
  @Optional()
  @Fits(mspId)
  provider?: string;

  @Optional()
  @Fits(mspId)
  consumer?: string;

  @Optional()
  @Fits(ownedId)
  resource?: string;

  @Optional()
  @Fits(ownedId, { description: 'The duty that the system serves which holds the data.' })
  duty?: string;
}

export class RequestQuery extends PartyQuery {
  @Optional()
  @SomeOf(REQUEST_STATES)
  state?: string;
}

export class GrantQuery extends PartyQuery {
  @Optional()
  @SomeOf(GRANT_STATES)
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

  @Optional()
  @OneOf(PROFILE_NAMES)
  profile?: string;

  @Optional()
  @Fits(posts)
  posts?: Posts;

  @Optional()
  @Fits(z.array(z.enum(['scenario', 'posts'])), {
    description: 'What the profile asks of a request and this one lacks.',
  })
  lacks?: string[];

  @Optional()
  @Fits(z.array(z.enum(UNMET_CONDITIONS)), {
    description:
      'Stated conditions that it does not meet, as the ledger sees it: who asks (`consumers`), and what for (`purposes`).',
  })
  unmet?: string[];

  @Optional()
  @Fits(supplementShape)
  supplement?: object;

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

  @Optional()
  @Fits(instant, { format: 'date-time', description: 'Until when the data are to be delivered.' })
  deliverBy?: string;

  @Optional()
  @Fits(rectificationShape, {
    description: 'What the consumer of a suspended grant has to mend, until when.',
  })
  rectification?: object;

  @Optional()
  @Fits(identifier, { description: 'The provider’s notice that is open: `/v1/service-changes/{id}`.' })
  notice?: string;

  @Optional()
  @Fits(z.int().min(1), { description: 'How many years after its end its record keys are kept.' })
  retentionYears?: number;

  @Fits(changesShape)
  history!: object[];

  @Optional()
  @Fits(sha256Hex, { description: 'SHA-256 of the record key.' })
  recordKeyHash?: string;
}

export class DataReturn {
  @Optional()
  @Fits(identifier)
  id?: string;

  @Fits(ownedId)
  resource!: string;

  @Fits(mspId, { description: 'An organisation of a division below the provider’s.' })
  to!: string;

  @Fits(purposeShape)
  purpose!: { code: string; text: string };

  @Fits(prose(300))
  legalBasis!: string;

  @Optional()
  @Fits(prose(500))
  scenario?: string;

  @OneOf(SHARING_MODES)
  mode!: SharingMode;

  @ListOf(code, 500)
  items!: string[];

  @ListOf(ownedId, 64)
  systems!: string[];

  @Fits(z.strictObject({ from: anyInstant, to: anyInstant }))
  period!: { from: string; to: string };

  @Fits(z.boolean())
  standing!: boolean;
}

export class GrantSuspension {
  @Fits(prose(500))
  reason!: string;

  @Optional()
  @Fits(count(250), { description: 'Working days in which the consumer has to mend what is wrong.' })
  rectifyWithin?: number;
}

export class Declared {
  @Fits(prose(1000))
  text!: string;

  @Optional()
  @ListOf(sha256Hex, 64)
  evidence?: string[];
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

  @Optional()
  @Fits(sha256Hex, { description: 'SHA-256 of the copy that was destroyed.' })
  recordKeyHash?: string;

  @Optional()
  @Fits(z.strictObject({ years: z.int().min(1), until: instant }), {
    description: 'The term for which a party had to keep it.',
  })
  retention?: object;

  @Fits(stampShape)
  purged!: object;

  @Nested(WrittenView)
  written!: WrittenView;
}
