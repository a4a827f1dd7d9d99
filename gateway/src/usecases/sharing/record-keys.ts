// SPDX-License-Identifier: Apache-2.0
/** Record keys of grants, as the parties' gateways make, deposit, hand over and destroy them. */
import { randomBytes } from 'node:crypto';
import type { DisclosureReason } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import { TRANSACTIONS, TRANSIENT } from '@catalog-chain/chaincode/domain/names';
import { LedgerError } from '../../ledger/ledger-error.js';
import type { LedgerReader } from '../../ledger/ledger.js';
import { onlyOnce, type Attempt } from '../../attempts/attempt.js';
import { signatoryOf, type Principal } from '../principal.js';
import type { Records, View } from '../records.js';

export interface Parties {
  readonly provider: string;
  readonly consumer: string;
}

export interface DisclosureContent {
  readonly to: string;
  readonly reason: DisclosureReason;
  readonly case?: string;
}

const RECORD_KEY_BYTES = 32;

export class RecordKeys {
  constructor(
    private readonly ledger: LedgerReader,
    private readonly records: Records,
  ) {}

  /** Makes the grant's key and gives it to both parties, unless they hold it. Only their peers see it. */
  async ensureDeposited(principal: Principal, id: string, { provider, consumer }: Parties): Promise<void> {
    if (await this.read(principal, id)) return;
    const action = {
      transaction: TRANSACTIONS.keyDeposit,
      args: [id],
      transient: { [TRANSIENT.recordKey]: randomBytes(RECORD_KEY_BYTES) },
      endorsers: [...new Set([provider, consumer])],
    };
    await this.records.act(principal, action, onlyOnce).catch(unlessCode('ALREADY_EXISTS'));
  }

  /** Records on the ledger who receives the key and why, then hands it over. */
  async disclose(
    principal: Principal,
    grant: string,
    content: DisclosureContent,
    attempt: Attempt,
  ): Promise<View<'disclosure'>> {
    const disclosing = { transaction: TRANSACTIONS.keyDisclose, args: [{ grant, ...content }] };
    const disclosure = await this.records
      .act<'disclosure'>(principal, disclosing, attempt)
      .catch(async (error: unknown) => {
        // Recorded before, and perhaps never handed over: the same again ends it.
        const former = await this.recorded(error, principal, grant, content);
        if (former) return former;
        throw error;
      });
    await this.deliver(principal, grant, content.to);
    return disclosure;
  }

  /** Destroys this organisation's copy for good. */
  purge(principal: Principal, grant: string, reason: string, attempt: Attempt): Promise<View<'key-purge'>> {
    const args = [{ grant, reason }];
    return this.records.act(principal, { transaction: TRANSACTIONS.keyPurge, args }, attempt);
  }

  private async recorded(
    error: unknown,
    { organisation }: Principal,
    grant: string,
    { to, reason, case: reference }: DisclosureContent,
  ): Promise<View<'disclosure'> | undefined> {
    if (!(error instanceof LedgerError) || error.code !== 'ALREADY_EXISTS') return undefined;
    const former = await this.records.find('disclosure', `${grant}/${to}/${organisation}`);
    return former?.reason === reason && former.case === reference ? former : undefined;
  }

  private async deliver(principal: Principal, grant: string, to: string): Promise<void> {
    const key = await this.read(principal, grant);
    if (!key) throw new LedgerError('NOT_FOUND', 'The organisation holds no record key of this grant.');
    const action = {
      transaction: TRANSACTIONS.keyDeliver,
      args: [{ grant, to }],
      transient: { [TRANSIENT.recordKey]: key },
      endorsers: [to],
    };
    await this.records.act(principal, action, onlyOnce).catch(unlessCode('ALREADY_EXISTS'));
  }

  /** @returns the grant's key as the organisation holds it; undefined where it holds none */
  async read(principal: Principal, id: string): Promise<Uint8Array | undefined> {
    const call = { transaction: TRANSACTIONS.keyRead, args: [id] };
    const found = await this.ledger.evaluate(signatoryOf(principal), call).catch(unlessCode('NOT_FOUND'));
    if (!found) return undefined;
    const { recordKey } = JSON.parse(Buffer.from(found).toString('utf8')) as { recordKey: string };
    return Buffer.from(recordKey, 'base64url');
  }
}

/** Lets one refusal pass as "nothing". */
const unlessCode =
  (code: string) =>
  (error: unknown): undefined => {
    if (error instanceof LedgerError && error.code === code) return undefined;
    throw error;
  };
