// SPDX-License-Identifier: Apache-2.0
/**
 * Has the ledger know who runs the channel, and under which root certificates: a manager's gateway compares the
 * channel's configuration with what is recorded, and records it anew where they differ. Evidence of what was written
 * before a member joined, left or changed its authority is judged by it.
 */
import { X509Certificate } from 'node:crypto';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import type { Member, MembershipHistory } from '@catalog-chain/chaincode/domain/members/membership';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import type { Served } from '../config.js';
import type { BlockSource, EvidenceSource, LedgerReader, LedgerWriter } from '../ledger/ledger.js';
import type { IndexReader } from '../index/model/reader.js';
import type { Log } from '../support/log-port.js';
import { onlyOnce } from '../attempts/attempt.js';
import { Commits } from '../usecases/commits.js';
import { everything } from './due-sides.js';

export interface MembershipParts {
  readonly ledger: LedgerReader &
    LedgerWriter &
    Pick<EvidenceSource, 'rootCertificates'> &
    Pick<BlockSource, 'info'>;
  readonly index: IndexReader;
  readonly organisations: Served;
  readonly log: Log;
  /** The enrolled user who signs. */
  readonly user?: string;
}

const EVERY_MS = 10 * 60_000;
/** The index may not know of the manager yet, or the ledger not answer: then again soon, and less and less often. */
const AGAIN_MS = 2_000;

export class MembershipRecord implements AsyncDisposable {
  private readonly commits: Commits;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<unknown> = Promise.resolve();
  private stopped = false;

  constructor(private readonly parts: MembershipParts) {
    this.commits = new Commits(parts.ledger, parts.index);
  }

  /** Looks at once, and then every ten minutes; sooner while nothing could be compared. */
  start(againMs = AGAIN_MS): this {
    const later = (ms: number, nextMs: number): void => {
      if (this.stopped) return;
      this.timer = setTimeout(() => this.start(nextMs), ms);
      this.timer.unref();
    };
    const soon = (): void => {
      later(againMs, Math.min(againMs * 2, EVERY_MS));
    };
    this.running = this.run().then(
      (compared) => {
        if (compared === undefined) soon();
        else later(EVERY_MS, AGAIN_MS);
      },
      (error: unknown) => {
        this.parts.log.warn('Who the members are could not be compared with what is recorded.', { error });
        soon();
      },
    );
    return this;
  }

  /** @returns whether something was recorded; undefined while no manager is known for whom to do so */
  async run(): Promise<boolean | undefined> {
    const { ledger, log, user = 'submitter' } = this.parts;
    const manager = await this.manager();
    if (manager === undefined) return undefined;
    const signatory = { mspId: manager, user };
    const members = membersOf(await ledger.rootCertificates());
    const read = { transaction: TRANSACTIONS.organisationReadMembers, args: [] };
    const answer = Buffer.from(await ledger.evaluate(signatory, read)).toString('utf8');
    const { versions } = JSON.parse(answer) as MembershipHistory;
    if (encode(versions.at(-1)?.members ?? []) === encode(members)) return false;
    const call = { transaction: TRANSACTIONS.organisationRecordMembers, args: [encode({ members })] };
    await this.commits.write(signatory, call, onlyOnce);
    log.info('Who the members of the channel are was recorded.', {
      members: members.map(({ mspId }) => mspId),
    });
    return true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  /** A manager that this gateway serves. */
  private async manager(): Promise<string | undefined> {
    const { organisations: served, index } = this.parts;
    const all = await everything(index, 'organisation', {});
    const found = all.find(
      ({ mspId, roles, status }) =>
        roles.includes('manager') && status === 'active' && (served === '*' || served.includes(mspId)),
    );
    return found?.mspId;
  }
}

/** In the order and form in which they are recorded. */
export const membersOf = (roots: Readonly<Record<string, readonly string[]>>): Member[] =>
  Object.entries(roots)
    .map(([mspId, pems]) => ({
      mspId,
      roots: [...new Set(pems.map((pem) => new X509Certificate(pem).raw.toString('base64')))].sort(),
    }))
    .filter((member) => member.roots.length > 0)
    .sort((a, b) => (a.mspId < b.mspId ? -1 : 1));
