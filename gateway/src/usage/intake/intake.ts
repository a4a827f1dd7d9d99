// SPDX-License-Identifier: Apache-2.0
/** Takes rows in: judges their form, keeps the good ones, answers for each. */
import { v7 as uuidV7 } from 'uuid';
import { commit, keyOf, pseudonym, type Key } from '@catalog-chain/chaincode/domain/encoding/commitment';
import { LeafReader } from '@catalog-chain/chaincode/domain/usage/leaf-line';
import { sealOf } from '@catalog-chain/chaincode/domain/usage/seal';
import type { IndexReader } from '../../index/model/reader.js';
import type { ActorSecrets } from './actor-secrets.js';
import { failpoint } from '../../support/failpoint.js';
import { atOnce, type InTurns } from '../../support/fair-turns.js';
import type { SealGuard } from './seal-guard.js';
import type { GrantBook } from './grant-book.js';
import type { Item } from '../outbox/item.js';
import { fingerprintOf, judgeRows, mismatch, type Candidate, type RowContext } from './judge-rows.js';
import { gather } from './gather.js';
import { makePieces, type PieceLimits, type PieceSetting } from './pieces.js';
import type { Outbox, TakenId } from '../outbox/outbox.js';
import type { AcceptedRows, Reporter, RowResult, SealedRows } from '../ports.js';
import type { Pseudonyms, Retracted } from './row.js';

export interface IntakeParts {
  readonly outbox: Outbox;
  readonly grants: GrantBook;
  readonly actors: ActorSecrets;
  readonly index: Pick<IndexReader, 'statedExchange'>;
  readonly seals: Pick<SealGuard, 'hides' | 'named'>;
  readonly now: () => number;
  readonly limits: PieceLimits;
  /** Takes what is on the disk on to the ledger. */
  readonly forward: (organisation: string, items: readonly Item[]) => void;
  /** Told of what may be on the disk although writing it failed. */
  readonly doubt: (organisation: string, items: readonly Item[]) => void;
}

export class Intake {
  constructor(private readonly parts: IntakeParts) {}

  /** @param how `disclose`: what the organisation has sealed before */
  async accept(
    reporter: Reporter,
    rows: readonly unknown[],
    inTurns: InTurns,
    how: 'report' | 'disclose' = 'report',
  ): Promise<AcceptedRows> {
    const context = await this.contextOf(reporter, rows, how);
    const { candidates, results } = await judgeRows(rows, reporter, context, inTurns);
    failpoint('accept');
    const receipt = uuidV7();
    const former = await this.keep(
      { organisation: reporter.organisation, receipt, inTurns },
      candidates,
      results,
    );
    failpoint('outbox');
    const count = (status: RowResult['status']) => results.filter((one) => one.status === status).length;
    const [accepted, duplicates] = [count('accepted'), count('duplicate')];
    const known = accepted > 0 ? receipt : former;
    return {
      ...(known === undefined ? {} : { receipt: known }),
      accepted,
      duplicates,
      refused: rows.length - accepted - duplicates,
      rows: results,
    };
  }

  /** Judges rows that are to be sealed, and says what seals each of the good ones. Keeps nothing. */
  async seal(reporter: Reporter, rows: readonly unknown[]): Promise<SealedRows> {
    const context = await this.contextOf(reporter, rows, 'seal');
    // A call seals few: it need not give way.
    const { candidates, results } = await judgeRows(rows, reporter, context, atOnce);
    const reader = new LeafReader();
    const seals = candidates.map(({ line }) => {
      const { leaf, atMs } = reader.read(line);
      return { id: leaf.id, atMs, ...sealOf(leaf, leaf.salt ?? '') };
    });
    return { rows: results, seals };
  }

  /**
   * Writes the candidates; those whose ids are taken are answered for and left out.
   * @returns the receipt of an earlier request that had one of the ids
   */
  private async keep(
    request: Pick<PieceSetting, 'organisation' | 'receipt' | 'inTurns'>,
    candidates: readonly Candidate[],
    results: RowResult[],
  ): Promise<string | undefined> {
    const { outbox, limits, now, forward, doubt } = this.parts;
    const { organisation } = request;
    let fresh = candidates;
    let former: string | undefined;
    while (fresh.length > 0) {
      const made = await makePieces(fresh, { ...request, created: now(), outbox, limits });
      const items = made.map(({ item }) => item);
      const taken = await outbox.accept(made.map(({ piece }) => piece)).catch((error: unknown) => {
        doubt(organisation, items);
        throw error;
      });
      if (taken.length === 0) {
        forward(organisation, items);
        break;
      }
      // Of the last of them: what came in before it goes to the ledger before it.
      former ??= await outbox.receiptOf(lastPieceOf(taken), organisation);
      const left: Candidate[] = [];
      await request.inTurns(leavingTaken(fresh, taken, results, left));
      fresh = left;
    }
    return former;
  }

  /** What must be asked before rows can be judged, once per request. */
  private async contextOf(
    { organisation }: Reporter,
    rows: readonly unknown[],
    how: 'report' | 'seal' | 'disclose',
  ): Promise<RowContext> {
    const { grants, actors, index } = this.parts;
    const guards = how === 'report' && (await this.parts.seals.hides(organisation));
    const asked = gather(rows, { keys: how !== 'report', ids: guards || how === 'disclose' });
    const parties = new Map(
      await mapAsync(asked.grants, async (id) => [id, await grants.partiesOf(organisation, id)] as const),
    );
    const keys = new Map(
      await mapAsync(asked.keyed, async (id) => [id, await grants.keyOf(organisation, id)] as const),
    );
    const digests = new Map(
      await mapAsync(asked.corrected, async (id) => {
        const stated = await index.statedExchange(organisation, id);
        return [id, stated ? { digest: stated.digest, known: true } : UNKNOWN] as const;
      }),
    );
    const secret = asked.actors ? keyOf(await actors.of(organisation)) : undefined;
    const context = { parties, keys, pseudonyms: pseudonymsOf(secret, digests) };
    if (how === 'seal') return { ...context, sealing: {} };
    const seals = await this.parts.seals.named(organisation, asked.ids);
    return how === 'disclose' ? { ...context, sealing: { seals } } : { ...context, hidden: seals };
  }
}

const lastPieceOf = (taken: readonly TakenId[]): number =>
  taken.reduce((last, { piece }) => Math.max(last, piece), 0);

const UNKNOWN: Retracted = { known: false };

function pseudonymsOf(
  secret: Key | undefined,
  digests: ReadonlyMap<string, Retracted>,
): (grant: unknown, key: Key | undefined) => Pseudonyms {
  return (grant, key) => ({
    record: (recordId) => commit(key ?? new Uint8Array(), recordId),
    actor: actorsOf(secret ?? new Uint8Array(), typeof grant === 'string' ? grant : ''),
    retracts: (corrects) => digests.get(corrects) ?? UNKNOWN,
  });
}

/** Few actors report many rows; what is remembered goes with the request. */
function actorsOf(secret: Key, grant: string): Pseudonyms['actor'] {
  const known = new Map<string, string>();
  return (actorId) => {
    const made = known.get(actorId) ?? pseudonym(secret, grant, actorId);
    known.set(actorId, made);
    return made;
  };
}

async function mapAsync<T, R>(all: Iterable<T>, work: (one: T) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  for (const one of all) done.push(await work(one));
  return done;
}

/** Answers for rows whose id is taken, a row at each step: the same event again, or another under the same id. */
function* leavingTaken(
  candidates: readonly Candidate[],
  taken: readonly TakenId[],
  results: RowResult[],
  left: Candidate[],
): Generator<void> {
  const former = new Map<string, Uint8Array>();
  for (const { id, fingerprint } of taken) {
    former.set(id, fingerprint);
    yield;
  }
  for (const candidate of candidates) {
    const fingerprint = former.get(Buffer.from(candidate.idBytes).toString('hex'));
    if (fingerprint) {
      const same = Buffer.from(fingerprint).equals(fingerprintOf(candidate));
      const { row, id } = candidate;
      results[row] = same ? { row, id, status: 'duplicate' } : mismatch(row, id);
    } else left.push(candidate);
    yield;
  }
}
