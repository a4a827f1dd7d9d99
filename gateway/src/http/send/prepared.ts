// SPDX-License-Identifier: Apache-2.0
/** Answers that are the same for everybody: made, and compressed, once, when somebody asks for the first time. */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { RequestHandler } from 'express';

interface Answer {
  readonly plain: Buffer;
  readonly packed: Buffer;
  readonly tag: string;
}

async function answerOf(text: string): Promise<Answer> {
  const plain = Buffer.from(text);
  const packed = await promisify(gzip)(plain, { level: 9 });
  return { plain, packed, tag: `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"` };
}

/** Serves a JSON text. Who has it already, by its tag, gets no body. */
export function prepared(route: string, make: () => string): RequestHandler {
  let made: Promise<Answer> | undefined;
  return async (request, response) => {
    response.locals['route'] = route;
    const { plain, packed, tag } = await (made ??= answerOf(make()));
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
