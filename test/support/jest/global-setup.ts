// SPDX-License-Identifier: Apache-2.0
/** Before the first test file: what an interrupted run left behind goes. */
import { removeSharedNetwork } from '../fabric-network.js';
import { removeContainers } from '../containers.js';

async function prepare(): Promise<void> {
  await removeSharedNetwork();
  await removeContainers();
}

export { prepare as default };
