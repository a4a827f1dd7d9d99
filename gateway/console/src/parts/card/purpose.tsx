// SPDX-License-Identifier: Apache-2.0
/** What data was used for, in words: a use names a code, of which the grant says what it means. */
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { api, done } from '../../api/client';
import { useReason } from '../../api/reason';
import { useSay, useWord } from '../../i18n/i18n';
import { FreeText } from './free-text';
import { lookOf } from './references';

/** So many grants are read at once; under others a purpose is told by its code. */
const MOST = 1000;
const KEPT_MS = 300_000;

/** The words of a purpose under a grant; undefined where the grant allows none of that code, or cannot be read. */
export function usePurposeText(): (grant: string, code: string) => string | undefined {
  const { reason, isAsked } = useReason();
  const { data } = useQuery({
    queryKey: ['grants', 'purposes', reason],
    staleTime: KEPT_MS,
    enabled: !isAsked || reason !== undefined,
    queryFn: async () => {
      const query = { limit: MOST, ...reason };
      const { items } = await done(api.GET('/v1/grants', { params: { query } }));
      return new Map(
        items.flatMap(({ id, terms: { purpose, purposes = [] } }) =>
          [purpose, ...purposes].map(({ code, text }) => [`${id}/${code}`, text] as const),
        ),
      );
    },
  });
  return (grant, code) => data?.get(`${grant}/${code}`);
}

/** Words, and the code that is on the ledger. */
export function PurposeTag({ grant, code }: { readonly grant: string; readonly code: string }): ReactElement {
  const text = usePurposeText()(grant, code);
  if (text === undefined) return <span className={`mono ${lookOf(code)}`}>{code}</span>;
  return (
    <span className="purpose">
      <FreeText text={text} /> <span className={`small quiet mono ${lookOf(code)}`}>{code}</span>
    </span>
  );
}

/** What an overseer looks for. The codes that are often used have words, which stand before them. */
export function useLookPurpose(): (code: string) => string {
  const word = useWord();
  const say = useSay();
  return (code) => {
    const words = word('lookPurpose', code);
    return words === code ? code : say('common.bracketed', { outer: words, inner: code });
  };
}
