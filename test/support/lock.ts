// SPDX-License-Identifier: Apache-2.0
/** A lock between the processes of one checkout: the same that commands on a network take, under a name of its own. */
import { exclusively } from '@catalog-chain/network/engine/lock';
import { quiet } from '@catalog-chain/network/report';

/** Runs the step while no other process runs one under this name; a lock ends with its owner, however that ends. */
export const alone = <T>(name: string, step: () => Promise<T>): Promise<T> =>
  exclusively(name, name, quiet, step);
