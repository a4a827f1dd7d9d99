// SPDX-License-Identifier: Apache-2.0
import { openFabricGateway } from '@catalog-chain/gateway/ledger/fabric-gateway/open';
import { fabricHarness } from '../support/fabric-ledger.js';
import { sharedNetwork } from '../support/fabric-network.js';
import { ledgerSuite } from './ledger-suite.js';

const network = await sharedNetwork();
ledgerSuite(fabricHarness('fabric-gateway', network, openFabricGateway));
