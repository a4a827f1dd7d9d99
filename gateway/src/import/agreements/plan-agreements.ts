// SPDX-License-Identifier: Apache-2.0
/** From data sharing agreements to requests and grants, and from their releases to uses. */
import type { Side } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { Agreement, AgreementDataset, AgreementVersion, Release } from './agreements.js';
import { codeOf, mspIdOf, organisationCodeOf, rowId } from '../codes.js';
import {
  merged,
  ownedId,
  PlanBuilder,
  type Plan,
  type PlannedDuty,
  type PlannedRequest,
  type PlannedResource,
  type PlannedSystem,
  type PlannedUse,
} from '../plan/plan.js';
import { refusedOf, RowError, type Language, type RefusedRow, type Rows } from '../faults.js';
import { readName } from '../identifiers.js';
import { PlanJudge, type FieldOf } from '../plan/checks.js';
import { present } from '../fields.js';
import { namesOf, prose } from '../prose.js';

export interface ProviderOptions {
  /** Name of the organisation that shares: registers of agreements do not repeat it. */
  readonly provider: string;
  /** Its MSP id; absent: derived from the name. */
  readonly organisation?: string;
  readonly language?: Language;
  /** Milliseconds since 1970; absent: now. */
  readonly now?: number;
}

const nowOf = ({ now = Date.now() }: ProviderOptions): number => now;

const DAY_MS = 86_400_000;
const SYSTEM_ACCESS = 'System Access';
const STANDING: readonly string[] = ['Ongoing', 'System Access', 'Frequent Adhoc Flow'];

const providerId = (options: ProviderOptions): string =>
  options.organisation ?? mspIdOf(readName(options.provider));
const consumerId = ({ recipient, recipientId }: Agreement): string =>
  recipientId ?? mspIdOf(readName(recipient));
const itemCode = (dataset: AgreementDataset): string => codeOf(dataset.typeOfData.toLowerCase());

const providerDuty = (options: ProviderOptions): PlannedDuty => ({
  organisation: providerId(options),
  code: 'dissemination',
  names: { zh: '数据提供', en: 'Dissemination of data' },
  legalBasis: 'As each agreement states.',
});

const providerSystem = (options: ProviderOptions): PlannedSystem => ({
  organisation: providerId(options),
  code: 'data-access',
  names: { zh: '数据访问服务', en: 'Data access service' },
  duties: [ownedId(providerDuty(options))],
});

const consumerDuty = (agreement: Agreement): PlannedDuty => ({
  organisation: consumerId(agreement),
  code: 'agreements',
  names: { zh: '按协议使用数据', en: 'Use of data under agreements' },
  legalBasis: 'As each agreement states.',
});

const consumerSystem = (agreement: Agreement): PlannedSystem => ({
  organisation: consumerId(agreement),
  code: 'data-environment',
  names: { zh: '数据处理环境', en: 'Data environment' },
  duties: [ownedId(consumerDuty(agreement))],
});

function sensitivityOf(dataset: AgreementDataset, sensitive: boolean): 2 | 3 | 4 {
  if (dataset.typeOfData !== 'Identifiable') return 2;
  return sensitive ? 4 : 3;
}

/** All that the agreements say of one data set, wherever it occurs. */
function resourceOf(
  name: string,
  row: number,
  datasets: readonly AgreementDataset[],
  options: ProviderOptions,
): PlannedResource {
  const kinds = new Map(datasets.map((dataset) => [itemCode(dataset), dataset]));
  const sensitive = datasets.some((dataset) => dataset.sensitive);
  const access = datasets.some((dataset) => dataset.frequency === SYSTEM_ACCESS);
  return {
    row,
    organisation: providerId(options),
    code: codeOf(name),
    // Other files may hold further agreements on the same data set.
    isPart: true,
    content: {
      names: namesOf(name, 300),
      summary: namesOf(name, 2000),
      system: ownedId(providerSystem(options)),
      items: Array.from(kinds, ([code, dataset]) => ({
        code,
        names: namesOf(dataset.typeOfData, 300),
        dataType: 'dataset' as const,
        sensitivity: sensitivityOf(dataset, sensitive),
      })).toSorted((a, b) => (a.code < b.code ? -1 : 1)),
      updateCycle: 'unknown',
      sharing: {
        sharingType: 'conditional',
        condition: 'A data sharing agreement for a stated purpose.',
        modes: access ? ['copy', 'query'] : ['copy'],
      },
      contactRole: 'Data access service',
    },
  };
}

/** One grant per version and data set; the same set may stand twice in a version, with another legal basis. */
const grantId = (version: AgreementVersion, { index }: AgreementDataset): string =>
  codeOf(`${version.reference}-${index + 1}`);

/** What a person calls a request by. */
const labelOf = (version: AgreementVersion, { name }: AgreementDataset): string =>
  prose(`${version.reference}: ${name}`, 300);

const periodOf = ({ from, to }: AgreementVersion): { from: string; to: string } => ({
  from: new Date(Date.parse(from)).toISOString(),
  to: new Date(Date.parse(to) + DAY_MS).toISOString(),
});

const purposeCode = (agreement: Agreement): string => codeOf(agreement.reference);

function requestOf(
  agreement: Agreement,
  version: AgreementVersion,
  dataset: AgreementDataset,
  options: ProviderOptions,
): PlannedRequest {
  return {
    row: agreement.row,
    id: grantId(version, dataset),
    label: labelOf(version, dataset),
    resource: ownedId({ organisation: providerId(options), code: codeOf(readName(dataset.name)) }),
    provider: providerId(options),
    consumer: consumerId(agreement),
    purpose: { code: purposeCode(agreement), text: prose(version.title, 300) },
    legalBasis: prose(dataset.legalBasis, 300),
    mode: dataset.frequency === SYSTEM_ACCESS ? 'query' : 'copy',
    items: [itemCode(dataset)],
    systems: [ownedId(consumerSystem(agreement))],
    period: periodOf(version),
    standing: STANDING.includes(dataset.frequency ?? ''),
    // What begins later is asked for in time, and was agreed on no such day yet.
    ...(Date.parse(version.from) <= nowOf(options) && { agreedOn: version.from }),
    agreement: version.reference,
  };
}

const provides = (options: ProviderOptions): Partial<Plan> => ({
  organisations: [
    {
      organisation: providerId(options),
      code: organisationCodeOf('AGREEMENTS', readName(options.provider)),
      names: namesOf(options.provider, 100),
      roles: ['provider'],
      // By its id it is said who it is, and not how it is called.
      ...(options.provider === options.organisation && { isNameless: true as const }),
    },
  ],
  duties: [providerDuty(options)],
  systems: [providerSystem(options)],
});

const consumes = (agreement: Agreement): Partial<Plan> => ({
  organisations: [
    {
      organisation: consumerId(agreement),
      code: organisationCodeOf('AGREEMENTS', readName(agreement.recipient)),
      names: namesOf(agreement.recipient, 100),
      roles: ['consumer'],
    },
  ],
  duties: [consumerDuty(agreement)],
  systems: [consumerSystem(agreement)],
});

/** A data set of a version of an agreement: what becomes one request. */
interface Part {
  readonly agreement: Agreement;
  readonly dataset: AgreementDataset;
  readonly request: PlannedRequest;
}

/** Numbers of the requests that the agreements stand for, those that are refused among them. */
export const requestIdsIn = (agreements: readonly Agreement[]): ReadonlySet<string> =>
  new Set(
    agreements.flatMap(({ versions }) =>
      versions.flatMap((version) => version.datasets.map((dataset) => grantId(version, dataset))),
    ),
  );

/** A plan, and what of it the ledger would refuse: that is left out, with all that is there for its sake alone. */
export interface PlannedAgreements {
  readonly plan: Plan;
  readonly refused: readonly RefusedRow[];
}

/** Columns of a register behind what becomes a request. */
const OF_REQUEST: Readonly<Record<string, string>> = {
  id: 'reference',
  agreement: 'reference',
  purpose: 'title',
  legalBasis: 'legalBasis',
  period: 'to',
};

const fieldOf: FieldOf = (part, path) => {
  if (part === 'request') return OF_REQUEST[path.split('.')[0] ?? ''];
  return part === 'resource' ? 'dataset' : 'recipient';
};

class AgreementPlanner {
  readonly refused: RefusedRow[] = [];
  private readonly judge: PlanJudge;
  private readonly seen = new Map<string, string>();

  constructor(private readonly options: ProviderOptions) {
    this.judge = new PlanJudge(nowOf(options), fieldOf);
  }

  /** Judged by itself, with all that it presupposes. */
  parts(agreement: Agreement): Part[] {
    return agreement.versions.flatMap((version) =>
      version.datasets.flatMap((dataset) => this.part(agreement, version, dataset) ?? []),
    );
  }

  private part(agreement: Agreement, version: AgreementVersion, dataset: AgreementDataset): Part | undefined {
    const { row } = agreement;
    const of = labelOf(version, dataset);
    try {
      const request = requestOf(agreement, version, dataset, this.options);
      const resources = [resourceOf(dataset.name, row, [dataset], this.options)];
      const fault = this.judge.faultIn(
        merged([provides(this.options), consumes(agreement), { resources, requests: [request] }]),
      );
      if (!fault) return this.isFirst(request) ? { agreement, dataset, request } : undefined;
      this.refused.push({ row, ...fault, of });
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      this.refused.push({ ...refusedOf(row, error, this.options.language), of });
    }
    return undefined;
  }

  /** The same once more is nothing new; the same number with other terms cannot be one request. */
  private isFirst({ row, label, ...terms }: PlannedRequest): boolean {
    const text = JSON.stringify(terms);
    const former = this.seen.get(terms.id);
    if (former === undefined) {
      this.seen.set(terms.id, text);
      return true;
    }
    if (former !== text) {
      const error = new RowError('READ_VERSION', { field: 'period, basis or data' });
      this.refused.push({ ...refusedOf(row, error, this.options.language), ...present({ of: label }) });
    }
    return false;
  }

  /** All that the parts say of one data set; where that is too much for one, it is refused with the parts. */
  resource(name: string, parts: readonly Part[]): PlannedResource | undefined {
    const row = parts[0]?.agreement.row ?? 0;
    const datasets = parts.map(({ dataset }) => dataset);
    const resource = resourceOf(name, row, datasets, this.options);
    const fault = this.judge.faultIn({ resources: [resource] });
    if (fault) this.refused.push({ row, ...fault });
    return fault ? undefined : resource;
  }
}

/** Organisations, data sets and requests of the agreements. Nothing, where there is no agreement. */
export function planAgreements(
  agreements: readonly Agreement[],
  options: ProviderOptions,
): PlannedAgreements {
  const planner = new AgreementPlanner(options);
  const parts = agreements.flatMap((agreement) => planner.parts(agreement));
  const builder = new PlanBuilder();
  if (parts.length > 0) builder.add(provides(options));
  for (const [name, some] of Map.groupBy(parts, ({ dataset }) => readName(dataset.name))) {
    const resource = planner.resource(name, some);
    if (!resource) continue;
    builder.add({ resources: [resource] });
    for (const { agreement, request } of some) builder.add({ ...consumes(agreement), requests: [request] });
  }
  return { plan: builder.plan(), refused: planner.refused };
}

/**
 * When a release counts as made: the register gives the month only, so its first day, or the first day of the
 * version where that falls in the same month. A month outside the version stays outside.
 */
function releasedAt(release: Release, version: AgreementVersion): number {
  const first = `${release.month}-01`;
  return Date.parse(version.from.startsWith(release.month) ? version.from : first);
}

function releaseUse(
  agreement: Agreement,
  release: Release,
  side: Side,
  options: ProviderOptions,
): PlannedUse | undefined {
  const version = agreement.versions.find(({ reference }) => reference === release.reference);
  const dataset = version?.datasets.find(({ name }) => name === release.dataset);
  if (!version || !dataset) return undefined;
  const at = releasedAt(release, version);
  const system = side === 'claim' ? consumerSystem(agreement) : providerSystem(options);
  return {
    row: agreement.row,
    organisation: system.organisation,
    side,
    event: {
      id: rowId(at, { side, reference: release.reference, file: release.file }),
      kind: 'use',
      correlation: codeOf(`${release.reference}.${release.file}`),
      grant: grantId(version, dataset),
      count: 1,
      action: 'copy',
      at: new Date(at).toISOString(),
      system: ownedId(system),
      actorId: ownedId(system),
      purpose: purposeCode(agreement),
      outcome: 'ok',
    },
  };
}

/** Each released file as one bulk copy, count 1. Releases of data sets that the version does not list are refused. */
export function releaseUses(
  agreements: readonly Agreement[],
  sides: readonly Side[],
  options: ProviderOptions,
): Rows<PlannedUse> {
  const refused: RefusedRow[] = [];
  const rows = agreements.flatMap((agreement) =>
    agreement.releases.flatMap((release) => {
      const uses = sides.flatMap((side) => releaseUse(agreement, release, side, options) ?? []);
      if (uses.length < sides.length) {
        refused.push(refusedOf(agreement.row, new RowError('READ_RELEASE_UNKNOWN'), options.language));
      }
      return uses;
    }),
  );
  return { rows, refused };
}
