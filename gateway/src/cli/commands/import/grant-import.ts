// SPDX-License-Identifier: Apache-2.0
import type { Terminal } from '@catalog-chain/verifier/command/terminal';
import type { Side } from '@catalog-chain/chaincode/domain/usage/usage-records';
import {
  planAgreements,
  releaseUses,
  type ProviderOptions,
} from '../../../import/agreements/plan-agreements.js';
import { providerNamed, withRecipients } from '../../../import/agreements/recipients.js';
import { readAgreements } from '../../../import/agreements/read-agreements.js';
import { said } from '../../wording/say.js';
import { Import, telling, type ImportOptions } from './import-command.js';
import { proposeMapping } from './propose.js';

export const RELEASES = ['none', 'claim', 'attestation', 'both'] as const;

export interface GrantImportOptions extends ImportOptions {
  /** Name of the organisation that shares. */
  readonly provider: string;
  /** Who reports the releases as uses. */
  readonly releases: (typeof RELEASES)[number];
}

const SIDES: Readonly<Record<GrantImportOptions['releases'], readonly Side[]>> = {
  none: [],
  claim: ['claim'],
  attestation: ['attestation'],
  both: ['claim', 'attestation'],
};

/** Agreements → recipients, data sets, requests decided and confirmed, releases as uses. @returns the exit code */
export const grantImport = (file: string, options: GrantImportOptions, terminal: Terminal): Promise<number> =>
  telling(file, terminal, async () => {
    const { proposeMap } = options;
    if (proposeMap !== undefined)
      return proposeMapping('agreements', file, { ...options, proposeMap }, terminal);
    using run = await Import.open('agreements', file, options, terminal);
    const source = await run.source(true);
    const { members } = run.around;
    const read = await readAgreements(source, run.mapping, run.language);
    const { agreements, refused } = withRecipients(read.agreements, members, run.language);
    run.say(source.besides());
    const provider: ProviderOptions = {
      provider: options.provider,
      language: run.language,
      organisation: options.organisation ?? providerNamed(options.provider, members),
    };
    const planned = planAgreements(agreements, provider);
    const uses = releaseUses(agreements, SIDES[options.releases], provider);
    const { tally } = run.around;
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
    await run.carrier.carryOut(planned.plan);
    if (uses.rows.length > 0) await run.report(uses.rows, uses.rows.length, true);
    return await run.finish(source, 'agreements');
  });
