// SPDX-License-Identifier: Apache-2.0
import {
  CORRECTION_OUTCOMES,
  CORRECTION_STATES,
  type CorrectionAnswer,
  type CorrectionSubject,
} from '@catalog-chain/chaincode/domain/dispute/correction-records';
import { correctionInput } from '@catalog-chain/chaincode/domain/dispute/correction';
import {
  identifier,
  instant,
  mspId,
  ownedId,
  prose,
  sha256Hex,
} from '@catalog-chain/chaincode/domain/text/schema';
import { z } from 'zod';
import { OrderedQuery, RecordView } from '../common.js';
import { Fits, ListOf, OneOf, Optional, OptionalUnless } from '../rule.js';
import { stampShape } from '../shapes.js';

const { subject } = correctionInput.shape;

const answersShape: z.ZodType<readonly CorrectionAnswer[]> = z.array(
  z.strictObject({
    outcome: z.enum(CORRECTION_OUTCOMES),
    text: z.string(),
    to: mspId.exactOptional(),
    evidence: z.array(sha256Hex).exactOptional(),
    stamp: stampShape,
  }),
);

export class CorrectionQuery extends OrderedQuery {
  @Optional()
  @OneOf(CORRECTION_STATES)
  state?: string;

  @Optional()
  @Fits(mspId)
  provider?: string;

  @Optional()
  @Fits(mspId)
  consumer?: string;

  @Optional()
  @Fits(identifier)
  grant?: string;

  @Optional()
  @Fits(ownedId)
  resource?: string;
}

export class CorrectionOpeningBody {
  @Optional()
  @Fits(identifier)
  id?: string;

  @Fits(identifier, { description: 'Under which the data was got.' })
  grant!: string;

  @Fits(subject, { description: 'A record by its commitment under the grant, a data item, or the resource.' })
  subject!: z.infer<typeof subject>;

  @Fits(prose(1000), { description: 'What is wrong; never a value.' })
  statement!: string;

  @Optional()
  @ListOf(sha256Hex, 64)
  evidence?: string[];
}

export class CorrectionAnswerBody {
  @OneOf(CORRECTION_OUTCOMES)
  outcome!: string;

  @Fits(prose(1000))
  text!: string;

  @OptionalUnless<CorrectionAnswerBody>(({ outcome }) => outcome === 'handed-over')
  @Fits(mspId, { description: '`handed-over`: the source agency, which then answers.' })
  to?: string;

  @Optional()
  @ListOf(sha256Hex, 64)
  evidence?: string[];
}

export class CorrectionDisputeBody {
  @Optional()
  @Fits(identifier, { description: 'The id that the dispute gets.' })
  dispute?: string;

  @Fits(prose(1000))
  statement!: string;
}

export class CorrectionView extends RecordView {
  @OneOf(['correction'])
  type!: string;

  @Fits(identifier)
  id!: string;

  @Fits(identifier)
  grant!: string;

  @Fits(ownedId)
  resource!: string;

  @Fits(mspId)
  provider!: string;

  @Fits(mspId)
  consumer!: string;

  @Fits(subject)
  subject!: CorrectionSubject;

  @Fits(z.string())
  statement!: string;

  @Optional()
  @Fits(z.array(sha256Hex))
  evidence?: string[];

  @OneOf(CORRECTION_STATES)
  state!: string;

  @Fits(mspId, { description: 'Who has to answer.' })
  answering!: string;

  @Optional()
  @Fits(instant, { format: 'date-time' })
  dueAt?: string;

  @Fits(answersShape)
  answers!: object[];

  @Optional()
  @Fits(identifier, { description: 'The dispute that it became.' })
  dispute?: string;

  @Fits(stampShape)
  opened!: object;
}
