// SPDX-License-Identifier: Apache-2.0
/** Decisions that persons signed: checked again from what the transaction carried and the signer as it was then. */
import { isSignable, type SignableTransaction } from '@catalog-chain/chaincode/domain/acts/signable';
import {
  actOf,
  actSignature,
  agreementOf,
  checkSignature,
  ensureFresh,
  ensureMaySign,
  ensureOwnSigner,
  type Act,
  type ActSetting,
  type ActSignature,
  type Agreement,
  type PersonalSignature,
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
 * That the person's signature is over this decision on this chain, by a signer who counted then; and so another's, who
 * agreed to it.
 * @throws Fault `record-missing`, `signer-unfit`, `act-altered`
 */
export function checkSignedAct(
  carried: CarriedSignature,
  organisation: string,
  reads: Reads,
  { channel, genesisHash }: Manifest['ledger'],
  where: string,
): void {
  const { transaction, argument, given, role, at } = carried;
  const here = given.chain === channel || given.chain === genesisHash;
  demand(here, 'act-altered', where, 'A person signed it for another chain.');
  const { agreement: second } = given;
  const act = actOf(transaction, [argument], given);
  const setting = { organisation, role, now: at };
  checkOne({ given, act, isAgreedTo: second !== undefined }, setting, reads, where);
  if (!second) return;
  demand(second.signer !== given.signer, 'signer-unfit', where, 'A person agreed to what was his own.');
  checkOne({ given: second, act: agreementOf(act, second), isAgreedTo: false }, setting, reads, where);
}

/** What one person signed. */
interface Signed {
  readonly given: PersonalSignature;
  readonly act: Act | Agreement;
  readonly isAgreedTo: boolean;
}

function checkOne(
  { given, act, isAgreedTo }: Signed,
  setting: ActSetting,
  reads: Reads,
  where: string,
): void {
  const { organisation, now } = setting;
  const signer = asOf(reads.get(where, 'signer', given.signer), now);
  const known = parseInstant(signer.registered.at) <= now;
  demand(known, 'signer-unfit', where, 'The signer was registered later.');
  orFault('signer-unfit', where, 'The signer could not decide this then.', () => {
    ensureOwnSigner(signer.id, organisation);
    ensureMaySign(signer, setting, undefined);
    ensureFresh(given.at, now, isAgreedTo);
  });
  orFault('act-altered', where, 'The person did not sign this decision.', () =>
    checkSignature(signer, act, given),
  );
}

/** As the signer was: what was signed before a revocation stays signed. */
function asOf(signer: Signer, at: number): Signer {
  const { revoked } = signer;
  const stood = revoked === undefined || parseInstant(revoked.stamp.at) > at;
  return stood ? { ...signer, status: 'active' } : signer;
}
