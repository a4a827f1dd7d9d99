// SPDX-License-Identifier: Apache-2.0
/** Turtle and RDF/XML → the nodes that JSON-LD would give, so that DCAT has one reader whatever its syntax. */
import { pipeline } from 'node:stream/promises';
import { SaxesParser } from '@rubensworks/saxes';
import type { Quad, Term } from '@rdfjs/types';
import { Parser } from 'n3';
import { RdfXmlParser } from 'rdfxml-streaming-parser';
import { FileFault } from '../faults.js';
import type { JsonObject } from '../fields.js';

/** Resolves the file's relative references; which address it had is not known. */
const BASE = 'urn:file:';
/** Characters of a file whose nodes refer to each other and are held together. */
const MOST_LINKED = 16 * 1024 * 1024;
const TYPE = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type';

const nameOf = (term: Term): string => (term.termType === 'BlankNode' ? `_:${term.value}` : term.value);

function valueOf(term: Term): unknown {
  if (term.termType !== 'Literal') return { '@id': nameOf(term) };
  return term.language === '' ? term.value : { '@value': term.value, '@language': term.language };
}

/** Nodes by subject, in the order in which they are first spoken of. */
class Nodes {
  private readonly bySubject = new Map<string, Record<string, unknown[]>>();

  add({ subject, predicate, object }: Pick<Quad, 'subject' | 'predicate' | 'object'>): void {
    const id = nameOf(subject);
    const node = this.bySubject.get(id) ?? {};
    this.bySubject.set(id, node);
    const isType = predicate.value === TYPE;
    const name = isType ? '@type' : predicate.value;
    (node[name] ??= []).push(isType ? nameOf(object) : valueOf(object));
  }

  list(): JsonObject[] {
    return Array.from(this.bySubject, ([id, node]) => ({ '@id': id, ...node }));
  }
}

/** @throws FileFault `FILE_TOO_LARGE` */
async function* bounded(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let length = 0;
  for await (const piece of pieces) {
    length += piece.length;
    if (length > MOST_LINKED) throw new FileFault('FILE_TOO_LARGE');
    yield piece;
  }
}

/** @throws FileFault `FILE_RDF` with the line, `FILE_TOO_LARGE` */
export async function turtleNodes(pieces: AsyncIterable<string>): Promise<JsonObject[]> {
  let text = '';
  for await (const piece of bounded(pieces)) text += piece;
  const nodes = new Nodes();
  try {
    for (const quad of new Parser({ baseIRI: BASE }).parse(text)) nodes.add(quad);
  } catch (cause) {
    // The parser's own message quotes the file.
    const line = (cause as { context?: { line?: number } }).context?.line;
    throw new FileFault('FILE_RDF', {}, line === undefined ? {} : { line }, { cause });
  }
  return nodes.list();
}

const ENTITY = /<!ENTITY\s+(\S+)\s+(?:"([^"&%<]*)"|'([^'&%<]*)')\s*>/g;

/** Entities that stand for plain text; the RDF parser would read others half, or not at all. @throws Error */
function entitiesOf(doctype: string): Record<string, string> {
  const found: Record<string, string> = {};
  const rest = doctype.replace(ENTITY, (_, name: string, one?: string, other?: string) => {
    found[name] = one ?? other ?? '';
    return '';
  });
  if (rest.includes('<!ENTITY')) throw new Error('An entity is not plain text.');
  return found;
}

/** Elements within each other, and names and attributes of one: each element costs the parser of RDF as much as all that it stands in. */
const MOST_LEVELS = 100;
const MOST_ATTRIBUTES = 1_000;

/** @throws Error for elements that nobody nests as deeply, or gives as many attributes */
function ensureShallow(parser: SaxesParser): void {
  let levels = 0;
  parser.on('opentag', ({ attributes }) => {
    levels += 1;
    if (levels > MOST_LEVELS || Object.keys(attributes).length > MOST_ATTRIBUTES)
      throw new Error('Elements are nested too deeply, or have too many attributes.');
  });
  parser.on('closetag', () => {
    levels -= 1;
  });
}

/** Text of XML as it comes, and at its end whether it is whole: the RDF parser takes what it has for all there is. */
async function* wellFormed(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  const parser = new SaxesParser();
  ensureShallow(parser);
  parser.on('doctype', (doctype) => Object.assign(parser.ENTITIES, entitiesOf(doctype)));
  try {
    for await (const piece of pieces) {
      parser.write(piece);
      yield piece;
    }
    parser.close();
  } catch (cause) {
    if (cause instanceof FileFault) throw cause;
    throw new FileFault('FILE_RDF', {}, { line: parser.line }, { cause });
  }
}

/** @throws FileFault `FILE_RDF` with the line, `FILE_TOO_LARGE` */
export async function rdfXmlNodes(pieces: AsyncIterable<string>): Promise<JsonObject[]> {
  const nodes = new Nodes();
  const parser = new RdfXmlParser({ baseIRI: BASE, trackPosition: true });
  try {
    await pipeline(wellFormed(bounded(pieces)), parser, async (quads: AsyncIterable<Quad>) => {
      for await (const quad of quads) nodes.add(quad);
    });
  } catch (cause) {
    if (cause instanceof FileFault) throw cause;
    const { line } = cause as { line?: number };
    throw new FileFault('FILE_RDF', {}, line === undefined ? {} : { line }, { cause });
  }
  return nodes.list();
}
