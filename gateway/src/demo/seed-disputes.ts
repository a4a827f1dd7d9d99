// SPDX-License-Identifier: Apache-2.0
/** Two disputes: one that waits for its answer, since the desk used what was granted for the means test, and one that is ruled. */
import type { DisputeState } from '@catalog-chain/chaincode/domain/dispute/dispute-records';
import type { CatalogApi } from '../cli/client/catalog-api.js';
import { AUDITOR, CONSUMER, MANAGER, PROVIDER } from './seed-catalogue.js';

const OPEN = {
  id: 'D-ENROLMENT',
  kind: 'misuse',
  subject: { kind: 'grant', grant: 'G-ENROLMENT' },
  statement:
    '授权仅用于资格审核，使用记录显示被用于窗口办理。 / Granted for the means test; the reports show use at the desk.',
} as const;

const RULED = 'D-OUTDATED';
/** What it is about where the demo has no past. */
const GRANT = 'G-PENSION';
const AT = `/v1/disputes/${RULED}`;

/** The steps of the ruled one, in order. @param grant what it is about */
export const ruledSteps = (grant: string) =>
  [
    (api: CatalogApi): Promise<unknown> =>
      api.openDispute(CONSUMER, {
        id: RULED,
        kind: 'quality',
        subject: { kind: 'grant', grant },
        statement:
          '返回的数据滞后约两周，与目录所载更新周期不符，窗口据此误拒了申请。 / What is returned lags two weeks behind the update cycle that the catalogue states; people were turned away on it.',
      }),
    (api: CatalogApi): Promise<unknown> =>
      api.as(PROVIDER, 'officer', {
        method: 'POST',
        path: `${AT}/answer`,
        body: {
          text: '区级经办机构按批归集，接口返回的是已归集的数据。 / The districts gather in batches; the interface returns what was gathered.',
        },
      }),
    (api: CatalogApi): Promise<unknown> =>
      api.as(MANAGER, 'officer', { method: 'POST', path: `${AT}/assignment`, body: { arbitrator: AUDITOR } }),
    (api: CatalogApi): Promise<unknown> =>
      api.as(AUDITOR, 'arbitrator', {
        method: 'POST',
        path: `${AT}/ruling`,
        body: {
          findings: ['outdated-data'],
          responsible: PROVIDER,
          remedy: {
            action: 'correct-data',
            text: '按目录所载周期更新，或修改目录所载周期。 / Update as the catalogue states, or state what is kept.',
          },
          reasons:
            '更新周期由提供方在目录中载明，使用方有权据此安排业务；归集方式不能免除该义务。 / The provider itself states the cycle in the catalogue, and consumers may rely on it; how data are gathered does not release from it.',
        },
      }),
  ] as const;

/** How many of the steps are behind a dispute that is in the state; in any other all of them are. */
const STEPS_DONE: Partial<Record<DisputeState, number>> = { opened: 1, answered: 2, assigned: 3 };

/** Opens both and has one ruled on; what is there already is left, and gone on with where it stopped. */
export async function seedDisputes(api: CatalogApi): Promise<void> {
  if (!(await api.dispute(PROVIDER, OPEN.id))) await api.openDispute(PROVIDER, OPEN);
  const known = await api.dispute(CONSUMER, RULED);
  const steps = ruledSteps(GRANT);
  const done = known === undefined ? 0 : (STEPS_DONE[known.state] ?? steps.length);
  for (const step of steps.slice(done)) await step(api);
}
