// SPDX-License-Identifier: Apache-2.0
/** A network ends: everything that was made for it goes, and only the images stay. */
import { exclusively } from './engine/lock.js';
import { removeEverything } from './remove.js';
import { quiet, type Report } from './report.js';
import { deleteFolder } from './state.js';

/** Removes containers, volumes, networks, certificates and keys of a network, in whatever state it is. */
export async function stopNetwork(name: string, report: Report = quiet): Promise<void> {
  await exclusively(name, 'down', report, async () => {
    await removeEverything(name);
    deleteFolder(name);
  });
}
