// SPDX-License-Identifier: Apache-2.0
/**
 * What somebody wrote, in whichever language: stretches in the language that the page is not in say so, as screen readers
 * and the choice of glyphs need it. Nothing of it is left out or put elsewhere.
 */
import { Fragment, type ReactElement } from 'react';
import { useLanguage } from '../../i18n/i18n';

/** Han characters with their own punctuation, and figures between them. */
const CHINESE = /((?:[\p{Script=Han}\u3000-\u303f\uff00-\uffef]+[\d\s]*)+)/u;
/** Several words: a single one may be a name or a code. */
const WORDS = /[A-Za-z]{2,}[ ,;]+[A-Za-z]/;

interface Stretch {
  readonly text: string;
  readonly lang?: 'zh-CN' | 'en';
}

function stretchesOf(text: string, language: 'zh' | 'en'): readonly Stretch[] {
  return text.split(CHINESE).map((piece, i) => {
    const isChinese = i % 2 === 1;
    if (isChinese) return { text: piece, ...(language === 'en' && { lang: 'zh-CN' }) };
    return { text: piece, ...(language === 'zh' && WORDS.test(piece) && { lang: 'en' }) };
  });
}

export function FreeText({ text }: { readonly text: string }): ReactElement {
  const language = useLanguage();
  return (
    <>
      {stretchesOf(text, language).map(({ text: piece, lang }, i) =>
        lang === undefined ? (
          <Fragment key={i}>{piece}</Fragment>
        ) : (
          <span key={i} lang={lang}>
            {piece}
          </span>
        ),
      )}
    </>
  );
}
