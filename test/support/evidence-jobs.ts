// SPDX-License-Identifier: Apache-2.0
/** Orders of bundles, and makers of them that the test holds back. */
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { MakeBundle } from '@catalog-chain/gateway/evidence/jobs/bundle-worker';
import type { EvidenceJobs } from '@catalog-chain/gateway/evidence/jobs/evidence-jobs';
import type { Job, Order } from '@catalog-chain/gateway/evidence/jobs/job';
import { PART_BYTES } from '@catalog-chain/gateway/evidence/jobs/job-store';
import { eventId } from './embedded-market.js';

/** Of the market's first use. */
export const ORDER: Order = {
  organisation: 'ConsumerMSP',
  role: 'officer',
  party: 'ConsumerMSP',
  subject: { kind: 'event', id: eventId(0) },
};

/** The job once nothing more will become of it. */
export async function ended(jobs: EvidenceJobs, id: string): Promise<Job> {
  for (const deadline = Date.now() + 20_000; ;) {
    const job = await jobs.find(ORDER.organisation, id);
    if (job.state !== 'working') return job;
    assert.ok(Date.now() < deadline, 'the bundle is never made');
    await delay(10);
  }
}

/** The bundle as it is handed out. */
export async function contentOf(jobs: EvidenceJobs, id: string): Promise<Buffer> {
  const { bytes, chunks } = await jobs.bundle(ORDER.organisation, id);
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) {
    assert.ok(chunk.length <= PART_BYTES);
    parts.push(chunk);
  }
  const content = Buffer.concat(parts);
  assert.equal(content.length, bytes);
  return content;
}

/** A maker that has the bytes at hand. */
export const ready = (bytes: () => Uint8Array): MakeBundle =>
  async function* () {
    yield await Promise.resolve(bytes());
  };

export interface Held {
  readonly make: MakeBundle;
  readonly begun: Promise<undefined>;
  readonly made: (bundle: Uint8Array) => void;
  readonly calls: number;
}

/** A maker that begins and waits until it is told what comes of it. */
export function held(): Held {
  const begun = Promise.withResolvers<undefined>();
  const made = Promise.withResolvers<Uint8Array>();
  const state = {
    begun: begun.promise,
    made: made.resolve,
    calls: 0,
    make: async function* (_order, signal) {
      state.calls += 1;
      begun.resolve(undefined);
      signal.addEventListener('abort', () => {
        made.reject(new Error('broken off'));
      });
      yield await made.promise;
    } satisfies MakeBundle,
  };
  return state;
}
