// SPDX-License-Identifier: Apache-2.0
/** What a carrying out needs: the gateway, who speaks, where it tells what it does. */
import type { Policy } from '@catalog-chain/chaincode/domain/records';
import type { CatalogApi } from '../../cli/client/catalog-api.js';
import type { Progress } from '../../cli/progress.js';
import type { Language } from '../faults.js';
import type { Members } from '../plan/members.js';
import type { Tally } from './tally.js';

export interface Surroundings {
  readonly api: CatalogApi;
  readonly tally: Tally;
  readonly progress: Progress;
  /** MSP id of the manager that registers, publishes and confirms; undefined: those steps are left to one. */
  readonly manager: string | undefined;
  /** Members before the import. */
  readonly members: Members;
  /** Calls at the same time. */
  readonly concurrency: number;
  /** Only say what would be done. */
  readonly rehearse?: boolean;
  readonly language?: Language;
  /** Of a rehearsal: the rules by which the ledger would judge; absent where nobody may see them. */
  readonly policy?: Policy;
  /** Aborted when it is to stop. */
  readonly signal?: AbortSignal;
}
