// SPDX-License-Identifier: Apache-2.0
/** Disputes about one grant as a few flags: what a simple-minded reader of the rules expects of every step. */
import type { Dispute } from '@catalog-chain/chaincode/domain/dispute/dispute-records';
import { BUILT_IN_POLICY } from '@catalog-chain/chaincode/domain/members/policy';
import { dueAt } from '@catalog-chain/chaincode/domain/calendar/working-days';
import { START } from './chaincode-harness.js';
import type { Verdict } from './sharing-model.js';

export type Party = 'provider' | 'consumer';
export type Closer = Party | 'manager';
export type Outcome = NonNullable<Dispute['outcome']>;

export const ARBITRATORS = ['ArbiterMSP', 'SecondMSP', 'ThirdMSP'] as const;
export type Arbitrator = (typeof ARBITRATORS)[number];

/** What an arbitrator finds: a breach by the consumer, with or without a measure, or none. */
export type Found = 'clear' | 'breach' | 'suspend' | 'revoke';

export interface ModelledDispute {
  state: Dispute['state'];
  /** Until when the awaited step is due, milliseconds since 1970. */
  due: number;
  appealDue: number;
  /** Whether each ruling found a breach. */
  rulings: boolean[];
  arbitrators: Arbitrator[];
  accepted: Set<Closer>;
  /** Whether the appeal ended with nobody to decide it. */
  lapsed?: boolean;
  /** Whether the first ruling was remedied before the appeal. */
  remedied?: boolean;
  outcome?: Outcome;
}

const ASSIGN_DAYS = BUILT_IN_POLICY.deadlines.assign;

export class DisputeModel {
  now = START;
  grant: 'active' | 'suspended' | 'revoked' = 'active';
  /** Who suspended the grant: an organisation or a dispute. */
  heldBy = '';
  changes = 1;
  readonly disputes = new Map<string, ModelledDispute>();

  answer(id: string, by: Party): Verdict {
    return this.of(id, ({ state }) => {
      if (by !== 'consumer') return 'NOT_PARTY';
      return state === 'opened' ? 'ok' : 'INVALID_STATE';
    });
  }

  /** @param named by the manager; undefined: drawn for a party */
  assign(id: string, named: Arbitrator | undefined): Verdict {
    return this.of(id, (dispute) => {
      const { state, due, arbitrators } = dispute;
      if (!['opened', 'answered', 'appealed', 'assigned', 'recused'].includes(state)) return 'INVALID_STATE';
      const waits = state === 'opened' || state === 'assigned';
      if (waits && this.now <= due) return 'CONDITION_NOT_MET';
      if (named !== undefined) return arbitrators.includes(named) ? 'CONFLICT_OF_INTEREST' : 'ok';
      const until = waits ? dueAt(due, ASSIGN_DAYS, BUILT_IN_POLICY.calendar) : due;
      return this.now > until && this.free(dispute) !== undefined ? 'ok' : 'CONDITION_NOT_MET';
    });
  }

  free({ arbitrators }: ModelledDispute): Arbitrator | undefined {
    return ARBITRATORS.find((one) => !arbitrators.includes(one));
  }

  rule(id: string, by: Arbitrator, found: Found): Verdict {
    return this.of(id, ({ state, arbitrators }) => {
      if (arbitrators.at(-1) !== by) return 'NOT_OWNER';
      if (state !== 'assigned') return 'INVALID_STATE';
      const holds = found === 'suspend' ? this.grant === 'active' : this.grant !== 'revoked';
      return found === 'clear' || found === 'breach' || holds ? 'ok' : 'INVALID_STATE';
    });
  }

  /** By who is to rule, late too. */
  recuse(id: string, by: Arbitrator): Verdict {
    return this.of(id, ({ state, arbitrators }) => {
      if (arbitrators.at(-1) !== by) return 'NOT_OWNER';
      return state === 'assigned' ? 'ok' : 'INVALID_STATE';
    });
  }

  appeal(id: string, by: Party): Verdict {
    return this.of(id, (dispute) => {
      if (!this.mayAccept(dispute, by)) return 'INVALID_STATE';
      return this.now <= dispute.appealDue ? 'ok' : 'CONDITION_NOT_MET';
    });
  }

  accept(id: string, by: Party): Verdict {
    return this.of(id, (dispute) => (this.mayAccept(dispute, by) ? 'ok' : 'INVALID_STATE'));
  }

  /** Ends an appeal that nobody is free to decide. */
  lapse(id: string): Verdict {
    return this.of(id, (dispute) => {
      const { state, rulings, due } = dispute;
      if (!['appealed', 'assigned', 'recused'].includes(state) || rulings.length === 0)
        return 'INVALID_STATE';
      if (state === 'assigned' && this.now <= due) return 'CONDITION_NOT_MET';
      const until = state === 'assigned' ? dueAt(due, ASSIGN_DAYS, BUILT_IN_POLICY.calendar) : due;
      return this.now > until && this.free(dispute) === undefined ? 'ok' : 'CONDITION_NOT_MET';
    });
  }

  remedy(id: string, by: Party): Verdict {
    return this.of(id, ({ state, rulings }) => {
      if (state !== 'ruled') return 'INVALID_STATE';
      return by === 'consumer' && rulings.at(-1) ? 'ok' : 'NOT_PARTY';
    });
  }

  withdraw(id: string, by: Party): Verdict {
    return this.of(id, ({ state, rulings }) => {
      if (by !== 'provider') return 'NOT_PARTY';
      const early = ['opened', 'answered', 'assigned', 'recused'].includes(state) && rulings.length === 0;
      return early ? 'ok' : 'INVALID_STATE';
    });
  }

  close(id: string, by: Closer, outcome: Outcome): Verdict {
    return this.of(id, (dispute) => {
      const { state } = dispute;
      if (state !== 'ruled' && state !== 'remedied') return 'INVALID_STATE';
      if (!this.fits(dispute, outcome) || !this.isFinal(dispute, by)) return 'CONDITION_NOT_MET';
      return outcome === 'settled' ? 'ok' : this.end(dispute, by, outcome);
    });
  }

  /** Who says that it is remedied, or is not. */
  private end({ state, due }: ModelledDispute, by: Closer, outcome: Outcome): Verdict {
    const late = this.now > due;
    if (outcome === 'remedied') return by !== 'consumer' || late ? 'ok' : 'CONFLICT_OF_INTEREST';
    if (state === 'remedied') return by === 'manager' ? 'ok' : 'CONFLICT_OF_INTEREST';
    if (by === 'consumer') return 'CONFLICT_OF_INTEREST';
    return late ? 'ok' : 'CONDITION_NOT_MET';
  }

  /** What an officer's change of the grant gets. */
  change(to: 'suspended' | 'active' | 'revoked', by: 'provider' | 'manager'): Verdict {
    if (to === 'revoked') return this.grant === 'revoked' ? 'INVALID_STATE' : 'ok';
    if (to === 'suspended') return this.grant === 'active' ? 'ok' : 'INVALID_STATE';
    if (this.grant !== 'suspended') return 'INVALID_STATE';
    const holding = this.disputes.get(this.heldBy);
    if (holding && holding.state !== 'closed') return 'CONDITION_NOT_MET';
    return by === 'manager' || this.heldBy === 'provider' ? 'ok' : 'CONDITION_NOT_MET';
  }

  set(grant: DisputeModel['grant'], by: string): void {
    Object.assign(this, { grant, heldBy: by, changes: this.changes + 1 });
  }

  /** Whether the dispute's ruling holds the grant up now. */
  holds(id: string): boolean {
    return this.grant === 'suspended' && this.heldBy === id;
  }

  private mayAccept({ state, rulings, accepted, lapsed }: ModelledDispute, by: Party): boolean {
    if (lapsed) return false;
    return (state === 'ruled' || state === 'remedied') && rulings.length === 1 && !accepted.has(by);
  }

  private fits({ state, rulings }: ModelledDispute, outcome: Outcome): boolean {
    if (state === 'remedied') return outcome !== 'settled';
    return outcome === (rulings.at(-1) ? 'unremedied' : 'settled');
  }

  private isFinal({ rulings, appealDue, accepted, lapsed }: ModelledDispute, by: Closer): boolean {
    if (lapsed) return true;
    const all = (['provider', 'consumer'] as const).every((party) => party === by || accepted.has(party));
    return rulings.length === 2 || this.now > appealDue || all;
  }

  private of(id: string, judge: (dispute: ModelledDispute) => Verdict): Verdict {
    const dispute = this.disputes.get(id);
    return dispute ? judge(dispute) : 'NOT_FOUND';
  }
}
