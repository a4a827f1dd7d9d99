// SPDX-License-Identifier: Apache-2.0
import { ownedId } from '@catalog-chain/chaincode/domain/text/schema';
import type { Accounts } from '../../../usecases/people/accounts.js';
import type { Signers } from '../../../usecases/people/signers.js';
import { present } from '../../dto/common.js';
import {
  HeldSignerRegistration,
  SignerQuery,
  SignerRevocation,
  SignerView,
} from '../../dto/people/signer.js';
import { route, type Route } from '../../route.js';
import { created, listed, ok } from '../../send/answers.js';
import { LINES_TYPE } from '../../send/lines.js';
import { action, type Noun } from '../action.js';

const NOUN = {
  path: '/v1/signers',
  tag: 'signers',
  id: ownedId,
  answer: { description: 'The signer.', content: { one: SignerView } },
} as const satisfies Noun;

const reads = (signers: Signers): readonly Route[] => [
  route<object, SignerQuery>({
    method: 'get',
    path: NOUN.path,
    operationId: 'listSigners',
    tag: NOUN.tag,
    summary: 'Pseudonyms and public keys of those who sign decisions',
    query: SignerQuery,
    produces: [LINES_TYPE],
    answers: { 200: { description: 'A page.', content: { page: SignerView } } },
    problems: ['CURSOR_INVALID'],
    handle: ({ query, accept }) =>
      listed(accept, query, (page) => signers.list(present(query, 'organisation', 'state'), page)),
  }),
  route({
    method: 'get',
    path: `${NOUN.path}/{id}`,
    operationId: 'getSigner',
    tag: NOUN.tag,
    summary: 'One signer',
    params: { id: ownedId },
    answers: { 200: NOUN.answer },
    problems: ['NOT_FOUND'],
    handle: async ({ params: { id = '' } }) => ok(await signers.get(id)),
  }),
];

export const signerRoutes = (signers: Signers, accounts: Accounts): readonly Route[] => [
  ...reads(signers),
  route<HeldSignerRegistration>({
    method: 'post',
    path: NOUN.path,
    operationId: 'registerSigner',
    tag: NOUN.tag,
    summary: 'Register a signer of one’s own organisation (administrator)',
    description: 'Only the public key comes here. Neither pseudonym nor key can be registered again.',
    write: true,
    body: HeldSignerRegistration,
    ownId: ({ code }) => code,
    answers: { 201: NOUN.answer },
    problems: ['ALREADY_EXISTS'],
    handle: async ({ principal, body, attempt }) => {
      const { holder, ...content } = body;
      const signer = await accounts.register(principal, content, holder, attempt);
      return created(`${NOUN.path}/${signer.id}`, signer);
    },
  }),
  action<SignerRevocation>(NOUN, {
    action: 'revocation',
    operationId: 'revokeSigner',
    body: SignerRevocation,
    summary: 'Revoke a signer: what it signed before stays signed (its organisation’s administrator)',
    run: (principal, id, attempt, { reason }) => accounts.revoke(principal, id, reason, attempt),
  }),
];
