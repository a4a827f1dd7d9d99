// SPDX-License-Identifier: Apache-2.0
import { contractors, type Contractors } from '@catalog-chain/chaincode/domain/stewardship/contractor';
import { useReportInput, type UseReportInput } from '@catalog-chain/chaincode/domain/stewardship/use-report';
import { identifier, prose, sha256Hex } from '@catalog-chain/chaincode/domain/text/schema';
import { z } from 'zod';
import { Fits, ListOf, OneOf, Optional } from '../rule.js';
import { UnderGrantView } from './under-grant.js';

const { year, effect, storage, destroyed } = useReportInput.shape;
const destruction = destroyed.unwrap();

export class UseReporting {
  @Fits(identifier)
  grant!: string;

  @Fits(year, { description: 'A local year in which the grant stood.' })
  year!: string;

  @Fits(prose(500), { description: 'The work in which the data were used.' })
  scenario!: string;

  @Fits(prose(1000), { description: 'How they were used.' })
  course!: string;

  @Fits(effect, { description: 'What came of it, in words and figures.' })
  effect!: UseReportInput['effect'];

  @Fits(storage, { description: 'Where copies lie, how many, until when.' })
  storage!: UseReportInput['storage'];

  @Optional()
  @Fits(destruction, { description: 'Copies destroyed in the year.' })
  destroyed?: z.infer<typeof destruction>;

  @Optional()
  @ListOf(sha256Hex, 64)
  evidence?: string[];

  @Optional()
  @Fits(contractors, {
    description:
      'Others that ran systems or kept or processed the data in the year, sorted by code; who was named stays named.',
  })
  contractors?: Contractors;
}

export class UseReportView extends UnderGrantView {
  @OneOf(['use-report'])
  type!: string;

  @Fits(year)
  year!: string;

  @Fits(z.string())
  scenario!: string;

  @Fits(z.string())
  course!: string;

  @Fits(effect)
  effect!: object;

  @Fits(storage)
  storage!: object;

  @Optional()
  @Fits(destruction)
  destroyed?: object;

  @Optional()
  @Fits(z.array(sha256Hex))
  evidence?: string[];

  @Optional()
  @Fits(contractors)
  contractors?: Contractors;

  @Fits(z.int().min(1), { description: 'How often the year was reported on: this is the newest.' })
  number!: number;
}
