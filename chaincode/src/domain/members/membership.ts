// SPDX-License-Identifier: Apache-2.0
/**
 * Who ran the channel, and under which root certificates, from when on: what a proof of an old transaction needs when
 * members have joined, left or changed their authority since. Versions are never changed.
 */
import { z } from 'zod';
import { encode } from '../encoding/canonical-json';
import type { Stamp } from '../records';
import { mspId, sortedSet } from '../text/schema';

const MAX_MEMBERS = 100;
/** While an authority is replaced there are two. */
const MAX_ROOTS = 8;
const MAX_ROOT_LENGTH = 8_192;

/** A certificate, DER in base64 with padding. It is public: everybody who connects to the channel has it. */
const certificate = z
  .string()
  .max(MAX_ROOT_LENGTH)
  .regex(
    /^(?:[A-Za-z0-9+/]{4}){16,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
    'must be a certificate in base64',
  );

/** `organisation:recordMembers`: all organisations of the channel, in order of MSP id. */
export const membershipInput = z.strictObject({
  members: z
    .array(z.strictObject({ mspId, roots: sortedSet(certificate, MAX_ROOTS) }))
    .min(1)
    .max(MAX_MEMBERS)
    .refine(
      (list) => list.every(({ mspId: id }, i) => i === 0 || (list[i - 1]?.mspId ?? '') < id),
      'must be sorted by MSP id, without repeats',
    ),
});
export type MembershipInput = z.infer<typeof membershipInput>;

export interface Member {
  readonly mspId: string;
  /** Root certificates, DER in base64, sorted. */
  readonly roots: readonly string[];
}

/** The members from `set` on, until the next version. Key: [version]. */
export interface Membership {
  readonly type: 'membership';
  /** From 1. */
  readonly version: number;
  readonly members: readonly Member[];
  readonly set: Stamp;
}

/** All versions there are, oldest first: the whole of a range of the state. Not stored. */
export interface MembershipHistory {
  readonly type: 'membership-history';
  readonly versions: readonly Pick<Membership, 'version' | 'members' | 'set'>[];
}

/** @returns the version that follows; undefined where nothing has changed */
export function nextMembership(
  newest: Membership | undefined,
  { members }: MembershipInput,
  set: Stamp,
): Membership | undefined {
  if (newest && encode(newest.members) === encode(members)) return undefined;
  return { type: 'membership', version: (newest?.version ?? 0) + 1, members, set };
}

export const membershipHistory = (versions: readonly Membership[]): MembershipHistory => ({
  type: 'membership-history',
  versions: versions.map(({ version, members, set }) => ({ version, members, set })),
});
