// SPDX-License-Identifier: Apache-2.0
import { request } from 'node:http';
import { report } from './measure.js';

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

/** What a run takes of the processors: a network's containers by kind, and this process with load, gateway and index. */
export class CpuMeter {
  private constructor(
    private readonly network: string,
    private readonly containers: ReadonlyMap<string, number>,
    private readonly own: NodeJS.CpuUsage,
  ) {}

  static async start(network: string): Promise<CpuMeter> {
    return new CpuMeter(network, await cpuSeconds(network), process.cpuUsage());
  }

  /** Prints what was used since the start, a line for each kind. */
  async report(name: string, events: number): Promise<void> {
    const { user, system } = process.cpuUsage(this.own);
    const used: (readonly [kind: string, seconds: number])[] = [['this process', (user + system) / 1e6]];
    for (const [kind, seconds] of await cpuSeconds(this.network))
      used.push([`${kind}s`, seconds - (this.containers.get(kind) ?? 0)]);
    for (const [kind, seconds] of used) {
      const perThousand = Number(((seconds * 1000) / events).toFixed(3));
      report(`${name}: ${kind}`, perThousand, 'CPU s per 1,000 events');
    }
  }
}

/** Processor seconds that a network's containers have used so far, by what runs in them. */
async function cpuSeconds(network: string): Promise<ReadonlyMap<string, number>> {
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
