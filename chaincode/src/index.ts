// SPDX-License-Identifier: Apache-2.0
import { OrganisationContract } from './organisation-contract';
import { PolicyContract } from './policy-contract';

/** What Fabric's Node chaincode starts, and what the embedded ledger dispatches to. */
export const contracts = [OrganisationContract, PolicyContract];
