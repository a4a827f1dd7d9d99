// SPDX-License-Identifier: Apache-2.0
/** The signature of the person who decides, on its way from the request to the contract. */
import type { Call } from '../ledger/ledger.js';

export interface Signing {
  /** Whether it is only asked what there would be to sign: nothing is written then. */
  readonly prepares: boolean;
  /** @returns the call with the signature as its last argument. @throws ToBeSigned where it is only asked for */
  seal(call: Call): Call;
}

/** Ends a decision before it reaches the ledger: this is the call that is to be signed. */
export class ToBeSigned extends Error {
  override readonly name = 'ToBeSigned';

  constructor(readonly call: Call) {
    super('The call is to be signed.');
  }
}

/** Leaves off before anything is written, with what there is to sign. */
export const preparing: Signing = {
  prepares: true,
  seal: (call) => {
    throw new ToBeSigned(call);
  },
};

/** @param signature the last argument of a signed transaction: canonical JSON */
export const signedWith = (signature: string): Signing => ({
  prepares: false,
  seal: (call) => ({ ...call, args: [...call.args, signature] }),
});
