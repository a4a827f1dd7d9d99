// SPDX-License-Identifier: Apache-2.0
/** The figures of uses, computed again from a ledger's blocks: docs/appraisal.md, section 5. */
import { inflateSync } from 'node:zlib';
import type { Leaf } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { LedgerBlock } from '@catalog-chain/gateway/ledger/ledger';
import {
  apply,
  digestOf,
  isValid,
  ms,
  whole,
  type PlainFigure,
  type PlainRecord,
  type State,
} from './plain-ledger.js';

interface PlainEvent {
  readonly organisation: string;
  readonly batch: PlainRecord<'batch'>;
  readonly place: number;
  readonly leaf: Leaf;
  readonly at: number;
  readonly codes: readonly string[];
  /** Of the grant, where it was there when the batch was committed. */
  readonly provider: string | undefined;
  readonly consumer: string | undefined;
}

interface UsageFrame {
  readonly organisation: string;
  readonly from: number;
  readonly to: number;
  readonly asOf: number;
  readonly codes: readonly string[];
  readonly grant: string | undefined;
}

/** Of time and purpose. */
const CONTESTABLE = [
  ...['before-grant', 'outside-period', 'suspended', 'revoked', 'expired'],
  'wrong-purpose',
  'wrong-item',
];

/** Events in order of the chain, ids that the organisation had reported before left out. */
function eventsUpTo(blocks: readonly LedgerBlock[], asOf: number): PlainEvent[] {
  const events: PlainEvent[] = [];
  const seen = new Set<string>();
  const state = new Map<string, PlainRecord>();
  const known = blocks.filter(({ number }) => number <= asOf);
  for (const transaction of known.flatMap(({ transactions }) => transactions.filter(isValid))) {
    for (const write of transaction.writes) apply(state, write);
    if (transaction.transaction !== 'usage:submit') continue;
    for (const event of eventsOf(transaction, state)) {
      const name = `${event.organisation} ${event.leaf.id}`;
      if (!seen.has(name)) events.push(event);
      seen.add(name);
    }
  }
  return events;
}

function eventsOf({ writes, args }: LedgerBlock['transactions'][number], state: State): PlainEvent[] {
  const key = writes.find((write) => write.key.startsWith('\0batch\0'))?.key ?? '';
  const batch = state.get(key) as PlainRecord<'batch'>;
  const lines = inflateSync(args[1] as Uint8Array)
    .toString('utf8')
    .split('\n');
  return lines.map((line, place) => {
    const leaf = JSON.parse(line) as Leaf;
    const grant = state.get(`\0grant\0${leaf.grant}\0`) as PlainRecord<'grant'> | undefined;
    const { organisation } = batch.value;
    const verdict = batch.value.violations.find((one) => one.leaf === place);
    const [provider, consumer] = [grant?.value.terms.provider, grant?.value.terms.consumer];
    return {
      organisation,
      batch,
      place,
      leaf,
      at: ms(leaf.at),
      codes: verdict?.codes ?? [],
      provider,
      consumer,
    };
  });
}

/** Reported under the grant: there was one when the batch was committed. */
const isUnder = ({ leaf, provider }: PlainEvent, grant: string): boolean =>
  leaf.grant === grant && provider !== undefined;

export function plainUsage(blocks: readonly LedgerBlock[], frame: UsageFrame): PlainFigure[] {
  const { organisation: own, from, to, asOf, codes, grant } = frame;
  const inSpan = eventsUpTo(blocks, asOf).filter(
    (event) => event.at >= from && event.at < to && (grant === undefined || isUnder(event, grant)),
  );
  const reported = inSpan.filter(({ organisation }) => organisation === own);
  const standing = inSpan.filter(
    ({ organisation, leaf, provider }) =>
      provider !== undefined &&
      (leaf.record !== undefined || leaf.count !== undefined) &&
      !inSpan.some(
        (other) =>
          other.provider !== undefined &&
          other.organisation === organisation &&
          other.leaf.grant === leaf.grant &&
          other.leaf.side === leaf.side &&
          other.leaf.corrects === leaf.id,
      ),
  );
  const answered = (name: string, side: string, party: 'provider' | 'consumer'): PlainFigure => {
    const of = standing.filter((event) => event.leaf.side === side && event[party] === own);
    const met = of.filter(({ leaf }) =>
      standing.some(
        (other) =>
          other.organisation === own &&
          other.leaf.side !== side &&
          other.leaf.grant === leaf.grant &&
          other.leaf.correlation === leaf.correlation,
      ),
    );
    return eventFigure(name, of, met);
  };
  const counts = (event: PlainEvent, code: string): boolean => {
    if (!event.codes.includes(code)) return false;
    if (!CONTESTABLE.includes(code)) return true;
    const others = standing.filter(
      ({ leaf }) =>
        leaf.side !== event.leaf.side &&
        leaf.grant === event.leaf.grant &&
        leaf.correlation === event.leaf.correlation,
    );
    return others.length === 0 || others.some(({ codes: told }) => told.includes(code));
  };
  const onlyLate = (event: PlainEvent): boolean =>
    event.codes.every(
      (code) =>
        ['reported-late', 'after-closing', 'disclosed-late', 'told-openly'].includes(code) ||
        !counts(event, code),
    );
  const within = (name: string, side: string): PlainFigure => {
    const of = reported.filter(({ leaf }) => leaf.kind === 'use' && leaf.side === side);
    return eventFigure(name, of, of.filter(onlyLate));
  };
  const reports = reported.filter(({ leaf }) => ['use', 'denied'].includes(leaf.kind));
  return [
    eventFigure(
      'reports-in-time',
      reports,
      reports.filter((one) => !one.codes.includes('reported-late')),
    ),
    within('claims-within-grant', 'claim'),
    within('attestations-within-grant', 'attestation'),
    ...codes.map((code) =>
      eventFigure(
        `violations-${code}`,
        reported,
        reported.filter((one) => counts(one, code)),
      ),
    ),
    answered('uses-attested', 'claim', 'provider'),
    answered('uses-claimed', 'attestation', 'consumer'),
  ];
}

function eventFigure(name: string, of: readonly PlainEvent[], met: readonly PlainEvent[]): PlainFigure {
  const summary = (events: readonly PlainEvent[]) => ({
    count: events.length,
    digest: digestOf(entriesOf(events)),
  });
  const rate = of.length === 0 ? null : { numerator: met.length, denominator: of.length };
  return { figure: name, of: summary(of), met: summary(met), rate };
}

function entriesOf(events: readonly PlainEvent[]): string[][] {
  const byBatch = Map.groupBy(events, ({ batch }) => batch);
  return [...byBatch].map(([batch, members]) => whole(batch, rangesOf(members.map(({ place }) => place))));
}

/** `0-2,7,9-11` */
function rangesOf(places: readonly number[]): string {
  const runs: number[][] = [];
  for (const place of [...places].sort((a, b) => a - b)) {
    if (runs.at(-1)?.at(-1) === place - 1) runs.at(-1)?.push(place);
    else runs.push([place]);
  }
  return runs
    .map((run) => (run.length === 1 ? `${run[0] ?? ''}` : `${run[0] ?? ''}-${run.at(-1) ?? ''}`))
    .join(',');
}
