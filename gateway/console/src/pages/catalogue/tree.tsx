// SPDX-License-Identifier: Apache-2.0
/**
 * The catalogue as a tree: provider, duty, system, resource. A provider's branch is read when it is opened, and a wide one is
 * shown in pieces. What is chosen stands in the address. The keyboard does as in any tree (ARIA, treeview pattern).
 */
import { Link, useNavigate } from '@tanstack/react-router';
import {
  useEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
} from 'react';
import { useMe } from '../../api/me';
import { useInTongue, useSay, useWord } from '../../i18n/i18n';
import { Head } from '../../parts/card/card';
import { ProblemNote } from '../../parts/card/problem-note';
import { useFilters } from '../../parts/table/filter-bar';
import { useBranches, type DutyBranch, type Leaf, type SystemBranch } from './branches';

/** Between the ids of a place in the tree, from the provider on: a system may serve several duties. */
const BETWEEN = '~';
/** The place of systems of no duty. */
const NO_DUTY = '-';
/** So many of one parent are shown at once. */
const PIECE = 200;

interface Node {
  readonly place: string;
  readonly name: string;
  readonly id: string;
  /** Where its card is; absent: it has none. */
  readonly card?: ReactNode;
  readonly address?: string;
  readonly told: readonly string[];
  /** Undefined: nothing can be below it; absent until it is read. */
  readonly below?: readonly Node[] | 'reading';
}

const placeOf = (...ids: readonly string[]): string => ids.join(BETWEEN);
const parentOf = (place: string): string | undefined => {
  const at = place.lastIndexOf(BETWEEN);
  return at < 0 ? undefined : place.slice(0, at);
};

/** A place and those above it. */
function upTo(place: string): readonly string[] {
  const parent = parentOf(place);
  return parent === undefined ? [place] : [...upTo(parent), place];
}

const distinct = (systems: readonly SystemBranch[]): number =>
  new Set(systems.flatMap(({ resources }) => resources.map(({ id }) => id))).size;

/** Nodes of what was read of a provider. */
function useNodesOf(): (organisation: string, branches: readonly DutyBranch[]) => readonly Node[] {
  const say = useSay();
  const word = useWord();
  const tongue = useInTongue();
  const leafOf = (at: string, { id, names, sharingType, updateCycle }: Leaf): Node => ({
    place: placeOf(at, id),
    name: tongue(names) || id,
    id,
    address: `/resources/${encodeURIComponent(id)}`,
    told: [word('sharingType', sharingType), word('updateCycle', updateCycle)],
  });
  const systemOf = (at: string, { id, names, resources }: SystemBranch): Node => ({
    place: placeOf(at, id),
    name: tongue(names) || id,
    id,
    address: `/matters/system/${encodeURIComponent(id)}`,
    told: [say('catalogue.resources', { count: resources.length })],
    below: resources.map((leaf) => leafOf(placeOf(at, id), leaf)),
  });
  return (organisation, branches) =>
    branches.map(({ id, names, systems }): Node => {
      const place = placeOf(organisation, id ?? NO_DUTY);
      return {
        place,
        name: id === undefined ? say('catalogue.noDuty') : tongue(names) || id,
        id: id ?? '',
        ...(id !== undefined && { address: `/matters/duty/${encodeURIComponent(id)}` }),
        told: [
          say('catalogue.systems', { count: systems.length }),
          say('catalogue.resources', { count: distinct(systems) }),
        ],
        below: systems.map((system) => systemOf(place, system)),
      };
    });
}

/** As it is drawn: a node, or what stands for more of its siblings. */
interface Line {
  readonly node: Node;
  readonly level: number;
  readonly size: number;
  readonly position: number;
  readonly isMore?: true;
}

/** Every node that can be seen, in order. */
function linesOf(
  nodes: readonly Node[],
  opened: ReadonlySet<string>,
  shownOf: (parent: string) => number,
  parent = '',
  level = 1,
): readonly Line[] {
  const most = shownOf(parent);
  const lines = nodes.slice(0, most).flatMap((node, i): readonly Line[] => {
    const line = { node, level, size: nodes.length, position: i + 1 };
    const { below } = node;
    if (!opened.has(node.place) || below === undefined || below === 'reading') return [line];
    return [line, ...linesOf(below, opened, shownOf, node.place, level + 1)];
  });
  const next = nodes[most];
  if (!next) return lines;
  return [...lines, { node: next, level, size: nodes.length, position: most + 1, isMore: true }];
}

export function CatalogueTree(): ReactElement {
  const say = useSay();
  const tongue = useInTongue();
  const { members } = useMe();
  const go = useNavigate();
  const nodesOf = useNodesOf();
  const [{ node: chosen = '' }, choose] = useFilters();
  const [opened, setOpened] = useState<ReadonlySet<string>>(() => new Set(chosen === '' ? [] : upTo(chosen)));
  const [pieces, setPieces] = useState<ReadonlyMap<string, number>>(new Map());
  const frame = useRef<HTMLUListElement>(null);
  const providers = [...members.values()].filter(({ roles }) => roles.includes('provider'));
  const branches = useBranches(
    providers.map(({ organisation }) => organisation).filter((one) => opened.has(one)),
  );
  const failed = [...branches.values()].find(({ error }) => error !== null);
  const roots = providers.map(({ organisation, names }): Node => {
    const read = branches.get(organisation)?.data;
    const below = read && nodesOf(organisation, read);
    const resources = read && distinct(read.flatMap(({ systems }) => systems));
    return {
      place: organisation,
      name: tongue(names) || organisation,
      id: organisation,
      address: `/organisations/${encodeURIComponent(organisation)}`,
      told:
        read === undefined
          ? []
          : [
              say('catalogue.duties', { count: read.filter(({ id }) => id !== undefined).length }),
              say('catalogue.resources', { count: resources ?? 0 }),
            ],
      below: below ?? 'reading',
    };
  });
  /** What an address leads to is shown, however far behind its siblings it stands. */
  const least = useMemo(() => new Map(upTo(chosen).map((place) => [parentOf(place) ?? '', place])), [chosen]);
  const all = new Map<string, readonly Node[]>();
  const note = (parent: string, nodes: readonly Node[]): void => {
    all.set(parent, nodes);
    for (const { place, below } of nodes) if (typeof below === 'object') note(place, below);
  };
  note('', roots);
  const shownOf = (parent: string): number => {
    const wanted = least.get(parent);
    const at = wanted === undefined ? -1 : (all.get(parent) ?? []).findIndex(({ place }) => place === wanted);
    return Math.max(pieces.get(parent) ?? PIECE, at + 1);
  };
  const lines = linesOf(roots, opened, shownOf);
  const current = lines.find(({ node, isMore }) => node.place === chosen && !isMore) ?? lines[0];
  const isRead = current?.node.place === chosen;
  useEffect(() => {
    if (isRead) frame.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [isRead]);

  const elementOf = (place: string): HTMLElement | undefined =>
    [...(frame.current?.querySelectorAll<HTMLElement>('[role="treeitem"]') ?? [])].find(
      (one) => one.dataset['place'] === place,
    );
  const select = ({ node, isMore }: Line): void => {
    if (!isMore) choose({ node: node.place });
    elementOf(isMore ? moreOf(node.place) : node.place)?.focus();
  };
  const toggle = (place: string, isOpen: boolean): void => {
    setOpened((before) => {
      const next = new Set(before);
      if (isOpen) next.add(place);
      else next.delete(place);
      return next;
    });
  };
  const showMore = (place: string): void => {
    const parent = parentOf(place) ?? '';
    setPieces((before) => new Map(before).set(parent, shownOf(parent) + PIECE));
  };
  const press = (event: KeyboardEvent, line: Line): void => {
    const { node, isMore } = line;
    const at = lines.indexOf(line);
    const isOpen = opened.has(node.place);
    const to = (next: Line | undefined): void => {
      if (next) select(next);
    };
    const keys: Readonly<Record<string, () => void>> = {
      ArrowDown: () => {
        to(lines[at + 1]);
      },
      ArrowUp: () => {
        to(lines[at - 1]);
      },
      Home: () => {
        to(lines[0]);
      },
      End: () => {
        to(lines.at(-1));
      },
      ArrowRight: () => {
        if (isMore || node.below === undefined) return;
        if (!isOpen) toggle(node.place, true);
        else if (lines[at + 1]?.level === line.level + 1) to(lines[at + 1]);
      },
      ArrowLeft: () => {
        if (isOpen && !isMore && node.below !== undefined) toggle(node.place, false);
        else to(lines.find(({ node: { place }, isMore: more }) => place === parentOf(node.place) && !more));
      },
      Enter: () => {
        if (isMore) showMore(node.place);
        else if (node.address !== undefined) void go({ href: `/console${node.address}` });
      },
      ' ': () => {
        if (isMore) showMore(node.place);
        else if (node.below !== undefined) toggle(node.place, !isOpen);
      },
    };
    const act = keys[event.key] ?? typed(event, lines, at, to);
    if (!act) return;
    event.preventDefault();
    act();
  };
  return (
    <>
      <Head
        kind={say('nav.catalogue')}
        title={say('nav.catalogue')}
        acts={
          <Link to="/resources" search={{}} className="button">
            {say('catalogue.asList')}
          </Link>
        }
      />
      <p>{say('catalogue.lead')}</p>
      {failed?.error && <ProblemNote error={failed.error} again={() => void failed.refetch()} />}
      <ul className="tree sheet" role="tree" aria-label={say('nav.catalogue')} ref={frame}>
        {lines.map((line) => (
          <TreeLine
            key={line.isMore ? moreOf(line.node.place) : line.node.place}
            line={line}
            isOpen={opened.has(line.node.place)}
            isCurrent={line === current}
            isChosen={line.node.place === chosen && !line.isMore}
            press={press}
            click={() => {
              if (line.isMore) showMore(line.node.place);
              else {
                if (line.node.below !== undefined) toggle(line.node.place, !opened.has(line.node.place));
                select(line);
              }
            }}
          />
        ))}
      </ul>
      <p className="small quiet">{say('catalogue.copyAddress')}</p>
    </>
  );
}

/** The line that stands for more is no place of the tree. */
const moreOf = (place: string): string => `${place}${BETWEEN}${BETWEEN}`;

/** A letter goes on to the next name that begins with it. */
function typed(
  { key, ctrlKey, metaKey, altKey }: KeyboardEvent,
  lines: readonly Line[],
  at: number,
  to: (line: Line | undefined) => void,
): (() => void) | undefined {
  if (key.length !== 1 || ctrlKey || metaKey || altKey) return undefined;
  const begins = ({ node, isMore }: Line): boolean =>
    !isMore && node.name.toLowerCase().startsWith(key.toLowerCase());
  return () => {
    to([...lines.slice(at + 1), ...lines.slice(0, at)].find(begins));
  };
}

interface TreeLineProps {
  readonly line: Line;
  readonly isOpen: boolean;
  readonly isCurrent: boolean;
  readonly isChosen: boolean;
  readonly press: (event: KeyboardEvent, line: Line) => void;
  readonly click: () => void;
}

function TreeLine({ line, isOpen, isCurrent, isChosen, press, click }: TreeLineProps): ReactElement {
  const say = useSay();
  const { node, level, size, position, isMore } = line;
  const { below } = node;
  const isBranch = below !== undefined && !isMore;
  return (
    <li
      role="treeitem"
      data-place={isMore ? moreOf(node.place) : node.place}
      className={`depth-${level - 1}`}
      aria-level={level}
      aria-setsize={size}
      aria-posinset={position}
      aria-selected={isChosen}
      aria-expanded={isBranch ? isOpen : undefined}
      tabIndex={isCurrent ? 0 : -1}
      onKeyDown={(event) => {
        press(event, line);
      }}
      onClick={click}
    >
      <span className="twist" aria-hidden="true">
        {isBranch ? (isOpen ? '▾' : '▸') : ''}
      </span>
      {isMore ? (
        <span className="quiet">
          {say('catalogue.more', { count: Math.min(PIECE, size - position + 1), all: size })}
        </span>
      ) : (
        <>
          {node.address === undefined ? (
            <span>{node.name}</span>
          ) : (
            <Link
              to={node.address}
              tabIndex={-1}
              onClick={(event) => {
                event.stopPropagation();
              }}
            >
              {node.name}
            </Link>
          )}{' '}
          <span className="small quiet">
            {node.told.join(' · ')}
            {isOpen && below === 'reading' && <span className="waiting">{say('common.loading')}</span>}
            {isOpen && typeof below === 'object' && below.length === 0 && ` · ${say('catalogue.empty')}`}
          </span>
        </>
      )}
    </li>
  );
}
