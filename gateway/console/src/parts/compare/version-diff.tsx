// SPDX-License-Identifier: Apache-2.0
/** Two versions of a catalogue entry beside each other: what was added, taken away or changed, in words. */
import type { ReactElement } from 'react';
import type { Schemas } from '../../api/problem';
import { useInTongue, useSay, useWord } from '../../i18n/i18n';

export type Content = Schemas['ResourceVersionView']['content'];

interface Line {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

function useLines(): (content: Content) => ReadonlyMap<string, string> {
  const say = useSay();
  const word = useWord();
  const tongue = useInTongue();
  return ({ names, summary, system, items, updateCycle, sharing, contactRole }) =>
    new Map([
      [say('field.name'), tongue(names)],
      [say('field.summary'), tongue(summary)],
      [say('noun.system'), system],
      [say('field.updateCycle'), word('updateCycle', updateCycle)],
      [say('field.sharingType'), word('sharingType', sharing.sharingType)],
      [say('field.condition'), sharing.condition ?? sharing.legalBasis ?? ''],
      [say('field.modes'), sharing.modes.map((mode) => word('mode', mode)).join('、')],
      [say('field.contact'), contactRole],
      ...items.map(
        ({ code, names: called, dataType, sensitivity }) =>
          [
            `${say('field.item')} ${code}`,
            `${tongue(called)} · ${word('dataType', dataType)} · ${say('field.sensitivity')} ${sensitivity}`,
          ] as const,
      ),
    ]);
}

export interface VersionDiffProps {
  /** Absent: there was none. */
  readonly before: Content | undefined;
  readonly after: Content;
}

export function VersionDiff({ before, after }: VersionDiffProps): ReactElement {
  const say = useSay();
  const linesOf = useLines();
  const old = before ? linesOf(before) : new Map<string, string>();
  const next = linesOf(after);
  const lines: readonly Line[] = [...new Set([...old.keys(), ...next.keys()])]
    .map((name) => ({ name, before: old.get(name) ?? '', after: next.get(name) ?? '' }))
    .filter((line) => line.before !== line.after);
  if (lines.length === 0) return <p className="sheet quiet">{say('diff.none')}</p>;
  return (
    <div className="table-wrap" tabIndex={0} role="region" aria-label={say('diff.title')}>
      <table className="rows">
        <caption className="sr">{say('diff.title')}</caption>
        <thead>
          <tr>
            <th scope="col">{say('diff.what')}</th>
            <th scope="col">{say('diff.before')}</th>
            <th scope="col">{say('diff.after')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.name}>
              <td data-label={say('diff.what')}>{line.name}</td>
              <td data-label={say('diff.before')}>
                {line.before === '' ? (
                  <span className="quiet">{say('diff.absent')}</span>
                ) : (
                  <del>{line.before}</del>
                )}
              </td>
              <td data-label={say('diff.after')}>
                {line.after === '' ? (
                  <span className="quiet">{say('diff.gone')}</span>
                ) : (
                  <ins>{line.after}</ins>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
