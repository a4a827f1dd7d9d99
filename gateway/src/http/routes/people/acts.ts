// SPDX-License-Identifier: Apache-2.0
/** What a decision comes to before it is signed: the operation is carried out up to its call of the contract. */
import type { Call } from '../../../ledger/ledger.js';
import { ToBeSigned } from '../../../attempts/signing.js';
import type { Acts } from '../../../usecases/people/acts.js';
import { onlyPreparing } from '../../acts/act-signature.js';
import { requireRole } from '../../auth/authenticate.js';
import { ActPreparation, ActToSignView } from '../../dto/people/signer.js';
import { checked } from '../../dto/validate.js';
import { HttpError } from '../../problems/problem.js';
import { route, type Ask, type Route } from '../../route.js';
import { ok } from '../../send/answers.js';

type Prepared = Ask<ActPreparation, object>;

function paramsOf(row: Route, { id }: ActPreparation): Readonly<Record<string, string>> {
  const schema = row.params?.['id'];
  const fits = schema === undefined ? id === undefined : schema.safeParse(id).success;
  if (!fits) throw new HttpError('INVALID_ARGUMENT', { errors: [{ field: 'id', rule: 'format' }] });
  return id === undefined ? {} : { id };
}

/** @returns the call that the operation would make. @throws whatever the operation refuses before it */
async function callOf(row: Route, ask: Prepared): Promise<Call> {
  const { principal, body } = ask;
  if (row.access !== 'public') requireRole(principal, row.access);
  const content = row.body ? checked(row.body, body.content ?? {}) : {};
  const asked = { ...ask, params: paramsOf(row, body), query: {}, body: content, attempt: onlyPreparing };
  try {
    await row.handle(asked);
  } catch (error) {
    if (error instanceof ToBeSigned) return error.call;
    throw error;
  }
  throw new HttpError('INTERNAL');
}

/** @param decisions the rows among which the operation is found */
export const actRoutes = (acts: Acts, decisions: readonly Route[]): readonly Route[] => [
  route<ActPreparation>({
    method: 'post',
    path: '/v1/acts/prepare',
    operationId: 'prepareAct',
    tag: 'signers',
    summary: 'What there is to sign of a decision, and what will be recorded; writes nothing',
    description:
      'Sign `bytes` (a key) or have `digest` asserted (an authenticator), and send the operation itself with the header `Act-Signature`: base64url of `{chain, signer, at, nonce, signature, authenticator?}`. Where another person has to agree, she gives that to the other one, who prepares with it as `entered`, signs in the same way, and sends it with `agreement: {signer, at, nonce, signature, authenticator?}` in it.',
    body: ActPreparation,
    answers: { 200: { description: 'What there is to sign.', content: { one: ActToSignView } } },
    problems: [
      'NOT_FOUND',
      'ROLE_REQUIRED',
      'RAW_DATA',
      'NOT_PARTY',
      'CONDITION_NOT_MET',
      'SIGNER_UNKNOWN',
      'SIGNER_FOREIGN',
      'SIGNER_REVOKED',
      'SIGNER_NOT_VALID',
      'SIGNER_ROLE',
      'SIGNER_KIND',
      'SECOND_SIGNER_SAME',
      'SIGNATURE_OTHER_CHAIN',
      'SIGNATURE_STALE',
      'SIGNATURE_REPLAYED',
      'SIGNATURE_INVALID',
      'AUTHENTICATOR_REFUSED',
    ],
    handle: async (ask) => {
      const { operation, signer, entered } = ask.body;
      const row = decisions.find(({ operationId }) => operationId === operation);
      if (!row) throw new HttpError('INTERNAL');
      return ok(await acts.toSign(ask.principal, signer, await callOf(row, ask), entered));
    },
  }),
];
