// SPDX-License-Identifier: Apache-2.0
/** Whose turn it is in what has a card by its kind: who answers, declares or confirms, and until when. */
import type { Matter, MatterKind } from '../../acts/specs/matters/on-matter';
import { useSay } from '../../i18n/i18n';
import { useOwed, type Turn } from '../../parts/card/turn';

/** Kinds in which somebody waits for somebody; the others only stand. */
export const WITH_TURNS: ReadonlySet<MatterKind> = new Set<MatterKind>([
  'variation',
  'service-change',
  'disposal',
  'catalogue-change',
  'source-update',
  'demand',
]);

type Of<K extends MatterKind> = Extract<Matter, { readonly type: K }>;
type Turns = { readonly [K in MatterKind]?: (record: Of<K>) => Turn | undefined };

/** @returns undefined where nobody is waited for */
export function useTurns(): (record: Matter) => Turn | undefined {
  const say = useSay();
  const owed = useOwed();
  const turns: Turns = {
    variation: ({ state, provider, asked, dueAt }) =>
      state === 'asked'
        ? { ...owed('answer-variation'), by: [provider], startedAt: asked.at, dueAt }
        : undefined,
    'service-change': (change) => {
      if (change.state !== 'announced') return undefined;
      const { provider, consumer, announced, consultUntil, consultation, filing, effectiveAt } = change;
      const startedAt = announced.at;
      const isHeard =
        consultation !== undefined || consultUntil === undefined || Date.parse(consultUntil) < Date.now();
      if (!isHeard)
        return { what: say('matter.act.consult.title'), by: [consumer], startedAt, dueAt: consultUntil };
      if (filing === undefined && consultUntil !== undefined)
        return { ...owed('file-service-change'), by: [provider], startedAt, dueAt: effectiveAt };
      return { what: say('matter.act.takeEffect.title'), by: [provider], startedAt, dueAt: effectiveAt };
    },
    disposal: ({ state, provider, consumer, opened, declaration, dueAt }) => {
      if (state === 'owed') return { ...owed('dispose-data'), by: [consumer], startedAt: opened.at, dueAt };
      if (state !== 'declared' || declaration === undefined) return undefined;
      return {
        what: say('matter.act.confirmDisposal.title'),
        by: [provider],
        startedAt: declaration.stamp.at,
      };
    },
    'catalogue-change': ({ state, organisation, opened, dueAt }) =>
      state === 'open'
        ? { ...owed('update-catalogue'), by: [organisation], startedAt: opened.at, dueAt }
        : undefined,
    'source-update': ({ state, organisation, agency, asked, dueAt }) => {
      if (state === 'asked')
        return { ...owed('supply-source'), by: [organisation], startedAt: asked.at, dueAt };
      if (state !== 'declared') return undefined;
      return { what: say('matter.act.confirmSourceUpdate.title'), by: [agency], startedAt: asked.at };
    },
    demand: ({ state, provider, stated, dueAt }) =>
      state === 'open'
        ? { ...owed('list-demanded'), by: [provider], startedAt: stated.at, dueAt }
        : undefined,
  };
  return (record) => (turns[record.type] as ((one: Matter) => Turn | undefined) | undefined)?.(record);
}
