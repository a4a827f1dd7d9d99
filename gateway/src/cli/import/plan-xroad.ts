// SPDX-License-Identifier: Apache-2.0
/** From exchange logs to what must be on the ledger for them, and to the uses they record. */
import { codeOf, mspIdOf, rowId, sha256 } from './codes.js';
import {
  merged,
  ownedId,
  type Plan,
  type PlannedDuty,
  type PlannedOrganisation,
  type PlannedRequest,
  type PlannedResource,
  type PlannedSystem,
  type PlannedUse,
} from './plan.js';
import type { XRoadMember } from './shared-params.js';
import { namesOf } from './text.js';
import { memberId, serviceId, type XRoadParty, type XRoadService, type XRoadUse } from './xroad.js';

const PURPOSE = 'data-exchange';
const NO_SUBSYSTEM = 'security-server';
const ITEM = 'response';

/** `PLAYGROUND/COM/1234567-8` → `PLAYGROUND.COM.1234567-8`, which is an MSP id as it stands. */
function mspId(party: XRoadParty): string {
  const id = memberId(party).replaceAll('/', '.');
  return /^[A-Za-z][A-Za-z0-9.-]{0,47}$/.test(id) ? id : mspIdOf(memberId(party));
}

function organisationOf(party: XRoadParty, name = memberId(party)): PlannedOrganisation {
  const code = `XROAD:${memberId(party)}`;
  return {
    organisation: mspId(party),
    code: /^XROAD:[A-Za-z0-9][A-Za-z0-9./-]{0,39}$/.test(code) ? code : `XROAD:${sha256(code).slice(0, 32)}`,
    names: namesOf(name, 100),
    roles: ['consumer', 'provider'],
  };
}

const dutyOf = (party: XRoadParty): PlannedDuty => ({
  organisation: mspId(party),
  code: 'data-exchange',
  names: { zh: '数据交换', en: 'Data exchange' },
  legalBasis: `Membership of the X-Road instance ${party.instance}.`,
});

function systemOf(party: XRoadParty): PlannedSystem {
  const { subsystem } = party;
  return {
    organisation: mspId(party),
    code: codeOf(subsystem ?? NO_SUBSYSTEM),
    names: subsystem === undefined ? { zh: '安全服务器', en: 'Security server' } : namesOf(subsystem, 300),
    duties: [ownedId(dutyOf(party))],
  };
}

function resourceOf(service: XRoadService, row: number): PlannedResource {
  const parts = [service.subsystem ?? NO_SUBSYSTEM, service.service, service.version];
  return {
    row,
    organisation: mspId(service),
    code: codeOf(parts.filter(Boolean).join('.')),
    content: {
      names: namesOf([service.service, service.version].filter(Boolean).join(' '), 300),
      summary: namesOf(`Service ${serviceId(service)}`, 2000),
      system: ownedId(systemOf(service)),
      items: [{ code: ITEM, names: { zh: '应答', en: 'Response' }, dataType: 'document', sensitivity: 2 }],
      updateCycle: 'real-time',
      sharing: {
        sharingType: 'conditional',
        condition: 'The owner of the service has given the calling subsystem access.',
        modes: ['query'],
      },
      contactRole: 'Service owner',
    },
  };
}

/** One grant per calling subsystem and service. */
const grantId = (use: XRoadUse): string =>
  `xroad-${sha256(`${ownedId(systemOf(use.client))}\n${ownedId(resourceOf(use.service, 0))}`).slice(0, 24)}`;

const newYear = (year: number): string => new Date(Date.UTC(year, 0, 1)).toISOString();

/** From the year of the first record to the end of the year of the last. */
function periodOf(uses: readonly XRoadUse[]): { from: string; to: string } {
  const years = uses.map(({ at }) => new Date(at).getUTCFullYear());
  return { from: newYear(Math.min(...years)), to: newYear(Math.max(...years) + 1) };
}

function requestOf(use: XRoadUse, period: { from: string; to: string }): PlannedRequest {
  return {
    row: use.row,
    id: grantId(use),
    resource: ownedId(resourceOf(use.service, use.row)),
    provider: mspId(use.service),
    consumer: mspId(use.client),
    purpose: { code: PURPOSE, text: `Calls of ${use.service.service}` },
    legalBasis: 'Access right given on the security server of the provider.',
    mode: 'query',
    items: [ITEM],
    systems: [ownedId(systemOf(use.client))],
    period,
    standing: false,
    agreedOn: period.from.slice(0, 10),
  };
}

function planUse(use: XRoadUse, period: { from: string; to: string }): Partial<Plan> {
  const parties = [use.client, use.service];
  return {
    organisations: parties.map((party) => organisationOf(party)),
    duties: parties.map(dutyOf),
    systems: parties.map(systemOf),
    resources: [resourceOf(use.service, use.row)],
    requests: [requestOf(use, period)],
  };
}

function planMember(member: XRoadMember): Partial<Plan> {
  const subsystems = member.subsystems.map((subsystem) => ({ ...member, subsystem }));
  return {
    organisations: [organisationOf(member, member.name)],
    duties: [dutyOf(member)],
    systems: subsystems.map(systemOf),
  };
}

/** Members, systems, services and grants that the records presuppose; names come from the registry, if given. */
export const planXRoad = (uses: readonly XRoadUse[], members: readonly XRoadMember[] = []): Plan =>
  merged([...members.map(planMember), ...uses.map((use) => planUse(use, periodOf(uses)))]);

/**
 * The uses. The logs name no record, so the service called stands in its place: both logs write it alike. The
 * caller's subsystem stands for the person or job, whom the logs do not name either.
 */
export const xroadUses = (uses: readonly XRoadUse[]): PlannedUse[] =>
  uses.map((use) => {
    const reporter = use.side === 'claim' ? use.client : use.service;
    return {
      row: use.row,
      organisation: mspId(reporter),
      side: use.side,
      event: {
        id: rowId(use.at, use.mark),
        kind: use.kind,
        correlation: use.correlation,
        grant: grantId(use),
        recordId: serviceId(use.service),
        action: 'query',
        at: new Date(use.at).toISOString(),
        system: ownedId(systemOf(reporter)),
        actorId: ownedId(systemOf(use.client)),
        purpose: PURPOSE,
        outcome: use.outcome,
      },
    };
  });
