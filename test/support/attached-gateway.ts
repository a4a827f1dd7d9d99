// SPDX-License-Identifier: Apache-2.0
/** Gateways in this process on a running Fabric network. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { UserRole } from '@catalog-chain/chaincode/domain/names';
import { startGateway, type Gateway } from '@catalog-chain/gateway/compose';
import { readConfig, type LedgerKind } from '@catalog-chain/gateway/config';
import { createLog } from '@catalog-chain/gateway/support/log';
import type { StartedNetwork } from '@catalog-chain/network/started/started-network';
import { fabricProfile } from './fabric-ledger.js';

/**
 * A gateway as its organisation would start it: its own profile, its own state below the folder.
 * @param environment what else it is told, such as where its people sign in
 */
export async function attachGateway(
  network: StartedNetwork,
  name: string,
  ledger: LedgerKind,
  folder: string,
  environment: NodeJS.ProcessEnv = {},
): Promise<Gateway> {
  const profile = fabricProfile(network, name);
  const file = path.join(folder, `${name}.json`);
  writeFileSync(file, JSON.stringify(profile), { mode: 0o600 });
  const config = readConfig({
    DEMO: 'true',
    PORT: '0',
    LEDGER: ledger,
    FABRIC_PROFILE: file,
    ORGANISATIONS: network.organisation(name).mspId,
    STATE_DIR: path.join(folder, name),
    ...environment,
  });
  return startGateway(config, createLog('silent'));
}

type As = readonly [organisation: string, role: UserRole];

async function send(
  gateway: Gateway,
  [organisation, role]: As,
  at: string,
  body?: object,
): Promise<Response> {
  const token = await gateway.demoTokens?.issue({ organisation, role, user: `${role}-1` });
  return fetch(new URL(at, gateway.url), {
    method: body ? 'POST' : 'GET',
    headers: {
      authorization: `Bearer ${token ?? ''}`,
      'content-type': 'application/json',
      prefer: 'wait=20',
    },
    ...(body && { body: JSON.stringify(body) }),
  });
}

/** As a user of an organisation; waits for a commit. Asserts that the gateway did as it was told. */
export async function call<T>(gateway: Gateway, as: As, at: string, body?: object): Promise<T> {
  const response = await send(gateway, as, at, body);
  const text = await response.text();
  assert.ok(response.ok, `${at}: ${response.status} ${text}`);
  return JSON.parse(text) as T;
}

/** The same for what may be refused. @returns the code of the refusal */
export async function tried(
  gateway: Gateway,
  as: As,
  at: string,
  body: object,
): Promise<{ readonly ok: boolean; readonly code: string }> {
  const response = await send(gateway, as, at, body);
  const { code = '' } = (await response.json()) as { code?: string };
  return { ok: response.ok, code: response.ok ? '' : code };
}

/** The bytes that lie there. */
export async function download(gateway: Gateway, as: As, at: string): Promise<Buffer> {
  const response = await send(gateway, as, at);
  assert.ok(response.ok, `${at}: ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
}
