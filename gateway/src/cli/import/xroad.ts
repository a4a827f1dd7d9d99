// SPDX-License-Identifier: Apache-2.0
/**
 * X-Road operational-monitoring records: what a security server logged of one exchange, on the consumer's
 * side (`Client`) or the provider's (`Producer`).
 */
import type { LeafKind, Side, UseOutcome } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { integer, isObject, objects, text, type JsonObject } from './fields.js';
import { readRows, RowError, type Rows } from './refused.js';

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

/** No field that may hold a person's identifier (`messageUserId`, `representedPartyCode`): the hash is public. */
const MARKING = [
  ...['id', 'securityServerType', 'messageId', 'xRequestId', 'succeeded', 'monitoringDataTs'],
  ...['requestInTs', 'requestOutTs', 'responseInTs', 'responseOutTs'],
  ...['clientXRoadInstance', 'clientMemberClass', 'clientMemberCode', 'clientSubsystemCode'],
  ...['serviceXRoadInstance', 'serviceMemberClass', 'serviceMemberCode', 'serviceSubsystemCode'],
  ...['serviceCode', 'serviceVersion'],
] as const;

const need = (value: string | undefined, field: string): string => {
  if (value === undefined) throw new RowError('READ_FIELD_MISSING', `${field} is missing.`);
  return value;
};

function readParty(record: JsonObject, side: 'client' | 'service'): XRoadParty {
  const subsystem = text(record[`${side}SubsystemCode`]);
  return {
    instance: need(text(record[`${side}XRoadInstance`]), `${side}XRoadInstance`),
    memberClass: need(text(record[`${side}MemberClass`]), `${side}MemberClass`),
    memberCode: need(text(record[`${side}MemberCode`]), `${side}MemberCode`),
    ...(subsystem && { subsystem }),
  };
}

function readService(record: JsonObject): XRoadService {
  const version = text(record['serviceVersion']);
  return {
    ...readParty(record, 'service'),
    service: need(text(record['serviceCode']), 'serviceCode'),
    ...(version && { version }),
  };
}

function readSide(record: JsonObject): Side {
  const type = text(record['securityServerType']);
  if (type === 'Client') return 'claim';
  if (type === 'Producer') return 'attestation';
  throw new RowError('READ_SIDE', 'securityServerType is neither Client nor Producer.');
}

/** `xRequestId` names one exchange; `messageId` is the consumer's and may repeat, so it comes second. */
function readCorrelation(record: JsonObject): string {
  const id = need(text(record['xRequestId']) ?? text(record['messageId']), 'xRequestId and messageId');
  if (!CORRELATION.test(id)) throw new RowError('READ_CORRELATION', 'The exchange has no usable id.');
  return id;
}

const succeeded = (record: JsonObject): boolean => text(record['succeeded'])?.toLowerCase() === 'true';
const wasDenied = (record: JsonObject): boolean =>
  text(record['faultCode'])?.includes('AccessDenied') === true;

/** @throws RowError */
export function readXRoadRecord(record: JsonObject, row: number): XRoadUse {
  const at = integer(record['requestInTs']);
  if (at === undefined) throw new RowError('READ_FIELD_MISSING', 'requestInTs is missing.');
  return {
    row,
    side: readSide(record),
    kind: wasDenied(record) ? 'denied' : 'use',
    client: readParty(record, 'client'),
    service: readService(record),
    correlation: readCorrelation(record),
    at,
    outcome: succeeded(record) ? 'ok' : 'error',
    mark: Object.fromEntries(MARKING.map((field) => [field, text(record[field]) ?? null])),
  };
}

/** Open-data rows (`{columns, data}`): each row becomes an object keyed by its columns. */
function fromColumns(document: JsonObject): JsonObject[] | undefined {
  const { columns, data } = document;
  if (!Array.isArray(columns) || !Array.isArray(data)) return undefined;
  const names = columns.map(String);
  return data.map((row: unknown) =>
    Array.isArray(row) ? Object.fromEntries(names.map((name, i) => [name, row[i] as unknown])) : {},
  );
}

/** A JSON array, `{records}` as the server's own query returns it, `{columns, data}`, or one record per line. */
function recordsOf(content: string): JsonObject[] {
  const trimmed = content.replace(/^\ufeff/, '').trim();
  if (/^\{[^\n]*\}\s*(\n|$)/.test(trimmed) && !/"(records|columns)"/.test(trimmed.slice(0, 200)))
    return trimmed
      .split('\n')
      .filter(Boolean)
      .flatMap((line) => objects(JSON.parse(line)));
  const document: unknown = JSON.parse(trimmed);
  if (!isObject(document)) return objects(document);
  return fromColumns(document) ?? objects(document['records'] ?? document);
}

/** @throws SyntaxError for text that is not JSON. */
export const readXRoad = (content: string): Rows<XRoadUse> => readRows(recordsOf(content), readXRoadRecord);

/** Whether the text looks like operational-monitoring records. */
export const isXRoad = (content: string): boolean =>
  /^[\s\ufeff]*[{[]/.test(content) && content.slice(0, 4000).includes('securityServerType');

/** `INSTANCE/CLASS/CODE`, X-Road's own way to write a member. */
export const memberId = (party: XRoadParty): string =>
  `${party.instance}/${party.memberClass}/${party.memberCode}`;

/** The identifier of the called service, both logs write it alike. */
export const serviceId = (service: XRoadService): string =>
  [memberId(service), service.subsystem, service.service, service.version].filter(Boolean).join('/');
