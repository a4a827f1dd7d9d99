// SPDX-License-Identifier: Apache-2.0
/**
 * X-Road operational-monitoring records: what a security server logged of one exchange, on the consumer's
 * side (`Client`) or the provider's (`Producer`).
 */
import type { LeafKind, Side, UseOutcome } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { canonicalIdentifier } from '@catalog-chain/chaincode/domain/encoding/commitment';
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import { RowError } from '../faults.js';
import { integer, isObject, text, wordIn, type JsonObject } from '../fields.js';
import { ensureIdentifier } from '../identifiers.js';
import { alike } from '../said-alike.js';
import { isLost } from '../prose.js';

/** A member of an X-Road instance with, where the record has it, the subsystem (information system). */
export interface XRoadParty {
  readonly instance: string;
  readonly memberClass: string;
  readonly memberCode: string;
  readonly subsystem?: string;
}

export interface XRoadService extends XRoadParty {
  readonly service: string;
  readonly version?: string;
}

/** One side's record of one exchange. */
export interface XRoadUse {
  readonly row: number;
  readonly side: Side;
  readonly kind: LeafKind;
  readonly client: XRoadParty;
  readonly service: XRoadService;
  readonly correlation: string;
  /** When the request came in on that side, milliseconds since 1970. */
  readonly at: number;
  readonly outcome: UseOutcome;
  /** What tells this record from others: only ever hashed, into the row's id. */
  readonly mark: JsonObject;
}

const CORRELATION = /^[A-Za-z0-9][A-Za-z0-9._:/+=~-]{0,127}$/;

/**
 * No field that may hold a person's identifier (`messageUserId`, `representedPartyCode`): the hash is public. None
 * either that an export adds (`id`, `insertTime`) or a collector stamps: two exports of one log give the same marks.
 */
const EXCHANGE = [
  ...['securityServerType', 'messageId', 'xRequestId'],
  ...['clientXRoadInstance', 'clientMemberClass', 'clientMemberCode', 'clientSubsystemCode'],
  ...['serviceXRoadInstance', 'serviceMemberClass', 'serviceMemberCode', 'serviceSubsystemCode'],
  ...['serviceCode', 'serviceVersion'],
] as const;
/** What came of it. A record that says otherwise later is of the same exchange, where the exchange has a name of its own. */
const COURSE = ['succeeded', 'requestInTs', 'requestOutTs', 'responseInTs', 'responseOutTs'] as const;

/** As servers of today write the sides: the marks of their records stay what they were. */
const WRITTEN_SIDE: Readonly<Record<Side, string>> = { claim: 'Client', attestation: 'Producer' };

/** Older servers name messages only, and clients give several messages one name. What is written otherwise is marked alike. */
function markOf(record: JsonObject, side: Side): JsonObject {
  const marks: JsonObject = {
    ...record,
    securityServerType: WRITTEN_SIDE[side],
    xRequestId: exchangeId(record),
    succeeded: readSucceeded(record),
  };
  const fields = marks['xRequestId'] === undefined ? [...EXCHANGE, ...COURSE] : EXCHANGE;
  return Object.fromEntries(fields.map((field) => [field, text(marks[field]) ?? null]));
}

const need = <T>(value: T | undefined, field: string): T => {
  if (value === undefined) throw new RowError('READ_FIELD_MISSING', { field });
  return value;
};

/** @throws RowError for one that was damaged, or looks like another */
function identifierIn(record: JsonObject, field: string): string | undefined {
  const said = text(record[field]);
  return said === undefined ? undefined : ensureIdentifier(said, field);
}

const needIdentifier = (record: JsonObject, field: string): string =>
  need(identifierIn(record, field), field);

function readParty(record: JsonObject, side: 'client' | 'service'): XRoadParty {
  const subsystem = identifierIn(record, `${side}SubsystemCode`);
  return {
    instance: needIdentifier(record, `${side}XRoadInstance`),
    memberClass: needIdentifier(record, `${side}MemberClass`),
    memberCode: needIdentifier(record, `${side}MemberCode`),
    ...(subsystem && { subsystem }),
  };
}

function readService(record: JsonObject): XRoadService {
  const version = identifierIn(record, 'serviceVersion');
  const service = {
    ...readParty(record, 'service'),
    service: needIdentifier(record, 'serviceCode'),
    ...(version && { version }),
  };
  ensureRecord(serviceId(service));
  return service;
}

/** The service stands for the record that was used, and has to be fit for that. @throws RowError */
function ensureRecord(service: string): void {
  try {
    canonicalIdentifier(service);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw new RowError('READ_FIELD_MISSING', { field: 'serviceCode' });
  }
}

/** X-Road wrote the sides in capitals for a while. */
const SIDES: Readonly<Record<string, Side>> = { client: 'claim', producer: 'attestation' };

function readSide(record: JsonObject): Side {
  const side = wordIn(SIDES, text(record['securityServerType'])?.toLowerCase() ?? '');
  if (side === undefined) throw new RowError('READ_SIDE');
  return side;
}

/** Version 7.8 writes `xrequestId` too. */
const exchangeId = (record: JsonObject): string | undefined =>
  alike(
    ['xRequestId', 'xrequestId'].map((name) => text(record[name])).filter((id) => id !== undefined),
    'xRequestId',
  );

/** `xRequestId` names one exchange; `messageId` is the consumer's and may repeat, so it comes second. */
function readCorrelation(record: JsonObject): string {
  const given = exchangeId(record) ?? text(record['messageId']);
  const id = need(given, 'xRequestId or messageId');
  if (!CORRELATION.test(id) || isLost(id)) throw new RowError('READ_CORRELATION');
  return id;
}

const TRUE = /^(?:true|t|yes|y|1|1\.0)$/i;
const FALSE = /^(?:false|f|no|n|0|0\.0)$/i;

/** An exchange of which nobody can say how it went is not taken for one that failed. */
function readSucceeded(record: JsonObject): boolean {
  const said = text(record['succeeded']) ?? '';
  if (TRUE.test(said)) return true;
  if (FALSE.test(said)) return false;
  throw new RowError('READ_SUCCEEDED', { field: 'succeeded' });
}

/** `Server.ServerProxy.AccessDenied`; from 7.8 on `server.serverproxy.access_denied`; 6.x calls the field otherwise. */
const wasDenied = (record: JsonObject): boolean =>
  ['faultCode', 'soapFaultCode'].some((field) => /access[\s_-]?denied/i.test(text(record[field]) ?? ''));

/** `{"$numberLong": "17"}`, as MongoDB exports numbers, is the number. */
function plainValue(value: unknown): unknown {
  if (!isObject(value)) return value;
  const [[name, inner] = ['', undefined], ...more] = Object.entries(value);
  return more.length === 0 && /^\$(?:number\w+|oid|date)$/.test(name) ? plainValue(inner) : value;
}

/** No X-Road is older. What lies before it was counted in seconds, and would be a use in 1970. */
const OLDEST_MS = Date.UTC(2001, 0, 1);
/** What lies after it was counted in microseconds, or in less. */
const NEWEST_MS = Date.UTC(3000, 0, 1);

/** Milliseconds of the epoch. */
function readRequestTime(record: JsonObject): number {
  const at = integer(record['requestInTs']);
  return need(at !== undefined && at >= OLDEST_MS && at < NEWEST_MS ? at : undefined, 'requestInTs');
}

/** @throws RowError */
export function readXRoadRecord(given: JsonObject, row: number): XRoadUse {
  const record: JsonObject = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, plainValue(value)]),
  );
  const kind = wasDenied(record) ? 'denied' : 'use';
  const correlation = readCorrelation(record);
  const side = readSide(record);
  return {
    row,
    side,
    kind,
    client: readParty(record, 'client'),
    service: readService(record),
    correlation,
    at: readRequestTime(record),
    outcome: readSucceeded(record) ? 'ok' : 'error',
    mark: markOf(record, side),
  };
}

/** Both halves of a document that X-Road-Metrics has corrected, or the record itself. */
export function recordsIn(value: JsonObject): JsonObject[] {
  if ('securityServerType' in value) return [value];
  const halves = [value['client'], value['producer']].filter(isObject);
  return halves.length > 0 ? halves : [value];
}

/** Whether a row is such a record. */
export const isXRoad = (value: unknown): boolean =>
  isObject(value) && recordsIn(value).some((record) => 'securityServerType' in record);

/** `INSTANCE/CLASS/CODE`, X-Road's own way to write a member. */
export const memberId = (party: XRoadParty): string =>
  `${party.instance}/${party.memberClass}/${party.memberCode}`;

/** The identifier of the called service, both logs write it alike. */
export const serviceId = (service: XRoadService): string =>
  [memberId(service), service.subsystem, service.service, service.version].filter(Boolean).join('/');
