// SPDX-License-Identifier: Apache-2.0
import { AuditContract } from './audit-contract';
import { ChangeContract } from './change-contract';
import { ComplaintContract } from './complaint-contract';
import { CorrectionContract } from './correction-contract';
import { DisputeContract } from './dispute-contract';
import { CriticismContract } from './criticism-contract';
import { DemandContract } from './demand-contract';
import { DisposalContract } from './disposal-contract';
import { DutyContract } from './duty-contract';
import { EvidenceContract } from './evidence-contract';
import { GrantContract } from './grant-contract';
import { IncidentContract } from './incident-contract';
import { JournalContract } from './journal-contract';
import { KeyContract } from './key-contract';
import { ObligationContract } from './obligation-contract';
import { OrderContract } from './order-contract';
import { OrganisationContract } from './organisation-contract';
import { PeriodContract } from './period-contract';
import { PolicyContract } from './policy-contract';
import { RequestContract } from './request-contract';
import { ResourceContract } from './resource-contract';
import { ReportContract } from './report-contract';
import { SealContract } from './seal-contract';
import { ServiceContract } from './service-contract';
import { SignerContract } from './signer-contract';
import { SourceContract } from './source-contract';
import { SystemContract } from './system-contract';
import { UsageContract } from './usage-contract';
import { VariationContract } from './variation-contract';

/** What Fabric's Node chaincode starts, and what the embedded ledger dispatches to. */
export const contracts = [
  OrganisationContract,
  SignerContract,
  PolicyContract,
  DutyContract,
  SystemContract,
  ResourceContract,
  ChangeContract,
  SourceContract,
  DemandContract,
  RequestContract,
  GrantContract,
  ObligationContract,
  VariationContract,
  ServiceContract,
  DisposalContract,
  ReportContract,
  OrderContract,
  CriticismContract,
  IncidentContract,
  ComplaintContract,
  KeyContract,
  JournalContract,
  UsageContract,
  SealContract,
  PeriodContract,
  DisputeContract,
  CorrectionContract,
  AuditContract,
  EvidenceContract,
];
