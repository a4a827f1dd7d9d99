// SPDX-License-Identifier: Apache-2.0
/** From data sharing agreements to requests and grants, and from their releases to uses. */
import type { Side } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { Agreement, AgreementDataset, AgreementVersion, Release } from './agreements.js';
import { codeOf, mspIdOf, organisationCodeOf, rowId } from '../codes.js';
import {
  merged,
  ownedId,
  type Plan,
  type PlannedDuty,
  type PlannedRequest,
  type PlannedResource,
  type PlannedSystem,
  type PlannedUse,
} from '../plan/plan.js';
import { refusedOf, RowError, type Language, type RefusedRow, type Rows } from '../faults.js';
import { refusalOfRequest, refusalOfResource } from '../plan/checks.js';
import { namesOf, prose } from '../prose.js';

export interface ProviderOptions {
  /** Name of the organisation that shares: registers of agreements do not repeat it. */
  readonly provider: string;
  /** Its MSP id; absent: derived from the name. */
  readonly organisation?: string;
  readonly language?: Language;
}

const DAY_MS = 86_400_000;
const SYSTEM_ACCESS = 'System Access';
const STANDING: readonly string[] = ['Ongoing', 'System Access', 'Frequent Adhoc Flow'];

const providerId = (options: ProviderOptions): string => options.organisation ?? mspIdOf(options.provider);
const consumerId = (agreement: Agreement): string => mspIdOf(agreement.recipient);
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
    resource: ownedId({ organisation: providerId(options), code: codeOf(dataset.name) }),
    provider: providerId(options),
    consumer: consumerId(agreement),
    purpose: { code: purposeCode(agreement), text: prose(version.title, 300) },
    legalBasis: prose(dataset.legalBasis, 300),
    mode: dataset.frequency === SYSTEM_ACCESS ? 'query' : 'copy',
    items: [itemCode(dataset)],
    systems: [ownedId(consumerSystem(agreement))],
    period: periodOf(version),
    standing: STANDING.includes(dataset.frequency ?? ''),
    agreedOn: version.from,
    agreement: version.reference,
  };
}

function planAgreement(agreement: Agreement, options: ProviderOptions): Partial<Plan> {
  const name = agreement.recipient;
  return {
    organisations: [
      {
        organisation: consumerId(agreement),
        code: organisationCodeOf('AGREEMENTS', name),
        names: namesOf(name, 100),
        roles: ['consumer'],
      },
    ],
    duties: [consumerDuty(agreement)],
    systems: [consumerSystem(agreement)],
    requests: agreement.versions.flatMap((version) =>
      version.datasets.map((dataset) => requestOf(agreement, version, dataset, options)),
    ),
  };
}

/** A plan, and what of it the ledger would refuse: that is left out. */
export interface PlannedAgreements {
  readonly plan: Plan;
  readonly refused: readonly RefusedRow[];
}

/** Organisations, data sets and requests of the agreements. Nothing, where there is no agreement. */
export function planAgreements(
  agreements: readonly Agreement[],
  options: ProviderOptions,
): PlannedAgreements {
  const plan = agreements.length === 0 ? merged([]) : wholePlan(agreements, options);
  const refused: RefusedRow[] = [];
  const passes = (refusal: RefusedRow | undefined): boolean => {
    if (refusal) refused.push(refusal);
    return refusal === undefined;
  };
  const resources = plan.resources.filter((one) => passes(refusalOfResource(one)));
  const requests = plan.requests.filter((one) => passes(refusalOfRequest(one)));
  return { plan: { ...plan, resources, requests }, refused };
}

function wholePlan(agreements: readonly Agreement[], options: ProviderOptions): Plan {
  const all = agreements.flatMap(({ row, versions }) =>
    versions.flatMap(({ datasets }) => datasets.map((dataset) => ({ row, dataset }))),
  );
  const byName = Map.groupBy(all, ({ dataset }) => dataset.name);
  const provider: Partial<Plan> = {
    organisations: [
      {
        organisation: providerId(options),
        code: organisationCodeOf('AGREEMENTS', options.provider),
        names: namesOf(options.provider, 100),
        roles: ['provider'],
      },
    ],
    duties: [providerDuty(options)],
    systems: [providerSystem(options)],
    resources: Array.from(byName, ([name, found]) =>
      resourceOf(
        name,
        found[0]?.row ?? 0,
        found.map(({ dataset }) => dataset),
        options,
      ),
    ),
  };
  return merged([provider, ...agreements.map((agreement) => planAgreement(agreement, options))]);
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
