// SPDX-License-Identifier: Apache-2.0
import type { UserRole } from '@catalog-chain/chaincode/domain/names';
import type { Signatory } from '../ledger/ledger.js';

/** Whom an identity provider or a certificate names, and as what they may act. */
export interface Identity {
  /** MSP id. */
  readonly organisation: string;
  readonly user: string;
  /** At least one. */
  readonly roles: readonly UserRole[];
}

/** Who asks: a person or system of an organisation, in one role. */
export interface Principal {
  /** MSP id. */
  readonly organisation: string;
  /** The identity provider's subject. Stays in this gateway: never on the ledger. */
  readonly user: string;
  readonly role: UserRole;
}

/** The certificate that signs for the principal: one per organisation and role. */
export const signatoryOf = ({ organisation, role }: Principal): Signatory => ({
  mspId: organisation,
  user: role,
});

/** Names a user among all users. An MSP id holds no slash. */
export const userNameOf = ({ organisation, user }: Principal): string => `${organisation}/${user}`;
