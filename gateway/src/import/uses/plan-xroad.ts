// SPDX-License-Identifier: Apache-2.0
/** From exchange logs to what must be on the ledger for them, and to the uses they record. */
import { codeOf, codeWithDigest, mspIdOf, rowId } from '../codes.js';
import { FileFault } from '../faults.js';
import { omit } from '../fields.js';
import { PlanJudge, type Fault, type FieldOf } from '../plan/checks.js';
import {
  ownedId,
  PlanBuilder,
  type Plan,
  type PlannedDuty,
  type PlannedOrganisation,
  type PlannedRequest,
  type PlannedResource,
  type PlannedSystem,
  type PlannedUse,
} from '../plan/plan.js';
import type { XRoadMember } from './shared-params.js';
import { namesOf, prose } from '../prose.js';
import { memberId, serviceId, type XRoadParty, type XRoadService, type XRoadUse } from './xroad.js';

const PURPOSE = 'data-exchange';
const NO_SUBSYSTEM = 'security-server';
const ITEM = 'response';
/** Characters of a member's name. */
const MOST_NAME = 100;

/** `PLAYGROUND/COM/1234567-8` → `PLAYGROUND.COM.1234567-8`, which is an MSP id as it stands. */
function mspId(party: XRoadParty): string {
  const id = memberId(party).replaceAll('/', '.');
  return /^[A-Za-z][A-Za-z0-9.-]{0,47}$/.test(id) ? id : mspIdOf(memberId(party));
}

function organisationOf(party: XRoadParty, name = memberId(party)): PlannedOrganisation {
  const code = `XROAD:${memberId(party)}`;
  return {
    organisation: mspId(party),
    code: /^XROAD:[A-Za-z0-9][A-Za-z0-9./-]{0,39}$/.test(code)
      ? code
      : codeWithDigest(code, 32, (digest) => `XROAD:${digest}`),
    names: namesOf(name, MOST_NAME),
    roles: ['consumer', 'provider'],
    ...(name === memberId(party) && { isNameless: true as const }),
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

/**
 * One grant per calling subsystem, service and calendar year. A log of the next year brings a grant of its own: uses are
 * never judged against a period that an earlier import had no reason to make longer.
 */
const grantId = (use: XRoadUse): string =>
  codeWithDigest(
    `${ownedId(systemOf(use.client))}\n${ownedId(resourceOf(use.service, 0))}`,
    24,
    (digest) => `xroad-${digest}-${yearOf(use)}`,
  );

const yearOf = ({ at }: XRoadUse): number => new Date(at).getUTCFullYear();
const newYear = (year: number): string => new Date(Date.UTC(year, 0, 1)).toISOString();

function requestOf(use: XRoadUse): PlannedRequest {
  const year = yearOf(use);
  const period = { from: newYear(year), to: newYear(year + 1) };
  return {
    row: use.row,
    id: grantId(use),
    resource: ownedId(resourceOf(use.service, use.row)),
    provider: mspId(use.service),
    consumer: mspId(use.client),
    purpose: { code: PURPOSE, text: prose(`Calls of ${use.service.service}`, 300) },
    legalBasis: 'Access right given on the security server of the provider.',
    mode: 'query',
    items: [ITEM],
    systems: [ownedId(systemOf(use.client))],
    period,
    standing: false,
    agreedOn: period.from.slice(0, 10),
  };
}

function planUse(use: XRoadUse, organisations: readonly PlannedOrganisation[]): Partial<Plan> {
  const parties = [use.client, use.service];
  return {
    organisations,
    duties: parties.map(dutyOf),
    systems: parties.map(systemOf),
    resources: [resourceOf(use.service, use.row)],
    requests: [requestOf(use)],
  };
}

/** Whom the registry does not name is registered by the code that the log has, which must do for a name. */
const asNamed = (organisation: PlannedOrganisation): PlannedOrganisation => omit(organisation, 'isNameless');

const yearKey = (use: XRoadUse): string =>
  [memberId(use.client), use.client.subsystem ?? '', serviceId(use.service), yearOf(use)].join('\n');

/** Of a record, behind what it presupposes; names are the registry's, and the year of a grant is that of the exchange. */
const OF_PART = {
  organisation: 'memberCode',
  duty: 'memberCode',
  system: 'subsystemCode',
  resource: 'serviceCode',
  request: 'serviceCode',
} as const;
const OF_TIME: readonly string[] = ['period', 'agreedOn'];
const fieldOf: FieldOf = (part, path) => {
  if (part === 'organisation' && path.startsWith('names')) return '--registry';
  return part === 'request' && OF_TIME.includes(path) ? 'requestInTs' : OF_PART[part];
};

/** Of callers and services in one import: what each needs is held until all is known. */
const MOST_RELATIONS = 100_000;

/** What one calling subsystem needs for one service in one year. */
interface Relation {
  /** What speaks against it; undefined where nothing does. */
  readonly fault: Fault | undefined;
  /** Whether a use needs it. */
  isNeeded: boolean;
}

/** Members, systems, services and grants that records presuppose, however many records there are. */
export class XRoadPlanner {
  private readonly relations = new Map<string, Relation>();
  private readonly builder = new PlanBuilder();
  private readonly judge: PlanJudge;
  /** What the registry calls members, by X-Road's own id. */
  private readonly names = new Map<string, string>();
  private readonly judgeOfNames: PlanJudge;
  /** Names of the registry that the ledger would refuse. */
  readonly refused: Fault[] = [];

  /**
   * @param members names of the members, from the registry: it brings in nobody whom no record needs
   * @param now milliseconds since 1970
   */
  constructor(members: readonly XRoadMember[] = [], now = Date.now()) {
    this.judge = new PlanJudge(now, fieldOf);
    this.judgeOfNames = new PlanJudge(now, fieldOf);
    for (const member of members) {
      const id = memberId(member);
      if (!this.names.has(id) && prose(member.name, MOST_NAME) !== '') this.names.set(id, member.name);
    }
  }

  /** Why what the use presupposes cannot be there: it is refused with that. @throws FileFault `FILE_TOO_LARGE` */
  faultOf(use: XRoadUse): Fault | undefined {
    return this.relationOf(use).fault;
  }

  /** Plans what the use presupposes. @throws FileFault `FILE_TOO_LARGE` */
  add(use: XRoadUse): void {
    const relation = this.relationOf(use);
    if (relation.fault !== undefined || relation.isNeeded) return;
    relation.isNeeded = true;
    const parties = [use.client, use.service];
    this.builder.add(
      planUse(
        use,
        parties.map((party) => this.organisationOf(party)),
      ),
    );
  }

  private relationOf(use: XRoadUse): Relation {
    const key = yearKey(use);
    const known = this.relations.get(key);
    if (known) return known;
    if (this.relations.size >= MOST_RELATIONS) throw new FileFault('FILE_TOO_LARGE');
    const parties = [use.client, use.service].map((party) => asNamed(organisationOf(party)));
    const relation = { fault: this.judge.faultIn(planUse(use, parties)), isNeeded: false };
    this.relations.set(key, relation);
    return relation;
  }

  /** By the registry's name, unless the ledger would refuse that: then by the code that the log has. */
  private organisationOf(party: XRoadParty): PlannedOrganisation {
    const id = memberId(party);
    const organisation = organisationOf(party, this.names.get(id));
    const fault = this.judgeOfNames.faultIn({ organisations: [organisation] });
    if (!fault) return organisation;
    this.names.delete(id);
    this.refused.push(fault);
    return organisationOf(party);
  }

  plan(): Plan {
    return this.builder.plan();
  }
}

/** What is the same for all uses of one calling subsystem, service and year: the digests in it cost time. */
interface Frame {
  readonly reporter: Readonly<Record<'claim' | 'attestation', string>>;
  readonly system: Readonly<Record<'claim' | 'attestation', string>>;
  readonly grant: string;
  readonly recordId: string;
  readonly actorId: string;
}

const frameOf = (use: XRoadUse): Frame => ({
  reporter: { claim: mspId(use.client), attestation: mspId(use.service) },
  system: { claim: ownedId(systemOf(use.client)), attestation: ownedId(systemOf(use.service)) },
  grant: grantId(use),
  recordId: serviceId(use.service),
  actorId: ownedId(systemOf(use.client)),
});

/**
 * Makes uses of records. The logs name no record, so the service called stands in its place: both logs write it alike.
 * The caller's subsystem stands for the person or job, whom the logs do not name either.
 */
export class XRoadUses {
  private readonly frames = new Map<string, Frame>();

  of(use: XRoadUse): PlannedUse {
    const { grant, recordId, actorId, reporter, system } = this.frameFor(use);
    return {
      row: use.row,
      organisation: reporter[use.side],
      side: use.side,
      event: {
        id: rowId(use.at, use.mark),
        kind: use.kind,
        correlation: use.correlation,
        grant,
        recordId,
        action: 'query',
        at: new Date(use.at).toISOString(),
        system: system[use.side],
        actorId,
        purpose: PURPOSE,
        outcome: use.outcome,
      },
    };
  }

  private frameFor(use: XRoadUse): Frame {
    const key = yearKey(use);
    const frame = this.frames.get(key) ?? frameOf(use);
    this.frames.set(key, frame);
    return frame;
  }
}
