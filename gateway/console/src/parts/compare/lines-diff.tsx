// SPDX-License-Identifier: Apache-2.0
/** Two sets of named texts beside each other: what was added, taken away or changed. */
import type { ReactElement } from 'react';
import { useSay } from '../../i18n/i18n';

export type Lines = ReadonlyMap<string, string>;

export interface Difference {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/** Names in the order of the first, then those that only the second has. */
export function differencesOf(before: Lines, after: Lines): readonly Difference[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((name) => ({ name, before: before.get(name) ?? '', after: after.get(name) ?? '' }))
    .filter((line) => line.before !== line.after);
}

export function LinesDiff({
  before,
  after,
}: {
  readonly before: Lines;
  readonly after: Lines;
}): ReactElement {
  const say = useSay();
  const lines = differencesOf(before, after);
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
