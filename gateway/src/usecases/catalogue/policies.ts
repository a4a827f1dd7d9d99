// SPDX-License-Identifier: Apache-2.0
import type { SignaturePolicy } from '@catalog-chain/chaincode/domain/acts/signature-rules';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { BUILT_IN_POLICY, type PolicyInput } from '@catalog-chain/chaincode/domain/members/policy';
import type { Attempt } from '../../attempts/attempt.js';
import type { Principal } from '../principal.js';
import type { Records, View } from '../records.js';
import { sorted } from '../../support/sorted.js';

/** The rules the manager sets: deadlines, calendar, reporting time. */
export class Policies {
  constructor(private readonly records: Records) {}

  set(principal: Principal, input: PolicyInput, attempt: Attempt): Promise<View<'policy'>> {
    const { holidays, workdays } = input.calendar;
    const calendar = { ...input.calendar, holidays: sorted(holidays), workdays: sorted(workdays) };
    const { endorsers, sealing, signatures } = input;
    const argument = {
      ...input,
      calendar,
      ...(endorsers && { endorsers: sorted(endorsers) }),
      ...(sealing && { sealing: { ...sealing, organisations: sorted(sealing.organisations) } }),
      ...(signatures && { signatures: { ...signatures, acts: inOrder(signatures.acts) } }),
    };
    const args = [argument];
    return this.records.act(principal, { transaction: TRANSACTIONS.policySet, args }, attempt);
  }

  /** One version, or `current`: the built-in rules until the manager sets others. @throws DomainError `NOT_FOUND` */
  async get(version: string): Promise<View<'policy'>> {
    const id = version === 'current' ? version : version.padStart(10, '0');
    const found = await this.records.find('policy', id);
    if (found) return found;
    return version === 'current' || version === '0' ? builtIn() : this.records.get('policy', id);
  }
}

/** Kinds of key may come in any order. */
const inOrder = (acts: SignaturePolicy['acts']): SignaturePolicy['acts'] =>
  Object.fromEntries(Object.entries(acts).map(([name, kinds]) => [name, sorted(kinds)]));

const builtIn = (): View<'policy'> => ({
  ...BUILT_IN_POLICY,
  written: { block: 0, transactionId: BUILT_IN_POLICY.set.tx, time: BUILT_IN_POLICY.set.at },
});
