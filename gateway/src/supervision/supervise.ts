// SPDX-License-Identifier: Apache-2.0
/** Makes a supervision report from an index: the same from every index of the chain as of a block. */
import { digestOf } from '@catalog-chain/chaincode/domain/encoding/digest';
import { liabilityItems } from '@catalog-chain/chaincode/domain/law/liability';
import { BUILT_IN_POLICY } from '@catalog-chain/chaincode/domain/members/policy';
import type { Organisation } from '@catalog-chain/chaincode/domain/records';
import { formatInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import { everyRecord, settingOf, type AppraisalSource } from '../appraisal/setting.js';
import { memberReport } from './count-items.js';
import { FORMAT, type MemberReport, type SupervisionQuestion, type SupervisionReport } from './report.js';

/** A member answers for what it did on a side that it has left. */
const sidesOf = ({ roles, formerRoles = [] }: Organisation): readonly string[] => [...roles, ...formerRoles];

/** What members answered for in local months, of one member or of all. */
export async function supervise(
  source: AppraisalSource,
  question: SupervisionQuestion,
): Promise<SupervisionReport> {
  const { organisation, months, asOf: block } = question;
  const frame = { months, ...(block !== undefined && { asOf: block }) };
  const setting = await settingOf(source, { organisation: organisation ?? '', ...frame });
  const { asOf, span, catalogueBlock } = setting;
  const all = await everyRecord(source, 'organisation', {}, asOf.block);
  const policy = await source.get('policy', 'current', asOf.block);
  const { profile = 'generic' } = policy?.value ?? BUILT_IN_POLICY;
  const members: MemberReport[] = [];
  for (const { value } of all) {
    if (organisation !== undefined && value.mspId !== organisation) continue;
    const own = { ...setting, organisation: value.mspId };
    members.push(await memberReport(source, own, sidesOf(value), liabilityItems(profile)));
  }
  return {
    format: FORMAT,
    ...(organisation !== undefined && { organisation }),
    months: { ...months },
    span: { from: formatInstant(span.from), to: formatInstant(span.to) },
    asOf: { block: asOf.block, hash: asOf.hash, time: formatInstant(asOf.time), catalogueBlock },
    genesisHash: asOf.genesisHash,
    profile,
    members,
    digest: digestOf(members),
  };
}
