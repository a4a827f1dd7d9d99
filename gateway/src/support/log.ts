// SPDX-License-Identifier: Apache-2.0
import { holdsRawData } from '@catalog-chain/chaincode/domain/text/raw-data';
import { createLogger, format, transports, type Logger } from 'winston';

const SECRET =
  /authorization|cookie|token|secret|password|private|recordid|actorid|record_?key|^record$|^actor$|^body$|^rows?$|^query$|^url$|databaseurl/i;
const JWT = /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g;
const BEARER = /\bbearer\s+\S+/gi;
/** Of a URL: what stands between the user's name and the host. */
const URL_PASSWORD = /\b([a-z][a-z\d+.-]*:\/\/[^\s/@:]*):[^\s/]*@/gi;
const REDACTED = '[redacted]';
const MAX_DEPTH = 6;

function redactText(text: string): string {
  const clean = text
    .replace(JWT, REDACTED)
    .replace(BEARER, REDACTED)
    .replace(URL_PASSWORD, `$1:${REDACTED}@`);
  return holdsRawData(clean) ? REDACTED : clean;
}

function redactError(error: Error, depth: number): object {
  const { code } = error as { code?: unknown };
  return {
    name: error.name,
    message: redactText(error.message),
    ...(typeof code === 'string' && { code }),
    stack: redactText(error.stack?.split('\n').slice(1, 8).join('\n') ?? ''),
    ...(error.cause !== undefined && { cause: redacted(error.cause, depth + 1) }),
  };
}

/** A copy without secrets: by field name, and by what a text looks like. Errors become plain objects. */
export function redacted(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH || value instanceof Uint8Array) return REDACTED;
  if (value instanceof Error) return redactError(value, depth);
  if (Array.isArray(value)) return value.map((item) => redacted(item, depth + 1));
  const entries = Object.entries(value).map(([key, item]) => [
    key,
    SECRET.test(key) ? REDACTED : redacted(item, depth + 1),
  ]);
  return Object.fromEntries(entries) as unknown;
}

const redact = format((info) => {
  for (const [key, value] of Object.entries(info)) {
    if (key === 'level' || key === 'timestamp') continue;
    info[key] = SECRET.test(key) ? REDACTED : redacted(value);
  }
  return info;
});

/** JSON lines. Nothing secret and no record identifier gets into them, whoever logs. */
export function createLog(level: string, stream: NodeJS.WritableStream = process.stderr): Logger {
  return createLogger({
    level: level === 'silent' ? 'error' : level,
    silent: level === 'silent',
    format: format.combine(format.timestamp(), redact(), format.json()),
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- winston's own types differ
    transports: [new transports.Stream({ stream })],
  });
}
