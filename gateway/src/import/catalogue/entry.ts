// SPDX-License-Identifier: Apache-2.0
/** A catalogue entry as every foreign format is read into, before it becomes a resource. */
import type {
  DataClass,
  DataFormat,
  DataGrade,
  DataType,
  ResourceContent,
  SharingMode,
  SharingType,
  UpdateCycle,
} from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import type { RowError } from '../faults.js';
import type { Texts } from '../languages.js';

export interface EntryItem {
  readonly name: string;
  readonly dataType: DataType;
  /** Where it has its own. */
  readonly grade?: DataGrade;
  readonly dataClass?: DataClass;
}

/** Who publishes an entry. */
export interface Publisher {
  readonly names: Texts;
  /** Address that names it: two that have one each stay apart, though they be called alike. */
  readonly iri?: string;
  /** Its official code as `SCHEME:ID` or a unified social credit code, where the catalogue gives one. */
  readonly code?: string;
}

/** By what an entry is told from others: it can often be read of a row that is refused. */
export type Likeness = Pick<CatalogueEntry, 'identifier' | 'publisher'>;

/** A row that is no entry: why, and of which entry it speaks, as far as that can be read. */
export interface EntryFault {
  readonly row: number;
  readonly error: RowError;
  /** Of what an export wrote: its id. */
  readonly likeness?: Likeness | { readonly id: string };
}

export interface CatalogueEntry {
  /** Position in the file, from 1. */
  readonly row: number;
  /** The catalogue's own identifier, or one derived from what tells its entries apart. */
  readonly identifier: string;
  /** Whether the identifier is the catalogue's own. */
  readonly isOwn: boolean;
  readonly titles: Texts;
  readonly summaries: Texts;
  /** What is to be said of fields that nobody understands: they are left out. */
  readonly unread?: readonly RowError[];
  /** Of a table that has publishers: the row names none. */
  readonly isUnsigned?: true;
  readonly publisher?: Publisher;
  readonly sharingType: SharingType;
  /** Condition (conditional) or legal basis (not shared), in the catalogue's words. */
  readonly terms?: string;
  readonly updateCycle: UpdateCycle;
  readonly modes: readonly SharingMode[];
  /** Columns, where the catalogue lists them. */
  readonly items: readonly EntryItem[];
  /** What follows: only where the catalogue says it in known words. */
  readonly formats?: readonly DataFormat[];
  /** Of every item. */
  readonly grade?: DataGrade;
  readonly dataClass?: DataClass;
  readonly openness?: NonNullable<ResourceContent['openness']>;
  readonly guideCode?: string;
  readonly assessments?: NonNullable<ResourceContent['assessments']>;
  /** Not shared: why it is withheld. */
  readonly reason?: string;
  /** Unit or information system that keeps it, where the catalogue or its identifier says. */
  readonly unit?: string;
  /** Code of the duty or programme it belongs to. */
  readonly programme?: string;
  /** SHA-256 of the entry as it stood: keywords, dates and distributions, for which the ledger has no field, too. */
  readonly digest: string;
}
