// SPDX-License-Identifier: Apache-2.0
import {
  ACT_FORM,
  actSignature,
  AGREEMENT_FORM,
  type Act,
  type Agreement,
  type EnteredAct,
} from '@catalog-chain/chaincode/domain/acts/signed-act';
import { SIGNABLE } from '@catalog-chain/chaincode/domain/acts/signable';
import { SIGNER_KINDS, type SignerKind } from '@catalog-chain/chaincode/domain/acts/signature-rules';
import { signerInput } from '@catalog-chain/chaincode/domain/members/signer';
import {
  SIGNER_ALGORITHMS,
  SIGNER_ROLES,
  type PublicKey,
  type RelyingParty,
  type SignerAlgorithm,
  type SignerRole,
} from '@catalog-chain/chaincode/domain/members/signer-records';
import { instant, mspId, ownedId, prose, sha256Hex } from '@catalog-chain/chaincode/domain/text/schema';
import { z } from 'zod';
import { SIGNABLE_OPERATIONS } from '../../acts/operations.js';
import { ACCOUNT } from './account.js';
import { anyInstant, PageQuery, RecordView } from '../common.js';
import { Fits, ListOf, OneOf, Optional, OptionalUnless } from '../rule.js';
import { reasonShape, stampShape } from '../shapes.js';

const { code, key, relyingParty } = signerInput.shape;

/** Origins may come in any order; the chain has one. */
const partyShape = z.strictObject({
  ...relyingParty.unwrap().shape,
  origins: z.array(z.string().max(300)).min(1).max(8),
});

const WHICH_KIND =
  'Where the private key lies: an authenticator, a browser that cannot give it away, a PKCS#11 token, a file.';

export class SignerRegistration {
  @Fits(code, { description: 'A pseudonym, never given again: `officer-7f3a`.' })
  code!: string;

  @ListOf(z.enum(SIGNER_ROLES), SIGNER_ROLES.length)
  roles!: SignerRole[];

  @Fits(z.enum(SIGNER_KINDS), { description: WHICH_KIND })
  kind!: SignerKind;

  @OneOf(SIGNER_ALGORITHMS)
  algorithm!: SignerAlgorithm;

  @Fits(key, { description: 'The public key as JWK (RFC 7517). A private one is refused.' })
  key!: PublicKey;

  @Fits(anyInstant, { format: 'date-time' })
  from!: string;

  @Fits(anyInstant, { format: 'date-time' })
  until!: string;

  @OptionalUnless<SignerRegistration>(({ kind }) => kind === 'webauthn')
  @Fits(partyShape, { description: 'Of kind `webauthn`: domain, origins and credential id.' })
  relyingParty?: RelyingParty;
}

/** As it is sent; whose it is stays in this gateway. */
export class HeldSignerRegistration extends SignerRegistration {
  @Optional()
  @Fits(ACCOUNT, {
    description:
      'Whose it is, as the identity provider names the person: kept in this gateway, never on the ledger.',
  })
  holder?: string;
}

export class SignerRevocation {
  @Fits(prose(300))
  reason!: string;
}

export class SignerView extends RecordView {
  @OneOf(['signer'])
  type!: string;

  @Fits(ownedId, { description: '`MSPID:CODE`' })
  id!: string;

  @Fits(mspId)
  organisation!: string;

  @Fits(code)
  code!: string;

  @Fits(z.array(z.enum(SIGNER_ROLES)))
  roles!: SignerRole[];

  @OneOf(SIGNER_KINDS)
  kind!: SignerKind;

  @OneOf(SIGNER_ALGORITHMS)
  algorithm!: SignerAlgorithm;

  @Fits(key)
  key!: PublicKey;

  @Fits(instant, { format: 'date-time' })
  from!: string;

  @Fits(instant, { format: 'date-time' })
  until!: string;

  @Optional()
  @Fits(partyShape)
  relyingParty?: RelyingParty;

  @OneOf(['active', 'revoked'])
  status!: string;

  @Fits(stampShape)
  registered!: object;

  @Optional()
  @Fits(reasonShape)
  revoked?: object;
}

export class SignerQuery extends PageQuery {
  @Optional()
  @Fits(mspId, { description: 'Only of this organisation.' })
  organisation?: string;

  @Optional()
  @OneOf(['active', 'revoked'])
  state?: string;
}

export class ActPreparation {
  @Fits(z.enum(SIGNABLE_OPERATIONS), { description: 'The operation that decides.' })
  operation!: string;

  @Optional()
  @Fits(z.string().min(1).max(256), { description: 'The record it is about, as in the path.' })
  id?: string;

  @Optional()
  @Fits(z.record(z.string(), z.unknown()), {
    type: 'object',
    description: 'The body as the operation takes it.',
  })
  content?: Readonly<Record<string, unknown>>;

  @Optional()
  @Fits(actSignature.omit({ agreement: true }), {
    description: 'What another person signed of it, to which this one is to agree.',
  })
  entered?: EnteredAct;

  @Fits(code, { description: 'Pseudonym of who will sign, of the caller’s organisation.' })
  signer!: string;
}

const actShape = z.strictObject({
  form: z.literal(ACT_FORM),
  chain: z.string(),
  transaction: z.enum(SIGNABLE),
  arguments: sha256Hex,
  signer: ownedId,
  at: instant,
  nonce: z.string(),
});

const agreementShape = z.strictObject({
  form: z.literal(AGREEMENT_FORM),
  chain: z.string(),
  act: sha256Hex,
  signer: ownedId,
  at: instant,
  nonce: z.string(),
});

export class ActToSignView {
  @Fits(actShape, { description: 'What is signed.' })
  act!: Act;

  @Optional()
  @Fits(agreementShape, {
    description:
      'Where another person entered it: what is signed instead. `act` is the digest of that one’s act.',
  })
  agreement?: Agreement;

  @Fits(z.string(), { description: 'The act in canonical JSON (RFC 8785), base64url: what a key signs.' })
  bytes!: string;

  @Fits(z.string(), { description: 'SHA-256 of the bytes, base64url: the challenge of an authenticator.' })
  digest!: string;

  @OneOf(SIGNER_KINDS)
  kind!: SignerKind;

  @OneOf(SIGNER_ALGORITHMS)
  algorithm!: SignerAlgorithm;

  @Optional()
  @Fits(partyShape)
  relyingParty?: RelyingParty;

  @Fits(z.array(z.string()), { description: 'The arguments as they will be recorded.' })
  arguments!: string[];
}
