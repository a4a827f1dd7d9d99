// SPDX-License-Identifier: Apache-2.0
import { month } from '@catalog-chain/chaincode/domain/calendar/month';
import {
  PERIOD_STATES,
  type CoveredJournal,
  type Period,
  type SideTotal,
} from '@catalog-chain/chaincode/domain/period/period-records';
import { EXCHANGE_FORM, SHARED_VERDICTS } from '@catalog-chain/chaincode/domain/usage/exchange';
import { code, identifier, mspId, ownedId, uuid } from '@catalog-chain/chaincode/domain/text/schema';
import { SHARING_MODES } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import {
  LEAF_KINDS,
  OUTCOMES,
  SIDES,
  VIOLATIONS,
  type Side,
} from '@catalog-chain/chaincode/domain/usage/usage-records';
import { z } from 'zod';
import {
  DIFFERENCE_FIELDS,
  DIFFERENCES,
  type DifferenceVerdict,
} from '../../../index/model/reconciliation.js';
import { OverseenQuery, PageQuery, RecordView, WrittenView } from '../common.js';
import { Fits, Nested, OneOf, Optional } from '../rule.js';
import { deadlineShape, stampShape } from '../shapes.js';

const revision = z.int().min(1);
const side = z.enum(SIDES);

const verdictsShape: z.ZodType<Period['verdicts']> = z.array(
  z.strictObject({
    state: z.enum(['matched', 'differs']),
    claim: revision,
    attestation: revision,
    stamp: stampShape,
  }),
);

const stated = { count: z.int().min(0), exchanges: z.string() };
const totalShape: z.ZodType<SideTotal> = z.strictObject({
  ...stated,
  older: z.string().exactOptional(),
  exchangeForm: z.literal(EXCHANGE_FORM).exactOptional(),
  retracted: z.strictObject(stated).exactOptional(),
});
const journalsShape: z.ZodType<readonly CoveredJournal[]> = z.array(
  z.strictObject({
    id: z.string(),
    batches: z.int().min(0),
    root: z.string(),
    broken: z.strictObject({ sequence: z.int().min(1), places: z.int().min(1) }).exactOptional(),
  }),
);

/** What a side closed. */
export class ClosureView {
  @OneOf(['closure'])
  type!: string;

  @Fits(identifier)
  grant!: string;

  @Fits(month)
  period!: string;

  @OneOf(SIDES)
  side!: Side;

  @Fits(mspId, { description: 'Whose side it is.' })
  organisation!: string;

  @OneOf(['uses', 'nil', 'silent'])
  reported!: string;

  @Fits(totalShape, { description: 'As the ledger summed it up.' })
  total!: object;

  @Fits(journalsShape, {
    description:
      'How far each journal of the organisation was followed; `broken`, where its batches do not follow on one another: a finding against the organisation.',
  })
  journals!: object[];

  @Fits(z.int().min(0))
  batches!: number;

  @Optional()
  @Fits(z.int().min(1), {
    description:
      'Uses of the month that the organisation had sealed on this side and not disclosed, under whatever grants. Absent where there were none.',
  })
  sealed?: number;

  @Fits(deadlineShape)
  deadline!: object;

  @Fits(revision)
  revision!: number;

  @Fits(stampShape, { description: 'When, and by whom.' })
  closed!: object;

  @Nested(WrittenView)
  written!: WrittenView;
}

export class ClosuresView {
  @Optional()
  @Nested(ClosureView)
  claim?: ClosureView;

  @Optional()
  @Nested(ClosureView)
  attestation?: ClosureView;
}

/** A month of a grant. */
export class PeriodView extends RecordView {
  @OneOf(['period'])
  type!: string;

  @Fits(identifier)
  grant!: string;

  @Fits(month, { description: 'Local month.' })
  period!: string;

  @Fits(mspId)
  provider!: string;

  @Fits(mspId)
  consumer!: string;

  @Fits(ownedId)
  resource!: string;

  @OneOf(PERIOD_STATES)
  state!: string;

  @Optional()
  @Fits(revision, { description: 'Revision of the closure compared.' })
  claim?: number;

  @Optional()
  @Fits(revision)
  attestation?: number;

  @Fits(verdictsShape, { description: 'Every verdict so far, oldest first.' })
  verdicts!: object[];
}

export class PeriodDetailView extends PeriodView {
  @Nested(ClosuresView)
  closures!: ClosuresView;

  @Fits(z.array(side), { description: 'Sides for which something has arrived since they were closed.' })
  reopened!: string[];
}

export class PeriodQuery extends OverseenQuery {
  @Optional()
  @OneOf(PERIOD_STATES)
  state?: string;

  @Optional()
  @Fits(identifier)
  grant?: string;

  @Optional()
  @Fits(mspId)
  provider?: string;

  @Optional()
  @Fits(mspId)
  consumer?: string;

  @Optional()
  @Fits(month)
  period?: string;
}

export class PeriodClosingBody {
  @OneOf(SIDES)
  side!: Side;
}

export class ReconciliationQuery extends PageQuery {
  @Optional()
  @OneOf(DIFFERENCES)
  verdict?: DifferenceVerdict;

  @Optional()
  @Fits(code, {
    description: 'Why an auditor or arbitrator looks: a code, which is recorded.',
  })
  purpose?: string;

  @Optional()
  @Fits(code, { description: 'The case it is looked at for.' })
  case?: string;
}

const exchangeShape = z.strictObject({
  action: z.enum(SHARING_MODES),
  record: z.string().exactOptional(),
  count: z.int().exactOptional(),
  items: z.array(z.string()).exactOptional(),
  outcome: z.enum([...OUTCOMES, 'denied']),
  purpose: z.string(),
  verdict: z.array(z.enum(SHARED_VERDICTS)).exactOptional(),
});

const statementShape = z.strictObject({
  count: z.int().min(0),
  exchange: exchangeShape.exactOptional(),
  events: z.array(
    z.strictObject({
      id: uuid,
      kind: z.enum(LEAF_KINDS),
      at: z.string(),
      violations: z.array(z.enum(VIOLATIONS)),
    }),
  ),
});

const TOLD = 'What it states beyond the other side (`count` times), and by which events.';

/** One exchange on which the sides differ. */
export class DifferenceView {
  @OneOf(DIFFERENCES)
  verdict!: string;

  @Fits(z.string())
  correlation!: string;

  @Optional()
  @Fits(z.array(z.enum([...DIFFERENCE_FIELDS, 'at', 'grant'])), {
    description:
      'Of `contradicted`: what each side tells otherwise. `at`: the times lie further apart than the policy’s `timeToleranceSeconds`; `verdict`: by what one side tells, its time above all, the use was within the grant, by what the other tells it was not; `grant`: the other side is told under another grant of the provider.',
  })
  fields?: string[];

  @Optional()
  @Fits(statementShape, { description: TOLD })
  claim?: object;

  @Optional()
  @Fits(statementShape, { description: TOLD })
  attestation?: object;
}

const sideCount = z.strictObject({ stated: z.int(), retracted: z.int() });

/** The two sides of a month in numbers. */
export class ReconciliationSummary {
  @Fits(sideCount)
  claims!: object;

  @Fits(sideCount)
  attestations!: object;

  @Fits(z.int())
  matched!: number;

  @Fits(z.int().min(0))
  unattested!: number;

  @Fits(z.int().min(0))
  unreported!: number;

  @Fits(z.int().min(0))
  contradicted!: number;

  @Optional()
  @Fits(z.int().min(1), {
    description:
      'Events on which the sides differ, where these are too many for the sums to look for the other side of each under other grants. The differences themselves are always looked for.',
  })
  notLookedUp?: number;

  @Optional()
  @Fits(z.strictObject({ claim: z.int().min(0), attestation: z.int().min(0) }), {
    description:
      'Uses of the month that the consumer and the provider have sealed and not disclosed, under whatever grants: each may be of this one. Absent where there are none.',
  })
  sealed?: object;

  @Fits(z.int().min(0))
  asOf!: number;
}
