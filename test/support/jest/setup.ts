// SPDX-License-Identifier: Apache-2.0
/** Runs once in each worker process, before its first test file. */
import fc from 'fast-check';
import { seed } from './properties.js';

// Stacks name the lines of the sources, not those of what they were compiled to.
process.setSourceMapsEnabled(true);
Error.stackTraceLimit = 30;
fc.configureGlobal({ seed: seed() });
