// SPDX-License-Identifier: Apache-2.0
import express, { type Request, type RequestHandler } from 'express';
import { HttpError } from '../problems/problem.js';
import { decodeUtf8, MAX_VALUES, parseStrictJson } from './strict-json.js';

/** Media types of a write. */
export const JSON_TYPE = 'application/json';

/** The media type of the request's body, without parameters, lower case; undefined when it has none. */
export function mediaTypeOf(request: Request): string | undefined {
  return request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
}

const waitsForLeave = (request: Request): boolean => /^100-continue$/i.test(request.headers.expect ?? '');

/**
 * Refuses a body of another media type before a byte of it is read, then reads it whole: inflated, and no further
 * than `limitBytes` of inflated bytes, so that a small bomb costs no more than a large body.
 */
export function readBody(mediaTypes: readonly string[], limitBytes: number): readonly RequestHandler[] {
  const check: RequestHandler = (request, response, next) => {
    const mediaType = mediaTypeOf(request);
    if (mediaType !== undefined && !mediaTypes.includes(mediaType)) {
      throw new HttpError('MEDIA_TYPE_UNSUPPORTED', { headers: { Accept: mediaTypes.join(', ') } });
    }
    // The parser would first take in all that it then refuses.
    if (Number(request.headers['content-length'] ?? 0) > limitBytes) throw new HttpError('BODY_TOO_LARGE');
    if (waitsForLeave(request)) response.writeContinue();
    next();
  };
  return [check, express.raw({ type: () => true, limit: limitBytes, inflate: true })];
}

/** The bytes that `readBody` read; empty when there was no body. */
export const bodyOf = (request: Request): Buffer =>
  Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);

/** The body as strict JSON; `{}` when it is empty. @throws HttpError */
export function jsonBodyOf(request: Request): unknown {
  const bytes = bodyOf(request);
  return bytes.length === 0 ? {} : parseStrictJson(decodeUtf8(bytes), MAX_VALUES);
}
