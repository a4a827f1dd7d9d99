#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
/** `catalog-chain-verify FILE`: the verifier on its own, as an auditor installs it. */
import { parseArgs } from 'node:util';
import { UsageError, type Terminal } from './terminal.js';
import { VERIFIED, verify, type VerifyOptions } from './verify.js';

const USAGE = `usage: catalog-chain-verify FILE [--trust DIR] [--json]
  --trust DIR  root certificates that you trust, named MSPID.pem
  --json       the verdict as JSON
Works without any network. Exit status: 0 valid, 1 invalid, 2 unreadable.`;

const terminal: Terminal = {
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
  isTerminal: process.stderr.isTTY,
};

/** @throws UsageError when the words of the call are off */
function readCall(): { readonly file: string; readonly options: VerifyOptions } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { trust: { type: 'string' }, json: { type: 'boolean' } },
    });
    const [file, ...others] = positionals;
    if (file === undefined || others.length > 0) throw new UsageError(USAGE);
    return { file, options: values };
  } catch (error) {
    throw new UsageError(USAGE, { cause: error });
  }
}

try {
  const { file, options } = readCall();
  process.exitCode = await verify(file, options, terminal);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  terminal.err(error.message);
  process.exitCode = VERIFIED.unreadable;
}
