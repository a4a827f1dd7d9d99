// SPDX-License-Identifier: Apache-2.0
import type { Terminal } from '@catalog-chain/verifier/command/terminal';
import type { Side } from '@catalog-chain/chaincode/domain/usage/usage-records';
import {
  planAgreements,
  releaseUses,
  requestIdsIn,
  type ProviderOptions,
} from '../../../import/agreements/plan-agreements.js';
import { providerNamed, withRecipients } from '../../../import/agreements/recipients.js';
import { namingOfAgreements, readAgreements } from '../../../import/agreements/read-agreements.js';
import type { PlannedUse } from '../../../import/plan/plan.js';
import { said } from '../../wording/say.js';
import { UseJudge, type JudgedUse } from '../../../import/uses/judge-uses.js';
import { isPart, type Import, type ImportOptions } from './import-command.js';
import { noteGone } from './gone-agreements.js';
import { importing } from './importing.js';
import type { Releases } from './releases.js';

export interface GrantImportOptions extends ImportOptions {
  /** Name of the organisation that shares. */
  readonly provider: string;
  /** Who reports the releases as uses. */
  readonly releases: Releases;
}

const SIDES: Readonly<Record<GrantImportOptions['releases'], readonly Side[]>> = {
  none: [],
  claim: ['claim'],
  attestation: ['attestation'],
  both: ['claim', 'attestation'],
};

/** Releases that the gateway would take; what it would refuse is told. */
function judgedUses({ around, language }: Import, uses: readonly PlannedUse[]): JudgedUse[] {
  const judge = new UseJudge(language);
  return uses.flatMap((use) => {
    const judged = judge.judged(use);
    if ('read' in judged) return judged;
    around.tally.refuse(judged);
    return [];
  });
}

/** Agreements → recipients, data sets, requests decided and confirmed, releases as uses. @returns the exit code */
export const grantImport = (file: string, options: GrantImportOptions, terminal: Terminal): Promise<number> =>
  importing('agreements', file, options, terminal, async (run) => {
    const source = await run.source(true);
    const { members } = run.around;
    run.calls(namingOfAgreements(run.mapping));
    const read = await readAgreements(source, run.mapping, run.language);
    const { agreements, refused } = withRecipients(read.agreements, members, run.language);
    const besides = source.besides();
    run.say(besides);
    const organisation = options.organisation ?? providerNamed(options.provider, members);
    const provider: ProviderOptions = { provider: options.provider, language: run.language, organisation };
    const planned = planAgreements(agreements, provider);
    const uses = releaseUses(agreements, SIDES[options.releases], provider);
    const { tally } = run.around;
    const reported = judgedUses(run, uses.rows);
    tally.refuse(...read.refused, ...refused, ...planned.refused, ...uses.refused);
    tally.note(...read.noted);
    const versions = agreements.flatMap((row) => row.versions).length;
    terminal.out(
      said(
        '{file}: {syntax}, {encoding}: {agreements} agreements, {versions} versions, {releases} releases',
        {
          file,
          syntax: source.syntax,
          encoding: source.encoding,
          agreements: agreements.length,
          versions,
          releases: uses.rows.length,
        },
      ),
    );
    await run.begin(source, 'agreements');
    await run.carrier.carryOut(planned.plan);
    if (reported.length > 0) await run.report(reported, reported.length, true);
    // One page of a register, or one of its sheets, lacks what the others have.
    if (agreements.length > 0 && !isPart(besides))
      await noteGone(run, {
        provider: organisation,
        ids: requestIdsIn(read.agreements),
        refusedReferences: read.refusedReferences,
        illegible: read.illegible,
      });
    return await run.finish();
  });
