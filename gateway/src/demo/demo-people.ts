// SPDX-License-Identifier: Apache-2.0
/** Who comes in by the door of a demo's console: its people, and an administrator of each of their organisations. */
import type { DemoPerson } from '../http/auth/demo-door.js';
import { PEOPLE } from './demo-logins.js';

const signing = PEOPLE.filter(({ userRole }) => userRole !== 'submitter');

const persons: readonly DemoPerson[] = PEOPLE.map(({ role, organisation, userRole }) => ({
  login: role,
  organisation,
  userRole,
}));

/** Who registers the keys of those who decide. */
const administrators: readonly DemoPerson[] = [
  ...new Set(signing.map(({ organisation }) => organisation)),
].map((organisation) => ({ login: `admin-of-${organisation}`, organisation, userRole: 'admin' }));

export const DEMO_PEOPLE: readonly DemoPerson[] = [...persons, ...administrators];
