// SPDX-License-Identifier: Apache-2.0
import { FabricLedger } from '../fabric/fabric-ledger.js';
import type { FabricProfile } from '../fabric/profile.js';
import type { Ledger } from '../ledger.js';
import { GatewayTransport } from './gateway-transport.js';

/** A ledger on Fabric 2.4 or later, through its peers' gateway service. Connects when first used. */
export function openFabricGateway(profile: FabricProfile): Ledger {
  return new FabricLedger('fabric-gateway', new GatewayTransport(profile), profile);
}
