// SPDX-License-Identifier: Apache-2.0
/** After the last test file: whatever was started for all of them goes. */
import { removeFilledDemos } from '../demo-process.js';
import { removeSharedNetwork } from '../fabric-network.js';
import { removeContainers } from '../containers.js';

async function cleanUp(): Promise<void> {
  await removeSharedNetwork();
  await removeContainers();
  await removeFilledDemos();
}

export { cleanUp as default };
