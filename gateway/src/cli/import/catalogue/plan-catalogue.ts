// SPDX-License-Identifier: Apache-2.0
/** From catalogue entries to what must be on the ledger: owner, duty, system, resource. */
import type { DataItem, ResourceContent } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import { codeOf, mspIdOf, organisationCodeOf } from '../codes.js';
import {
  merged,
  ownedId,
  type Plan,
  type PlannedDuty,
  type PlannedOrganisation,
  type PlannedSystem,
} from '../plan.js';
import { namesOf, prose } from '../text.js';
import type { CatalogueEntry } from './entry.js';

export interface CatalogueOptions {
  /** Every entry goes to this organisation; absent: to the one its publisher's name stands for. */
  readonly organisation?: string;
  /** Legal basis of the duties, which catalogues seldom state. */
  readonly legalBasis?: string;
}

const NOT_STATED = 'Not stated in the imported catalogue.';
const LENGTHS = { organisation: 100, name: 300, summary: 2000, terms: 1000 } as const;
const SENSITIVITY = { unconditional: 1, conditional: 2, 'not-shared': 3 } as const;
const WHOLE = {
  code: 'dataset',
  names: { zh: '整个数据集', en: 'Whole data set' },
  dataType: 'dataset',
} as const;
const SCHEME = 'CATALOGUE';

function ownerOf(entry: CatalogueEntry, options: CatalogueOptions): PlannedOrganisation {
  const name = entry.publisher ?? 'Unnamed publisher';
  return {
    organisation: options.organisation ?? mspIdOf(name),
    code: entry.publisherCode ?? organisationCodeOf(SCHEME, name),
    names: namesOf(name, LENGTHS.organisation),
    roles: ['provider'],
  };
}

function dutyOf(entry: CatalogueEntry, organisation: string, options: CatalogueOptions): PlannedDuty {
  const programme = entry.programme;
  return {
    organisation,
    code: programme === undefined ? 'catalogue' : codeOf(programme),
    names:
      programme === undefined
        ? { zh: '编制数据资源目录', en: 'Keeping a data catalogue' }
        : namesOf(`Programme ${programme}`, LENGTHS.name),
    legalBasis: prose(options.legalBasis ?? NOT_STATED, 500),
  };
}

const systemOf = (entry: CatalogueEntry, duty: PlannedDuty): PlannedSystem => ({
  organisation: duty.organisation,
  code: entry.unit === undefined ? 'catalogue' : codeOf(entry.unit),
  names:
    entry.unit === undefined ? { zh: '数据目录', en: 'Data catalogue' } : namesOf(entry.unit, LENGTHS.name),
  duties: [ownedId(duty)],
});

/** Columns under codes of their own; the whole data set as one item where no columns are listed. */
function itemsOf(entry: CatalogueEntry): DataItem[] {
  const sensitivity = SENSITIVITY[entry.sharingType];
  if (entry.items.length === 0) return [{ ...WHOLE, sensitivity }];
  const seen = new Map<string, number>();
  return entry.items.map(({ name, dataType }) => {
    const base = codeOf(name, 60);
    const times = seen.get(base) ?? 0;
    seen.set(base, times + 1);
    const code = times === 0 ? base : `${base}-${times + 1}`;
    return { code, names: namesOf(name, LENGTHS.name), dataType, sensitivity };
  });
}

function sharingOf({ sharingType, terms, modes }: CatalogueEntry): ResourceContent['sharing'] {
  const words = prose(terms ?? NOT_STATED, LENGTHS.terms);
  if (sharingType === 'unconditional') return { sharingType, modes };
  if (sharingType === 'conditional') return { sharingType, condition: words, modes };
  return { sharingType, legalBasis: words, modes: [] };
}

function planEntry(entry: CatalogueEntry, options: CatalogueOptions): Partial<Plan> {
  const owner = ownerOf(entry, options);
  const duty = dutyOf(entry, owner.organisation, options);
  const system = systemOf(entry, duty);
  const content: ResourceContent = {
    names: namesOf(entry.title, LENGTHS.name),
    summary: namesOf(entry.summary, LENGTHS.summary),
    system: ownedId(system),
    items: itemsOf(entry),
    updateCycle: entry.updateCycle,
    sharing: sharingOf(entry),
    contactRole: 'Catalogue contact of the publisher',
  };
  return {
    organisations: [owner],
    duties: [duty],
    systems: [system],
    resources: [
      { row: entry.row, organisation: owner.organisation, code: codeOf(entry.identifier), content },
    ],
  };
}

export const planCatalogue = (entries: readonly CatalogueEntry[], options: CatalogueOptions = {}): Plan =>
  merged(entries.map((entry) => planEntry(entry, options)));
