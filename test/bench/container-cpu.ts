// SPDX-License-Identifier: Apache-2.0
import { request } from 'node:http';

const SOCKET = '/var/run/docker.sock';

async function ask<T>(address: string): Promise<T> {
  const chunks: Buffer[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  request({ socketPath: SOCKET, path: address }, (response) => {
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('end', () => {
      resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')) as T);
    });
  })
    .on('error', reject)
    .end();
  return promise;
}

interface Container {
  readonly Id: string;
  readonly Names: readonly string[];
}

/** Processor seconds that a network's containers have used so far, by what runs in them. */
export async function cpuSeconds(network: string): Promise<ReadonlyMap<string, number>> {
  const containers = await ask<Container[]>('/containers/json');
  const sums = new Map<string, number>();
  for (const { Id, Names } of containers) {
    const name = Names[0]?.slice(1) ?? '';
    const kind = /(peer|orderer|chaincode)/.exec(name)?.[1];
    if (!name.startsWith(`${network}-`) || kind === undefined) continue;
    const stats = await ask<{ cpu_stats: { cpu_usage: { total_usage: number } } }>(
      `/containers/${Id}/stats?stream=false&one-shot=true`,
    );
    sums.set(kind, (sums.get(kind) ?? 0) + stats.cpu_stats.cpu_usage.total_usage / 1e9);
  }
  return sums;
}
