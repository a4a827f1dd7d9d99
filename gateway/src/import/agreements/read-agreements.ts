// SPDX-License-Identifier: Apache-2.0
/** Reads a file of agreements: JSON of the register, or a table with a mapping. */
import { FileFault, refusedOf, RowError, type Language, type RefusedRow } from '../faults.js';
import { isObject, type JsonObject } from '../fields.js';
import { Held } from '../held.js';
import { mapped, namingOf, type Mapping } from '../mapping/mapping.js';
import { headed, namingIn, type Naming } from '../mapping/naming.js';
import type { Source } from '../source/open-source.js';
import { AgreementReader, agreementsOf, type Agreement } from './agreements.js';

/** What the register calls otherwise than a mapping does. */
const REGISTER: Readonly<Record<string, string>> = {
  reference: 'base_reference',
  recipient: 'organisation',
  from: 'start_date',
  to: 'end_date',
  dataset: 'name',
  typeOfData: 'type_of_data',
  legalBasis: 'legal_basis',
};

/** How agreements are called in the register's own JSON, or in a table. */
export const namingOfAgreements = (mapping?: Mapping): Naming =>
  mapping ? namingOf(mapping) : namingIn(REGISTER);

const OURS = new Map(Object.entries(REGISTER).map(([field, node]) => [node, field]));

/** Faults of a table that was put into the shape of the register: by its columns. */
function ofTable(mapping: Mapping): (error: RowError) => RowError {
  const naming = namingOf(mapping);
  return (error) => {
    const { field } = error.particulars;
    const ours = typeof field === 'string' ? OURS.get(field) : undefined;
    const renamed =
      ours === undefined ? error : new RowError(error.code, { ...error.particulars, field: ours });
    return headed(renamed, naming);
  };
}

export interface AgreementsRead {
  readonly agreements: readonly Agreement[];
  readonly refused: readonly RefusedRow[];
  readonly noted: readonly RefusedRow[];
  /** Numbers of versions of which something was refused: the file holds them. */
  readonly refusedReferences: ReadonlySet<string>;
  /** Refused rows and parts of which not even the number can be read. */
  readonly illegible: number;
}

interface Nodes {
  readonly nodes: { readonly row: number; readonly node: JsonObject }[];
  readonly refused: RefusedRow[];
}

/** Of agreements, which are planned together: about 25,000 of a few words. */
const MOST_AGREEMENTS = 12 * 1024 * 1024;

const refusedIn = (row: number, error: RowError, mapping?: Mapping, language?: Language): RefusedRow =>
  refusedOf(row, mapping ? headed(error, namingOf(mapping)) : error, language);

/** Rows as objects, or as cells under the names of the mapping. */
async function objectsIn(source: Source, mapping?: Mapping, language?: Language): Promise<Nodes> {
  const found: Nodes = { nodes: [], refused: [] };
  const held = new Held(MOST_AGREEMENTS);
  for await (const { row, value } of source.rows()) {
    held.add(value);
    try {
      if (value instanceof RowError) throw value;
      if (!isObject(value)) throw new RowError('READ_JSON');
      found.nodes.push({ row, node: mapping ? mapped(value, mapping) : value });
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      found.refused.push(refusedIn(row, error, mapping, language));
    }
  }
  const { members, rowsAt } = source.frame;
  const isAlone = rowsAt === undefined && 'base_reference' in members;
  if (found.nodes.length === 0 && isAlone) found.nodes.push({ row: 1, node: members });
  return found;
}

function ensureAgreements({ nodes, refused }: Nodes): void {
  if (nodes.length === 0 && refused.length === 0) throw new FileFault('FILE_NO_ROWS', { what: 'agreements' });
  const known = nodes.some(({ node }) => 'base_reference' in node || 'versions' in node);
  if (nodes.length > 0 && !known)
    throw new FileFault('FILE_FORMAT', { found: 'something else', wanted: 'agreements' });
}

/** The register is JSON; of a table somebody says what its columns are. @throws FileFault `FILE_HEADER` */
function ensureForm({ syntax }: Source, mapping: Mapping | undefined): void {
  const isJson = syntax === 'json' || syntax === 'ndjson';
  if (!mapping && !isJson) throw new FileFault('FILE_HEADER', { hint: '' });
}

/** @throws FileFault where the file holds no agreements */
export async function readAgreements(
  source: Source,
  mapping?: Mapping,
  language?: Language,
): Promise<AgreementsRead> {
  ensureForm(source, mapping);
  const found = await objectsIn(source, mapping, language);
  const rows = found.nodes.map(({ row, node }) => ({ row, fields: node }));
  const table = mapping && agreementsOf(rows);
  const nodes = [...(table?.nodes ?? found.nodes)];
  ensureAgreements({ ...found, nodes });
  const reader = new AgreementReader(language, mapping && ofTable(mapping));
  const agreements = nodes.flatMap(({ node, row }) => reader.read(node, row) ?? []);
  const contrary = table?.refused ?? [];
  const told = contrary.map(({ row, error }) => refusedIn(row, error, mapping, language));
  return {
    agreements,
    refused: [...found.refused, ...told, ...reader.refused],
    noted: reader.noted,
    refusedReferences: new Set([...reader.refusedReferences, ...contrary.map(({ of }) => of)]),
    illegible: found.refused.length + reader.illegible,
  };
}
