// SPDX-License-Identifier: Apache-2.0
/** What somebody will owe by what an import brings: a rehearsal counts it by the rules of the policy, as the contracts would open it. */
import { ruleOf } from '@catalog-chain/chaincode/domain/law/profile';
import type { ObligationKind } from '@catalog-chain/chaincode/domain/records';
import type { AccessRequest, Grant } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import { wasOver } from '@catalog-chain/chaincode/domain/sharing/grant-standing';
import type { PlannedRequest } from '../plan/plan.js';
import type { Surroundings } from './surroundings.js';

function owe({ policy, tally }: Surroundings, kind: ObligationKind, isLeft: boolean): void {
  if (policy && ruleOf(kind, policy)) tally.owe(kind, isLeft);
}

/** An entry is handed in, and published where there is a manager's login. */
export const foretellReview = (around: Surroundings): void => {
  owe(around, 'review-catalogue', around.manager === undefined);
};

/** How a request would go on that is new, or as far as the ledger has it. */
export interface Foreseen {
  readonly request: PlannedRequest;
  readonly state: AccessRequest['state'] | undefined;
  /** That it becomes. */
  readonly grant: Grant;
  /** Granted as soon as it is asked for. */
  readonly isUnconditional: boolean;
}

const ENDED: readonly (AccessRequest['state'] | undefined)[] = ['granted', 'refused', 'withdrawn'];

/** How far the logins reach. */
interface Reached {
  readonly isDecided: boolean;
  readonly isGranted: boolean;
}

async function reached(
  { api, manager }: Surroundings,
  { request, state, isUnconditional }: Foreseen,
): Promise<Reached> {
  const isDecided = state === 'decided' || (await api.canSpeakFor(request.provider, 'officer'));
  return { isDecided, isGranted: isUnconditional || (isDecided && manager !== undefined) };
}

/** What is owed until a conditional request is answered and confirmed. */
function foretellAnswer(
  around: Surroundings,
  state: Foreseen['state'],
  { isDecided, isGranted }: Reached,
): void {
  if (state === undefined) owe(around, 'answer-request', !isDecided);
  if (isDecided && state !== 'decided') owe(around, 'confirm-request', !isGranted);
}

/** Asked, decided and confirmed as far as the logins reach; what then is granted is to be delivered and reported on. */
export async function foretellRequest(around: Surroundings, foreseen: Foreseen): Promise<void> {
  const { state, grant, isUnconditional } = foreseen;
  if (ENDED.includes(state)) return;
  const far = await reached(around, foreseen);
  if (!isUnconditional) foretellAnswer(around, state, far);
  if (!far.isGranted || wasOver(grant)) return;
  owe(around, 'deliver-data', true);
  owe(around, 'report-use', true);
}
