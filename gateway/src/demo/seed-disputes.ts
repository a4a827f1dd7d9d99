// SPDX-License-Identifier: Apache-2.0
/** One dispute that waits for its answer: the desk used what was granted for the means test. */
import type { CatalogApi } from '../cli/client/catalog-api.js';
import { PROVIDER } from './seed-catalogue.js';

const DISPUTE = {
  id: 'D-ENROLMENT',
  kind: 'misuse',
  subject: { kind: 'grant', grant: 'G-ENROLMENT' },
  statement:
    '授权仅用于资格审核，使用记录显示被用于窗口办理。 / Granted for the means test; the reports show use at the desk.',
} as const;

/** Opens it, unless it is there. */
export async function seedDispute(api: CatalogApi): Promise<void> {
  if (!(await api.dispute(PROVIDER, DISPUTE.id))) await api.openDispute(PROVIDER, DISPUTE);
}
