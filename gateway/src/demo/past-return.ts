// SPDX-License-Identifier: Apache-2.0
/** Return flow (article 24) in the demo's past: the city's bureau gives a district data of its residents, unasked, which the district confirms. */
import type { CatalogApi } from '../cli/client/catalog-api.js';
import type { PlannedDuty, PlannedOrganisation, PlannedSystem } from '../import/plan/plan.js';
import { MANAGER, ORGANISATIONS, PROVIDER } from './seed-catalogue.js';

const DAY_MS = 86_400_000;
/** Of the invented city and of a district in it, as their codes say. */
const CITY = '990100';
const DISTRICT_REGION = '990102';

const DISTRICT: PlannedOrganisation = {
  organisation: 'DistrictMSP',
  code: '11990102MB00000067',
  names: { zh: '滨江市江南区民政局', en: 'Jiangnan District Civil Affairs Bureau' },
  roles: ['consumer'],
};
const { organisation: RECEIVER } = DISTRICT;

const DUTY: Omit<PlannedDuty, 'organisation'> = {
  code: 'social-assistance',
  names: { zh: '社会救助', en: 'Social assistance' },
  legalBasis: '《社会救助暂行办法》第三条',
};

const SYSTEM: Omit<PlannedSystem, 'organisation'> = {
  code: 'assistance',
  names: { zh: '区社会救助系统', en: 'District assistance system' },
  duties: [`${RECEIVER}:social-assistance`],
};

export const RETURNED = 'G-DISTRICT-STATUS';

const post = (api: CatalogApi, by: string, path: string, body?: object): Promise<unknown> =>
  api.as(by, 'officer', { method: 'POST', path, ...(body && { body }) });

/** The city's agencies state their division, and one of the district joins. */
export async function districtJoins(api: CatalogApi): Promise<void> {
  for (const { organisation, names, roles } of ORGANISATIONS) {
    const body = { names, roles, region: CITY };
    await api.as(MANAGER, 'officer', { method: 'PUT', path: `/v1/organisations/${organisation}`, body });
  }
  await post(api, MANAGER, '/v1/organisations', { ...DISTRICT, region: DISTRICT_REGION });
  await post(api, RECEIVER, '/v1/duties', DUTY);
  await post(api, RECEIVER, '/v1/systems', SYSTEM);
}

/** @param at when it is given: milliseconds since 1970 */
export const givenBack =
  (at: number) =>
  async (api: CatalogApi): Promise<void> => {
    await post(api, PROVIDER, '/v1/data-returns', {
      id: RETURNED,
      resource: `${PROVIDER}:enrolment`,
      to: RECEIVER,
      purpose: {
        code: 'desk-service',
        text: '窗口办理社会救助，回流辖区居民参保状态。 / Assistance at the desk: enrolment of the district’s residents flows back.',
      },
      legalBasis: '《政务数据共享条例》第二十四条',
      scenario: '区级窗口受理救助申请。 / The district’s desk takes applications for assistance.',
      mode: 'query',
      items: ['status'],
      systems: [`${RECEIVER}:${SYSTEM.code}`],
      period: { from: new Date(at).toISOString(), to: new Date(at + 365 * DAY_MS).toISOString() },
      standing: true,
    });
    await post(api, PROVIDER, `/v1/grants/${RETURNED}/key`);
  };

export const returnDelivered = (api: CatalogApi): Promise<unknown> =>
  post(api, PROVIDER, `/v1/grants/${RETURNED}/delivery`);

export const returnReceived = (api: CatalogApi): Promise<unknown> =>
  post(api, RECEIVER, `/v1/grants/${RETURNED}/delivery/confirmation`);
