// SPDX-License-Identifier: Apache-2.0
/** Requests and grants as a few flags: what a simple-minded reader of the rules expects of every step. */
import type { DomainCode } from '@catalog-chain/chaincode/domain/errors';
import type { AccessRequest, Grant } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import type { Standing } from '@catalog-chain/chaincode/domain/sharing/grant-standing';

export type Verdict = DomainCode | 'ok';
export type Side = 'provider' | 'manager' | 'consumer';

export interface ModelledRequest {
  state: AccessRequest['state'];
  readonly sharing: 'conditional' | 'unconditional';
  readonly to: number;
  keyed: boolean;
  /** Answers given so far, each late or not. */
  late: boolean[];
  due: number;
}

export interface ModelledGrant {
  state: Grant['state'];
  to: number;
  suspendedBy?: Side;
  changes: number;
}

/** Days since the start, and what there is by then. */
export class Model {
  day = 0;
  published = true;
  readonly requests = new Map<string, ModelledRequest>();
  readonly grants = new Map<string, ModelledGrant>();

  /** What an answer to a request's step gets. */
  answer(id: string, step: 'submitted' | 'decided', approved: boolean): Verdict {
    const request = this.requests.get(id);
    if (!request) return 'NOT_FOUND';
    if (request.state !== step) return 'INVALID_STATE';
    if (!approved) return 'ok';
    const stands = this.published && request.keyed && (step === 'submitted' || this.day < request.to);
    return stands ? 'ok' : 'CONDITION_NOT_MET';
  }

  deposit(id: string): Verdict {
    const request = this.requests.get(id);
    if (!request) return 'NOT_FOUND';
    if (request.state !== 'submitted' && request.state !== 'granted') return 'INVALID_STATE';
    return request.keyed ? 'ALREADY_EXISTS' : 'ok';
  }

  withdraw(id: string): Verdict {
    const state = this.requests.get(id)?.state;
    if (!state) return 'NOT_FOUND';
    return state === 'submitted' || state === 'decided' ? 'ok' : 'INVALID_STATE';
  }

  /** What a change of status gets. */
  status(id: string, to: 'suspended' | 'active' | 'revoked', by: Side): Verdict {
    const grant = this.grants.get(id);
    if (!grant) return 'NOT_FOUND';
    if (by === 'consumer' && to !== 'revoked') return 'NOT_PARTY';
    const from = { suspended: ['active'], active: ['suspended'], revoked: ['active', 'suspended'] }[to];
    if (this.ended(grant) || !from.includes(grant.state)) return 'INVALID_STATE';
    return to === 'active' && by === 'provider' && grant.suspendedBy === 'manager'
      ? 'CONDITION_NOT_MET'
      : 'ok';
  }

  renew(id: string, to: number): Verdict {
    const grant = this.grants.get(id);
    if (!grant) return 'NOT_FOUND';
    if (!this.published) return 'CONDITION_NOT_MET';
    if (this.ended(grant) || grant.state !== 'active') return 'INVALID_STATE';
    return to > grant.to ? 'ok' : 'INVALID_ARGUMENT';
  }

  expire(id: string): Verdict {
    const grant = this.grants.get(id);
    if (!grant) return 'NOT_FOUND';
    if (grant.state !== 'active' && grant.state !== 'suspended') return 'INVALID_STATE';
    return this.day >= grant.to ? 'ok' : 'CONDITION_NOT_MET';
  }

  standing(grant: ModelledGrant): Standing {
    if (grant.state === 'revoked') return 'revoked';
    return this.day >= grant.to ? 'expired' : grant.state;
  }

  private ended(grant: ModelledGrant): boolean {
    return grant.state === 'revoked' || grant.state === 'expired' || this.day >= grant.to;
  }
}
