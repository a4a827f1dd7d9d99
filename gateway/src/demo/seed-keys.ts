// SPDX-License-Identifier: Apache-2.0
/**
 * Record keys that a party has disclosed to the audit office, so that it can follow one insured person through all grants of
 * the enrolment data. Those of other resources it would have to ask for.
 */
import { ApiError } from '../cli/client/api-client.js';
import type { CatalogApi } from '../cli/client/catalog-api.js';
import { RETURNED } from './past-return.js';
import { AUDITOR, PROVIDER } from './seed-catalogue.js';

const DISCLOSED = ['G-ENROLMENT', 'G-ENROLMENT-DESK', 'G-ENROLMENT-MONTHS', 'G-ENROLMENT-STATUS', RETURNED];
const CONFLICT = 409;

/** Discloses those that are not yet: a ledger without the past has not all of these grants. */
export async function discloseKeys(api: CatalogApi): Promise<void> {
  for (const id of DISCLOSED) {
    if (!(await api.grant(PROVIDER, id))) continue;
    const path = `/v1/grants/${id}/key/disclosure`;
    const body = { to: AUDITOR, reason: 'audit' };
    try {
      await api.as(PROVIDER, 'officer', { method: 'POST', path, body });
    } catch (error) {
      if (!(error instanceof ApiError && error.status === CONFLICT)) throw error;
    }
  }
}
