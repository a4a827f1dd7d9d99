// SPDX-License-Identifier: Apache-2.0
/** In which line of its file a row stands: rows follow each other, so only where the distance changes is remembered. */
import type { Source } from './open-source.js';

/** Changes that are remembered; of rows behind them no line is told. */
const MOST_CHANGES = 100_000;

export class Places {
  /** First rows of stretches, and by how much a line is more than a row there. */
  private readonly rows: number[] = [];
  private readonly distances: number[] = [];
  private last = 0;

  learn(row: number, line: number): void {
    // Linked data has no lines: what says one thing may stand in many places.
    if (line < 1 || row <= this.last || this.rows.length >= MOST_CHANGES) return;
    this.last = row;
    if (this.distances.at(-1) === line - row) return;
    this.rows.push(row);
    this.distances.push(line - row);
  }

  /** Where what is told are no rows of the file: of linked data, whose data sets are put together from its nodes. */
  forget(): void {
    this.rows.length = 0;
    this.distances.length = 0;
    this.last = Infinity;
  }

  /** @returns undefined where that is not known */
  lineOf(row: number): number | undefined {
    if (row < 1 || row > this.last) return undefined;
    const at = this.rows.findLastIndex((first) => first <= row);
    const distance = this.distances[at];
    return distance === undefined ? undefined : row + distance;
  }

  /** The source, from which places are learned while it is read. */
  of(source: Source): Source {
    const learn = this.learn.bind(this);
    async function* rows(): ReturnType<Source['rows']> extends AsyncIterable<infer Row>
      ? AsyncGenerator<Row>
      : never {
      for await (const one of source.rows()) {
        learn(one.row, one.line);
        yield one;
      }
    }
    return Object.create(source, { rows: { value: rows } }) as Source;
  }
}
