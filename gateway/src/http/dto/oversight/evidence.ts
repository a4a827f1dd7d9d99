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
import { MOST_NAMED } from '../../../usecases/sharing/commitments.js';
import { Fits, Nested, OneOf, Optional } from '../rule.js';

const named = [
  z.strictObject({ kind: z.literal('event'), id: uuid, organisation: mspId.exactOptional() }),
  z.strictObject({ kind: z.literal('grant'), id: identifier, period: month }),
  z.strictObject({ kind: z.literal('dispute'), id: identifier }),
  z.strictObject({ kind: z.literal('obligations'), id: mspId, period: month }),
] as const;
const record = (records: z.ZodArray<typeof bytes32>) =>
  z.strictObject({ kind: z.literal('record'), records: records.min(1) });
const subject = z.discriminatedUnion('kind', [...named, record(z.array(bytes32).max(1_000))]);
/** Asked by its plain identifier, a record has as many names as the organisation holds keys. */
const subjectOfJob = z.discriminatedUnion('kind', [...named, record(z.array(bytes32))]);

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

/** How much of a record the keys of an organisation reach. */
export class KeyCountView {
  @Fits(z.int(), {
    description:
      'Record keys of grants of the resource that the organisation holds: uses under these are found.',
  })
  held!: number;

  @Fits(z.int(), {
    description: 'Grants that concern it and whose key it does not hold: uses under these are left out.',
  })
  missing!: number;

  @Fits(z.array(identifier).max(MOST_NAMED), {
    description:
      'These grants, or the first of them. A party of a grant discloses its key to an auditor, an arbitrator or a manager.',
  })
  without!: string[];
}

/** While it is `working`: what keeps it from being made for now. It is tried again by itself. */
export class EvidenceWaitingView {
  @Fits(z.string(), { description: 'What it waits for: the code of a problem that passes.' })
  code!: string;

  @Fits(instant, { format: 'date-time', description: 'When it is given up, should that not have passed.' })
  until!: string;
}

export class EvidenceJobView {
  @Fits(z.uuid())
  id!: string;

  @OneOf(['working', 'ready', 'failed'])
  state!: string;

  @Fits(subjectOfJob)
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

  @Optional()
  @Nested(EvidenceWaitingView)
  waiting?: EvidenceWaitingView;

  @Optional()
  @Nested(KeyCountView)
  keys?: KeyCountView;
}
