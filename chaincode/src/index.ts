// SPDX-License-Identifier: Apache-2.0
import { AuditContract } from './contracts/audit/audit-contract';
import { ChangeContract } from './contracts/upkeep/change-contract';
import { ComplaintContract } from './contracts/supervision/complaint-contract';
import { CorrectionContract } from './contracts/dispute/correction-contract';
import { DisputeContract } from './contracts/dispute/dispute-contract';
import { CriticismContract } from './contracts/supervision/criticism-contract';
import { DemandContract } from './contracts/upkeep/demand-contract';
import { DisposalContract } from './contracts/stewardship/disposal-contract';
import { DutyContract } from './contracts/catalogue/duty-contract';
import { EvidenceContract } from './contracts/audit/evidence-contract';
import { GrantContract } from './contracts/sharing/grant-contract';
import { IncidentContract } from './contracts/supervision/incident-contract';
import { JournalContract } from './contracts/usage/journal-contract';
import { KeyContract } from './contracts/sharing/key-contract';
import { ObligationContract } from './contracts/law/obligation-contract';
import { OrderContract } from './contracts/supervision/order-contract';
import { OrganisationContract } from './contracts/members/organisation-contract';
import { PeriodContract } from './contracts/period/period-contract';
import { PolicyContract } from './contracts/members/policy-contract';
import { RequestContract } from './contracts/sharing/request-contract';
import { ResourceContract } from './contracts/catalogue/resource-contract';
import { ReportContract } from './contracts/stewardship/report-contract';
import { SealContract } from './contracts/usage/seal-contract';
import { ServiceContract } from './contracts/stewardship/service-contract';
import { SignerContract } from './contracts/members/signer-contract';
import { SourceContract } from './contracts/upkeep/source-contract';
import { SystemContract } from './contracts/catalogue/system-contract';
import { UsageContract } from './contracts/usage/usage-contract';
import { VariationContract } from './contracts/stewardship/variation-contract';

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
