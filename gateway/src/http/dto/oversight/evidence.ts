// SPDX-License-Identifier: Apache-2.0
import {
  bytes32,
  code,
  identifier,
  instant,
  mspId,
  sha256Hex,
  uuid,
} from '@catalog-chain/chaincode/domain/text/schema';
import { z } from 'zod';
import { month } from '@catalog-chain/verifier/format';
import type { Subject } from '../../../evidence/make/make-bundle.js';
import { Fits, OneOf, Optional } from '../rule.js';

const subject = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('event'), id: uuid, organisation: mspId.exactOptional() }),
  z.strictObject({ kind: z.literal('grant'), id: identifier, period: month }),
  z.strictObject({ kind: z.literal('dispute'), id: identifier }),
  z.strictObject({ kind: z.literal('obligations'), id: mspId, period: month }),
  z.strictObject({ kind: z.literal('record'), records: z.array(bytes32).min(1).max(1_000) }),
]);

export class EvidenceRequest {
  @Fits(subject, {
    description:
      'A usage event by its id, and by its reporter where several chose the same; all uses of a grant in a month of local time, by both parties, with what was closed; ' +
      'a dispute with all its steps; what an organisation (`id`) owed that was due in a month; or all uses of a record by its commitments, one per grant.',
  })
  subject!: Subject;

  @Optional()
  @Fits(code, { description: 'Why an auditor or arbitrator asks: a code, which is recorded.' })
  purpose?: string;

  @Optional()
  @Fits(code, { description: 'The case it is asked for.' })
  case?: string;
}

export class EvidenceJobView {
  @Fits(z.uuid())
  id!: string;

  @OneOf(['working', 'ready', 'failed'])
  state!: string;

  @Fits(subject)
  subject!: object;

  @Fits(instant, { format: 'date-time' })
  requested!: string;

  @Optional()
  @Fits(z.int())
  bytes?: number;

  @Optional()
  @Fits(sha256Hex, { description: 'Of the bundle.' })
  sha256?: string;

  @Optional()
  @Fits(z.string(), { description: 'Why it failed.' })
  code?: string;
}
