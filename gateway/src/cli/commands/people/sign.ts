// SPDX-License-Identifier: Apache-2.0
/** A decision, prepared by the gateway, signed here with a key of one's own, and submitted. */
import { readFile, writeFile } from 'node:fs/promises';
import { text as textOf } from 'node:stream/consumers';
import {
  actSignature,
  type ActSignature,
  type EnteredAct,
} from '@catalog-chain/chaincode/domain/acts/signed-act';
import type { SignerRole } from '@catalog-chain/chaincode/domain/members/signer-records';
import { type Terminal, UsageError } from '@catalog-chain/verifier/command/terminal';
import type { ActToSignView } from '../../../http/dto/people/signer.js';
import type { ApiCall } from '../../client/api-client.js';
import { present } from '../../../import/fields.js';
import { openSession, type SessionOptions } from '../../client/session.js';
import { publicHalf, readKey, signatureBy } from '../../sign/key-file.js';
import { headerOf, signAct, type Signing } from '../../sign/sign-act.js';
import { signatureWith } from '../../sign/sign-with.js';
import { EXIT } from '../exit.js';

export interface SignOptions extends SessionOptions {
  readonly role: SignerRole;
  /** Pseudonym. */
  readonly signer: string;
  readonly key: string;
  /** Program that signs in place of the key's file. */
  readonly signWith?: string;
  /** File with the operation's body; `-`: standard input. */
  readonly content?: string;
  readonly dryRun?: boolean;
  /** File for another person, who agrees and submits. */
  readonly enter?: string;
}

export type AgreeOptions = Omit<SignOptions, 'content' | 'enter'>;

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

/** What is decided, and how it is asked for. */
interface Decision {
  readonly operation: string;
  readonly id?: string;
  readonly content?: object;
}

/** A decision that one person entered, on its way to another who agrees. Holds no key. */
interface Entry extends Decision {
  readonly entered: EnteredAct;
}

async function signingOf({ key: file, signWith }: Pick<SignOptions, 'key' | 'signWith'>): Promise<Signing> {
  const key = await readKey(file);
  if (signWith === undefined) return (bytes) => Promise.resolve(signatureBy(key, bytes));
  return (bytes) => signatureWith(signWith, publicHalf(key), bytes);
}

/** Prepared, shown as it will lie on the ledger, and signed; and how to submit it. */
async function signed(
  decision: Decision,
  options: Omit<SignOptions, 'content'>,
  terminal: Terminal,
  entered?: EnteredAct,
): Promise<{ readonly signature: ActSignature; readonly submit: () => Promise<void> }> {
  const signing = await signingOf(options);
  const { api, client, own } = await openSession(options);
  const organisation = options.organisation ?? own;
  if (organisation === undefined) throw new UsageError('Say for which organisation to sign: --organisation.');
  const { paths } = await client.call<{ paths: Described }>({ method: 'GET', path: '/openapi.json' });
  const place = placeOf(paths, decision.operation, decision.id);
  const body = { ...decision, signer: options.signer, ...present({ entered }) };
  const preparing = { method: 'POST', path: '/v1/acts/prepare', body } as const;
  const toSign = await api.as<ActToSignView>(organisation, options.role, preparing);
  const { transaction, chain } = toSign.act;
  const { signer, at } = toSign.agreement ?? toSign.act;
  const does = entered ? `agrees with ${entered.signer} to` : 'signs';
  terminal.err(`${signer} ${does} ${transaction} on chain ${chain} at ${at}`);
  for (const argument of toSign.arguments) terminal.err(`  ${argument}`);
  const signature = await signAct(toSign, signing, entered);
  return {
    signature,
    submit: async () => {
      const headers = { 'act-signature': headerOf(signature) };
      const submitting = { ...place, headers, ...present({ body: decision.content }) };
      terminal.out(JSON.stringify(await api.as<unknown>(organisation, options.role, submitting)));
    },
  };
}

/** Shows what is signed before it is sent; or leaves it to another person to agree and send it. */
export async function sign(
  operation: string,
  id: string | undefined,
  options: SignOptions,
  terminal: Terminal,
): Promise<number> {
  const decision = { operation, ...present({ id, content: await contentOf(options) }) };
  const { signature, submit } = await signed(decision, options, terminal);
  if (options.dryRun) return EXIT.ok;
  if (options.enter === undefined) await submit();
  else await writeFile(options.enter, `${JSON.stringify({ ...decision, entered: signature })}\n`);
  return EXIT.ok;
}

/** Agrees to what another person entered, and submits it. */
export async function agree(file: string, options: AgreeOptions, terminal: Terminal): Promise<number> {
  const { entered, ...decision } = await entryIn(file);
  const { submit } = await signed(decision, options, terminal, entered);
  if (!options.dryRun) await submit();
  return EXIT.ok;
}

async function entryIn(file: string): Promise<Entry> {
  try {
    const { entered, ...decision } = JSON.parse(await readFile(file, 'utf8')) as Entry;
    return { ...decision, entered: actSignature.omit({ agreement: true }).parse(entered) };
  } catch (cause) {
    throw new UsageError('The file holds no decision that another person entered.', { cause });
  }
}
