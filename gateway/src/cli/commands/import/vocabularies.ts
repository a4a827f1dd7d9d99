// SPDX-License-Identifier: Apache-2.0
import { CATALOGUE_VOCABULARIES } from '../../../import/catalogue/vocabulary.js';
import type { MappedKind } from '../../../import/mapping/headings.js';
import type { Vocabularies } from '../../../import/mapping/vocabularies.js';
import { USE_VOCABULARIES } from '../../../import/uses/use-words.js';

/** Of every kind of file, the fields whose words have a closed meaning. */
export const VOCABULARIES: Readonly<Record<MappedKind, Vocabularies>> = {
  catalogue: CATALOGUE_VOCABULARIES,
  agreements: {},
  uses: USE_VOCABULARIES,
};
