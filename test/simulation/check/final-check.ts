// SPDX-License-Identifier: Apache-2.0
/** Compares the world, when it has come to rest, with what the clients were told. */
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { TABLES } from '@catalog-chain/gateway/index/upkeep/digest';
import type { LedgerBlock } from '@catalog-chain/gateway/ledger/ledger';
import type { Receipt } from '@catalog-chain/gateway/usage/ports';

import type { Cast } from '../actors/cast.js';
import type { SimulatedGateway } from '../actors/gateway.js';
import type { Post } from '../actors/receiver.js';
import type { LedgerModel } from '../chain/models.js';
import { blocksOf } from '../chain/blocks.js';
import type { Store } from '../store/store.js';
import { checkBundles } from './bundles.js';
import { batchesIn, journalFaults, type ChainBatch } from './chain-events.js';
import { checkDeliveries } from './deliveries.js';
import { checkMonth, type Month } from './months.js';
import { rebuilt } from './readings.js';
import type { Model, ModelEvent } from './model.js';

export interface Checked {
  readonly model: Model;
  readonly ledger: LedgerModel;
  readonly gateways: readonly SimulatedGateway[];
  readonly cast: Cast;
  /** Whatever came to the receiver of webhooks. */
  readonly posts: readonly Post[];
  readonly index: {
    readonly held: Store;
    /** One that has the founding's blocks and no others. */
    readonly empty: () => Store;
  };
  /** That the gateways had to close; absent: they close none. */
  readonly month: Month | undefined;
}

export async function checkAll({
  model,
  ledger,
  gateways,
  cast,
  posts,
  index,
  month,
}: Checked): Promise<void> {
  const blocks = await blocksOf(ledger.truth);
  const batches = batchesIn(blocks);
  for (const fault of journalFaults(batches)) model.fault(fault);
  checkEvents(model, batches);
  await checkReceipts(model, gateways, batches);
  for (const gateway of gateways) await checkReadiness(model, gateway);
  const right = index.empty();
  const reader = await rebuilt(model, right, blocks, cast.looker.readings);
  checkIndex(model, index.held, right);
  const { genesisHash: chain } = await ledger.truth.info();
  for (const subscriber of cast.subscribers)
    await checkDeliveries(model, subscriber, { index: reader, chain, posts });
  if (month) await checkMonth(model, reader, batches, month);
  checkClosings(model, gateways, blocks);
  await checkBundles(model, cast.applicants);
}

/** Nobody's log says that more was closed than was. */
function checkClosings(
  model: Model,
  gateways: readonly SimulatedGateway[],
  blocks: readonly LedgerBlock[],
): void {
  const told = gateways.reduce((sum, { closed }) => sum + closed, 0);
  const done = blocks
    .flatMap(({ transactions }) => transactions)
    .filter(({ valid, transaction }) => valid && transaction === TRANSACTIONS.periodClose).length;
  if (told > done) model.fault(`${told} sides are said to be closed, and ${done} are`);
}

function checkEvents(model: Model, batches: readonly ChainBatch[]): void {
  const counted = new Map<string, number>();
  for (const { organisation, ids } of batches)
    for (const id of ids) {
      const name = `${organisation}/${id}`;
      counted.set(name, (counted.get(name) ?? 0) + 1);
    }
  for (const [name, event] of model.events) {
    const wrong = faultOf(event, counted.get(name) ?? 0);
    if (wrong !== undefined) model.fault(wrong);
  }
  for (const name of counted.keys())
    if (!model.events.has(name)) model.fault('an unknown event is on the ledger');
}

/** @param times how often the event is on the ledger */
function faultOf({ kind, organisation, isAcknowledged }: ModelEvent, times: number): string | undefined {
  if (kind !== 'good') return times > 0 ? `a ${kind} event of ${organisation} is on the ledger` : undefined;
  if (!isAcknowledged) return `an event of ${organisation} was never acknowledged`;
  return times === 1 ? undefined : `an acknowledged event of ${organisation} is on the ledger ${times} times`;
}

/** Each receipt is asked of one of those who share them. */
async function checkReceipts(
  model: Model,
  gateways: readonly SimulatedGateway[],
  batches: readonly ChainBatch[],
): Promise<void> {
  for (const [n, event] of [...model.events.values()].entries()) {
    const gateway = gateways[n % gateways.length];
    if (gateway?.running && event.kind === 'good' && event.isAcknowledged)
      await checkReceipt(model, gateway, event, placeOf(event, batches));
  }
}

async function checkReceipt(
  model: Model,
  { running, name }: SimulatedGateway,
  { organisation, id, block }: ModelEvent,
  place: Place | undefined,
): Promise<void> {
  const receipt = await running?.pipeline.find(organisation, id);
  const isRight = receipt !== undefined && place !== undefined && saysSo(receipt, place);
  if (!isRight) model.fault(`${name}: a receipt of ${organisation} is not what the chain says`);
  if (block !== undefined && block !== place?.batch.block)
    model.fault(`${name}: a client of ${organisation} was told another block than the chain's`);
}

function saysSo({ state, block, batch, leaf }: Receipt, place: Place): boolean {
  const { order } = place.batch;
  const isPlace =
    batch?.journal === order.journal && batch.sequence === order.sequence && leaf === place.leaf;
  return state === 'committed' && block === place.batch.block && isPlace;
}

interface Place {
  readonly batch: ChainBatch;
  readonly leaf: number;
}

function placeOf({ organisation, id }: ModelEvent, batches: readonly ChainBatch[]): Place | undefined {
  for (const batch of batches) {
    const leaf = batch.organisation === organisation ? batch.ids.indexOf(id) : -1;
    if (leaf >= 0) return { batch, leaf };
  }
  return undefined;
}

async function checkReadiness(model: Model, gateway: SimulatedGateway): Promise<void> {
  const { running, name } = gateway;
  if (!running) {
    model.fault(`${name} does not run though nothing goes wrong any more`);
    return;
  }
  const { pending, stalled } = running.pipeline.status();
  if (pending !== 0) model.fault(`${name}: ${pending} rows still wait`);
  if (stalled.length > 0)
    model.fault(`${name}: ${stalled[0]?.organisation ?? ''} is held up by ${stalled[0]?.code ?? ''}`);
  const readiness = await gateway.readiness();
  if (readiness?.status !== 'ready') model.fault(`${name}: not ready though nothing is wrong`);
}

/** The index has all blocks, and is what the chain alone makes. */
function checkIndex(model: Model, held: Store, right: Store): void {
  for (const table of Object.keys(TABLES))
    if (held.content(table) !== right.content(table))
      model.fault(`${held.name}: ${table} differs from the one that the chain makes`);
}
