// SPDX-License-Identifier: Apache-2.0
/** An organisation's webhooks from the command line: one call a command. */
import { type Terminal, UsageError } from '@catalog-chain/verifier/command/terminal';
import type { WebhookCreatedView, WebhookView } from '../../../http/dto/service/webhooks.js';
import type { ApiCall } from '../../client/api-client.js';
import { present } from '../../../import/fields.js';
import { openSession, type SessionOptions } from '../../client/session.js';
import { EXIT } from '../exit.js';

export interface WebhookOptions extends SessionOptions {
  readonly json?: boolean;
}

export interface AddingOptions extends WebhookOptions {
  /** Names, separated by commas. */
  readonly type?: string;
  readonly grant?: string;
  readonly resource?: string;
  /** First block to send of. */
  readonly from?: number;
}

const ROLE = 'officer';

async function ask<T>(options: WebhookOptions, call: ApiCall): Promise<T> {
  const { api, own } = await openSession(options);
  const owner = options.organisation ?? api.logins.organisationWith(ROLE) ?? own;
  if (owner === undefined) throw new UsageError('Say whose webhooks: --organisation.');
  return api.as<T>(owner, ROLE, call);
}

const at = (id: string, last = ''): string => `/v1/webhooks/${encodeURIComponent(id)}${last}`;

/** `DESK  active  https://…  grant.*  2 dead letters  former secret until 2026-…` */
function webhookLine({ id, state, reason, url, types, deadLetters, formerSecretUntil }: WebhookView): string {
  const dead = deadLetters > 0 ? `${deadLetters} dead letters` : undefined;
  const former = formerSecretUntil === undefined ? undefined : `former secret until ${formerSecretUntil}`;
  const standing = reason === undefined ? state : `${state}: ${reason}`;
  return [id, standing, url, types?.join(','), dead, former].filter((part) => part !== undefined).join('  ');
}

function show(hook: WebhookView, options: WebhookOptions, terminal: Terminal): void {
  terminal.out(options.json ? JSON.stringify(hook) : webhookLine(hook));
}

/** Prints the secret as well, which is to be had this once. */
function showSecret(hook: WebhookCreatedView, options: WebhookOptions, terminal: Terminal): number {
  show(hook, options, terminal);
  if (!options.json) terminal.out(`secret ${hook.secret}`);
  return EXIT.ok;
}

export async function webhookAdd(
  id: string,
  url: string,
  options: AddingOptions,
  terminal: Terminal,
): Promise<number> {
  const { type, grant, resource, from } = options;
  const body = { id, url, ...present({ type, grant, resource, from }) };
  const hook = await ask<WebhookCreatedView>(options, { method: 'POST', path: '/v1/webhooks', body });
  return showSecret(hook, options, terminal);
}

export async function webhookList(options: WebhookOptions, terminal: Terminal): Promise<number> {
  const call = { method: 'GET', path: '/v1/webhooks' } as const;
  const { items } = await ask<{ items: WebhookView[] }>(options, call);
  for (const hook of items) show(hook, options, terminal);
  return EXIT.ok;
}

export async function webhookRemove(
  id: string,
  options: WebhookOptions,
  terminal: Terminal,
): Promise<number> {
  await ask(options, { method: 'DELETE', path: at(id) });
  terminal.err(`${id} is removed.`);
  return EXIT.ok;
}

export async function webhookRotate(
  id: string,
  options: WebhookOptions & { readonly graceHours?: number },
  terminal: Terminal,
): Promise<number> {
  const body = present({ graceHours: options.graceHours });
  const call = { method: 'POST', path: at(id, '/rotation'), body } as const;
  return showSecret(await ask<WebhookCreatedView>(options, call), options, terminal);
}

export async function webhookReplay(
  id: string,
  options: WebhookOptions & { readonly from: number },
  terminal: Terminal,
): Promise<number> {
  const call = { method: 'POST', path: at(id, '/replay'), body: { from: options.from } } as const;
  show(await ask<WebhookView>(options, call), options, terminal);
  return EXIT.ok;
}
