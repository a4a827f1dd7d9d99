// SPDX-License-Identifier: Apache-2.0
/** Decisions that persons signed: checked again from what the transaction carried and the signer as it was then. */
import { isSignable, type SignableTransaction } from '@catalog-chain/chaincode/domain/acts/signable';
import {
  actOf,
  actSignature,
  checkSignature,
  ensureMaySign,
  ensureOwnSigner,
  type ActSignature,
} from '@catalog-chain/chaincode/domain/acts/signed-act';
import { parseInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import { decode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import type { Signer } from '@catalog-chain/chaincode/domain/members/signer-records';
import type { UserRole } from '@catalog-chain/chaincode/domain/names';
import type { Manifest } from '../../format.js';
import { demand, orFault } from '../faults.js';
import type { Reads } from './reads.js';

/** What a signed transaction carried. */
export interface CarriedSignature {
  readonly transaction: SignableTransaction;
  /** What was decided, as its text. */
  readonly argument: string;
  readonly given: ActSignature;
  /** Of the certificate that submitted it. */
  readonly role: UserRole;
  /** The transaction's time, milliseconds since 1970. */
  readonly at: number;
}

const textOf = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('utf8');

/** @returns undefined where nobody but the organisation signed. @throws Fault `transaction-malformed` */
export function carriedSignature(
  transaction: string,
  args: readonly Uint8Array[],
  { role, at, where }: { readonly role: UserRole; readonly at: number; readonly where: string },
): CarriedSignature | undefined {
  if (!isSignable(transaction) || args.length < 2) return undefined;
  const given = orFault('transaction-malformed', where, 'The signature of a person cannot be read.', () =>
    actSignature.parse(decode(textOf(args[1]))),
  );
  return { transaction, argument: textOf(args[0]), given, role, at };
}

/**
 * That the person's signature is over this decision on this chain, by a signer who counted then.
 * @throws Fault `record-missing`, `signer-unfit`, `act-altered`
 */
export function checkSignedAct(
  { transaction, argument, given, role, at }: CarriedSignature,
  organisation: string,
  reads: Reads,
  { channel, genesisHash }: Manifest['ledger'],
  where: string,
): void {
  const here = given.chain === channel || given.chain === genesisHash;
  demand(here, 'act-altered', where, 'A person signed it for another chain.');
  const signer = asOf(reads.get(where, 'signer', given.signer), at);
  const known = parseInstant(signer.registered.at) <= at;
  demand(known, 'signer-unfit', where, 'The signer was registered later.');
  orFault('signer-unfit', where, 'The signer could not decide this then.', () => {
    ensureOwnSigner(signer.id, organisation);
    ensureMaySign(signer, given.at, { organisation, role, now: at }, undefined);
  });
  orFault('act-altered', where, 'The person did not sign this decision.', () =>
    checkSignature(signer, actOf(transaction, [argument], given), given),
  );
}

/** As the signer was: what was signed before a revocation stays signed. */
function asOf(signer: Signer, at: number): Signer {
  const { revoked } = signer;
  const stood = revoked === undefined || parseInstant(revoked.stamp.at) > at;
  return stood ? { ...signer, status: 'active' } : signer;
}
