// SPDX-License-Identifier: Apache-2.0
import {
  assessments,
  dataItems,
  entrySource,
  guideCode,
  openness,
} from '@catalog-chain/chaincode/domain/catalogue/resource-content';
import { ENTRY_NEEDS, type EntryNeed } from '@catalog-chain/chaincode/domain/law/rule';
import {
  DATA_FORMATS,
  DATA_GRADES,
  UPDATE_CYCLES,
  type DataFormat,
  type DataItem,
  type ResourceContent,
  type UpdateCycle,
} from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import {
  code,
  identifier,
  mspId,
  names,
  ownedId,
  prose,
  sha256Hex,
} from '@catalog-chain/chaincode/domain/text/schema';
import { z } from 'zod';
import { TABLE_FORMS } from '../../../tables/table.js';
import type { TableLanguage } from '../../../tables/words.js';
import { OwnedQuery } from './catalogue.js';
import { LanguageOfTable, RecordView, WrittenView } from '../common.js';
import { Fits, ListOf, Nested, OneOf, Optional, SomeOf, OptionalUnless } from '../rule.js';
import {
  contentShape,
  pendingShape,
  reasonShape,
  reviewsShape,
  sharingShape,
  stampShape,
} from '../shapes.js';

const STATES = ['draft', 'submitted', 'published', 'suspended', 'retired'] as const;

/** Of which subject the entry is, and which source agency answers for it. */
const sourceShape = z.strictObject({
  id: identifier,
  organisation: mspId,
  items: z.array(code).exactOptional(),
});

/** What a provider writes about a resource: descriptions, never values. */
export class ResourceText implements ResourceContent {
  @Fits(names(300))
  names!: { zh?: string; en?: string };

  @Fits(names(4_000))
  summary!: { zh?: string; en?: string };

  @Fits(ownedId, { description: 'The information system that holds the data.' })
  system!: string;

  @Fits(dataItems, {
    description:
      '`grade` and `dataClass` are those of GB/T 43697; `sensitivity` is that of the grade: 1 to 4 of a general one, 4 above.',
  })
  items!: DataItem[];

  @Optional()
  @Fits(sha256Hex, { description: "SHA-256 of the data's schema document." })
  schemaDigest?: string;

  @OneOf(UPDATE_CYCLES)
  updateCycle!: UpdateCycle;

  @Optional()
  @ListOf(z.enum(DATA_FORMATS), DATA_FORMATS.length)
  formats?: DataFormat[];

  @Fits(sharingShape, {
    description:
      '`condition` and `conditions` go with `conditional`, `legalBasis`, `reason` and `basis` with `not-shared`, modes with ' +
      'what is shared. `conditions.consumers`: organisations that are named, or have a role, are of a level and lie in a ' +
      'division of those given; `purposes`: codes that a request may state; `others`: in words. A basis is a law, an ' +
      'administrative regulation or a decision of the State Council.',
  })
  sharing!: ResourceContent['sharing'];

  @Optional()
  @Fits(openness, { description: 'Whether the public may have it.' })
  openness?: NonNullable<ResourceContent['openness']>;

  @Optional()
  @Fits(guideCode, { description: 'Code of the national guide: 类 项 目 细目, a stroke, the serial number.' })
  guideCode?: string;

  @Optional()
  @Fits(assessments, {
    description:
      'SHA-256 of the assessments of secrecy and of personal information, and the post that agreed to the entry.',
  })
  assessments?: NonNullable<ResourceContent['assessments']>;

  @Fits(prose(100), { description: 'The post, not the person, that answers for it.' })
  contactRole!: string;

  @Optional()
  @Fits(entrySource, {
    description:
      'Where the entry was taken from: its identifier there, and the SHA-256 of all that it says there.',
  })
  source?: { identifier?: string; digest: string };
}

/** A new entry, or the next version of one. */
export class ResourceDraft {
  @Fits(code, { description: "The provider's own code; the entry's id is `MSPID:CODE`." })
  code!: string;

  @Nested(ResourceText)
  content!: ResourceText;
}

export class ResourceReview {
  @Fits(z.boolean())
  approved!: boolean;

  @Fits(sha256Hex, { description: 'Of the content that was read, `pending.digest`: nobody answers unseen.' })
  digest!: string;

  @OptionalUnless<ResourceReview>(({ approved }) => approved === false)
  @Fits(prose(2_000), { description: 'Needed to return it.' })
  reasons?: string;
}

export class ReasonGiven {
  @Fits(prose(500))
  reason!: string;
}

export class CatalogueTableQuery {
  @Optional()
  @Fits(mspId, { description: 'Only what this organisation provides.' })
  organisation?: string;

  @Optional()
  @OneOf(TABLE_FORMS)
  format?: string;

  @Optional()
  @LanguageOfTable()
  language?: TableLanguage;
}

export class ResourceQuery extends OwnedQuery {
  @Optional()
  @SomeOf(STATES)
  state?: string;

  @Optional()
  @Fits(ownedId, { description: 'The duty that the system serves which holds the data.' })
  duty?: string;

  @Optional()
  @Fits(z.enum([...ENTRY_NEEDS, 'any'], `must be one of: ${ENTRY_NEEDS.join(', ')}, any`), {
    description:
      'Only entries whose newest content – in the making where you may see that, else published – lacks this of what the law’s profile asks, or anything of it. A page may hold fewer than its limit.',
  })
  lacks?: EntryNeed | 'any';
}

export class ResourceView extends RecordView {
  @OneOf(['resource'])
  type!: string;

  @Fits(ownedId)
  id!: string;

  @Fits(mspId)
  organisation!: string;

  @Fits(code)
  code!: string;

  @OneOf(STATES)
  state!: string;

  @Fits(z.int().min(0), { description: 'Newest published version; 0 before the first.' })
  version!: number;

  @Optional()
  @Fits(sha256Hex)
  digest?: string;

  @Optional()
  @Fits(pendingShape, { description: 'The next version in the making; for its owner and overseers.' })
  pending?: object;

  @Optional()
  @Fits(z.array(z.enum(ENTRY_NEEDS)), {
    description:
      'What its newest content lacks of what the law’s profile asks, in a list that `lacks` narrows.',
  })
  lacks?: EntryNeed[];

  @Optional()
  @Fits(z.array(sourceShape), {
    description:
      'Designations in force that name the entry, in the answer for one entry: who answers for the data.',
  })
  sources?: object[];

  @Optional()
  @Fits(reasonShape)
  suspension?: object;

  @Optional()
  @Fits(reasonShape)
  retirement?: object;

  @Fits(stampShape)
  registered!: object;
}

export class ResourceVersionView {
  @OneOf(['resource-version'])
  type!: string;

  @Fits(ownedId)
  id!: string;

  @Fits(z.int().min(1))
  version!: number;

  @Fits(contentShape)
  content!: object;

  @Fits(sha256Hex)
  digest!: string;

  @Optional()
  @Fits(z.enum(DATA_GRADES), { description: 'The highest grade of its items, where each has one.' })
  grade?: string;

  @Fits(z.array(z.enum(ENTRY_NEEDS)), {
    description:
      'What the law of the profile asks of an entry and this one does not say: as it was when published, or, of one ' +
      'published before it was recorded, under the policy in force.',
  })
  lacks!: string[];

  @Fits(stampShape)
  published!: object;

  @Fits(reviewsShape)
  reviews!: object[];

  @Nested(WrittenView)
  written!: WrittenView;
}
