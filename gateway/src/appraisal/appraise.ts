// SPDX-License-Identifier: Apache-2.0
/** Appraises an organisation: docs/appraisal.md. */
import { formatInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import { catalogueFigures } from './catalogue.js';
import { closingFigures } from './closings.js';
import { usageFigures } from './count-uses.js';
import { disputeFigures } from './disputes.js';
import { FORMAT, type Appraisal, type AppraisalQuestion, type Figure } from './report.js';
import { requestFigures } from './requests.js';
import { everyRecord, settingOf, type AppraisalSource, type Setting } from './setting.js';

async function figuresOf(
  source: AppraisalSource,
  setting: Setting,
  grant: string | undefined,
): Promise<Figure[]> {
  const uses = await usageFigures(source.counts, setting, grant);
  if (grant !== undefined) return uses;
  const disputes = await everyRecord(source, 'dispute', {}, setting.asOf.block);
  return [
    ...(await catalogueFigures(source, setting, disputes)),
    ...(await requestFigures(source, setting)),
    ...uses,
    ...(await disputeFigures(source, setting, disputes)),
    ...(await closingFigures(source, setting)),
  ];
}

/** The same question has the same answer whenever it is asked: everything is as of one block. */
export async function appraise(source: AppraisalSource, question: AppraisalQuestion): Promise<Appraisal> {
  const { organisation, grant, months } = question;
  const setting = await settingOf(source, question);
  const { asOf, span, catalogueBlock } = setting;
  return {
    format: FORMAT,
    organisation,
    ...(grant !== undefined && { grant }),
    months,
    span: { from: formatInstant(span.from), to: formatInstant(span.to) },
    asOf: { block: asOf.block, hash: asOf.hash, time: formatInstant(asOf.time), catalogueBlock },
    genesisHash: asOf.genesisHash,
    figures: await figuresOf(source, setting, grant),
  };
}
