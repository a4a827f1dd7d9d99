// SPDX-License-Identifier: Apache-2.0
/** Texts of the journals of reports, in English. */
import type { Dictionary } from '../dictionary';
import type * as zh from '../zh/journals';

export const journals: Dictionary<typeof zh.journals> = {
  lead: 'The journals of an organisation’s reports are batches that follow each other: one that is left out shows as a hole.',
  journal: 'Journal',
  strip: 'Batches',
  places: 'Places',
  whole: 'no hole',
  holes: 'missing: {{holes}}',
};
