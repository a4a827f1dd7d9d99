// SPDX-License-Identifier: Apache-2.0
/** Files as the importers meet them: written somewhere, read by their readers, gone again. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { CatalogueEntry } from '@catalog-chain/gateway/import/catalogue/entry';
import {
  CataloguePlanner,
  type CatalogueOptions,
} from '@catalog-chain/gateway/import/catalogue/plan-catalogue';
import { readCatalogue, type EntryRead } from '@catalog-chain/gateway/import/catalogue/read-catalogue';
import {
  readAgreements,
  type AgreementsRead,
} from '@catalog-chain/gateway/import/agreements/read-agreements';
import { refusedOf, type RefusedRow } from '@catalog-chain/gateway/import/faults';
import type { Mapping } from '@catalog-chain/gateway/import/mapping/mapping';
import type { Plan, PlannedUse } from '@catalog-chain/gateway/import/plan/plan';
import { openSource, type Source } from '@catalog-chain/gateway/import/source/open-source';
import type { Encoding } from '@catalog-chain/gateway/import/source/text';
import { readUses } from '@catalog-chain/gateway/import/uses/read-uses';
import { XRoadPlanner, XRoadUses } from '@catalog-chain/gateway/import/uses/plan-xroad';
import type { XRoadMember } from '@catalog-chain/gateway/import/uses/shared-params';
import type { XRoadUse } from '@catalog-chain/gateway/import/uses/xroad';

export interface Reading {
  readonly name?: string;
  readonly encoding?: Encoding;
  readonly mapping?: Mapping;
}

type Content = string | Uint8Array;

/** Opens a file of the content for as long as the work takes. */
export async function withFile<T>(
  content: Content,
  { name = 'file' }: Reading,
  work: (file: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'catalog-chain-import-'));
  const file = path.join(folder, name);
  try {
    await writeFile(file, content);
    return await work(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const opened = (file: string, { encoding }: Reading, multiline: boolean): Promise<Source> =>
  openSource(file, { multiline, ...(encoding !== undefined && { encoding }) });

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

export interface CatalogueFound {
  readonly format: string;
  readonly read: readonly EntryRead[];
  readonly rows: readonly CatalogueEntry[];
  readonly refused: readonly RefusedRow[];
}

export async function catalogueAt(file: string, reading: Reading = {}): Promise<CatalogueFound> {
  const { format, entries } = await readCatalogue(await opened(file, reading, true), reading.mapping);
  const read = await all(entries);
  return {
    format,
    read,
    rows: read.flatMap((one) => ('error' in one || 'content' in one ? [] : [one])),
    refused: read.flatMap((one) => ('error' in one ? [refusedOf(one.row, one.error)] : [])),
  };
}

export const catalogueOf = (content: Content, reading: Reading = {}): Promise<CatalogueFound> =>
  withFile(content, reading, (file) => catalogueAt(file, reading));

export const planOfCatalogue = ({ read }: CatalogueFound, options: CatalogueOptions = {}): Plan =>
  new CataloguePlanner(options).plan(read).plan;

export const agreementsAt = async (file: string, reading: Reading = {}): Promise<AgreementsRead> =>
  readAgreements(await opened(file, reading, true), reading.mapping);

export const agreementsOf = (content: Content, reading: Reading = {}): Promise<AgreementsRead> =>
  withFile(content, reading, (file) => agreementsAt(file, reading));

export interface UsesFound {
  readonly records: readonly XRoadUse[];
  readonly uses: readonly PlannedUse[];
  readonly refused: readonly RefusedRow[];
}

export async function usesAt(file: string, reading: Reading = {}): Promise<UsesFound> {
  const defaults = { organisation: 'AMSP', side: 'claim' } as const;
  const options = { defaults, ...(reading.mapping && { mapping: reading.mapping }) };
  const read = await all(readUses(await opened(file, reading, false), options));
  return {
    records: read.flatMap((one) => ('xroad' in one ? [one.xroad] : [])),
    uses: read.flatMap((one) => ('use' in one ? [one.use] : [])),
    refused: read.flatMap((one) => ('error' in one ? [refusedOf(one.row, one.error)] : [])),
  };
}

export const usesOf = (content: Content, reading: Reading = {}): Promise<UsesFound> =>
  withFile(content, reading, (file) => usesAt(file, reading));

export function planOfRecords(records: readonly XRoadUse[], members: readonly XRoadMember[] = []): Plan {
  const planner = new XRoadPlanner(members);
  for (const record of records) planner.add(record);
  return planner.plan();
}

export function usesOfRecords(records: readonly XRoadUse[]): PlannedUse[] {
  const made = new XRoadUses();
  return records.map((record) => made.of(record));
}
