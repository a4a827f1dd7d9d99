// SPDX-License-Identifier: Apache-2.0
/** A consumer's gateway on a Fabric network, ready for uses of a grant. */
import type { Gateway } from '@catalog-chain/gateway/compose';
import { eventually } from '@catalog-chain/network/engine/wait';
import type { StartedNetwork } from '@catalog-chain/network/started/started-network';
import { unique } from '../contracts/ledger-harness.js';
import { attachGateway, call } from '../support/attached-gateway.js';
import { layCatalogue, requestFor } from '../support/network-catalogue.js';
import { uuid7 } from '../support/usage.js';
import { rate, type Target } from './http.js';

let reported = 0;

/** A use of a record, as the consumer's system reports it. */
export interface Use {
  readonly id: string;
  readonly recordId: string;
  readonly [member: string]: unknown;
}

export const useOf = (grant: string, id: string, recordId: string, at: string): Use => ({
  id,
  kind: 'use',
  correlation: id,
  grant,
  recordId,
  action: 'query',
  at,
  system: 'ConsumerMSP:SYS',
  actorId: 'clerk-1',
  purpose: 'AID',
  outcome: 'ok',
});

/** Distinct uses, each of a record of its own. */
export function rows(grant: string, count: number): string {
  const at = new Date().toISOString();
  const events = Array.from({ length: count }, () => {
    const id = uuid7((reported += 1), 'fabric-bench');
    return useOf(grant, id, id, at);
  });
  return JSON.stringify(events);
}

/** A gateway that reports, and who asks it. */
export interface Reporting {
  readonly consumer: Gateway;
  readonly grant: string;
  /** `ProviderMSP:CODE` */
  readonly resource: string;
  readonly target: Target;
}

/** A consumer's gateway with a grant in force. The provider's makes the grant's record key, and is then gone. */
export async function reporting(network: StartedNetwork, folder: string): Promise<Reporting> {
  const [resource, grant] = [unique('R'), unique('G-')];
  await layCatalogue(network, resource);
  await using provider = new AsyncDisposableStack();
  provider.use(await attachGateway(network, 'provider', 'fabric-gateway', folder));
  const consumer = await attachGateway(network, 'consumer', 'fabric-gateway', folder);
  await call(consumer, ['ConsumerMSP', 'officer'], '/v1/requests', requestFor(grant, resource));
  const login = { organisation: 'ConsumerMSP', role: 'submitter', user: 'bench' } as const;
  const target = { url: consumer.url, token: (await consumer.demoTokens?.issue(login)) ?? '' };
  const first = (): Promise<number> => rate(target, [rows(grant, 1)], 1, 1);
  await eventually('the grant’s record key', first, { timeoutMs: 30_000 });
  return { consumer, grant, resource: `ProviderMSP:${resource}`, target };
}
