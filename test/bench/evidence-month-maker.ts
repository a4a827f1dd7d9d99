// SPDX-License-Identifier: Apache-2.0
/** Makes the bundle of a month that lies in a folder, as a gateway's worker does, and ends: its memory is what is measured. */
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { makeBundle } from '@catalog-chain/gateway/evidence/make/make-bundle';
import { openIndex } from '@catalog-chain/gateway/index/open-index';
import { openMarket } from '../support/embedded-market.js';
import { PERIOD } from '../support/evidence-market.js';
import { filesIn } from './evidence-month.js';

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

const files = filesIn(process.argv[2] ?? '');
await using ledger = await openMarket(files.ledger);
await using index = await openIndex({ ledger, location: { sqlite: files.index }, log: SILENT });
const signatory = { mspId: 'ConsumerMSP', user: 'officer' };
const subject = { kind: 'grant', id: 'G-1', period: PERIOD } as const;
await pipeline(
  Readable.from(makeBundle(subject, { ledger, index, signatory })),
  createWriteStream(files.bundle),
);
