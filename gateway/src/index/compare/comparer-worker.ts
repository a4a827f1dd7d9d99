// SPDX-License-Identifier: Apache-2.0
/** Entry of the thread that compares months: for millions of exchanges that is a second or more of work. */
import { parentPort, workerData } from 'node:worker_threads';
import type { DatabaseLocation } from '../../db/database.js';
import { findApart, type Apart, type MonthQuestion } from './apart.js';
import { openIndexDatabase } from '../tables/open-tables.js';

/** What the thread answers. */
export type ComparerReply = { readonly apart: Apart } | { readonly message: string };

const port = parentPort;
if (!port) throw new Error('This module runs in a thread.');
const { db } = openIndexDatabase(workerData as DatabaseLocation, true);

port.on('message', (question: MonthQuestion) => {
  const failed = (error: unknown): ComparerReply => ({
    message: error instanceof Error ? error.message : 'The comparison failed.',
  });
  void findApart(db, question)
    .then((apart): ComparerReply => ({ apart }), failed)
    .then((reply) => {
      port.postMessage(reply);
    });
});
