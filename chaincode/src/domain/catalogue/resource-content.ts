// SPDX-License-Identifier: Apache-2.0
/** What may be written about a resource: a closed schema of descriptions, never of values. */
import { z } from 'zod';
import {
  BASIS_KINDS,
  DATA_CLASSES,
  DATA_FORMATS,
  DATA_GRADES,
  DATA_TYPES,
  SHARING_MODES,
  UPDATE_CYCLES,
  type Assessments,
  type DataItem,
  type ResourceContent,
  type SharingConditions,
} from './resource-records';
import { sensitivityOf } from './grade';
import { LEVELS, region } from '../members/region';
import { ORGANISATION_ROLES } from '../names';
import { code, mspId, names, newCode, ownedId, prose, screened, sha256Hex, sortedSet } from '../text/schema';

const MAX_ITEMS = 500;
const MAX_NAMED = 200;
const MAX_OTHERS = 50;

const modes = sortedSet(z.enum(SHARING_MODES), SHARING_MODES.length);

const saysSomething = (given: object): boolean => Object.keys(given).length > 0;

const consumers = z
  .strictObject({
    roles: sortedSet(z.enum(ORGANISATION_ROLES), ORGANISATION_ROLES.length).exactOptional(),
    levels: sortedSet(z.enum(LEVELS), LEVELS.length).exactOptional(),
    regions: sortedSet(region, MAX_NAMED).exactOptional(),
    organisations: sortedSet(mspId, MAX_NAMED).exactOptional(),
  })
  .refine(saysSomething, 'must say who');

/** What conditional sharing is tied to, besides its words. */
export const sharingConditions: z.ZodType<SharingConditions> = z
  .strictObject({
    consumers: consumers.exactOptional(),
    purposes: sortedSet(code, MAX_NAMED).exactOptional(),
    others: z
      .array(prose(1000))
      .min(1)
      .max(MAX_OTHERS)
      .refine((list) => new Set(list).size === list.length, 'must not repeat')
      .exactOptional(),
  })
  .refine(saysSomething, 'must state a condition');

/** What says that data is not shared. A rule of a department or a locality is none. */
export const sharingBasis = z.strictObject({
  kind: z.enum(BASIS_KINDS, {
    error:
      'must be a law, an administrative regulation or a decision of the State Council, and no lower rule',
  }),
  citation: prose(500),
});

/** Conditions go with `conditional` only, a basis and a reason with `not-shared` only, modes with what is shared. */
const sharing = z.discriminatedUnion('sharingType', [
  z.strictObject({ sharingType: z.literal('unconditional'), modes }),
  z.strictObject({
    sharingType: z.literal('conditional'),
    condition: prose(1000),
    conditions: sharingConditions.exactOptional(),
    modes,
  }),
  z.strictObject({
    sharingType: z.literal('not-shared'),
    legalBasis: prose(1000),
    reason: prose(1000).exactOptional(),
    basis: sharingBasis.exactOptional(),
    modes: z.tuple([]),
  }),
]);

/** Whether the public may have it. */
export const openness = z.discriminatedUnion('openType', [
  z.strictObject({ openType: z.literal('unconditional') }),
  z.strictObject({ openType: z.literal('conditional'), condition: prose(500) }),
  z.strictObject({ openType: z.literal('not-open') }),
]);

/** Class of one digit, item of two, subject of three, detail of any, a stroke, the serial number. */
export const guideCode = screened(
  '\\d{6,16}/\\d{1,9}',
  'must be a code of the guide: digits of its levels, /, serial number',
);

export const assessments: z.ZodType<Assessments> = z.strictObject({
  secrecy: sha256Hex,
  personalInformation: sha256Hex,
  agreed: prose(100),
});

const dataFormats = sortedSet(z.enum(DATA_FORMATS), DATA_FORMATS.length);

const item = z
  .strictObject({
    code: newCode,
    names: names(300),
    dataType: z.enum(DATA_TYPES),
    sensitivity: z.literal([1, 2, 3, 4]),
    grade: z.enum(DATA_GRADES).exactOptional(),
    dataClass: z.enum(DATA_CLASSES).exactOptional(),
  })
  .refine(({ grade, sensitivity }) => grade === undefined || sensitivityOf(grade) === sensitivity, {
    path: ['sensitivity'],
    message: 'must be that of the grade: 1 to 4 of a general one, 4 above',
  });

/** Data items, each with a code of its own. */
export const dataItems: z.ZodType<readonly DataItem[]> = z
  .array(item)
  .min(1)
  .max(MAX_ITEMS)
  .refine((list) => new Set(list.map((one) => one.code)).size === list.length, 'must have a code each');

/** Where an entry was taken from. */
export const entrySource = z.strictObject({ identifier: prose(300).exactOptional(), digest: sha256Hex });

export const resourceContent: z.ZodType<ResourceContent> = z.strictObject({
  names: names(300),
  summary: names(4000),
  system: ownedId,
  items: dataItems,
  schemaDigest: sha256Hex.exactOptional(),
  updateCycle: z.enum(UPDATE_CYCLES),
  formats: dataFormats.exactOptional(),
  sharing,
  openness: openness.exactOptional(),
  guideCode: guideCode.exactOptional(),
  assessments: assessments.exactOptional(),
  contactRole: prose(100),
  source: entrySource.exactOptional(),
});
