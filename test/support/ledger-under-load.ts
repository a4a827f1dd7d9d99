// SPDX-License-Identifier: Apache-2.0
/**
 * A process for crash tests: opens the ledger of a directory and commits until it is killed. It prints a line per
 * transaction before it submits (`try ID`) and after the ledger acknowledged it (`ack ID BLOCK`).
 */
import { writeSync } from 'node:fs';
import { openEmbeddedLedger } from '@catalog-chain/gateway/ledger/embedded/open';
import { contracts } from './probe-contract.js';

const OFFICER = { mspId: 'OneMSP', user: 'officer' };
const [, , directory = '', round = ''] = process.argv;
const IN_PARALLEL = 8;

const say = (line: string): void => {
  writeSync(1, `${line}\n`);
};

const ledger = await openEmbeddedLedger({ directory, contracts });
say('open');

async function commitForEver(lane: number): Promise<never> {
  for (let n = 0; ; n += 1) {
    const key = `${round}/${lane}/${n}`;
    const prepared = await ledger.prepare(OFFICER, {
      transaction: 'probe:putAll',
      args: [
        JSON.stringify([
          [key, 'x'.repeat(n % 5000)],
          ['shared', key],
        ]),
      ],
    });
    say(`try ${prepared.transactionId}`);
    const outcome = await ledger.submit(prepared);
    if (outcome.status === 'committed') say(`ack ${prepared.transactionId} ${outcome.block}`);
  }
}

await Promise.all(Array.from({ length: IN_PARALLEL }, (_, lane) => commitForEver(lane)));
