// SPDX-License-Identifier: Apache-2.0
/** A decision, prepared by the gateway, signed here with a key of one's own, and submitted. */
import { readFile } from 'node:fs/promises';
import { text as textOf } from 'node:stream/consumers';
import type { SignerRole } from '@catalog-chain/chaincode/domain/members/signer-records';
import { type Terminal, UsageError } from '@catalog-chain/verifier/command/terminal';
import type { ActToSignView } from '../../../http/dto/people/signer.js';
import type { ApiCall } from '../../api-client.js';
import { present } from '../../../import/fields.js';
import { openSession, type SessionOptions } from '../../session.js';
import { readKey } from '../../sign/key-file.js';
import { headerOf, signAct } from '../../sign/sign-act.js';
import { EXIT } from '../exit.js';

export interface SignOptions extends SessionOptions {
  readonly role: SignerRole;
  /** Pseudonym. */
  readonly signer: string;
  readonly key: string;
  /** File with the operation's body; `-`: standard input. */
  readonly content?: string;
  readonly dryRun?: boolean;
}

type Described = Readonly<Record<string, Readonly<Record<string, { readonly operationId?: string }>>>>;

async function contentOf({ content }: SignOptions): Promise<object | undefined> {
  if (content === undefined) return undefined;
  const text = content === '-' ? await textOf(process.stdin) : await readFile(content, 'utf8');
  return JSON.parse(text) as object;
}

/** Where the operation is to be found, as the gateway describes itself. @throws UsageError */
function placeOf(
  paths: Described,
  operation: string,
  id: string | undefined,
): Pick<ApiCall, 'method' | 'path'> {
  for (const [template, methods] of Object.entries(paths)) {
    const found = Object.entries(methods).find(([, { operationId }]) => operationId === operation);
    if (!found) continue;
    const path = template.replace('{id}', encodeURIComponent(id ?? ''));
    return { method: found[0].toUpperCase() as ApiCall['method'], path };
  }
  throw new UsageError(`There is no operation ${operation}.`);
}

/** Shows what is signed before it is sent: the transaction and its arguments, as they will lie on the ledger. */
export async function sign(
  operation: string,
  id: string | undefined,
  options: SignOptions,
  terminal: Terminal,
): Promise<number> {
  const key = await readKey(options.key);
  const content = await contentOf(options);
  const { api, client, own } = await openSession(options);
  const organisation = options.organisation ?? own;
  if (organisation === undefined) throw new UsageError('Say for which organisation to sign: --organisation.');
  const { paths } = await client.call<{ paths: Described }>({ method: 'GET', path: '/openapi.json' });
  const place = placeOf(paths, operation, id);
  const body = { operation, signer: options.signer, ...present({ id, content }) };
  const preparing = { method: 'POST', path: '/v1/acts/prepare', body } as const;
  const toSign = await api.as<ActToSignView>(organisation, options.role, preparing);
  const signature = signAct(toSign, key);
  const { transaction, signer, chain, at } = toSign.act;
  terminal.err(`${signer} signs ${transaction} on chain ${chain} at ${at}`);
  for (const argument of toSign.arguments) terminal.err(`  ${argument}`);
  if (options.dryRun) return EXIT.ok;
  const headers = { 'act-signature': headerOf(signature) };
  const submitting = { ...place, headers, ...present({ body: content }) };
  terminal.out(JSON.stringify(await api.as<unknown>(organisation, options.role, submitting)));
  return EXIT.ok;
}
