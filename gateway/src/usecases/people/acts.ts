// SPDX-License-Identifier: Apache-2.0
/** What a person is to sign: the act, its bytes and digest, and what will be recorded. No private key comes here. */
import { randomBytes } from 'node:crypto';
import { isSignable } from '@catalog-chain/chaincode/domain/acts/signable';
import {
  actBytes,
  actDigest,
  actOf,
  agreementOf,
  checkSignature,
  ensureAnother,
  ensureFirstUse,
  ensureFresh,
  ensureMaySign,
  ensureOwnSigner,
  ensureThisChain,
  type Act,
  type ActSetting,
  type EnteredAct,
  type Agreement,
} from '@catalog-chain/chaincode/domain/acts/signed-act';
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import type { SignaturePolicy, SignerKind } from '@catalog-chain/chaincode/domain/acts/signature-rules';
import type { RelyingParty, SignerAlgorithm } from '@catalog-chain/chaincode/domain/members/signer-records';
import type { Call } from '../../ledger/ledger.js';
import type { Principal } from '../principal.js';
import type { Records } from '../records.js';
import type { Signers } from './signers.js';

export interface ActToSign {
  readonly act: Act;
  /** What is signed: the act, or the agreement to it, in canonical JSON, base64url. */
  readonly bytes: string;
  /** Where it was entered by another: what this person signs in its place. */
  readonly agreement?: Agreement;
  /** SHA-256 of the bytes, base64url: the challenge of an authenticator. */
  readonly digest: string;
  readonly kind: SignerKind;
  readonly algorithm: SignerAlgorithm;
  readonly relyingParty?: RelyingParty;
  /** The arguments as they will lie on the ledger: `act.arguments` is their digest. */
  readonly arguments: readonly string[];
}

/** The one channel; the chain's name where the policy states none. */
const CHANNEL = 'catalog';
const NONCE_BYTES = 16;

export class Acts {
  constructor(
    private readonly records: Records,
    private readonly signers: Signers,
    private readonly now: () => number,
  ) {}

  /**
   * Who could not sign this is told so before she signs, by the contract's own rules. Every member reads all signers, so
   * this tells nobody more.
   * @param entered by another person, to which this one is to agree
   * @throws DomainError `NOT_FOUND` for the signer, `INVALID_ARGUMENT` for what nobody signs, why the signer's signature
   *   would not count, and why the one that was entered does not
   */
  async toSign(
    principal: Principal,
    code: string,
    { transaction, args }: Call,
    entered?: EnteredAct,
  ): Promise<ActToSign> {
    if (!isSignable(transaction)) throw new DomainError('INVALID_ARGUMENT', 'Nobody signs this.');
    const signer = await this.signers.own(principal, code);
    const { id, kind, algorithm, relyingParty } = signer;
    const { chain, acts } = await this.signatures();
    const setting = { ...principal, now: this.now(), kinds: acts[transaction], chain };
    ensureMaySign(signer, setting, setting.kinds);
    const texts = args.map((arg) => (typeof arg === 'string' ? arg : Buffer.from(arg).toString('utf8')));
    const at = new Date(setting.now).toISOString();
    const stated = { signer: id, at, nonce: randomBytes(NONCE_BYTES).toString('base64url') };
    if (entered) ensureAnother(entered.signer, id);
    const act = actOf(transaction, texts, entered ?? { ...stated, chain });
    if (entered) await this.ensureEntered(entered, act, setting);
    const agreement = entered && agreementOf(act, stated);
    const signed = agreement ?? act;
    return {
      act,
      ...(agreement && { agreement }),
      bytes: Buffer.from(actBytes(signed)).toString('base64url'),
      digest: Buffer.from(actDigest(signed)).toString('base64url'),
      kind,
      algorithm,
      ...(relyingParty && { relyingParty }),
      arguments: texts,
    };
  }

  /** That what another person signed of this act would count now. @throws DomainError as the contract would */
  private async ensureEntered(entered: EnteredAct, act: Act, setting: Setting): Promise<void> {
    ensureThisChain(entered.chain, setting.chain);
    ensureOwnSigner(entered.signer, setting.organisation);
    const first = await this.records.find('signer', entered.signer);
    ensureMaySign(first, setting, setting.kinds);
    ensureFresh(entered.at, setting.now, true);
    const { organisation, code } = first;
    ensureFirstUse(await this.records.find('signed-act', [organisation, code, entered.nonce].join('/')));
    checkSignature(first, act, entered);
  }

  private async signatures(): Promise<{ readonly chain: string; readonly acts: SignaturePolicy['acts'] }> {
    const policy = await this.records.find('policy', 'current');
    return { chain: CHANNEL, acts: {}, ...policy?.signatures };
  }
}

/** As what, when and on which chain is signed, and with which kinds of key; absent: any. */
interface Setting extends ActSetting {
  readonly kinds: readonly SignerKind[] | undefined;
  readonly chain: string;
}
