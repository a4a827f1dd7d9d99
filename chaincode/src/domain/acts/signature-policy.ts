// SPDX-License-Identifier: Apache-2.0
/** The part of a policy that says which decisions need a signature, and which kinds of key are enough for each. */
import { z } from 'zod';
import { sha256Hex, sortedSet } from '../text/schema';
import { SIGNABLE, type SignableTransaction } from './signable';
import { SIGNER_KINDS, type SignaturePolicy } from './signature-rules';

const kinds = sortedSet(z.enum(SIGNER_KINDS), SIGNER_KINDS.length);

/** Part of `policy:set`. */
export const signaturePolicy: z.ZodType<SignaturePolicy> = z
  .strictObject({
    chain: sha256Hex.exactOptional(),
    acts: z.strictObject(
      Object.fromEntries(SIGNABLE.map((name) => [name, kinds.exactOptional()])) as Record<
        SignableTransaction,
        z.ZodExactOptional<typeof kinds>
      >,
    ),
    twoPersons: sortedSet(z.enum(SIGNABLE), SIGNABLE.length).exactOptional(),
  })
  .refine(({ acts, twoPersons = [] }) => twoPersons.every((name) => acts[name] !== undefined), {
    path: ['twoPersons'],
    message: 'wants two persons for what nobody has to sign',
  });
