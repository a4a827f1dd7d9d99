// SPDX-License-Identifier: Apache-2.0
/** A ledger whose every call may fail, hang, answer late, be done twice, or throw an error that is not the ledger's own. */
import { LedgerError } from '@catalog-chain/gateway/ledger/ledger-error';
import type { LedgerBlock } from '@catalog-chain/gateway/ledger/ledger';
import type { Faults } from '../world/faults.js';
import type { Life } from '../world/life.js';
import { sleep } from '../world/virtual-time.js';
import type { SimulatedLedger } from './models.js';

/** As long as an adapter waits at most before it gives a silent connection up. */
const SILENT_STREAM_MS = 15_000;
const SLOW_MS = 25_000;

const FAULTS = [
  'ledger: unavailable',
  'ledger: foreign error',
  'ledger: slow',
  'ledger: no answer',
  'ledger: done, answer lost',
  'ledger: done, foreign error',
  'ledger: done, no answer',
  'ledger: sent twice',
] as const;

const foreign = (): Error => new TypeError('Channel has been shut down');
const unavailable = (): LedgerError => new LedgerError('LEDGER_UNAVAILABLE', 'The ledger does not answer.');
const never = (): Promise<never> => new Promise(() => undefined);

type Block = { readonly from: number; readonly signal: AbortSignal };

export class FaultyLedger implements SimulatedLedger {
  readonly kind;

  constructor(
    private readonly ledger: SimulatedLedger,
    private readonly life: Life,
    private readonly faults: Faults,
  ) {
    this.kind = ledger.kind;
  }

  evaluate: SimulatedLedger['evaluate'] = (...all) =>
    this.ask(`evaluate ${all[1].transaction}`, () => this.ledger.evaluate(...all));

  prepare: SimulatedLedger['prepare'] = (...all) =>
    this.ask(`prepare ${all[1].transaction}`, () => this.ledger.prepare(...all));

  submit: SimulatedLedger['submit'] = (...all) => this.ask('submit', () => this.ledger.submit(...all));

  outcome: SimulatedLedger['outcome'] = (...all) => this.ask('outcome', () => this.ledger.outcome(...all));

  info: SimulatedLedger['info'] = () => this.ask('info', () => this.ledger.info());

  ready: SimulatedLedger['ready'] = () => this.ask('ready', () => this.ledger.ready());

  endorsedRead: SimulatedLedger['endorsedRead'] = (...all) =>
    this.ask('endorsed read', () => this.ledger.endorsedRead(...all));

  rootCertificates: SimulatedLedger['rootCertificates'] = () =>
    this.ask('roots', () => this.ledger.rootCertificates());

  async *blocks(options: Block): AsyncGenerator<LedgerBlock> {
    const where = `${this.life.name} blocks`;
    const stream = this.ledger.blocks(options)[Symbol.asyncIterator]();
    for (;;) {
      const fault = this.faults.draw(
        ['stream: cut', 'stream: foreign error', 'stream: ended', 'stream: silent'],
        where,
      );
      if (fault === 'stream: ended') return;
      if (fault === 'stream: foreign error') throw foreign();
      if (fault === 'stream: silent') await this.life.within(() => sleep(SILENT_STREAM_MS));
      if (fault !== undefined) throw unavailable();
      const next = await this.life.within(() => stream.next());
      if (next.done === true) return;
      yield next.value;
    }
  }

  private ask<T>(name: string, work: () => Promise<T>): Promise<T> {
    return this.life.within(async () => {
      switch (this.faults.draw(FAULTS, `${this.life.name} ${name}`)) {
        case undefined:
          return work();
        case 'ledger: unavailable':
          throw unavailable();
        case 'ledger: foreign error':
          throw foreign();
        case 'ledger: slow':
          await sleep(this.faults.delay(1, SLOW_MS));
          return work();
        case 'ledger: no answer':
          return never();
        case 'ledger: done, answer lost':
          await work();
          throw unavailable();
        case 'ledger: done, foreign error':
          await work();
          throw foreign();
        case 'ledger: done, no answer':
          await work();
          return never();
        case 'ledger: sent twice':
          await Promise.allSettled([work(), work()]);
          return work();
      }
    });
  }
}
