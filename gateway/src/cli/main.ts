#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
/** Where `catalog-chain` begins: the program itself is loaded only by a Node.js that can read it. */
import { nodeFault, NOT_RUN } from '@catalog-chain/verifier/command/node-version';

const fault = nodeFault(process.versions.node);
if (fault === undefined) await import('./run.js');
else {
  process.stderr.write(`${fault}\n`);
  process.exitCode = NOT_RUN;
}
