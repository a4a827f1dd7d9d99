// SPDX-License-Identifier: Apache-2.0
/** `catalog-chain-verify FILE`: the verifier on its own, as an auditor installs it. */
import { parseArgs } from 'node:util';
import { LANGUAGES, languageOf } from './language.js';
import { processTerminal, UsageError } from './terminal.js';
import { VERIFIED, verify, type VerifyOptions } from './verify.js';

const USAGE = `usage: catalog-chain-verify FILE [--trust DIR] [--not-older-than TIME] [--json] [--language zh|en]
  --trust DIR            root certificates that you trust, named MSPID.pem; or folders of such,
                         each named by the day from which it holds
  --not-older-than TIME  a day, a time in UTC, or an age as 30d: refuses what is as of an earlier time
  --json                 the verdict as JSON
  --language zh|en       of the lines; without it that of the environment (LANG)
Works without any network. Exit status: 0 valid, 1 invalid, 2 unreadable or called wrongly.`;

const terminal = processTerminal(process.stderr.isTTY);
const words = process.argv.slice(2);

/** @throws UsageError when the words of the call are off */
function readCall(): { readonly file: string; readonly options: VerifyOptions } {
  try {
    const { values, positionals } = parseArgs({
      args: words,
      allowPositionals: true,
      options: {
        trust: { type: 'string' },
        'not-older-than': { type: 'string' },
        json: { type: 'boolean' },
        language: { type: 'string', default: languageOf() },
      },
    });
    const [file, ...others] = positionals;
    const { 'not-older-than': notOlderThan, language: named, ...options } = values;
    const language = LANGUAGES.find((one) => one === named);
    if (file === undefined || others.length > 0 || language === undefined) throw new UsageError(USAGE);
    return { file, options: { ...options, language, ...(notOlderThan !== undefined && { notOlderThan }) } };
  } catch (error) {
    throw new UsageError(USAGE, { cause: error });
  }
}

try {
  const { file, options } = readCall();
  process.exitCode = await verify(file, options, terminal);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  if (words.includes('--json')) terminal.out(JSON.stringify({ valid: false, usage: error.message }));
  else terminal.err(error.message);
  process.exitCode = VERIFIED.unreadable;
}
