// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';

/** The workspace `network/`: this file is compiled to network/dist/paths.js. */
export const workspace = join(import.meta.dirname, '..');

/** The repository's root. */
export const repository = join(workspace, '..');

/** Where the image recipes lie. */
export const images = join(workspace, 'images');

/** Everything that is generated: keys, certificates, blocks. Ignored by git, readable by its owner only. */
export const generated = join(repository, '.network');
