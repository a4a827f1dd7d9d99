// SPDX-License-Identifier: Apache-2.0
/** From catalogue entries to what must be on the ledger: owner, duty, system, resource. */
import type { DataItem, ResourceContent } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import { sensitivityOf } from '@catalog-chain/chaincode/domain/catalogue/grade';
import { codeOf, codeWithDigest, mspIdOf, organisationCodeOf } from '../codes.js';
import { FileFault, refusedOf, RowError, type Language, type RefusedRow } from '../faults.js';
import { present } from '../fields.js';
import { namesFrom, plainOf, type Texts } from '../languages.js';
import { ensureIdentifier, readName } from '../identifiers.js';
import { isMspId, isOrganisationCode, PlanJudge, type FieldOf } from '../plan/checks.js';
import { headed, type Naming } from '../mapping/naming.js';
import type { Members } from '../plan/members.js';
import {
  merged,
  ownedId,
  type Plan,
  type PlannedDuty,
  type PlannedOrganisation,
  type PlannedResource,
  type PlannedSystem,
} from '../plan/plan.js';
import { isLost, kept, maskContacts, prose } from '../prose.js';
import type { CatalogueEntry, EntryItem, Likeness, Publisher } from './entry.js';
import type { OwnEntry } from './own-table.js';
import type { EntryRead } from './read-catalogue.js';

export interface CatalogueOptions {
  /** Every entry goes to this organisation; absent: to the one its publisher stands for. */
  readonly organisation?: string;
  /** Legal basis of the duties, which catalogues seldom state. */
  readonly legalBasis?: string;
  readonly language?: Language;
  /** How the file calls its fields; absent: as we do. */
  readonly naming?: Naming;
  /** Whoever is a member already, and may be named. */
  readonly members?: Members;
}

/** Entries as a plan, and what is to be said of rows. */
export interface PlannedEntries {
  readonly plan: Plan;
  readonly refused: readonly RefusedRow[];
  /** What was changed in a row that is taken. */
  readonly noted: readonly RefusedRow[];
}

const NOT_STATED = 'Not stated in the imported catalogue.';
const LENGTHS = {
  organisation: 100,
  name: 300,
  summary: 2000,
  terms: 1000,
  openness: 500,
  identifier: 300,
} as const;
const SENSITIVITY = { unconditional: 1, conditional: 2, 'not-shared': 3 } as const;
const WHOLE = {
  code: 'dataset',
  names: { zh: '整个数据集', en: 'Whole data set' },
  dataType: 'dataset',
} as const;
const SCHEME = 'CATALOGUE';
const UNNAMED: Publisher = { names: { zh: '未署名的发布者', en: 'Unnamed publisher' } };

/** Who is named by an address stays apart from others of the same name. */
function mspIdOfPublisher({ names, iri }: Publisher): string {
  const id = mspIdOf(readName(plainOf(names)));
  if (iri === undefined) return id;
  return codeWithDigest(iri, 8, (digest) => `${id.slice(0, -3).slice(0, 36)}-${digest}MSP`);
}

function codeOfPublisher({ names, iri, code }: Publisher): string {
  if (code !== undefined && isOrganisationCode(code)) return code;
  if (iri !== undefined) return codeWithDigest(iri, 32, (digest) => `IRI:${digest}`);
  return organisationCodeOf(SCHEME, readName(plainOf(names)));
}

/** @throws RowError `MEMBER_NAMES` where several members have the publisher's name */
function ownerIdOf(publisher: Publisher, { organisation, members }: CatalogueOptions): string {
  const derived = mspIdOfPublisher(publisher);
  if (organisation !== undefined || !members) return organisation ?? derived;
  const { names, iri, code } = publisher;
  const isApart = iri !== undefined;
  return members.idOf({ derived, names: Object.values(names), isApart, ...present({ code }) });
}

/** Id of the resource that an entry becomes. @throws RowError */
const resourceIdOf = ({ identifier, publisher = UNNAMED }: Likeness, options: CatalogueOptions): string =>
  ownedId({ organisation: ownerIdOf(publisher, options), code: codeOf(identifier) });

/** @throws RowError where a table has publishers and the row names none: its entry is not put under somebody else's name */
function ownerOf(entry: CatalogueEntry, options: CatalogueOptions): PlannedOrganisation {
  if (entry.isUnsigned && options.organisation === undefined)
    throw new RowError('READ_FIELD_MISSING', { field: 'publisher' });
  // Whom nobody names is called by the id that is given for it.
  const { organisation } = options;
  const unnamed = organisation === undefined ? UNNAMED : { names: { '': organisation } };
  const publisher = entry.publisher ?? unnamed;
  return {
    organisation: ownerIdOf(publisher, options),
    code: codeOfPublisher(publisher),
    names: namesFrom(publisher.names, LENGTHS.organisation, 'publisher'),
    roles: ['provider'],
    ...(options.organisation !== undefined && { isNameless: true as const }),
  };
}

function dutyOf(entry: CatalogueEntry, organisation: string, options: CatalogueOptions): PlannedDuty {
  const programme = entry.programme;
  return {
    organisation,
    code: programme === undefined ? 'catalogue' : codeOf(ensureIdentifier(programme, 'programme')),
    names:
      programme === undefined
        ? { zh: '编制数据资源目录', en: 'Keeping a data catalogue' }
        : namesFrom({ '': `Programme ${programme}` }, LENGTHS.name, 'programme'),
    legalBasis: prose(options.legalBasis ?? NOT_STATED, 500),
  };
}

const systemOf = (entry: CatalogueEntry, duty: PlannedDuty): PlannedSystem => ({
  organisation: duty.organisation,
  code: entry.unit === undefined ? 'catalogue' : codeOf(readName(entry.unit)),
  names:
    entry.unit === undefined
      ? { zh: '数据目录', en: 'Data catalogue' }
      : namesFrom({ '': entry.unit }, LENGTHS.name, 'unit'),
  duties: [ownedId(duty)],
});

/** Columns under codes of their own; the whole data set as one item where no columns are listed. */
function itemsOf(entry: CatalogueEntry): DataItem[] {
  const judged = ({ grade = entry.grade, dataClass = entry.dataClass }: Partial<EntryItem>) => ({
    sensitivity: grade === undefined ? SENSITIVITY[entry.sharingType] : sensitivityOf(grade),
    ...present({ grade, dataClass }),
  });
  if (entry.items.length === 0) return [{ ...WHOLE, ...judged({}) }];
  const seen = new Map<string, number>();
  return entry.items.map((item) => {
    const { name, dataType } = item;
    const base = codeOf(readName(name), 60);
    const times = seen.get(base) ?? 0;
    seen.set(base, times + 1);
    const code = times === 0 ? base : `${base}-${times + 1}`;
    return { code, names: namesFrom({ '': name }, LENGTHS.name, 'items'), dataType, ...judged(item) };
  });
}

function sharingOf({ sharingType, terms, modes, reason }: CatalogueEntry): ResourceContent['sharing'] {
  if (terms !== undefined && isLost(terms)) throw new RowError('READ_REPLACEMENT', { field: 'terms' });
  const words = prose(terms ?? NOT_STATED, LENGTHS.terms);
  if (sharingType === 'unconditional') return { sharingType, modes };
  if (sharingType === 'conditional') return { sharingType, condition: words, modes };
  const why = reason === undefined ? undefined : prose(reason, LENGTHS.terms);
  return { sharingType, legalBasis: words, ...present({ reason: why }), modes: [] };
}

/** Where the entry came from. An identifier that is a person's number would be refused: then the digest stands alone. */
function sourceOf({ identifier, isOwn, digest }: CatalogueEntry): NonNullable<ResourceContent['source']> {
  const kept = isOwn ? prose(identifier, LENGTHS.identifier) : '';
  return { digest, ...(kept !== '' && { identifier: kept }) };
}

function opennessOf({ openness }: CatalogueEntry): ResourceContent['openness'] {
  if (openness?.condition === undefined) return openness;
  return { ...openness, condition: prose(openness.condition, LENGTHS.openness) };
}

function planEntry(entry: CatalogueEntry, options: CatalogueOptions): Partial<Plan> {
  if (entry.isOwn) ensureIdentifier(entry.identifier, 'identifier');
  const owner = ownerOf(entry, options);
  const duty = dutyOf(entry, owner.organisation, options);
  const system = systemOf(entry, duty);
  const content: ResourceContent = {
    names: namesFrom(entry.titles, LENGTHS.name, 'title'),
    summary: namesFrom(entry.summaries, LENGTHS.summary, 'summary'),
    system: ownedId(system),
    items: itemsOf(entry),
    updateCycle: entry.updateCycle,
    sharing: sharingOf(entry),
    ...present({
      formats: entry.formats,
      openness: opennessOf(entry),
      guideCode: entry.guideCode,
      assessments: entry.assessments,
    }),
    contactRole: 'Catalogue contact of the publisher',
    source: sourceOf(entry),
  };
  const resource: PlannedResource = {
    row: entry.row,
    organisation: owner.organisation,
    code: codeOf(entry.identifier),
    content,
  };
  return { organisations: [owner], duties: [duty], systems: [system], resources: [resource] };
}

const eachText = (texts: Texts, change: (said: string) => string): Texts =>
  Object.fromEntries(Object.entries(texts).map(([tag, said]) => [tag, change(said)]));

/** Texts in which there may be a mailbox, as long as they are looked at. */
const prosesOf = ({ titles, summaries, terms }: CatalogueEntry, change: (said: string) => string) => ({
  title: eachText(titles, change),
  summary: eachText(summaries, change),
  terms: terms === undefined ? undefined : change(terms),
});

/** The entry without mailboxes in its prose, and where there were some. */
function withoutContacts(entry: CatalogueEntry): { entry: CatalogueEntry; fields: string[] } {
  const changed = prosesOf(entry, (said) => maskContacts(kept(said)));
  const former = prosesOf(entry, kept);
  const fields = (['title', 'summary', 'terms'] as const).filter(
    (field) => JSON.stringify(changed[field]) !== JSON.stringify(former[field]),
  );
  if (fields.length === 0) return { entry, fields };
  const { title: titles, summary: summaries, terms } = changed;
  return { entry: { ...entry, titles, summaries, ...present({ terms }) }, fields };
}

/** Of one import: their identifiers are remembered. */
const MOST_ENTRIES = 1_000_000;
const MOST_OWNERS = 50_000;
/** Of refused rows, whose entries are remembered. */
const MOST_REFUSED = 100_000;

/** Columns of a catalogue behind fields of an entry. */
const OF_ENTRY: Readonly<Record<string, string>> = {
  names: 'title',
  summary: 'summary',
  sharing: 'terms',
  items: 'items',
  source: 'identifier',
  openness: 'openCondition',
  // What is refused of the code as a whole, which is made of the identifier.
  argument: 'identifier',
};
const OF_PART = { organisation: 'publisher', duty: 'programme', system: 'unit' } as const;

const fieldOf: FieldOf = (part, path) => {
  if (part === 'resource') return OF_ENTRY[path.split('.')[0] ?? ''];
  if (part === 'duty' && path === 'legalBasis') return '--legal-basis';
  return part === 'request' ? undefined : OF_PART[part];
};

/** Plans entries as they come; remembers which it has had. */
export class CataloguePlanner {
  private readonly seen = new Map<string, number>();
  /** Entries whose rows were refused, by the ids that they would have. */
  private readonly refused = new Set<string>();
  private unknown = 0;
  /** Owners of rows that were refused. */
  private readonly refusedOwners = new Set<string>();
  /** Codes that entries give their owners, by owner. */
  private readonly ownerCodes = new Map<string, Set<string>>();
  private readonly judge: PlanJudge;

  constructor(private readonly options: CatalogueOptions) {
    this.judge = new PlanJudge(Date.now(), fieldOf);
  }

  /** Whether the file holds the entry, though its row may have been refused. */
  has(id: string): boolean {
    return this.seen.has(id) || this.refused.has(id);
  }

  /** Refused rows of which not even that can be told whose entry they are. */
  get illegible(): number {
    return this.unknown;
  }

  /** Whose the refused rows are, as far as that can be told. */
  get ownersOfRefused(): ReadonlySet<string> {
    return this.refusedOwners;
  }

  plan(entries: readonly EntryRead[]): PlannedEntries {
    const plans: Partial<Plan>[] = [];
    const refused: RefusedRow[] = [];
    const noted: RefusedRow[] = [];
    for (const one of entries) {
      const planned = this.planOne(one, noted);
      if ('code' in planned) {
        refused.push(planned);
        this.rememberRefused(one);
      } else plans.push(planned);
    }
    return { plan: merged(plans), refused, noted };
  }

  private rememberRefused(one: EntryRead): void {
    const id = this.idOf(one);
    if (id === undefined || this.refused.size >= MOST_REFUSED) this.unknown += 1;
    else this.refused.add(id);
    const owner = id?.split(':')[0];
    // What cannot be an owner's id, for it holds a person's number, is asked for nowhere.
    if (owner !== undefined && this.refusedOwners.size < MOST_OWNERS && isMspId(owner))
      this.refusedOwners.add(owner);
  }

  /** The id that an entry would have; undefined where that cannot be told. */
  private idOf(one: EntryRead): string | undefined {
    const likeness = 'error' in one ? one.likeness : one;
    if (likeness === undefined || 'id' in likeness) return likeness?.id;
    try {
      return resourceIdOf(likeness, this.options);
    } catch (error) {
      if (error instanceof RowError) return undefined;
      throw error;
    }
  }

  private planOne(one: EntryRead, noted: RefusedRow[]): Partial<Plan> | RefusedRow {
    const { language } = this.options;
    if ('error' in one) return refusedOf(one.row, one.error, language);
    if ('content' in one) return this.planOwn(one);
    const { entry, fields } = withoutContacts(one);
    try {
      const plan = planEntry(entry, this.options);
      const refusal = this.refusalOf(one.row, plan);
      if (refusal) return refusal;
      if (this.isRecoded(plan)) noted.push(refusedOf(one.row, new RowError('OWNER_CODES'), language));
      for (const error of entry.unread ?? []) noted.push(refusedOf(one.row, error, language));
      for (const field of fields)
        noted.push(refusedOf(one.row, this.headed(new RowError('READ_MASKED', { field })), language));
      return plan;
    } catch (error) {
      if (error instanceof RowError) return refusedOf(one.row, this.headed(error), language);
      throw error;
    }
  }

  /** The fault in the words of the file. */
  private headed(error: RowError): RowError {
    const { naming } = this.options;
    return naming ? headed(error, naming) : error;
  }

  /** What an export wrote is taken as it is: its organisation and system are on the ledger that it came from. */
  private planOwn({ row, id, content }: OwnEntry): Partial<Plan> | RefusedRow {
    const [organisation = '', code = ''] = id.split(':');
    const plan = { resources: [{ row, organisation, code, content, isExport: true as const }] };
    return this.refusalOf(row, plan) ?? plan;
  }

  private refusalOf(row: number, plan: Partial<Plan>): RefusedRow | undefined {
    const fault = this.judge.faultIn(plan);
    if (fault) return { row, ...fault };
    return plan.resources?.map((one) => this.twinOf(one)).find((twin) => twin !== undefined);
  }

  /** Whether the owner is given a code that is not its first: there can be but one. */
  private isRecoded({ organisations: [owner] = [] }: Partial<Plan>): boolean {
    if (!owner || owner.isNameless) return false;
    const codes = this.ownerCodes.get(owner.organisation) ?? new Set<string>();
    if (this.ownerCodes.size + codes.size > MOST_OWNERS) throw new FileFault('FILE_TOO_LARGE');
    this.ownerCodes.set(owner.organisation, codes);
    const isNew = !codes.has(owner.code);
    codes.add(owner.code);
    return isNew && codes.size > 1;
  }

  /** Two entries that would become one resource: the later one is refused. */
  private twinOf(resource: PlannedResource): RefusedRow | undefined {
    const id = ownedId(resource);
    const first = this.seen.get(id);
    if (first !== undefined)
      return refusedOf(resource.row, new RowError('READ_TWIN', { row: first }), this.options.language);
    if (this.seen.size >= MOST_ENTRIES) throw new FileFault('FILE_TOO_LARGE');
    this.seen.set(id, resource.row);
    return undefined;
  }
}
