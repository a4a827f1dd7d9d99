// SPDX-License-Identifier: Apache-2.0
/**
 * DCAT and DCAT-AP: JSON-LD as it stands, Turtle and RDF/XML as the same nodes. Terms are recognised by their local
 * name (`dct:title`, `title`, or the full IRI); contexts are not fetched, and nodes are joined by `@id` within the file.
 */
import { contentDigest } from '../codes.js';
import { RowError } from '../faults.js';
import { isObject, present, text, type JsonObject } from '../fields.js';
import { textsOf } from '../languages.js';
import type { CatalogueEntry, Publisher } from './entry.js';
import { alike } from '../said-alike.js';
import { ensurePublished, sharingTypeAmong, updateCycleOf } from './vocabulary.js';

const localName = (term: string): string => term.split(/[#/:]/).pop() ?? term;

/** Values of a property, whatever prefix its term has. */
function values(node: JsonObject, name: string): unknown[] {
  return Object.entries(node)
    .filter(([key]) => localName(key) === name)
    .flatMap(([, value]) => (Array.isArray(value) ? (value as unknown[]) : [value]));
}

/** Plain text of a literal, or the name of a reference. */
function literal(value: unknown): string | undefined {
  if (!isObject(value)) return text(value);
  return text(value['@value']) ?? text(value['@id']);
}

const isType = (node: JsonObject, type: string): boolean =>
  values(node, '@type')
    .concat(values(node, 'type'))
    .some((name) => localName(text(name) ?? '') === type);

/** Every node, nested ones too. */
export function* nodesOf(value: unknown): Generator<JsonObject> {
  if (Array.isArray(value)) {
    for (const one of value) yield* nodesOf(one);
  } else if (isObject(value)) {
    yield value;
    for (const one of Object.values(value)) yield* nodesOf(one);
  }
}

/** Says something besides what it is: a node that does not is a reference. */
const saysSomething = (node: JsonObject): boolean =>
  Object.keys(node).some((key) => key !== '@id' && key !== '@type' && key !== 'type');

/** A node that has no name of its own: the parser numbers them, and another entry before it gives it another number. */
const isBlank = (id: unknown): boolean => typeof id === 'string' && id.startsWith('_:');
/** Properties whose values are parts of an entry though they have an address. */
const OF_PARTS: readonly string[] = ['distribution'];
/** Parts within parts that are followed: a list in RDF is one within the other. */
const MOST_PARTS = 1_000;

/** The nodes of a file, so that references can be followed. */
export class DcatGraph {
  private readonly byId = new Map<string, JsonObject>();
  /** Digests of parts, by id; undefined while one is being made, for parts may name each other. */
  private readonly digests = new Map<string, string | undefined>();
  readonly datasets: readonly JsonObject[];

  constructor(document: readonly unknown[]) {
    const datasets: JsonObject[] = [];
    for (const node of nodesOf(document)) {
      if (!saysSomething(node)) continue;
      const id = text(node['@id']);
      if (id !== undefined && !this.byId.has(id)) this.byId.set(id, node);
      if (isType(node, 'Dataset') || isType(node, 'DataService')) datasets.push(node);
    }
    this.datasets = datasets;
  }

  /** What a reference points at, or the node that stands in its place. */
  resolve(value: unknown): JsonObject | undefined {
    if (isObject(value) && saysSomething(value) && !('@value' in value)) return value;
    const id = literal(value);
    return id === undefined ? undefined : this.byId.get(id);
  }

  /** SHA-256 of what the file says of a node, its parts among it, whatever a parser calls those that have no name. */
  digestOf(node: JsonObject): string {
    return contentDigest(this.told(node, 0));
  }

  private told(node: JsonObject, depth: number): JsonObject {
    const said = Object.entries(node).filter(([name, value]) => !(name === '@id' && isBlank(value)));
    return Object.fromEntries(said.map(([name, value]) => [name, this.toldOf(value, name, depth)]));
  }

  private toldOf(value: unknown, name: string, depth: number): unknown {
    if (Array.isArray(value)) return value.map((one) => this.toldOf(one, name, depth));
    if (isObject(value) && saysSomething(value)) return this.told(value, depth);
    const id = isObject(value) ? text(value['@id']) : text(value);
    const isPart = isBlank(id) || OF_PARTS.includes(localName(name));
    return isPart && id !== undefined ? (this.partOf(id, depth) ?? value) : value;
  }

  /** Each part is put together once: parts may be those of many. */
  private partOf(id: string, depth: number): JsonObject | undefined {
    const node = this.byId.get(id);
    if (!node || depth >= MOST_PARTS) return isBlank(id) ? {} : undefined;
    if (!this.digests.has(id)) {
      this.digests.set(id, undefined);
      this.digests.set(id, contentDigest(this.told(node, depth + 1)));
    }
    return { part: this.digests.get(id) ?? null };
  }
}

const isIri = (id: string | undefined): boolean =>
  id?.includes('://') === true || id?.startsWith('urn:') === true;

function publisherOf(dataset: JsonObject, graph: DcatGraph): Publisher | undefined {
  const publishers = values(dataset, 'publisher').map((one) => publisherIn(one, graph));
  const texts = new Set(publishers.map((one) => JSON.stringify(one)));
  alike([...texts], 'publisher');
  return publishers[0] ?? publisherIn(values(dataset, 'creator')[0], graph);
}

function publisherIn(publisher: unknown, graph: DcatGraph): Publisher | undefined {
  if (publisher === undefined) return undefined;
  const node = graph.resolve(publisher);
  const id = literal(publisher);
  const iri = isIri(id) ? id : undefined;
  const named =
    node && textsOf(values(node, 'name').concat(values(node, 'prefLabel'), values(node, 'label')));
  const names = named ?? (id === undefined || id.startsWith('_:') ? undefined : { '': iri ?? id });
  return names && { names, ...present({ iri }) };
}

const termsOf = (dataset: JsonObject): string | undefined =>
  values(dataset, 'rights').concat(values(dataset, 'applicableLegislation')).map(literal).find(Boolean);

/** @throws RowError */
export function readDcat(dataset: JsonObject, row: number, graph: DcatGraph): CatalogueEntry {
  values(dataset, 'status').map(literal).forEach(ensurePublished);
  const id = text(dataset['@id']);
  const identifier = literal(values(dataset, 'identifier')[0]) ?? (isBlank(id) ? undefined : id);
  const titles = textsOf(values(dataset, 'title'));
  if (identifier === undefined || !titles)
    throw new RowError('READ_FIELD_MISSING', { field: identifier === undefined ? 'identifier' : 'title' });
  return {
    row,
    identifier,
    isOwn: true,
    titles,
    summaries: textsOf(values(dataset, 'description')) ?? titles,
    sharingType: sharingTypeAmong(
      ['accessRights', 'accessLevel'].flatMap((name) => values(dataset, name)).map(literal),
    ),
    ...present({ publisher: publisherOf(dataset, graph), terms: termsOf(dataset) }),
    updateCycle: updateCycleOf(literal(values(dataset, 'accrualPeriodicity')[0])),
    modes: isType(dataset, 'DataService') ? ['query'] : ['copy'],
    items: [],
    digest: graph.digestOf(dataset),
  };
}
