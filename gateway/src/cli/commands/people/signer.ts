// SPDX-License-Identifier: Apache-2.0
/** An organisation's signers from the command line. Of a key file only the public half is sent. */
import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { SIGNER_KINDS, type SignerKind } from '@catalog-chain/chaincode/domain/acts/signature-rules';
import type { Signer, SignerRole } from '@catalog-chain/chaincode/domain/members/signer-records';
import { type Terminal, UsageError } from '@catalog-chain/verifier/command/terminal';
import type { ApiCall } from '../../client/api-client.js';
import { openSession, type SessionOptions } from '../../client/session.js';
import { publicKeyOf, readKey } from '../../sign/key-file.js';
import { said } from '../../wording/say.js';
import { EXIT } from '../exit.js';

/** An authenticator's or a browser's key is registered by the page that made it. */
export const FILE_KINDS = SIGNER_KINDS.filter((kind) => kind === 'file' || kind === 'pkcs11');

export interface SignerOptions extends SessionOptions {
  readonly json?: boolean;
}

export interface AddingSigner extends SignerOptions {
  readonly key: string;
  readonly role: readonly SignerRole[];
  readonly kind: SignerKind;
  readonly days: number;
  readonly holder?: string;
  readonly dryRun?: boolean;
}

const DAY_MS = 86_400_000;
const OWNER_ONLY = 0o600;

async function ask<T>(role: 'admin' | 'officer', options: SignerOptions, call: ApiCall): Promise<T> {
  const { api, own } = await openSession(options);
  const organisation = options.organisation ?? api.logins.organisationWith(role) ?? own;
  if (organisation === undefined) throw new UsageError('Say whose signers: --organisation.');
  return api.as<T>(organisation, role, call);
}

/** `ManagerMSP:officer-7f3a  active  officer  file  until 2027-…` */
export function signerLine({ id, status, roles, kind, until, revoked }: Signer): string {
  const why = revoked === undefined ? [] : [revoked.reason];
  const words = [said(status), roles.map((role) => said(role)).join(','), said(kind)];
  return [id, ...words, said('until {until}', { until }), ...why].join('  ');
}

function show(signer: Signer, { json }: SignerOptions, terminal: Terminal): number {
  terminal.out(json ? JSON.stringify(signer) : signerLine(signer));
  return EXIT.ok;
}

/** Makes a key in a file that only its owner may read. @throws UsageError where there is one already */
export async function signerKey(file: string, terminal: Terminal): Promise<number> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
  await writeFile(file, pem, { mode: OWNER_ONLY, flag: 'wx' }).catch(() => {
    throw new UsageError('The key file cannot be written, or is there already.');
  });
  terminal.out(JSON.stringify(publicKeyOf(privateKey)));
  return EXIT.ok;
}

export async function signerAdd(code: string, options: AddingSigner, terminal: Terminal): Promise<number> {
  const { key: file, role, kind, days, holder } = options;
  const now = Date.now();
  const body = {
    code,
    roles: [...role],
    kind,
    algorithm: 'ES256',
    key: publicKeyOf(await readKey(file)),
    from: new Date(now).toISOString(),
    until: new Date(now + days * DAY_MS).toISOString(),
    ...(holder !== undefined && { holder }),
  };
  if (options.dryRun === true) {
    terminal.out(JSON.stringify(body));
    return EXIT.ok;
  }
  return show(await ask('admin', options, { method: 'POST', path: '/v1/signers', body }), options, terminal);
}

export async function signerList(options: SignerOptions, terminal: Terminal): Promise<number> {
  const call = { method: 'GET', path: '/v1/signers?limit=1000' } as const;
  const { items } = await ask<{ items: Signer[] }>('officer', options, call);
  for (const signer of items) show(signer, options, terminal);
  return EXIT.ok;
}

export async function signerRevoke(
  id: string,
  options: SignerOptions & { readonly reason: string },
  terminal: Terminal,
): Promise<number> {
  const path = `/v1/signers/${encodeURIComponent(id)}/revocation`;
  const call = { method: 'POST', path, body: { reason: options.reason } } as const;
  return show(await ask('admin', options, call), options, terminal);
}
