// SPDX-License-Identifier: Apache-2.0
/** What proves a case is not destroyed while the case goes on. */
import { DAY_MS } from '@catalog-chain/chaincode/domain/calendar/time';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { CONSUMER, PROVIDER } from '../support/chaincode-harness.js';
import { court, open, withdraw } from '../support/disputes.js';
import { test } from '../support/testing.js';

/** Three years, leap days included: so long the keys are kept in any case. */
const RETENTION_MS = 3 * 366 * DAY_MS;
const purge = { grant: 'REQ-1', reason: 'retention is over' };

test('no party destroys its record key while a dispute about the grant is open; afterwards it may', async () => {
  const chain = await court();
  await open(chain);
  await chain.submit(PROVIDER, TRANSACTIONS.grantRevoke, [{ id: 'REQ-1', reason: 'in dispute' }]);
  for (const by of [PROVIDER, CONSUMER])
    await chain.refuses('CONDITION_NOT_MET', by, TRANSACTIONS.keyPurge, [purge]);
  await withdraw(chain);
  chain.time += RETENTION_MS;
  for (const by of [PROVIDER, CONSUMER]) await chain.submit(by, TRANSACTIONS.keyPurge, [purge]);
});

test('disputes that ended hold nothing up, one among them that goes on does', async () => {
  const chain = await court();
  await open(chain);
  await withdraw(chain);
  await open(chain, { id: 'D-2' });
  await chain.submit(PROVIDER, TRANSACTIONS.grantRevoke, [{ id: 'REQ-1', reason: 'in dispute' }]);
  await chain.refuses('CONDITION_NOT_MET', CONSUMER, TRANSACTIONS.keyPurge, [purge]);
});
