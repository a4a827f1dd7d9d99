// SPDX-License-Identifier: Apache-2.0
/**
 * Two ledgers to run gateways on. The embedded one dies with its process and comes back from its disk. The model of
 * Fabric goes on when a gateway dies: what is sent to it is ordered after a while, in another order, twice, or never,
 * and endorsers that have not the same block may not agree.
 */
import type { EmbeddedLedger } from '@catalog-chain/gateway/ledger/embedded/embedded-ledger';
import { LedgerError } from '@catalog-chain/gateway/ledger/ledger-error';
import type {
  Call,
  Ledger,
  Outcome,
  PreparedTransaction,
  Signatory,
} from '@catalog-chain/gateway/ledger/ledger';
import type { Faults } from '../world/faults.js';
import type { Life } from '../world/life.js';
import { sleep } from '../world/virtual-time.js';
import { copied, startLedger, type LedgerDisk } from './founded.js';

export type SimulatedLedger = Pick<
  Ledger,
  | 'evaluate'
  | 'prepare'
  | 'submit'
  | 'outcome'
  | 'info'
  | 'blocks'
  | 'ready'
  | 'kind'
  | 'endorsedRead'
  | 'rootCertificates'
>;

export interface LedgerModel {
  readonly kind: 'embedded' | 'fabric-gateway';
  /** The ledger as a new process finds it. */
  connect(life: Life): Promise<SimulatedLedger>;
  /** The ledger itself, without faults. */
  readonly truth: EmbeddedLedger;
}

/** Lives in the process that uses it. */
export class EmbeddedModel implements LedgerModel {
  readonly kind = 'embedded';

  private constructor(
    private disk: LedgerDisk,
    private running: EmbeddedLedger,
  ) {}

  static async open(founded: LedgerDisk): Promise<EmbeddedModel> {
    const disk = copied(founded);
    return new EmbeddedModel(disk, await startLedger(disk));
  }

  get truth(): EmbeddedLedger {
    return this.running;
  }

  async connect(life: Life): Promise<SimulatedLedger> {
    this.running = await startLedger(this.disk);
    const { disk } = this;
    life.atEnd(() => {
      this.disk = copied(disk);
      disk.db.close();
    });
    return this.running;
  }
}

const COMMIT_TIMEOUT_MS = 30_000;

/** Endorses, orders and commits as Fabric does; validation and contracts are those of the embedded ledger's core. */
export class FabricModel implements LedgerModel {
  readonly kind = 'fabric-gateway';
  /** Transactions on their way to a block. */
  private underWay = 0;

  private constructor(
    readonly truth: EmbeddedLedger,
    private readonly faults: Faults,
  ) {}

  static async open(founded: LedgerDisk, faults: Faults): Promise<FabricModel> {
    return new FabricModel(await startLedger(copied(founded)), faults);
  }

  connect(): Promise<SimulatedLedger> {
    const { truth } = this;
    return Promise.resolve({
      kind: this.kind,
      evaluate: (signatory, call) => truth.evaluate(signatory, call),
      prepare: (signatory, call) => this.endorse(signatory, call),
      submit: (transaction, options) => this.order(transaction, options?.timeoutMs ?? COMMIT_TIMEOUT_MS),
      outcome: (transactionId) => truth.outcome(transactionId),
      info: () => truth.info(),
      blocks: (options) => truth.blocks(options),
      ready: () => truth.ready(),
      endorsedRead: (signatory, call) => truth.endorsedRead(signatory, call),
      rootCertificates: () => truth.rootCertificates(),
    });
  }

  private async endorse(signatory: Signatory, call: Call): Promise<PreparedTransaction> {
    if (this.underWay > 0 && this.faults.draw(['ledger: endorsers differ'], 'fabric'))
      throw new LedgerError('ENDORSEMENT_MISMATCH', 'The endorsers do not agree.');
    return this.truth.prepare(signatory, call);
  }

  /** Goes on in the network whatever becomes of who sent it. */
  private async order(transaction: PreparedTransaction, timeoutMs: number): Promise<Outcome> {
    const { transactionId } = transaction;
    const late = sleep(timeoutMs).then((): Outcome => ({
      status: 'unknown',
      transactionId,
      message: 'No block held the transaction in time.',
    }));
    return Promise.race([this.deliver(transaction), late]);
  }

  private async deliver(transaction: PreparedTransaction): Promise<Outcome> {
    this.underWay += 1;
    try {
      const isSlow = this.faults.draw(['ledger: slow'], 'fabric orderers') !== undefined;
      await sleep(isSlow ? this.faults.delay(2_000, 45_000) : this.faults.delay(50, 1_500));
      return await this.truth.submit(transaction);
    } finally {
      this.underWay -= 1;
    }
  }
}
