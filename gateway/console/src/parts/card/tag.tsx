// SPDX-License-Identifier: Apache-2.0
/** How something stands, as a word; the colour only repeats it. Vermilion: overdue or violated. Green: proved or agreed. */
import type { ReactElement } from 'react';
import { useWord } from '../../i18n/i18n';

const LOOKS: Readonly<Record<string, string>> = {
  overdue: 'bad',
  missed: 'bad',
  'met-late': 'bad',
  revoked: 'bad',
  differs: 'bad',
  unattested: 'bad',
  unreported: 'bad',
  contradicted: 'bad',
  refused: 'warn',
  suspended: 'warn',
  paused: 'warn',
  expired: 'warn',
  returned: 'warn',
  opened: 'now',
  submitted: 'now',
  decided: 'now',
  answered: 'now',
  assigned: 'now',
  appealed: 'now',
  ruled: 'now',
  open: 'now',
  matched: 'good',
  issued: 'now',
  reported: 'now',
  received: 'now',
  complied: 'good',
  failed: 'bad',
};

export type StateGroup = Parameters<ReturnType<typeof useWord>>[0];

export function StateTag({
  group,
  value,
}: {
  readonly group: StateGroup;
  readonly value: string;
}): ReactElement {
  const word = useWord();
  return <span className={`tag ${LOOKS[value] ?? ''}`}>{word(group, value)}</span>;
}

/** The verdicts on a use, each as a word. */
export function Violations({ codes }: { readonly codes: readonly string[] }): ReactElement {
  const word = useWord();
  if (codes.length === 0) return <span className="quiet">{word('violation', 'none')}</span>;
  return (
    <>
      {codes.map((code) => (
        <span key={code} className="tag bad">
          {word('violation', code)}
        </span>
      ))}
    </>
  );
}
