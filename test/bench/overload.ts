// SPDX-License-Identifier: Apache-2.0
/** A gateway process on its default limits that is offered ten times what it can commit. */
import { GatewayHome } from '../support/gateway-home.js';
import { overload } from '../support/overload.js';
import { residentMiB } from '../support/process-memory.js';
import { report } from './measure.js';

const TIMES = 10;
const PLAN = { measureMs: 5_000, overloadMs: 30_000, times: TIMES, connections: 100, rows: 5_000 };

export async function benchOverload(): Promise<void> {
  await using home = await GatewayHome.found();
  await using gateway = await home.start();
  if (!gateway) throw new Error('The gateway did not come up.');
  const idle = residentMiB(gateway.pid);
  const { rates, offered, halves, asked } = await overload(home, gateway, PLAN);
  const name = `embedded, ${TIMES} times the load:`;
  report(`${name} offered`, offered.perSecond, 'events/s', rates.before);
  report(`${name} committed meanwhile`, rates.during, 'events/s', rates.before);
  report(`${name} committed afterwards, nothing else offered`, rates.after, 'events/s', rates.before);
  const refused = [...offered.refused.values()].reduce((sum, count) => sum + count, 0);
  report(`${name} bodies of ${PLAN.rows} events put off`, refused, 'requests');
  for (const { path, p95Ms, statuses } of asked)
    report(`${name} GET ${path} (${[...statuses].join(', ')}), p95`, p95Ms, 'ms');
  const [earlier, later] = halves;
  report(`${name} memory, first half`, earlier, 'MiB', idle);
  report(`${name} memory, second half`, later, 'MiB', earlier);
  report(`${name} memory, most ever`, residentMiB(gateway.pid, 'VmHWM'), 'MiB', idle);
}
