// SPDX-License-Identifier: Apache-2.0
import {
  SERVICE_CHANGES,
  SERVICE_CHANGE_STATES,
  type ServiceChange,
} from '@catalog-chain/chaincode/domain/stewardship/service-change';
import { identifier, instant, prose, sha256Hex } from '@catalog-chain/chaincode/domain/text/schema';
import { z } from 'zod';
import { anyInstant } from '../common.js';
import { Fits, OneOf, Optional } from '../rule.js';
import { stampShape } from '../shapes.js';
import { UnderGrantQuery, UnderGrantView } from './under-grant.js';

const consultationShape: z.ZodType<NonNullable<ServiceChange['consultation']>> = z.strictObject({
  agreed: z.boolean(),
  text: z.string().exactOptional(),
  stamp: stampShape,
});
const filingShape: z.ZodType<NonNullable<ServiceChange['filing']>> = z.strictObject({
  document: sha256Hex,
  reference: z.string().exactOptional(),
  stamp: stampShape,
});
const effectShape: z.ZodType<NonNullable<ServiceChange['effect']>> = z.strictObject({
  filed: z.boolean(),
  consulted: z.boolean(),
  stamp: stampShape,
});

export class ServiceChangeQuery extends UnderGrantQuery {
  @Optional()
  @OneOf(SERVICE_CHANGE_STATES)
  state?: string;
}

export class ServiceChangeAnnouncement {
  @Optional()
  @Fits(identifier)
  id?: string;

  @Fits(identifier)
  grant!: string;

  @OneOf(SERVICE_CHANGES)
  action!: string;

  @Fits(prose(1000))
  reason!: string;

  @Optional()
  @Fits(prose(1000), { description: 'What is ended or becomes another.' })
  text?: string;

  @Fits(anyInstant, {
    format: 'date-time',
    description:
      'From when on; not in the past. What is filed before was talked over: leave the consumer its time to speak (`consultUntil`).',
  })
  effectiveAt!: string;
}

export class ServiceChangeConsultation {
  @Fits(z.boolean())
  agreed!: boolean;

  @Optional()
  @Fits(prose(1000))
  text?: string;
}

export class ServiceChangeFiling {
  @Fits(sha256Hex, { description: 'SHA-256 of what was filed with the authority.' })
  document!: string;

  @Optional()
  @Fits(prose(100), { description: 'Its number there.' })
  reference?: string;
}

export class ServiceChangeView extends UnderGrantView {
  @OneOf(['service-change'])
  type!: string;

  @Fits(identifier)
  id!: string;

  @OneOf(SERVICE_CHANGES)
  action!: string;

  @Fits(z.string())
  reason!: string;

  @Optional()
  @Fits(z.string())
  text?: string;

  @Fits(instant, { format: 'date-time' })
  effectiveAt!: string;

  @OneOf(SERVICE_CHANGE_STATES)
  state!: string;

  @Optional()
  @Fits(instant, {
    format: 'date-time',
    description: 'Until when it is not filed while the consumer says nothing; absent: nobody is waited for.',
  })
  consultUntil?: string;

  @Optional()
  @Fits(consultationShape, { description: 'What the consumer said last.' })
  consultation?: object;

  @Optional()
  @Fits(filingShape)
  filing?: object;

  @Optional()
  @Fits(stampShape, { description: 'A manager has received the filing.' })
  received?: object;

  @Optional()
  @Fits(effectShape, { description: 'Whether it was filed and talked over when it took effect.' })
  effect?: object;

  @Fits(stampShape)
  announced!: object;
}
