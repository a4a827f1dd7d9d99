// SPDX-License-Identifier: Apache-2.0
import { FabricLedger } from '../fabric/fabric-ledger.js';
import type { FabricProfile } from '../fabric/profile.js';
import type { Ledger } from '../ledger.js';
import { NetworkTransport } from './network-transport.js';

/** A ledger on Fabric 2.2 or later, without its peers' gateway service. Connects when first used. */
export function openFabricNetwork(profile: FabricProfile): Ledger {
  return new FabricLedger('fabric-network', new NetworkTransport(profile), profile);
}
