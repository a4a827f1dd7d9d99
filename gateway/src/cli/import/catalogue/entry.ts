// SPDX-License-Identifier: Apache-2.0
/** A catalogue entry as every foreign format is read into, before it becomes a resource. */
import type {
  DataType,
  SharingMode,
  SharingType,
  UpdateCycle,
} from '@catalog-chain/chaincode/domain/catalogue/resource-records';

export interface EntryItem {
  readonly name: string;
  readonly dataType: DataType;
}

export interface CatalogueEntry {
  /** Position in the file, from 1. */
  readonly row: number;
  /** The catalogue's own identifier: the same entry has the same one in the next edition. */
  readonly identifier: string;
  readonly title: string;
  readonly summary: string;
  /** Name of the organisation that owns the data; absent where the catalogue does not say. */
  readonly publisher?: string;
  /** Its official code as `SCHEME:ID`, where the catalogue gives one. */
  readonly publisherCode?: string;
  readonly sharingType: SharingType;
  /** Condition (conditional) or legal basis (not shared), in the catalogue's words. */
  readonly terms?: string;
  readonly updateCycle: UpdateCycle;
  readonly modes: readonly SharingMode[];
  /** Columns, where the catalogue lists them. */
  readonly items: readonly EntryItem[];
  /** Unit or information system that keeps it, where the catalogue or its identifier says. */
  readonly unit?: string;
  /** Code of the duty or programme it belongs to. */
  readonly programme?: string;
}
