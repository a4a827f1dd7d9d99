// SPDX-License-Identifier: Apache-2.0
import { eventually } from '../engine/wait.js';
import type { NodePlan } from './plan.js';

// `consensus_etcdraft_is_leader{channel="catalog"} 1`, and SmartBFT's counterpart.
const LEADS = /^consensus_(etcdraft|smartbft|BFT)_is_leader\{[^}]*\} 1$/im;

/** Waits until a peer's or orderer's operations endpoint says that it is well. */
export async function healthy(node: NodePlan, timeoutMs = 60_000): Promise<void> {
  await eventually(`${node.host} to be healthy`, () => read(node, 'healthz'), { timeoutMs, everyMs: 100 });
}

/** True when this orderer says that it leads the channel; false also when it does not answer. */
export async function leads(orderer: NodePlan): Promise<boolean> {
  const metrics = await read(orderer, 'metrics').catch(() => '');
  return LEADS.test(metrics);
}

/** Waits until one of the orderers leads and gives it. */
export function leaderAmong<T extends NodePlan>(orderers: readonly T[], timeoutMs = 60_000): Promise<T> {
  const look = async (): Promise<T> => {
    for (const orderer of orderers) if (await leads(orderer)) return orderer;
    throw new Error('no orderer leads');
  };
  return eventually('an orderer to lead the channel', look, { timeoutMs, everyMs: 200 });
}

/** How many blocks of the channel the peer has; 0 before it has joined. */
export async function heightOf(peer: NodePlan, channel: string): Promise<number> {
  const metrics = await read(peer, 'metrics');
  const line = metrics
    .split('\n')
    .find((one) => one.startsWith(`ledger_blockchain_height{channel="${channel}"} `));
  return Number(line?.split(' ')[1] ?? 0);
}

async function read(node: NodePlan, page: 'healthz' | 'metrics'): Promise<string> {
  const url = `http://127.0.0.1:${node.operationsPort}/${page}`;
  const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) });
  if (!answer.ok) throw new Error(`${node.host}: /${page} answered ${answer.status}: ${await answer.text()}`);
  return answer.text();
}
