// SPDX-License-Identifier: Apache-2.0
/**
 * Data sharing agreements with their versions, data sets and releases, in the shape of the NHS England
 * Data Uses Register.
 */
import { isObject, objects, present, text, type JsonObject } from './fields.js';
import { readRows, RowError, type RefusedRow, type Rows } from './refused.js';

export interface AgreementDataset {
  readonly name: string;
  /** What kind of data: the register tells identifiable from anonymised. */
  readonly typeOfData: string;
  readonly sensitive: boolean;
  readonly frequency?: string;
  readonly legalBasis: string;
}

export interface AgreementVersion {
  readonly reference: string;
  readonly title: string;
  /** First and last day, `YYYY-MM-DD`, both inclusive. */
  readonly from: string;
  readonly to: string;
  readonly datasets: readonly AgreementDataset[];
}

export interface Release {
  readonly row: number;
  readonly reference: string;
  readonly dataset: string;
  readonly file: string;
  /** `YYYY-MM`: the register says no more. */
  readonly month: string;
}

export interface Agreement {
  readonly row: number;
  readonly reference: string;
  readonly recipient: string;
  readonly recipientType?: string;
  readonly versions: readonly AgreementVersion[];
  readonly releases: readonly Release[];
  readonly refusedReleases: readonly RefusedRow[];
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

function need(node: JsonObject, field: string, pattern = /./): string {
  const value = text(node[field]);
  if (value === undefined || !pattern.test(value))
    throw new RowError('READ_FIELD_MISSING', `${field} is missing or not as expected.`);
  return value;
}

const readDataset = (node: JsonObject): AgreementDataset => ({
  name: need(node, 'name'),
  typeOfData: text(node['type_of_data']) ?? 'Not stated',
  sensitive: text(node['sensitivity']) === 'Sensitive',
  legalBasis: need(node, 'legal_basis'),
  ...present({ frequency: text(node['frequency']) }),
});

const readVersion = (node: JsonObject): AgreementVersion => ({
  reference: need(node, 'reference'),
  title: need(node, 'title'),
  from: need(node, 'start_date', DAY),
  to: need(node, 'end_date', DAY),
  datasets: objects(node['datasets']).map(readDataset),
});

const readRelease = (node: JsonObject, row: number): Release => ({
  row,
  reference: need(node, 'reference'),
  dataset: need(node, 'dataset'),
  file: need(node, 'file'),
  month: need(node, 'month', MONTH),
});

/** A file stands again under its data set's earlier name: the first row of a (reference, file) counts. */
function distinct(releases: readonly Release[]): Release[] {
  const seen = new Set<string>();
  return releases.filter(({ reference, file }) => {
    const key = `${reference}\n${file}`;
    return !seen.has(key) && seen.add(key);
  });
}

function readAgreement(node: JsonObject, row: number): Agreement {
  const releases = readRows(objects(node['release_records'] ?? []), readRelease);
  return {
    row,
    reference: need(node, 'base_reference'),
    recipient: need(node, 'organisation'),
    ...present({ recipientType: text(node['organisation_type']) }),
    versions: objects(node['versions']).map(readVersion),
    releases: distinct(releases.rows),
    refusedReleases: releases.refused,
  };
}

/** @throws SyntaxError for text that is not JSON. */
export function readAgreements(content: string): Rows<Agreement> {
  const document: unknown = JSON.parse(content.replace(/^\ufeff/, ''));
  const list = isObject(document) && 'agreements' in document ? document['agreements'] : document;
  return readRows(objects(list), readAgreement);
}
