// SPDX-License-Identifier: Apache-2.0
import { type Terminal, UsageError } from '@catalog-chain/verifier/command/terminal';
import { pagesOf } from '../../../support/pages.js';
import { objects, text, isObject, type JsonObject } from '../../../import/fields.js';
import { openSession, type SessionOptions } from '../../client/session.js';
import { EXIT } from '../exit.js';

export interface ImpactOptions extends SessionOptions {
  readonly json?: boolean;
}

interface ImpactPage {
  readonly items: readonly unknown[];
  readonly next?: string;
}

const inner = (value: unknown): JsonObject => (isObject(value) ? value : {});
const shown = (value: unknown): string => text(value) ?? '';

/** `G-1  running  ProviderMSP:POP v1 (now v2, shared otherwise)  ProviderMSP → ConsumerMSP  12 uses  by ProviderMSP:D1 > …` */
function impactLine(item: JsonObject): string {
  const [pinned, current] = [inner(item['pinned']), inner(item['current'])];
  const otherwise = item['sharingChanged'] === true ? ', shared otherwise' : '';
  const version = `v${Number(pinned['version'])} (now v${Number(current['version'])} ${shown(current['state'])}${otherwise})`;
  const ways = objects(item['dependences']).map(({ path }) => (Array.isArray(path) ? path.join(' > ') : ''));
  const parties = `${shown(item['provider'])} → ${shown(item['consumer'])}`;
  const uses = `${Number(inner(item['events'])['count'])} uses`;
  const standing = item['running'] === true ? 'running' : shown(item['standing']);
  const by = `by ${ways.join('; ')}`;
  return [shown(item['grant']), standing, `${shown(item['resource'])} ${version}`, parties, uses, by].join(
    '  ',
  );
}

/** Prints the grants that hang on a thing, one line each. @returns the exit code */
export async function impact(
  kind: string,
  id: string,
  options: ImpactOptions,
  terminal: Terminal,
): Promise<number> {
  const { api, own } = await openSession(options);
  const reader = options.organisation ?? own;
  if (reader === undefined) throw new UsageError('Say for which organisation to read: --organisation.');
  const path = `/v1/impact/${encodeURIComponent(kind)}/${encodeURIComponent(id)}`;
  let count = 0;
  const read = (at: object): Promise<ImpactPage> => {
    const query = new URLSearchParams({ limit: '200', ...at });
    return api.as<ImpactPage>(reader, 'officer', { method: 'GET', path: `${path}?${query.toString()}` });
  };
  for await (const { items } of pagesOf(read)) {
    for (const item of objects(items)) terminal.out(options.json ? JSON.stringify(item) : impactLine(item));
    count += items.length;
  }
  terminal.err(`${count} grants`);
  return EXIT.ok;
}
