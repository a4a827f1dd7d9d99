// SPDX-License-Identifier: Apache-2.0
/** Runs the command line's own verifier beside the page. It is given bytes and gives a verdict; it asks nobody anything. */
import 'reflect-metadata';
import './node/buffer';
import { Unreadable } from '@catalog-chain/verifier/verify/faults';
import { examineParts } from '@catalog-chain/verifier/verify/verify-parts';
import { partsOf } from './archive';
import { pathsOf } from './paths';
import type { Answer } from './protocol';

async function judge(bytes: Uint8Array): Promise<Answer> {
  const begun = performance.now();
  const { verdict, proved } = await examineParts(partsOf(bytes), undefined, {});
  const { valid, claims, faults, unproved, counts, manifest, asOf } = verdict;
  const first = await partsOf(bytes).next();
  const paths =
    valid && proved && first.done !== true
      ? await pathsOf(first.value, (batch) => {
          const record = proved.reads.find('batch', ...batch)?.record;
          return record?.type === 'batch' ? record : undefined;
        })
      : [];
  return {
    outcome: 'judged',
    isValid: valid,
    claims: claims.map(({ claim, statement }) => ({ kind: claim.claim, statement })),
    faults: faults.map(({ code, where, message }) => ({ code, where, message })),
    unproved,
    counts,
    ledger: manifest.ledger,
    asOf,
    paths,
    ms: Math.round(performance.now() - begun),
  };
}

async function answerTo(bytes: Uint8Array): Promise<Answer> {
  try {
    return await judge(bytes);
  } catch (error) {
    if (error instanceof Unreadable) return { outcome: 'unreadable', why: error.message };
    return { outcome: 'unreadable', why: error instanceof Error ? error.name : 'fault' };
  }
}

self.addEventListener('message', (event: MessageEvent<ArrayBuffer>) => {
  void answerTo(new Uint8Array(event.data)).then((answer) => {
    self.postMessage(answer);
  });
});
