// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const node = z.strictObject({
  /** `host:port` */
  endpoint: z.string().regex(/^[^\s/]+:\d{1,5}$/, 'must be host:port'),
  /** The name in the node's TLS certificate, where it differs from the host. */
  tlsHostName: z.string().min(1),
  tlsCaPem: z.string().includes('BEGIN CERTIFICATE'),
});

const identity = z.strictObject({
  certificatePem: z.string().includes('BEGIN CERTIFICATE'),
  privateKeyPem: z.string().includes('PRIVATE KEY'),
});

const schema = z.strictObject({
  channel: z.string().min(1),
  chaincode: z.string().min(1),
  /** The organisations this gateway signs for: one in production. */
  members: z
    .array(
      z.strictObject({
        mspId: z.string().min(1),
        /** Its own peers, in order of preference. */
        peers: z.array(node).min(1),
        /** Enrolled identities by user, which is by convention the role. */
        users: z.record(z.string(), identity),
      }),
    )
    .min(1),
  /** Peers by MSP and orderers, for clients that collect endorsements themselves (Fabric before 2.4). */
  endorsers: z.record(z.string(), z.array(node)),
  orderers: z.array(node),
  /** Genesis hash of the chain this gateway belongs to; another chain behind the same names is refused. */
  genesisHash: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .exactOptional(),
});

/** How to reach a Fabric network, and as whom. Holds private keys: the file is for the gateway's user only. */
export type FabricProfile = z.infer<typeof schema>;
export type FabricNode = z.infer<typeof node>;
export type FabricMember = FabricProfile['members'][number];
export type FabricIdentity = z.infer<typeof identity>;

/** Reads a profile from a JSON file. @throws Error naming the fields at fault, never their values. */
export function readProfile(file: string): FabricProfile {
  const result = schema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`);
  throw new Error(`The Fabric profile is not usable: ${faults.join('; ')}`);
}
