// SPDX-License-Identifier: Apache-2.0
/** Whether what was handed out as evidence is: the bytes that the job names, and a verifier believes them. */
import { hash } from 'node:crypto';
import { verifyBundle } from '@catalog-chain/verifier/archive/verify-bundle';
import type { Applicant } from '../actors/applicant.js';
import type { Model } from './model.js';

export async function checkBundles(model: Model, applicants: readonly Applicant[]): Promise<void> {
  for (const { job, bytes } of applicants.flatMap(({ bundles }) => bundles)) {
    const name = `bundle of ${job.subject.kind}`;
    if (bytes.length !== job.bytes || hash('sha256', bytes) !== job.sha256)
      model.fault(`${name}: not the bytes that were said to be ready`);
    const { valid, faults } = await verifyBundle(bytes);
    if (!valid) model.fault(`${name}: ${faults[0]?.code ?? 'not valid'} ${faults[0]?.message ?? ''}`);
  }
}
