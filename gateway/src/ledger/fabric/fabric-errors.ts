// SPDX-License-Identifier: Apache-2.0
/** Fabric's answers in the port's closed codes: the one place where they are translated. */
import { status } from '@grpc/grpc-js';
import { parseDomainError } from '@catalog-chain/chaincode/domain/errors';
import { LedgerError, ledgerErrorFrom, type LedgerCode } from '../ledger-error.js';
import type { Outcome } from '../ledger.js';

const BY_STATUS: Readonly<Record<number, LedgerCode | undefined>> = {
  [status.UNAVAILABLE]: 'LEDGER_UNAVAILABLE',
  [status.CANCELLED]: 'LEDGER_UNAVAILABLE',
  [status.RESOURCE_EXHAUSTED]: 'LEDGER_OVERLOADED',
  [status.DEADLINE_EXCEEDED]: 'LEDGER_TIMEOUT',
  [status.PERMISSION_DENIED]: 'IDENTITY_REFUSED',
  [status.UNAUTHENTICATED]: 'IDENTITY_REFUSED',
};

/** What peers say in words only; each seen on Fabric 3.1. */
const BY_TEXT: readonly (readonly [RegExp, LedgerCode])[] = [
  [
    /no combination of peers can be derived|no peers available|failed to find any endorsing peers/i,
    'LEDGER_UNAVAILABLE',
  ],
  [
    /ProposalResponsePayloads do not match|endorsement policy failure|failed to collect enough/i,
    'ENDORSEMENT_MISMATCH',
  ],
  [
    /creator.*(?:malformed|not valid|expired)|access denied|certificate.*(?:expired|revoked)|implicit policy evaluation failed/i,
    'IDENTITY_REFUSED',
  ],
  [/timeout expired while executing|context deadline exceeded/i, 'LEDGER_TIMEOUT'],
];

const MISMATCH = 'The organisations that must endorse the call did not all endorse the same result.';

const MESSAGES: Partial<Record<LedgerCode, string>> = {
  LEDGER_UNAVAILABLE: 'No peer that could endorse the call answered.',
  LEDGER_OVERLOADED: 'The peer has too many requests.',
  LEDGER_TIMEOUT: 'The ledger did not answer in time.',
  ENDORSEMENT_MISMATCH: MISMATCH,
  IDENTITY_REFUSED: 'The ledger refuses the certificate.',
};

/**
 * A peer's gateway service says this once its first endorser agreed: what another refuses may be refused because it is
 * a block behind, so that it is no final answer.
 */
const REFUSED_BY_SOME = /failed to collect enough/i;

/** @param texts every message that came with the failure: the client's own and each peer's */
export function fabricError(
  grpcStatus: number | undefined,
  texts: readonly string[],
  cause: unknown,
): LedgerError {
  const domain = texts.find((text) => parseDomainError(text) !== undefined);
  if (domain !== undefined && texts.some((text) => REFUSED_BY_SOME.test(text))) return mismatch(cause);
  if (domain !== undefined) return ledgerErrorFrom(domain, cause);
  const byText = BY_TEXT.find(([pattern]) => texts.some((text) => pattern.test(text)))?.[1];
  const code = byText ?? (grpcStatus === undefined ? undefined : BY_STATUS[grpcStatus]) ?? 'LEDGER_FAILURE';
  return new LedgerError(code, MESSAGES[code] ?? 'The ledger failed to answer.', { cause });
}

/** Some endorsers refuse what others endorse, or all endorse and not the same. */
export const mismatch = (cause?: unknown): LedgerError =>
  new LedgerError('ENDORSEMENT_MISMATCH', MISMATCH, { cause });

/** Whether another peer may do better. */
export const isTransient = (error: unknown): error is LedgerError =>
  error instanceof LedgerError &&
  ['LEDGER_UNAVAILABLE', 'LEDGER_TIMEOUT', 'LEDGER_OVERLOADED'].includes(error.code);

const REASONS: Readonly<Record<string, readonly [LedgerCode, string]>> = {
  MVCC_READ_CONFLICT: [
    'LEDGER_CONFLICT',
    'What the call read was changed by another before it was committed.',
  ],
  PHANTOM_READ_CONFLICT: [
    'LEDGER_CONFLICT',
    'A list that the call read was changed before it was committed.',
  ],
  ENDORSEMENT_POLICY_FAILURE: [
    'ENDORSEMENT_MISMATCH',
    'The organisations that must endorse the call did not.',
  ],
  BAD_CREATOR_SIGNATURE: ['IDENTITY_REFUSED', 'The signature is not that of the certificate.'],
};

/** The outcome of a transaction that lies in a block with a validation code. */
export function outcomeOf(transactionId: string, block: number, validationCode: string): Outcome {
  if (validationCode === 'VALID') return { status: 'committed', transactionId, block };
  const [code, message] = REASONS[validationCode] ?? [
    'LEDGER_FAILURE',
    `The peers marked it ${validationCode}.`,
  ];
  return { status: 'rejected', transactionId, code, message };
}
