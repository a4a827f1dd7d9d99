// SPDX-License-Identifier: Apache-2.0
/** Rows in the words of whoever has the file before them: by line, by heading, in their language. */
import { worded } from '../../../http/problems/worded.js';
import { saidLine } from '../../wording/say.js';
import type { Teller } from '../../../import/carry-out/tally.js';
import type { Language, RefusedRow } from '../../../import/faults.js';
import { omit, present } from '../../../import/fields.js';
import { headingOf, type Mapping } from '../../../import/mapping/mapping.js';
import type { Places } from '../../../import/source/places.js';

export class FileTeller implements Teller {
  constructor(
    private readonly language: Language,
    private readonly places: Places,
    private readonly mapping: Mapping | undefined,
  ) {}

  told(one: RefusedRow): RefusedRow {
    const { row, code, field } = one;
    const rest = omit(one, 'row', 'code', 'message', 'field');
    const rule = saidLine(worded(this.language, one.message), this.language);
    const message = field === undefined ? rule : `${this.named(field)}: ${rule}`;
    return { row, ...present({ line: this.places.lineOf(row) }), code, message, ...rest };
  }

  /** A field with its heading, where the file has another. */
  private named(field: string): string {
    const heading = this.mapping && headingOf(this.mapping, field);
    return heading === undefined || heading === field ? field : `${heading} (${field})`;
  }
}
