// SPDX-License-Identifier: Apache-2.0
/** Accounts of an organisation's people: what happened to them, and how one ends. */
import { DomainError, ensure } from '@catalog-chain/chaincode/domain/errors';
import { retentionYears } from '@catalog-chain/chaincode/domain/sharing/retention';
import type { AccountEvent, AccountFilter, AccountLog, Purge } from '../../accounts/account-log.js';
import { onlyOnce, type Attempt } from '../../attempts/attempt.js';
import { LedgerError } from '../../ledger/ledger-error.js';
import type { Policies } from '../catalogue/policies.js';
import type { Principal } from '../principal.js';
import type { View } from '../records.js';
import type { SignerContent, Signers } from './signers.js';

/** People's sessions, as far as an account's end needs them. */
export interface EndableSessions {
  endAll(organisation: string, user: string, by: string): Promise<number>;
}

export interface AccountSigner {
  readonly id: string;
  readonly state: 'active' | 'revoked';
}

export interface Account {
  readonly account: string;
  readonly signers: readonly AccountSigner[];
  readonly events: readonly AccountEvent[];
}

/** What became of a signer when its holder's account ended; `code`: why it stands, `SIGNATURE_REQUIRED` say. */
export interface LeavingSigner extends AccountSigner {
  readonly code?: string;
}

export interface Departure {
  readonly account: string;
  readonly sessions: number;
  readonly signers: readonly LeavingSigner[];
}

const EVENTS_SHOWN = 50;

export class Accounts {
  constructor(
    private readonly log: AccountLog,
    private readonly signers: Signers,
    private readonly sessions: EndableSessions | undefined,
    private readonly policies: Policies,
    private readonly now: () => number,
  ) {}

  list({ organisation }: Principal, filter: AccountFilter, limit: number): Promise<readonly AccountEvent[]> {
    return this.log.list(organisation, filter, limit);
  }

  /** @throws DomainError `NOT_FOUND` for one of whom nothing is known here */
  async get({ organisation }: Principal, account: string): Promise<Account> {
    const events = await this.log.list(organisation, { account }, EVENTS_SHOWN);
    const signers = await this.signersOf(organisation, account);
    if (events.length === 0 && signers.length === 0)
      throw new DomainError('NOT_FOUND', 'Nothing is known of this account.');
    return { account, signers, events };
  }

  /**
   * Destroys what is known of the organisation's people from before a time, once its term is over: as long as the policy has record
   * keys kept. The receipt stays on the record. It may be repeated.
   * @param before milliseconds since 1970
   * @throws DomainError `CONDITION_NOT_MET` where the term is not over, or there is none
   */
  async purge({ organisation, user: by }: Principal, before: number): Promise<Purge> {
    const years = retentionYears(await this.policies.get('current'));
    ensure(years !== undefined, 'CONDITION_NOT_MET', 'The policy says no term for which records are kept.');
    const latest = new Date(this.now());
    latest.setUTCFullYear(latest.getUTCFullYear() - years);
    ensure(before <= latest.getTime(), 'CONDITION_NOT_MET', 'before: records are kept for {years} years.', {
      years,
    });
    const purge = await this.log.purge(organisation, before, await this.revokedOf(organisation));
    const isAny = purge.events + purge.holders > 0;
    if (isAny) await this.log.note({ organisation, event: 'purged', account: '', by, purge });
    return purge;
  }

  private async revokedOf(organisation: string): Promise<readonly string[]> {
    const revoked: string[] = [];
    for (const id of await this.log.held(organisation))
      if ((await this.signers.get(id)).status === 'revoked') revoked.push(id);
    return revoked;
  }

  /** Registers a signer, and notes whose it is: the one stays on the ledger, the other in this gateway. */
  async register(
    principal: Principal,
    input: SignerContent,
    holder: string | undefined,
    attempt: Attempt,
  ): Promise<View<'signer'>> {
    const { organisation, user: by } = principal;
    const signer = await this.signers.register(principal, input, attempt);
    if (holder !== undefined) await this.log.hold(organisation, holder, signer.id);
    const account = holder ?? '';
    await this.log.note({ organisation, event: 'signer-registered', account, by, signer: signer.id });
    return signer;
  }

  async revoke(principal: Principal, id: string, reason: string, attempt: Attempt): Promise<View<'signer'>> {
    const { organisation, user: by } = principal;
    const signer = await this.signers.revoke(principal, id, reason, attempt);
    const account = (await this.log.holderOf(id)) ?? '';
    await this.log.note({ organisation, event: 'signer-revoked', account, by, signer: id });
    return signer;
  }

  /**
   * Whoever left, lost a key or changed posts: all sessions end and all signers are revoked. Where the policy wants
   * revocations signed, the signers are named for the administrator to sign. It may be repeated.
   * @throws DomainError `NOT_FOUND` for one who has neither
   */
  async end(principal: Principal, account: string, reason: string): Promise<Departure> {
    const { organisation, user: by } = principal;
    await this.get(principal, account);
    const sessions = (await this.sessions?.endAll(organisation, account, by)) ?? 0;
    const signers: LeavingSigner[] = [];
    for (const signer of await this.signersOf(organisation, account))
      signers.push(signer.state === 'revoked' ? signer : await this.retire(principal, signer.id, reason));
    await this.log.note({ organisation, event: 'departed', account, by, sessions });
    return { account, sessions, signers };
  }

  private async retire(principal: Principal, id: string, reason: string): Promise<LeavingSigner> {
    try {
      await this.revoke(principal, id, reason, onlyOnce);
      return { id, state: 'revoked' };
    } catch (error) {
      const refused = error instanceof LedgerError || error instanceof DomainError;
      if (!refused) throw error;
      return { id, state: 'active', code: error.code };
    }
  }

  private async signersOf(organisation: string, account: string): Promise<readonly AccountSigner[]> {
    const ids = await this.log.heldBy(organisation, account);
    const known = await Promise.all(ids.map((id) => this.signers.get(id)));
    return known.map(({ id, status }) => ({ id, state: status }));
  }
}
