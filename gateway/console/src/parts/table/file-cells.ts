// SPDX-License-Identifier: Apache-2.0
/** What stands in a file of a table: words in the person's language beside the codes, and times as the consortium's clocks show them. */
import { useQueryClient } from '@tanstack/react-query';
import { useMe, useNameOf } from '../../api/me';
import { useInTongue, useSay, useWord, type Words } from '../../i18n/i18n';
import { versionKey } from '../card/references';
import { instantsIn } from '../time/time';

/** Ids of members, of entries of the catalogue, or values of a closed list; several with spaces between them. */
export type CodeOf = 'member' | 'resource' | { readonly list: Parameters<ReturnType<typeof useWord>>[0] };

interface Cells {
  readonly headsOf: (title: string, codes: CodeOf | undefined) => readonly string[];
  readonly cellsOf: (text: string, codes: CodeOf | undefined) => readonly string[];
}

interface Named {
  readonly content?: { readonly names?: Words };
}

export function useFileCells(): Cells {
  const say = useSay();
  const word = useWord();
  const tongue = useInTongue();
  const nameOf = useNameOf();
  const queries = useQueryClient();
  const { calendar } = useMe();
  /** As far as the page has read them: its own cells have the same names. */
  const entryOf = (id: string): string => {
    const read = queries.getQueriesData<Named>({ queryKey: versionKey(id, undefined).slice(0, 2) });
    return (
      tongue(read.map(([, found]) => found?.content?.names).findLast((names) => names !== undefined)) || id
    );
  };
  const wordsOf = (codes: CodeOf, code: string): string => {
    if (codes === 'member') return nameOf(code);
    return codes === 'resource' ? entryOf(code) : word(codes.list, code);
  };
  return {
    headsOf: (title, codes) => (codes === undefined ? [title] : [title, say('common.csvCode', { title })]),
    cellsOf: (text, codes) => {
      if (codes === undefined) return [instantsIn(text, calendar)];
      const all = text.split(' ').filter((one) => one !== '');
      return [all.map((one) => wordsOf(codes, one)).join('; '), text];
    },
  };
}
