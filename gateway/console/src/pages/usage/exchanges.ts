// SPDX-License-Identifier: Apache-2.0
/** Uses as a person understands them: what both sides report of one exchange is one use, and what was taken back is none. */
import type { Schemas } from '../../api/problem';

type Use = Schemas['UsageEventView'];

export interface Exchange {
  readonly key: string;
  readonly at: string;
  readonly grant: string;
  /** Who reported it first. */
  readonly reporter: string;
  /** Codes that the sides state, each once: one, unless they differ. */
  readonly purposes: readonly string[];
  /** What the ledger found of either side's report. */
  readonly violations: readonly string[];
  readonly action: string;
  readonly sides: ReadonlySet<string>;
  readonly isDenied: boolean;
}

/** Ids of the same reporter and side that a later correction takes back. */
const takenBack = (uses: readonly Use[]): ReadonlySet<string> =>
  new Set(
    uses.flatMap(({ organisation, leaf }) =>
      leaf.corrects === undefined ? [] : [`${organisation}/${leaf.side}/${leaf.corrects}`],
    ),
  );

/** Says nothing of a use: that there was none, or only that one is taken back. */
export const isSilent = ({ kind, record, count }: Use['leaf']): boolean =>
  kind === 'nil' || (kind === 'correction' && record === undefined && count === undefined);

/** Newest first. */
export function exchangesOf(uses: readonly Use[]): readonly Exchange[] {
  const gone = takenBack(uses);
  const standing = uses.filter(
    ({ organisation, leaf }) => !isSilent(leaf) && !gone.has(`${organisation}/${leaf.side}/${leaf.id}`),
  );
  const grouped = Map.groupBy(standing, ({ leaf }) => `${leaf.grant}/${leaf.correlation}`);
  return [...grouped]
    .flatMap(([key, told]): Exchange[] => {
      const [first] = told;
      if (!first) return [];
      const { leaf, organisation } = first;
      return [
        {
          key,
          at: leaf.at,
          grant: leaf.grant,
          reporter: organisation,
          purposes: [...new Set(told.map((one) => one.leaf.purpose))],
          violations: [...new Set(told.flatMap(({ violations }) => violations))],
          action: leaf.action,
          sides: new Set(told.map((one) => one.leaf.side)),
          isDenied: told.some((one) => one.leaf.kind === 'denied'),
        },
      ];
    })
    .sort((a, b) => b.at.localeCompare(a.at));
}

/** What a grant allows data to be used for. */
export interface AllowedPurpose {
  readonly code: string;
  readonly text: string;
}

/** Purposes as they were reported: those that the grant allows have words of their own, every other is its code. */
export const purposeWords = (purposes: readonly string[], allowed: readonly AllowedPurpose[]): string =>
  purposes.map((code) => allowed.find((one) => one.code === code)?.text ?? code).join('; ');
