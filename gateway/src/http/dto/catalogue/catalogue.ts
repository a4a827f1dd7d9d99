// SPDX-License-Identifier: Apache-2.0
import type { SignaturePolicy } from '@catalog-chain/chaincode/domain/acts/signature-rules';
import { extensionDays, obligationDays } from '@catalog-chain/chaincode/domain/law/policy-days';
import {
  DEADLINE_STEPS,
  DISPUTE_COURSES,
  type DisputeCourse,
  PROFILE_NAMES,
  type Limits,
  type ProfileName,
} from '@catalog-chain/chaincode/domain/records';
import {
  DEFAULT_LIMITS,
  DEFAULT_TIME_TOLERANCE_SECONDS,
  MAX_ENDORSERS,
  MAX_SEALING,
  policyInput,
  type PolicyInput,
} from '@catalog-chain/chaincode/domain/members/policy';
import { code, mspId, names, ownedId, prose } from '@catalog-chain/chaincode/domain/text/schema';
import { z } from 'zod';
import { PageQuery, RecordView, WrittenView } from '../common.js';
import { Fits, ListOf, Nested, OneOf, Optional } from '../rule.js';
import { calendarShape, deadlinesShape, namesShape, signaturesShape, stampShape } from '../shapes.js';

type Words = { zh?: string; en?: string };

/** Lists of what organisations own. */
export class OwnedQuery extends PageQuery {
  @Optional()
  @Fits(mspId, { description: 'Only of this organisation.' })
  organisation?: string;

  @Optional()
  @Fits(code)
  code?: string;

  @Optional()
  @Fits(z.string().min(1).max(100), { description: 'Words that id, code, names or summary hold.' })
  text?: string;
}

export class DutyQuery extends OwnedQuery {
  @Optional()
  @OneOf(['active', 'repealed'])
  state?: string;
}

export class DutyRegistration {
  @Fits(code)
  code!: string;

  @Fits(names(300))
  names!: Words;

  @Fits(prose(500), { description: 'The law or rule that gives the duty.' })
  legalBasis!: string;

  @Optional()
  @Fits(ownedId, {
    description: 'The duty in whose place it comes: a provider’s catalogue then has to follow.',
  })
  replaces?: string;
}

class OwnedView extends RecordView {
  @Fits(ownedId, { description: '`MSPID:CODE`' })
  id!: string;

  @Fits(mspId)
  organisation!: string;

  @Fits(code)
  code!: string;

  @Fits(stampShape)
  registered!: object;
}

export class DutyView extends OwnedView {
  @OneOf(['duty'])
  type!: string;

  @Fits(namesShape)
  names!: Words;

  @Fits(z.string())
  legalBasis!: string;

  @Optional()
  @Fits(ownedId)
  replaces?: string;

  @OneOf(['active', 'repealed'])
  status!: string;
}

export class SystemQuery extends OwnedQuery {
  @Optional()
  @OneOf(['active', 'retired'])
  state?: string;

  @Optional()
  @Fits(ownedId, { description: 'A duty that it serves.' })
  duty?: string;
}

export class SystemRegistration {
  @Fits(code)
  code!: string;

  @Fits(names(300))
  names!: Words;

  @ListOf(ownedId, 64)
  duties!: string[];
}

export class SystemView extends OwnedView {
  @OneOf(['system'])
  type!: string;

  @Fits(namesShape)
  names!: Words;

  @Fits(z.array(ownedId))
  duties!: string[];

  @OneOf(['active', 'retired'])
  status!: string;
}

/** The lists may come in any order; the rest is the domain's. */
const { deadlines, reportWithinHours, timeToleranceSeconds } = policyInput.shape;
const limits = policyInput.shape.limits.unwrap();
const sealing = z.strictObject({
  organisations: z.array(mspId).min(1).max(MAX_SEALING),
  days: policyInput.shape.sealing.unwrap().shape.days,
});
const WHAT_LIMITS = `How many may be open at a time; absent ones are ${Object.entries(DEFAULT_LIMITS)
  .map(([name, value]) => `${name} ${value}`)
  .join(', ')}.`;
const HOW_FAR_APART = `How many seconds apart the two sides of an exchange may date it; absent: ${DEFAULT_TIME_TOLERANCE_SECONDS}.`;
const WHOSE_LAW =
  'Whose law the obligations follow; absent: `generic`. `cn-809` is Decree 809 of the State Council.';
const WHETHER_COMPLETE =
  'Whether an entry that lacks what the law of the profile asks for cannot be handed in; absent: it can, and what it lacks is recorded.';
const WHO_SIGNS =
  'Decisions that need the signature of the person who decides, with the kinds of key that are enough. `chain`: the hash of the first block, as `/v1/ledger` has it, so that no signature counts on another chain.';
const WHICH_COURSE =
  'How disputes go: `coordination` (negotiated, coordinated by the authority over both sides, decided by its government) or `arbitration`. Absent: as the law of the profile has it where a member has the role `government`, else arbitration.';
const HOW_LONG_KEPT =
  'How many years after the end of a grant its record keys are kept; no fewer than the law of the profile asks, which holds where this is absent.';
const WHO_SEALS =
  'Organisations that may seal uses, and within how many days at most these are disclosed; absent: nobody may.';
const WHO_ENDORSES =
  'Organisations that run peers. With it, a duty, system, journal or published version is changed only with its owner’s endorsement.';

export class PolicySetting {
  @Fits(deadlines, { description: `Working days for: ${DEADLINE_STEPS.join(', ')}.` })
  deadlines!: PolicyInput['deadlines'];

  @Fits(calendarShape)
  calendar!: PolicyInput['calendar'];

  @Fits(reportWithinHours)
  reportWithinHours!: number;

  @Optional()
  @Fits(timeToleranceSeconds.unwrap(), { description: HOW_FAR_APART })
  timeToleranceSeconds?: number;

  @Optional()
  @Fits(z.array(mspId).min(1).max(MAX_ENDORSERS), { description: WHO_ENDORSES })
  endorsers?: string[];

  @Optional()
  @Fits(limits, { description: WHAT_LIMITS })
  limits?: Partial<Limits>;

  @Optional()
  @Fits(z.enum(PROFILE_NAMES), { description: WHOSE_LAW })
  profile?: ProfileName;

  @Optional()
  @Fits(z.boolean(), { description: WHETHER_COMPLETE })
  completeEntries?: boolean;

  @Optional()
  @Fits(obligationDays, { description: 'Working days in place of the profile’s own.' })
  obligationDays?: NonNullable<PolicyInput['obligationDays']>;

  @Optional()
  @Fits(extensionDays, { description: 'Working days of extension in place of the profile’s own.' })
  extensionDays?: NonNullable<PolicyInput['extensionDays']>;

  @Optional()
  @Fits(z.enum(DISPUTE_COURSES), { description: WHICH_COURSE })
  disputeCourse?: DisputeCourse;

  @Optional()
  @Fits(z.int().min(1).max(100), { description: HOW_LONG_KEPT })
  retentionYears?: number;

  @Optional()
  @Fits(sealing, { description: WHO_SEALS })
  sealing?: z.infer<typeof sealing>;

  @Optional()
  @Fits(signaturesShape, { description: WHO_SIGNS })
  signatures?: SignaturePolicy;
}

export class PolicyView {
  @OneOf(['policy'])
  type!: string;

  @Fits(z.int().min(0), { description: '0: the rules built in.' })
  version!: number;

  @Fits(deadlinesShape)
  deadlines!: object;

  @Fits(calendarShape)
  calendar!: object;

  @Fits(z.int().min(1))
  reportWithinHours!: number;

  @Optional()
  @Fits(timeToleranceSeconds.unwrap(), { description: HOW_FAR_APART })
  timeToleranceSeconds?: number;

  @Optional()
  @Fits(z.array(mspId))
  endorsers?: string[];

  @Optional()
  @Fits(limits, { description: WHAT_LIMITS })
  limits?: object;

  @Optional()
  @Fits(z.enum(PROFILE_NAMES), { description: WHOSE_LAW })
  profile?: string;

  @Optional()
  @Fits(z.boolean(), { description: WHETHER_COMPLETE })
  completeEntries?: boolean;

  @Optional()
  @Fits(obligationDays)
  obligationDays?: object;

  @Optional()
  @Fits(extensionDays)
  extensionDays?: object;

  @Optional()
  @Fits(z.enum(DISPUTE_COURSES), { description: WHICH_COURSE })
  disputeCourse?: string;

  @Optional()
  @Fits(z.int().min(1), { description: HOW_LONG_KEPT })
  retentionYears?: number;

  @Optional()
  @Fits(sealing, { description: WHO_SEALS })
  sealing?: object;

  @Optional()
  @Fits(signaturesShape, { description: WHO_SIGNS })
  signatures?: object;

  @Fits(stampShape)
  set!: object;

  @Nested(WrittenView)
  written!: WrittenView;
}
