// SPDX-License-Identifier: Apache-2.0
import { ownedBy } from '@catalog-chain/chaincode/domain/members/owned';
import type { SignerInput } from '@catalog-chain/chaincode/domain/members/signer';
import type { RelyingParty } from '@catalog-chain/chaincode/domain/members/signer-records';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import type { Attempt } from '../../attempts/attempt.js';
import type { Page, PageOptions } from '../../index/model/pages.js';
import type { RecordFilter } from '../../index/model/records.js';
import { utcOf } from '../../support/rfc3339.js';
import { sorted } from '../../support/sorted.js';
import type { Principal } from '../principal.js';
import type { Records, View } from '../records.js';

/** As the domain has it; roles and origins may come in any order. */
export type SignerContent = Omit<SignerInput, 'relyingParty'> & { readonly relyingParty?: RelyingParty };

/** Persons who sign decisions, under pseudonyms: public to every member, changed by their own organisation. */
export class Signers {
  constructor(private readonly records: Records) {}

  register(principal: Principal, input: SignerContent, attempt: Attempt): Promise<View<'signer'>> {
    const { from, until, relyingParty: party } = input;
    const argument = {
      ...input,
      roles: sorted(input.roles),
      from: utcOf(from) ?? from,
      until: utcOf(until) ?? until,
      ...(party && { relyingParty: { ...party, origins: sorted(party.origins) } }),
    };
    return this.records.act(
      principal,
      { transaction: TRANSACTIONS.signerRegister, args: [argument] },
      attempt,
    );
  }

  revoke(principal: Principal, id: string, reason: string, attempt: Attempt): Promise<View<'signer'>> {
    const args = [{ id, reason }];
    return this.records.act(principal, { transaction: TRANSACTIONS.signerRevoke, args }, attempt);
  }

  /** @throws DomainError `NOT_FOUND` */
  get(id: string): Promise<View<'signer'>> {
    return this.records.get('signer', id);
  }

  /** The organisation's own signer of that pseudonym. @throws DomainError `NOT_FOUND` */
  own({ organisation }: Principal, code: string): Promise<View<'signer'>> {
    return this.get(ownedBy(organisation, code));
  }

  list(filter: RecordFilter, page: PageOptions): Promise<Page<View<'signer'>>> {
    return this.records.list('signer', filter, page);
  }
}
