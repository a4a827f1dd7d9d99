// SPDX-License-Identifier: Apache-2.0
/** What may be written about a resource: a closed schema of descriptions, never of values. */
import { z } from 'zod';
import {
  DATA_TYPES,
  SHARING_MODES,
  UPDATE_CYCLES,
  type DataItem,
  type ResourceContent,
} from './resource-records';
import { code, names, ownedId, prose, sha256Hex, sortedSet } from '../text/schema';

const MAX_ITEMS = 500;

const modes = sortedSet(z.enum(SHARING_MODES), SHARING_MODES.length);

/** A condition goes with `conditional` only, a legal basis with `not-shared` only, modes with what is shared. */
const sharing = z.discriminatedUnion('sharingType', [
  z.strictObject({ sharingType: z.literal('unconditional'), modes }),
  z.strictObject({ sharingType: z.literal('conditional'), condition: prose(1000), modes }),
  z.strictObject({ sharingType: z.literal('not-shared'), legalBasis: prose(1000), modes: z.tuple([]) }),
]);

const item = z.strictObject({
  code,
  names: names(300),
  dataType: z.enum(DATA_TYPES),
  sensitivity: z.literal([1, 2, 3, 4]),
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
  sharing,
  contactRole: prose(100),
  source: entrySource.exactOptional(),
});
