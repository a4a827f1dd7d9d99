// SPDX-License-Identifier: Apache-2.0
/** An agency's system: reports uses, repeats them as the API's documentation says, and asks for its receipts. */
import { exchangeDigest } from '@catalog-chain/chaincode/domain/usage/exchange';
import type { Leaf, Side } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { AcceptedRows, RowResult, UsageInput } from '@catalog-chain/gateway/usage/ports';
import type { Principal } from '@catalog-chain/gateway/usecases/principal';
import { usage } from '../../support/embedded-market.js';
import type { Model, ModelEvent } from '../check/model.js';
import type { Chance } from '../world/chance.js';
import { sleep } from '../world/virtual-time.js';
import { answered, NoAnswer } from './answered.js';
import { codeOf, type SimulatedGateway } from './gateway.js';
import type { Running } from './process.js';

export interface ClientSetting {
  readonly name: string;
  readonly organisation: string;
  readonly side: Side;
  readonly gateways: readonly [SimulatedGateway, ...SimulatedGateway[]];
  readonly chance: Chance;
  readonly model: Model;
  readonly note: (line: string) => void;
  readonly requests: number;
}

const SYSTEMS: Readonly<Record<Side, string>> = {
  claim: 'ConsumerMSP:SYS',
  attestation: 'ProviderMSP:REGISTER',
};

interface Row {
  readonly input: UsageInput;
  readonly event: ModelEvent;
}

export class Client {
  isDone = false;
  private sent = 0;
  private readonly known: UsageInput[] = [];
  private readonly principal: Principal;

  constructor(private readonly setting: ClientSetting) {
    const { organisation, name } = setting;
    this.principal = { organisation, user: name, role: 'submitter' };
  }

  async report(): Promise<void> {
    const { requests, chance } = this.setting;
    const following: Promise<void>[] = [];
    for (let n = 0; n < requests; n += 1) {
      await sleep(chance.between(0, 25_000));
      const rows = this.rows();
      await this.untilAcknowledged(n, rows);
      following.push(this.follow(rows));
    }
    await Promise.all(following);
    this.isDone = true;
  }

  private rows(): Row[] {
    const { chance } = this.setting;
    const count = chance.is(0.2) ? chance.between(6, 10) : chance.between(1, 4);
    return Array.from({ length: count }, () => this.row());
  }

  private row(): Row {
    const { chance, name, organisation, side, model } = this.setting;
    this.sent += 1;
    const { record, ...made } = usage(this.sent, { system: SYSTEMS[side], ...this.content() }, name);
    const input = made.count === undefined && record !== undefined ? { ...made, record } : made;
    const kind = this.kindOf(input);
    const event: ModelEvent = { id: input.id, organisation, side, kind, isAcknowledged: false };
    model.events.set(`${organisation}/${input.id}`, event);
    if (kind === 'good' && input.kind !== 'nil' && chance.is(0.5)) this.known.push(input);
    return { input, event };
  }

  private kindOf({ grant, purpose }: UsageInput): ModelEvent['kind'] {
    if (grant === 'P-1') return 'foreign';
    return purpose === 'not a code' ? 'wrong' : 'good';
  }

  /** What makes the row differ from a plain use. */
  private content(): Partial<UsageInput> {
    const { chance, side } = this.setting;
    const grant = chance.pick(['G-1', 'G-2']);
    const drawn = chance.next();
    if (drawn < 0.05) return { grant, purpose: 'not a code' };
    if (drawn < 0.1) return { grant: side === 'claim' ? 'P-1' : grant };
    if (drawn < 0.2) return { grant, kind: 'denied' };
    if (drawn < 0.3) return { grant, count: 3 };
    if (drawn < 0.45) return this.correction() ?? { grant };
    return { grant };
  }

  private correction(): Partial<UsageInput> | undefined {
    const { side } = this.setting;
    const wrong = this.known.shift();
    if (!wrong) return undefined;
    const retracts = exchangeDigest({ ...wrong, side } as Leaf);
    const { id: corrects, correlation, grant } = wrong;
    return { kind: 'correction', corrects, correlation, grant, count: 2, ...(retracts && { retracts }) };
  }

  /** Repeats the same rows until each was answered for. */
  private async untilAcknowledged(n: number, rows: readonly Row[]): Promise<void> {
    const { name, note, chance } = this.setting;
    for (let attempt = 1; ; attempt += 1) {
      try {
        const answer = await this.send(rows);
        note(
          `${name}: request ${n} answered, attempt ${attempt}: ${answer.accepted} accepted, ${answer.duplicates} known`,
        );
        this.learn(rows, answer.rows);
        return;
      } catch (error) {
        note(`${name}: request ${n} not answered, attempt ${attempt}: ${codeOf(error)}`);
        await sleep(Math.min(500 * 2 ** attempt, 10_000) + chance.between(0, 1_000));
      }
    }
  }

  private async send(rows: readonly Row[]): Promise<AcceptedRows> {
    const { reports } = this.gateway();
    const { side } = this.setting;
    const inputs = rows.map(({ input }) => input);
    const reporter = { organisation: this.principal.organisation, side };
    return answered(() =>
      reports.inTurn(this.principal, 500 * rows.length, (inTurns) =>
        reports.report(reporter, inputs, inTurns),
      ),
    );
  }

  /** @throws NoAnswer where nobody listens */
  private gateway(): Running {
    const { gateways, chance } = this.setting;
    const { running } = chance.pick([...gateways] as [SimulatedGateway, ...SimulatedGateway[]]);
    if (!running) throw new NoAnswer('Connection refused');
    return running;
  }

  private learn(rows: readonly Row[], results: readonly RowResult[]): void {
    for (const [i, row] of rows.entries()) this.learnOf(row, results[i]);
  }

  private learnOf({ event, input }: Row, result: RowResult | undefined): void {
    const { model, name } = this.setting;
    const isKept = result?.status === 'accepted' || result?.status === 'duplicate';
    event.isAcknowledged ||= isKept;
    if (event.kind === 'wrong' && isKept) model.fault(`${name}: a row with a wrong purpose was taken`);
    if (event.kind === 'good' && !isKept) this.refused(input, result);
  }

  private refused(input: UsageInput, result: RowResult | undefined): void {
    const { model, name } = this.setting;
    const { code = '', message = 'no result' } = result ?? {};
    model.fault(`${name}: a good ${input.kind} was refused: ${code} ${message}`);
  }

  /** What is told as committed is there for the next read, whoever answers it. */
  private async readOwn({ id }: ModelEvent): Promise<void> {
    const { model, name, organisation } = this.setting;
    const { index } = this.gateway();
    const found = await answered(() => index.usageEvent(organisation, id));
    if (!found) model.fault(`${name}: an event that was told as committed is not there for the next read`);
  }

  /** Asks for a row's receipt until it is final, and keeps what it says. */
  private async follow(rows: readonly Row[]): Promise<void> {
    const [first, ...others] = rows.filter(({ event }) => event.isAcknowledged);
    if (!first) return;
    const { event } = this.setting.chance.pick([first, ...others]);
    while (!(await this.isFinal(event))) await sleep(7_000);
  }

  private async isFinal(event: ModelEvent): Promise<boolean> {
    const { model, name } = this.setting;
    try {
      const { reports } = this.gateway();
      const receipt = await answered(() => reports.receipt(this.principal, event.id, 0));
      if (receipt.state === 'rejected' && event.kind === 'good')
        model.fault(`${name}: a good event was rejected after it was acknowledged`);
      if (receipt.of === 'event' && receipt.block !== undefined) event.block = receipt.block;
      if (receipt.state === 'committed') await this.readOwn(event);
      return receipt.state === 'committed' || receipt.state === 'rejected';
    } catch (error) {
      if (codeOf(error) === 'NOT_FOUND') model.fault(`${name}: an acknowledged event has no receipt`);
      return codeOf(error) === 'NOT_FOUND';
    }
  }
}
