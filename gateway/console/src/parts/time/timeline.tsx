// SPDX-License-Identifier: Apache-2.0
/**
 * What happened, in order: runs of like entries are one line until they are opened; only what is seen is drawn. On paper each
 * entry has its line.
 */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef, useState, type ReactElement, type ReactNode } from 'react';
import { useSay } from '../../i18n/i18n';
import { usePrinting } from '../../theme/printing';
import { Moment } from './moment';

export interface Happening {
  readonly key: string;
  readonly at: string;
  readonly what: ReactNode;
  readonly isBad?: boolean;
  /** Neighbours with the same are grouped. */
  readonly like?: string;
}

interface Group {
  readonly key: string;
  readonly members: readonly Happening[];
}

const SMALLEST_RUN = 4;
const LINE_PX = 44;
const MOST_PLAIN = 60;
const AHEAD = 12;

function grouped(happenings: readonly Happening[]): readonly Group[] {
  const runs: Happening[][] = [];
  for (const one of happenings) {
    const last = runs.at(-1);
    if (last && one.like !== undefined && last[0]?.like === one.like) last.push(one);
    else runs.push([one]);
  }
  return runs.flatMap((members) => {
    const [first] = members;
    if (!first) return [];
    return members.length < SMALLEST_RUN
      ? members.map((one) => ({ key: one.key, members: [one] }))
      : [{ key: first.key, members }];
  });
}

function Line({ happening }: { readonly happening: Happening }): ReactElement {
  return (
    <>
      <Moment at={happening.at} />
      <div>{happening.what}</div>
    </>
  );
}

export interface TimelineProps {
  readonly happenings: readonly Happening[];
  readonly label: string;
}

export function Timeline({ happenings, label }: TimelineProps): ReactElement {
  const say = useSay();
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const isPrinted = usePrinting();
  const lines = isPrinted
    ? happenings
    : grouped(happenings).flatMap(({ key, members }) => {
        const [first] = members;
        const last = members.at(-1);
        if (!first || !last) return [];
        if (members.length === 1 || opened.has(key)) return members;
        const what = (
          <button
            type="button"
            className="plain"
            onClick={() => {
              setOpened(new Set([...opened, key]));
            }}
          >
            {say('timeline.like', { count: members.length })}
          </button>
        );
        const run: Happening = {
          key: `run-${key}`,
          at: first.at,
          what: (
            <>
              {first.what} {what}
            </>
          ),
          isBad: members.some(({ isBad }) => isBad === true),
        };
        return [run];
      });
  if (lines.length === 0) return <p className="sheet quiet">{say('common.nothing')}</p>;
  if (isPrinted || lines.length <= MOST_PLAIN)
    return (
      <ol className="timeline sheet" aria-label={label}>
        {lines.map((happening) => (
          <li key={happening.key} className={happening.isBad === true ? 'bad' : undefined}>
            <Line happening={happening} />
          </li>
        ))}
      </ol>
    );
  return <LongTimeline lines={lines} label={label} />;
}

function LongTimeline({
  lines,
  label,
}: {
  readonly lines: readonly Happening[];
  readonly label: string;
}): ReactElement {
  const frame = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => frame.current,
    estimateSize: () => LINE_PX,
    overscan: AHEAD,
    getItemKey: (i) => lines[i]?.key ?? i,
  });
  return (
    <div className="scroller" ref={frame} tabIndex={0} role="region" aria-label={label}>
      <ol className="timeline" style={{ height: rows.getTotalSize(), position: 'relative' }}>
        {rows.getVirtualItems().map(({ key, index, start }) => {
          const happening = lines[index];
          return (
            happening && (
              <li
                key={key}
                data-index={index}
                ref={rows.measureElement}
                className={happening.isBad === true ? 'bad' : undefined}
                aria-setsize={lines.length}
                aria-posinset={index + 1}
                style={{
                  position: 'absolute',
                  top: 0,
                  left: 0,
                  right: 0,
                  transform: `translateY(${start}px)`,
                }}
              >
                <Line happening={happening} />
              </li>
            )
          );
        })}
      </ol>
    </div>
  );
}
