// SPDX-License-Identifier: Apache-2.0
/** Why a bundle is not believed, in a closed set of words. */

/** Why a bundle is not believed. */
export const FAULT_CODES = [
  'file-missing',
  'file-unknown',
  'file-altered',
  'root-invalid',
  'certificate-unreadable',
  'certificate-foreign',
  'certificate-expired',
  'certificate-unfit',
  'role-unfit',
  'signature-wrong',
  'endorsements-too-few',
  'read-malformed',
  'read-repeated',
  'read-of-another-key',
  'read-writes',
  'transaction-malformed',
  'transaction-of-another-ledger',
  'transaction-of-another-proposal',
  'transaction-differs-from-header',
  'leaf-malformed',
  'leaf-without-header',
  'leaf-repeated',
  'proof-size-out-of-range',
  'proof-index-out-of-range',
  'proof-malformed-hash',
  'proof-path-too-short',
  'proof-path-too-long',
  'proof-root-mismatch',
  'record-malformed',
  'record-missing',
  'time-missing',
  'too-old',
  'superseded',
  'period-not-over',
  'period-not-begun',
  'parts-differ',
  'journal-broken',
  'leaves-incomplete',
  'closure-mismatch',
  'verdict-mismatch',
  'history-broken',
  'hash-mismatch',
  'seal-mismatch',
  'act-unsigned',
  'act-altered',
  'signer-unfit',
] as const;
export type FaultCode = (typeof FAULT_CODES)[number];

/** One reason why a bundle proves nothing. */
export class Fault extends Error {
  override readonly name = 'Fault';

  constructor(
    readonly code: FaultCode,
    /** The file, line or claim that it was found in. */
    readonly where: string,
    message: string,
  ) {
    super(message);
  }
}

/** Bytes that cannot be read as a bundle at all. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

/** @throws Fault when the condition does not hold */
export function demand(
  condition: boolean,
  code: FaultCode,
  where: string,
  message: string,
): asserts condition {
  if (!condition) throw new Fault(code, where, message);
}

/** @throws Fault in place of whatever the work threw */
export function orFault<T>(code: FaultCode, where: string, message: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw new Fault(code, where, message);
  }
}
