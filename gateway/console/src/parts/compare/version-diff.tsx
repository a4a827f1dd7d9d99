// SPDX-License-Identifier: Apache-2.0
/** Two versions of a catalogue entry beside each other: what was added, taken away or changed, in words. */
import type { ReactElement } from 'react';
import type { Schemas } from '../../api/problem';
import { useInTongue, useSay, useWord } from '../../i18n/i18n';
import { useOwnedName } from '../card/references';
import { LinesDiff, type Lines } from './lines-diff';

export type Content = Schemas['ResourceVersionView']['content'];

function useLines(): (content: Content, systemName: string) => Lines {
  const say = useSay();
  const word = useWord();
  const tongue = useInTongue();
  return ({ names, summary, items, updateCycle, sharing, contactRole }, systemName) =>
    new Map([
      [say('field.name'), tongue(names)],
      [say('field.summary'), tongue(summary)],
      [say('noun.system'), systemName],
      [say('field.updateCycle'), word('updateCycle', updateCycle)],
      [say('field.sharingType'), word('sharingType', sharing.sharingType)],
      [say('field.condition'), sharing.condition ?? sharing.legalBasis ?? ''],
      [say('field.modes'), sharing.modes.map((mode) => word('mode', mode)).join(say('common.between'))],
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
  const linesOf = useLines();
  const formerSystem = useOwnedName('system', before?.system ?? '');
  const system = useOwnedName('system', after.system);
  return (
    <LinesDiff before={before ? linesOf(before, formerSystem) : new Map()} after={linesOf(after, system)} />
  );
}
