// SPDX-License-Identifier: Apache-2.0
/** What runs in a gateway's process, put together as `compose.ts` does, over databases and a ledger that fail. */
import { EvidenceJobs } from '@catalog-chain/gateway/evidence/jobs/evidence-jobs';
import { MessageFeed } from '@catalog-chain/gateway/events/message-feed';
import { Health } from '@catalog-chain/gateway/http/health';
import { findApart } from '@catalog-chain/gateway/index/compare/apart';
import type { Index } from '@catalog-chain/gateway/index/model/reader';
import { openIndex } from '@catalog-chain/gateway/index/open-index';
import { openIndexDatabase } from '@catalog-chain/gateway/index/tables/open-tables';
import { IndexWriter } from '@catalog-chain/gateway/index/write/index-writer';
import { boundedAnswers } from '@catalog-chain/gateway/ledger/bounded-ledger';
import { withStandIns } from '@catalog-chain/gateway/ledger/stand-in';
import { PeriodSchedule } from '@catalog-chain/gateway/schedule/period-schedule';
import { FairTurns } from '@catalog-chain/gateway/support/fair-turns';
import type { Log } from '@catalog-chain/gateway/support/log-port';
import { openPipeline } from '@catalog-chain/gateway/usage/open-pipeline';
import type { Pipeline } from '@catalog-chain/gateway/usage/ports';
import { UsageReports } from '@catalog-chain/gateway/usecases/usage/usage-reports';
import { openWebhooks } from '@catalog-chain/gateway/webhooks/open-webhooks';
import { SecretBox } from '@catalog-chain/gateway/webhooks/secret-box';
import type { Webhooks } from '@catalog-chain/gateway/webhooks/webhooks';
import { FaultyLedger } from '../chain/faulty-ledger.js';
import type { LedgerModel } from '../chain/models.js';
import type { Store } from '../store/store.js';
import type { Chance } from '../world/chance.js';
import type { Faults } from '../world/faults.js';
import type { Life } from '../world/life.js';
import { now } from '../world/virtual-time.js';
import type { Receiver, Turn } from './receiver.js';

/** Databases of one gateway, or of several that share them. */
export interface Stores {
  readonly index: Store;
  readonly outbox: Store;
  readonly webhooks: Store;
  readonly evidence: Store;
}

/** What takes part in a run beside the reporting of uses: not everything in every run, which would be slow. */
export interface Company {
  readonly webhooks: boolean;
  readonly evidence: boolean;
  readonly schedule: boolean;
}

export interface World {
  readonly model: LedgerModel;
  readonly stores: Stores;
  readonly faults: Faults;
  readonly company: Company;
  readonly receiver: Receiver;
  readonly turn: Turn;
  /** The replicas whose processes live. */
  readonly running: () => ReadonlySet<number>;
}

export interface Running extends AsyncDisposable {
  readonly life: Life;
  readonly pipeline: Pipeline;
  readonly reports: UsageReports;
  readonly index: Index;
  readonly health: Health;
  /** Absent where they take no part. */
  readonly webhooks?: Webhooks;
  readonly evidence?: EvidenceJobs;
}

const SECRET = new Uint8Array(32).fill(3);
const box = new SecretBox(new Uint8Array(32).fill(4));
/** Whose months and journals the gateways close. */
export const SERVED = ['ConsumerMSP', 'ProviderMSP'];
const LOOK_AT_MONTHS_MS = 30_000;

const settings = {
  batchRows: 8,
  aloneRows: 6,
  lingerMs: 150,
  inFlight: 4,
  submitTimeoutMs: 30_000,
  capacity: 200,
  stopTimeoutMs: 10_000,
};

/** Soon, so that what is given up is given up in a run; often enough that only a refusal leads there. */
const retries = { tries: 60, baseMs: 500, capMs: 10_000 };
const hooks = {
  allowPrivate: false,
  allowLoopback: false,
  timeoutMs: 10_000,
  tries: retries.tries,
  keyFile: '',
};

export interface ProcessSetting {
  readonly world: World;
  readonly replica: number;
  readonly life: Life;
  readonly log: Log;
  readonly chance: Chance;
}

interface Base extends ProcessSetting {
  readonly ledger: Bounded;
  readonly index: Index;
}

type Bounded = ReturnType<typeof boundedAnswers> & Pick<FaultyLedger, 'blocks' | 'kind'>;

function boundedOf(ledger: FaultyLedger): Bounded {
  return { ...boundedAnswers(ledger), kind: ledger.kind, blocks: (options) => ledger.blocks(options) };
}

async function openIndexOn({ world, life, log }: ProcessSetting, ledger: Bounded): Promise<Index> {
  const location = { dialect: world.stores.index.dialectFor(life, world.faults) };
  const tables = openIndexDatabase(location);
  const writer = new IndexWriter(tables);
  const nothing = { [Symbol.asyncDispose]: () => Promise.resolve() };
  const workers = {
    writer: { apply: writer.apply.bind(writer), ...nothing },
    comparer: {
      compare: (question: Parameters<typeof findApart>[1]) => findApart(tables.db, question),
      ...nothing,
    },
  };
  return openIndex({ ledger, location, log, workers });
}

function openUsage({ world, life, log, replica, ledger, index }: Base): Promise<Pipeline> {
  return openPipeline({
    ledger: withStandIns(ledger),
    index,
    log,
    replica,
    settings,
    now,
    location: { dialect: world.stores.outbox.dialectFor(life, world.faults) },
    actors: { of: () => Promise.resolve(SECRET) },
  });
}

function openEvidence({ world, life, log, replica, ledger, index }: Base): Promise<EvidenceJobs> {
  return EvidenceJobs.open({
    // Whatever it is played over, its transactions and signatures are the embedded ledger's.
    ledger: { ...ledger, kind: 'embedded' },
    index,
    log,
    now,
    replica,
    location: { dialect: world.stores.evidence.dialectFor(life, world.faults) },
    running: () => Promise.resolve(world.running()),
  });
}

async function openHooks(
  { world, life, log, index, chance }: Base,
  opened: AsyncDisposableStack,
): Promise<Webhooks> {
  const feed = new MessageFeed(index);
  const running = await openWebhooks({
    index,
    feed,
    log,
    now,
    retries,
    location: { dialect: world.stores.webhooks.dialectFor(life, world.faults) },
    settings: hooks,
    random: () => chance.next(),
    given: { box, poster: world.receiver.posterFor(life), turn: world.turn.turnFor(life) },
  });
  opened.use(running);
  opened.defer(() => {
    feed[Symbol.dispose]();
  });
  return running.webhooks;
}

function startSchedule({ log, ledger, index }: Base): PeriodSchedule {
  return new PeriodSchedule({
    ledger: withStandIns(ledger),
    index,
    log,
    now,
    organisations: SERVED,
    afterHours: 0,
    everyMs: LOOK_AT_MONTHS_MS,
  }).start();
}

/** Opens everything in the order of a real start. Disposed like a real one, in the other order. */
export async function openProcess(setting: ProcessSetting): Promise<Running> {
  const { world, life } = setting;
  const { company } = world;
  const opened = new AsyncDisposableStack();
  const ledger = boundedOf(new FaultyLedger(await world.model.connect(life), life, world.faults));
  const index = opened.use(await openIndexOn(setting, ledger));
  const base: Base = { ...setting, ledger, index };
  const pipeline = opened.use(await openUsage(base));
  const evidence = company.evidence ? opened.use(await openEvidence(base)) : undefined;
  const health = new Health(ledger, index, pipeline, now);
  const webhooks = company.webhooks ? await openHooks(base, opened) : undefined;
  if (company.schedule) opened.use(startSchedule(base));
  opened.defer(() => {
    health.stop();
  });
  return {
    life,
    index,
    pipeline,
    health,
    reports: new UsageReports(pipeline, index, new FairTurns(now, queueMicrotask)),
    ...(webhooks && { webhooks }),
    ...(evidence && { evidence }),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
