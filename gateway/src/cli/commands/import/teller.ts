// SPDX-License-Identifier: Apache-2.0
/** Rows in the words of whoever has the file before them: by line, by heading, in their language. */
import { worded } from '../../../http/problems/worded.js';
import { saidLine } from '../../wording/say.js';
import type { Teller } from '../../../import/carry-out/tally.js';
import type { Language, RefusedRow } from '../../../import/faults.js';
import { omit, present } from '../../../import/fields.js';
import { calledBy, type Naming } from '../../../import/mapping/naming.js';
import type { Places } from '../../../import/source/places.js';

export class FileTeller implements Teller {
  constructor(
    private readonly language: Language,
    private readonly places: Places,
    private naming: Naming,
  ) {}

  /** From now on fields are told by the file's own names. */
  calls(naming: Naming): void {
    this.naming = naming;
  }

  told(one: RefusedRow): RefusedRow {
    const { row, code, field } = one;
    const rest = omit(one, 'row', 'code', 'message', 'field');
    const rule = saidLine(worded(this.language, one.message), this.language);
    const message = field === undefined ? rule : `${calledBy(this.naming, field)}: ${rule}`;
    return { row, ...present({ line: this.places.lineOf(row) }), code, message, ...rest };
  }
}
