// SPDX-License-Identifier: Apache-2.0
import { openFabricNetwork } from '@catalog-chain/gateway/ledger/fabric-network/open';
import { fabricHarness } from '../support/fabric-ledger.js';
import { sharedNetwork } from '../support/fabric-network.js';
import { ledgerSuite } from './ledger-suite.js';

const network = await sharedNetwork();
ledgerSuite(fabricHarness('fabric-network', network, openFabricNetwork));
