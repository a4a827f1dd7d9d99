// SPDX-License-Identifier: Apache-2.0
/** Files of any length for imports: logs of exchanges and catalogues, written row by row, the same ones every time. */
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** Exchanges of a log begin on this day, twenty milliseconds apart. */
const BEGINS = Date.UTC(2026, 0, 5);
const STEP_MS = 20;
/** Different from one another, so that there are some grants, and few. */
interface Parties {
  readonly consumers: number;
  readonly providers: number;
  readonly services: number;
}
const SOME: Parties = { consumers: 7, providers: 5, services: 3 };
const OWNERS = 8;
const UNITS = 40;
const ACCESS = ['public', 'restricted public', 'non-public'];

/** One side of an exchange: even numbers the consumer's, odd ones the provider's. */
function record(i: number, { consumers, providers, services }: Parties, prefix: string): object {
  const exchange = Math.floor(i / 2);
  const at = BEGINS + exchange * STEP_MS;
  return {
    monitoringDataTs: Math.floor(at / 1000),
    securityServerType: i % 2 === 0 ? 'Client' : 'Producer',
    requestInTs: at,
    requestOutTs: at + 3,
    responseInTs: at + 40,
    responseOutTs: at + 44,
    clientXRoadInstance: 'BIG',
    clientMemberClass: 'GOV',
    clientMemberCode: `c${exchange % consumers}`,
    clientSubsystemCode: 'desk',
    serviceXRoadInstance: 'BIG',
    serviceMemberClass: 'GOV',
    serviceMemberCode: `p${exchange % providers}`,
    serviceSubsystemCode: 'register',
    serviceCode: `get${exchange % services}`,
    serviceVersion: 'v1',
    messageId: `m-${exchange}`,
    xRequestId: `${prefix}-${exchange.toString(36)}`,
    messageProtocolVersion: '4.0',
    requestSize: 1200,
    responseSize: 3400,
    succeeded: true,
  };
}

const entry = (i: number, prefix: string): object => ({
  identifier: `${prefix}-U${i % UNITS}-${i}`,
  title: `Entry ${i} of a large catalogue`,
  description: `What entry ${i} holds, in a few plain words.`,
  accessLevel: ACCESS[i % ACCESS.length],
  publisher: { name: `Large Agency ${i % OWNERS}` },
  accrualPeriodicity: 'R/P1Y',
  modified: '2026-01-01',
  keyword: ['large', `k${i % 10}`],
  rights: 'As the office says.',
});

function* document(head: string, count: number, row: (i: number) => object): Generator<string> {
  yield head;
  for (let i = 0; i < count; i += 1) yield `${i === 0 ? '' : ',\n'}${JSON.stringify(row(i))}`;
  yield ']}\n';
}

/** Operational-monitoring records, both sides of each exchange: `{"records": [...]}`. */
export const writeLog = (file: string, records: number, parties = SOME, prefix = 'big'): Promise<void> =>
  pipeline(
    document('{"records":[', records, (i) => record(i, parties, prefix)),
    createWriteStream(file),
  );

/** A catalogue in the form of Project Open Data: `{"dataset": [...]}`. */
export const writeCatalogue = (file: string, entries: number, prefix = 'BIG'): Promise<void> =>
  pipeline(
    document('{"dataset":[', entries, (i) => entry(i, prefix)),
    createWriteStream(file),
  );
