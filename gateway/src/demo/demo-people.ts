// SPDX-License-Identifier: Apache-2.0
/** Who comes in by the door of a demo's console: its people, and an administrator of each of their organisations. */
import type { DemoPerson } from '../http/auth/demo-door.js';
import { PEOPLE } from './demo-logins.js';
import { ORGANISATIONS } from './seed-catalogue.js';

const NAMES = new Map(ORGANISATIONS.map(({ organisation, names }) => [organisation, names]));

const namesOf = (organisation: string): DemoPerson['names'] =>
  NAMES.get(organisation) ?? { en: organisation };

const signing = PEOPLE.filter(({ userRole }) => userRole !== 'submitter');

const persons: readonly DemoPerson[] = PEOPLE.map(({ role, organisation, userRole }) => ({
  login: role,
  organisation,
  names: namesOf(organisation),
  userRole,
}));

/** Who registers the keys of those who decide. */
const administrators: readonly DemoPerson[] = [
  ...new Set(signing.map(({ organisation }) => organisation)),
].map((organisation) => ({
  login: `admin-of-${organisation}`,
  organisation,
  names: namesOf(organisation),
  userRole: 'admin',
}));

export const DEMO_PEOPLE: readonly DemoPerson[] = [...persons, ...administrators];
