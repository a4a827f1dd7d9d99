// SPDX-License-Identifier: Apache-2.0
import {
  contractorsWords,
  type ContractorsWords,
} from '@catalog-chain/chaincode/domain/stewardship/contractor';
import {
  DISPOSAL_METHODS,
  DISPOSAL_STATES,
  type Disposal,
  type DisposalDeclaration,
} from '@catalog-chain/chaincode/domain/stewardship/disposal';
import { day, instant, prose, sha256Hex } from '@catalog-chain/chaincode/domain/text/schema';
import { z } from 'zod';
import { Fits, OneOf, Optional } from '../rule.js';
import { stampShape } from '../shapes.js';
import { UnderGrantQuery, UnderGrantView } from './under-grant.js';

const declarationShape: z.ZodType<DisposalDeclaration> = z.strictObject({
  method: z.enum(DISPOSAL_METHODS),
  digest: sha256Hex,
  on: day,
  text: z.string().exactOptional(),
  contractors: contractorsWords.exactOptional(),
  stamp: stampShape,
});
const instructionShape: z.ZodType<NonNullable<Disposal['instruction']>> = z.strictObject({
  method: z.enum(DISPOSAL_METHODS),
  text: z.string().exactOptional(),
  stamp: stampShape,
});
const contestedShape: z.ZodType<NonNullable<Disposal['contested']>> = z.array(
  z.strictObject({ declaration: declarationShape, reason: z.string(), stamp: stampShape }),
);

export class DisposalQuery extends UnderGrantQuery {
  @Optional()
  @OneOf(DISPOSAL_STATES)
  state?: string;
}

export class DisposalInstruction {
  @OneOf(DISPOSAL_METHODS)
  method!: string;

  @Optional()
  @Fits(prose(1000))
  text?: string;
}

export class DisposalDeclaring {
  @OneOf(DISPOSAL_METHODS)
  method!: string;

  @Fits(sha256Hex, { description: 'SHA-256 of the record of disposal, which stays with the consumer.' })
  digest!: string;

  @Fits(day, { format: 'date', description: 'The day on which it was done.' })
  on!: string;

  @Optional()
  @Fits(prose(1000))
  text?: string;

  @Optional()
  @Fits(contractorsWords, {
    description:
      'Of every contractor that the reports on the grant name, sorted by code: SHA-256 of its word that it kept nothing.',
  })
  contractors?: ContractorsWords;
}

export class DisposalView extends UnderGrantView {
  @OneOf(['disposal'])
  type!: string;

  @Fits(z.enum(DISPOSAL_STATES), { description: '`declared`: only the consumer’s word.' })
  state!: string;

  @Optional()
  @Fits(instant, { format: 'date-time' })
  dueAt?: string;

  @Optional()
  @Fits(instructionShape)
  instruction?: object;

  @Optional()
  @Fits(declarationShape)
  declaration?: object;

  @Optional()
  @Fits(contestedShape)
  contested?: object[];

  @Optional()
  @Fits(stampShape)
  confirmed?: object;

  @Fits(stampShape)
  opened!: object;
}
