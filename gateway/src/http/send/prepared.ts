// SPDX-License-Identifier: Apache-2.0
/** Answers that are the same for everybody: made, and compressed, once. */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { RequestHandler } from 'express';

/** Serves a JSON text. Who has it already, by its tag, gets no body. */
export function prepared(route: string, text: string): RequestHandler {
  const plain = Buffer.from(text);
  const packed = gzipSync(plain, { level: 9 });
  const tag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`;
  return (request, response) => {
    response.locals['route'] = route;
    // `no-transform` keeps the compressing layer away from what is compressed.
    response.set({ ETag: tag, 'Cache-Control': 'no-cache, no-transform', Vary: 'Accept-Encoding' });
    response.type('application/json');
    if (request.headers['if-none-match'] === tag) {
      response.status(304).end();
      return;
    }
    const zipped = request.acceptsEncodings('gzip') === 'gzip';
    if (zipped) response.set('Content-Encoding', 'gzip');
    response.end(zipped ? packed : plain);
  };
}
