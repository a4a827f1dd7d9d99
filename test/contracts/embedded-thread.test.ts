// SPDX-License-Identifier: Apache-2.0
import { openEmbeddedLedger } from '@catalog-chain/gateway/ledger/embedded/open';
import { ledgerSuite } from './ledger-suite.js';

ledgerSuite({
  kind: 'embedded',
  open: () =>
    openEmbeddedLedger({ thread: true, organisations: ['ManagerMSP', 'ProviderMSP', 'ConsumerMSP'] }),
  manager: 'ManagerMSP',
  provider: 'ProviderMSP',
  consumer: 'ConsumerMSP',
  stranger: { mspId: 'StrangerMSP', user: 'admin' },
});
