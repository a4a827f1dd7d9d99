// SPDX-License-Identifier: Apache-2.0
/** Records of the ledger as the index keeps them: by type, with where and in which version they were written. */
import type { SignedAct, SignedAgreement } from '@catalog-chain/chaincode/domain/acts/signed-act';
import type { AuditRead } from '@catalog-chain/chaincode/domain/audit';
import type { Obligation } from '@catalog-chain/chaincode/domain/law/obligation-records';
import type { Correction } from '@catalog-chain/chaincode/domain/dispute/correction-records';
import type { Dispute } from '@catalog-chain/chaincode/domain/dispute/dispute-records';
import type {
  AccessRequest,
  Disclosure,
  Grant,
  KeyPurge,
} from '@catalog-chain/chaincode/domain/sharing/grant-records';
import type { Complaint, Incident } from '@catalog-chain/chaincode/domain/supervision/incident';
import type { Criticism, Order } from '@catalog-chain/chaincode/domain/supervision/order';
import type { Disposal } from '@catalog-chain/chaincode/domain/stewardship/disposal';
import type { ServiceChange } from '@catalog-chain/chaincode/domain/stewardship/service-change';
import type { UseReport } from '@catalog-chain/chaincode/domain/stewardship/use-report';
import type { Seal } from '@catalog-chain/chaincode/domain/usage/seal-records';
import type { Variation } from '@catalog-chain/chaincode/domain/stewardship/variation';
import type { Signer } from '@catalog-chain/chaincode/domain/members/signer-records';
import type { AfterClosing, Closure, Period } from '@catalog-chain/chaincode/domain/period/period-records';
import type { Duty, Organisation, Policy, System } from '@catalog-chain/chaincode/domain/records';
import type { Resource, ResourceVersion } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import type { CatalogueChange } from '@catalog-chain/chaincode/domain/upkeep/catalogue-change';
import type { Demand } from '@catalog-chain/chaincode/domain/upkeep/demand';
import type { SourceAgency, SourceUpdate } from '@catalog-chain/chaincode/domain/upkeep/source-agency';
import type {
  BatchHeader,
  Journal,
  JournalCheckpoint,
} from '@catalog-chain/chaincode/domain/usage/usage-records';

/** State records by object type. Types not named here are indexed too, and come back as plain JSON. */
export interface IndexedRecords {
  readonly organisation: Organisation;
  readonly signer: Signer;
  readonly 'signed-act': SignedAct;
  readonly 'signed-agreement': SignedAgreement;
  readonly policy: Policy;
  readonly duty: Duty;
  readonly system: System;
  readonly resource: Resource;
  readonly 'resource-version': ResourceVersion;
  readonly 'catalogue-change': CatalogueChange;
  readonly 'source-agency': SourceAgency;
  readonly 'source-update': SourceUpdate;
  readonly demand: Demand;
  readonly request: AccessRequest;
  readonly grant: Grant;
  readonly obligation: Obligation;
  readonly variation: Variation;
  readonly 'service-change': ServiceChange;
  readonly disposal: Disposal;
  readonly 'use-report': UseReport;
  readonly order: Order;
  readonly criticism: Criticism;
  readonly incident: Incident;
  readonly complaint: Complaint;
  readonly journal: Journal;
  readonly 'journal-checkpoint': JournalCheckpoint;
  readonly batch: BatchHeader;
  readonly seal: Seal;
  readonly period: Period;
  readonly closure: Closure;
  readonly 'after-closing': AfterClosing;
  readonly dispute: Dispute;
  readonly correction: Correction;
  readonly 'audit-read': AuditRead;
  readonly disclosure: Disclosure;
  readonly 'key-purge': KeyPurge;
}

export type IndexedType = keyof IndexedRecords;

/** Where in the chain something was written. */
export interface ChainRef {
  readonly block: number;
  readonly transactionId: string;
  /** Time of the transaction, RFC 3339. */
  readonly time: string;
}

export interface IndexedRecord<T extends IndexedType = IndexedType> {
  readonly type: T;
  /** The key's parts joined by `/` (`ProviderMSP:POP`, `ProviderMSP:POP/0000000002`). */
  readonly id: string;
  readonly value: IndexedRecords[T];
  readonly written: ChainRef;
  /** Which version of the record this is, from 1. */
  readonly revision: number;
}

/** Filters by equality; absent means any. Each applies to the types that have the field. */
export interface RecordFilter {
  readonly organisation?: string;
  readonly provider?: string;
  readonly consumer?: string;
  readonly resource?: string;
  readonly grant?: string;
  /** One, or several with commas between. */
  readonly state?: string;
  /** Of a dispute: its kind. */
  readonly code?: string;
  /** Of a dispute: who answers it; who is or was to decide it. */
  readonly respondent?: string;
  readonly arbitrator?: string;
  /** Of a look on record: the case that it states. */
  readonly case?: string;
  /** Of entries, requests and grants: that the entry’s system serves; of systems: that they serve; of demands and changes: that they name. */
  readonly duty?: string;
  /** Only records to which this organisation is a party: owner, provider, consumer, reporter; of a dispute any party or arbitrator. */
  readonly party?: string;
  /** When it was first written: from then on, and before then, in milliseconds since 1970. */
  readonly begun?: { readonly from: number; readonly to: number };
  /** Words that the id, code, names or summary hold, in any order, case folded. */
  readonly text?: string;
}
