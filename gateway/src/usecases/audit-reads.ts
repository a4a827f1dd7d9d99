// SPDX-License-Identifier: Apache-2.0
/** A read by an auditor or arbitrator is itself an event on the ledger, with a purpose. */
import { hash } from 'node:crypto';
import { v7 as uuidV7 } from 'uuid';
import {
  AUDITOR_ROLES,
  MAX_SUBJECTS,
  type AuditReadInput,
  type AuditReadKind,
} from '@catalog-chain/chaincode/domain/audit';
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { onlyOnce } from '../attempts/attempt.js';
import { isHandedOut } from '../index/model/cursor.js';
import type { Principal } from './principal.js';
import type { Records } from './records.js';
import { Refusal } from '../support/refusal.js';
import type { Viewers } from './viewers.js';

/** Why somebody looks: codes, which every member can see. */
export interface Reason {
  readonly purpose?: string;
  readonly case?: string;
}

/** What is looked at, by names that lie on the ledger already. */
export interface Subject {
  readonly kind: AuditReadKind;
  readonly ids: readonly string[];
}

/** How long the pages of one recorded read may be turned. */
const TURNING_MS = 3_600_000;
const MAX_OPEN = 10_000;

export class AuditReads {
  /** Reads on record, by who reads what, until when their further pages are shown. */
  private readonly open = new Map<string, number>();

  constructor(
    private readonly records: Records,
    private readonly viewers: Viewers,
    private readonly now: () => number,
  ) {}

  /**
   * Records the read, where one is due, before anything is shown. Further pages of a read on record are not
   * recorded again.
   * @throws Refusal `PURPOSE_REQUIRED`; and what the ledger refuses: then nothing is to be shown
   */
  async note(
    principal: Principal,
    subject: Subject,
    reason: Reason,
    cursor: string | undefined,
  ): Promise<void> {
    if (!(await this.viewers.readsOnRecord(principal))) return;
    // A subject may have thousands of names.
    const { organisation, user } = principal;
    // Whoever states another purpose, or another case, reads for it: that is another read.
    const name = hash(
      'sha256',
      JSON.stringify([organisation, user, subject, reason.purpose ?? '', reason.case ?? '']),
    );
    // A cursor made by hand begins a read of its own.
    const turns = cursor !== undefined && isHandedOut(cursor);
    if (turns && (this.open.get(name) ?? 0) > this.now()) return;
    await this.record(principal, subject, reason);
    if (this.open.size >= MAX_OPEN) this.open.clear();
    this.open.set(name, this.now() + TURNING_MS);
  }

  /**
   * For a list: an auditor or arbitrator that states a purpose sees all, on record; without one, its own.
   * @returns the organisation to whose own matters the list is narrowed; undefined for all
   */
  async scope(
    principal: Principal,
    subject: Subject,
    reason: Reason,
    cursor: string | undefined,
  ): Promise<string | undefined> {
    const onRecord = await this.viewers.readsOnRecord(principal);
    if (onRecord && reason.purpose === undefined) return principal.organisation;
    await this.note(principal, subject, reason, cursor);
    return this.viewers.narrowedTo(principal);
  }

  /**
   * Looks for one thing. Whoever reads on record and states no purpose is not told whether there is any.
   * @throws what the search throws; Refusal `PURPOSE_REQUIRED` in place of its `NOT_FOUND`
   */
  async lookFor<T>(principal: Principal, reason: Reason, search: () => Promise<T>): Promise<T> {
    try {
      return await search();
    } catch (error) {
      const isUnknown = error instanceof DomainError && error.code === 'NOT_FOUND';
      const isToSay = isUnknown && reason.purpose === undefined;
      if (isToSay && (await this.viewers.readsOnRecord(principal))) throw purposeRequired();
      throw error;
    }
  }

  /**
   * For one thing: a party sees it; who oversees does too, an auditor or arbitrator on record.
   * @throws DomainError `NOT_FOUND` for others: whether it exists is not told; Refusal `PURPOSE_REQUIRED`
   */
  async ensureSees(principal: Principal, isParty: boolean, subject: Subject, reason: Reason): Promise<void> {
    if (isParty) return;
    if ((await this.viewers.narrowedTo(principal)) !== undefined)
      throw new DomainError('NOT_FOUND', 'There is no such {kind}.', { kind: subject.kind });
    await this.note(principal, subject, reason, undefined);
  }

  /** As many records as it takes: a thousand keys of one thing must keep nobody from looking at it. */
  private async record(principal: Principal, { kind, ids }: Subject, reason: Reason): Promise<void> {
    if (reason.purpose === undefined) throw purposeRequired();
    for (let from = 0; from === 0 || from < ids.length; from += MAX_SUBJECTS) {
      const input: AuditReadInput = {
        id: uuidV7(),
        kind,
        subjects: ids.slice(from, from + MAX_SUBJECTS),
        purpose: { code: reason.purpose },
        ...(reason.case !== undefined && { case: reason.case }),
      };
      const action = { transaction: TRANSACTIONS.auditRecordRead, args: [input] };
      await this.records.act<'audit-read'>(principal, action, onlyOnce);
    }
  }
}

const purposeRequired = (): Refusal =>
  new Refusal('PURPOSE_REQUIRED', `Who reads as ${AUDITOR_ROLES.join(', ')} states a purpose.`);
