// SPDX-License-Identifier: Apache-2.0
/** Which records only their owner changes, and who must then endorse: docs/decisions/0180-owner-endorses.md. */
import type { ObjectType } from '../names';
import { ownerOf } from './owned';

/** Written by their owner alone; a published version is written once, and by nobody after that. */
const OWNED = [
  'duty',
  'system',
  'resource-version',
  'journal',
  'open-journals',
  'closed-journals',
  'signer',
] as const;

/** What of a stored record says whose it is. */
export interface OwnedRecord {
  readonly type: ObjectType;
  readonly id?: unknown;
  readonly organisation?: unknown;
}

/** @returns the MSP id of the one organisation that may change the record; undefined where others may too. */
export function soleOwner({ type, id, organisation }: OwnedRecord): string | undefined {
  if (!OWNED.some((owned) => owned === type)) return undefined;
  if (typeof organisation === 'string') return organisation;
  return typeof id === 'string' ? ownerOf(id) : undefined;
}

/**
 * A key's own endorsement policy: the owner's peer, and as many of the others' as make a majority with it. It stands
 * in the place of the chaincode's policy for that key and must therefore say both.
 * @param endorsers MSP ids of the organisations that run peers, sorted
 * @returns Fabric's `SignaturePolicyEnvelope`; undefined where the owner runs no peer
 */
export function ownerPolicy(owner: string, endorsers: readonly string[]): Uint8Array | undefined {
  if (!endorsers.includes(owner)) return undefined;
  const others = endorsers.filter((mspId) => mspId !== owner);
  const needed = Math.floor(endorsers.length / 2);
  const rest =
    needed === 0
      ? []
      : [
          outOf(
            needed,
            others.map((_, i) => signedBy(i + 1)),
          ),
        ];
  const rule = outOf(1 + rest.length, [signedBy(0), ...rest]);
  return Buffer.concat([field(2, rule), ...[owner, ...others].map((mspId) => field(3, peerOf(mspId)))]);
}

/** `SignaturePolicy{signed_by}`: the n-th of the identities. */
const signedBy = (n: number): Buffer => Buffer.concat([Buffer.from([0x08]), varint(n)]);

/** `SignaturePolicy{n_out_of}` */
const outOf = (n: number, rules: readonly Buffer[]): Buffer =>
  field(2, Buffer.concat([Buffer.from([0x08]), varint(n), ...rules.map((rule) => field(2, rule))]));

const PEER = 3;

/** `MSPPrincipal` of the class ROLE, which is 0 and therefore not written. */
const peerOf = (mspId: string): Buffer =>
  field(2, Buffer.concat([field(1, Buffer.from(mspId, 'utf8')), Buffer.from([0x10, PEER])]));

/** A length-delimited field, as protocol buffers write it. */
const field = (number: number, bytes: Buffer): Buffer =>
  Buffer.concat([Buffer.from([number * 8 + 2]), varint(bytes.length), bytes]);

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return Buffer.from([...bytes, rest]);
}
