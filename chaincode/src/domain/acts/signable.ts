// SPDX-License-Identifier: Apache-2.0
/** The decisions: transactions that may carry the signature of the person who decides, and must where the policy says so. */
import { TRANSACTIONS, type TransactionName } from '../names';

/** Each takes one argument, and the signature as a second one. In ascending order. */
export const SIGNABLE = [
  TRANSACTIONS.criticismIssue,
  TRANSACTIONS.disputeAccept,
  TRANSACTIONS.disputeAnswer,
  TRANSACTIONS.disputeAppeal,
  TRANSACTIONS.disputeAssign,
  TRANSACTIONS.disputeClose,
  TRANSACTIONS.disputeCoordinate,
  TRANSACTIONS.disputeDecide,
  TRANSACTIONS.disputeEscalate,
  TRANSACTIONS.disputeLapse,
  TRANSACTIONS.disputeOpen,
  TRANSACTIONS.disputeRecuse,
  TRANSACTIONS.disputeRefer,
  TRANSACTIONS.disputeRemedy,
  TRANSACTIONS.disputeRule,
  TRANSACTIONS.disputeWithdraw,
  TRANSACTIONS.grantRenew,
  TRANSACTIONS.grantResume,
  TRANSACTIONS.grantReturn,
  TRANSACTIONS.grantRevoke,
  TRANSACTIONS.grantSuspend,
  TRANSACTIONS.obligationAnswerExtension,
  TRANSACTIONS.orderConclude,
  TRANSACTIONS.orderIssue,
  TRANSACTIONS.organisationRegister,
  TRANSACTIONS.organisationResume,
  TRANSACTIONS.organisationSuspend,
  TRANSACTIONS.organisationUpdate,
  TRANSACTIONS.policySet,
  TRANSACTIONS.requestConfirm,
  TRANSACTIONS.requestDecide,
  TRANSACTIONS.resourceResume,
  TRANSACTIONS.resourceRetire,
  TRANSACTIONS.resourceReview,
  TRANSACTIONS.resourceSuspend,
  TRANSACTIONS.serviceAnnounce,
  TRANSACTIONS.signerRegister,
  TRANSACTIONS.signerRevoke,
  TRANSACTIONS.sourceDesignate,
  TRANSACTIONS.sourceEnd,
  TRANSACTIONS.variationAnswer,
] as const satisfies readonly TransactionName[];
export type SignableTransaction = (typeof SIGNABLE)[number];

const NAMES: ReadonlySet<string> = new Set(SIGNABLE);

export const isSignable = (transaction: string): transaction is SignableTransaction => NAMES.has(transaction);
