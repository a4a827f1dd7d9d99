// SPDX-License-Identifier: Apache-2.0
/** The gateways of a consortium as one: each call goes to its caller's own, and sees what was written through others. */
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { UserRole } from '@catalog-chain/chaincode/domain/names';
import { z } from 'zod';
import { ApiClient, ApiError, type ApiCall, type Caller } from '../cli/client/api-client.js';
import { DemoLogins, type Logins } from '../cli/client/logins.js';
import { DemoTokens } from '../http/auth/demo-tokens.js';
import type { Principal } from '../usecases/principal.js';

const SETTLE_MS = 60_000;
const LOOK_MS = 50;

const file = z.strictObject({
  gateways: z.array(
    z.strictObject({
      /** MSP id. */
      organisation: z.string(),
      url: z.url(),
      /** Folder with the gateway's state, its key for demo tokens included. */
      state: z.string(),
    }),
  ),
});

interface Gateway {
  readonly organisation: string;
  readonly client: ApiClient;
  readonly tokens: DemoTokens;
}

export class ConsortiumGateways implements Caller, Pick<DemoTokens, 'issue'> {
  readonly logins: Logins;
  private newest = -1;

  private constructor(private readonly gateways: readonly Gateway[]) {
    this.logins = new DemoLogins(this, undefined);
  }

  /** @param path file in which the network says where its gateways are */
  static async read(path: string): Promise<ConsortiumGateways> {
    const { gateways } = file.parse(JSON.parse(await readFile(path, 'utf8')));
    return new ConsortiumGateways(
      await Promise.all(
        gateways.map(async ({ organisation, url, state }) => ({
          organisation,
          client: new ApiClient(url),
          tokens: await DemoTokens.open(state),
        })),
      ),
    );
  }

  /** A token that the organisation's own gateway takes. */
  issue(principal: Principal, seconds?: number): Promise<string> {
    return this.of(principal.organisation).tokens.issue(principal, seconds);
  }

  urlOf(organisation: string): string {
    return this.of(organisation).client.url;
  }

  async call<T>(call: ApiCall): Promise<T> {
    const own = this.of(call.organisation);
    await this.everywhere(this.newest);
    const answer = await own.client.call<T>(call);
    if (call.method !== 'GET') this.newest = Math.max(this.newest, await this.indexed(own));
    return answer;
  }

  async find<T>(call: ApiCall): Promise<T | undefined> {
    await this.everywhere(this.newest);
    return this.of(call.organisation).client.find<T>(call);
  }

  private of(organisation: string | undefined): Gateway {
    const found = this.gateways.find((gateway) => gateway.organisation === organisation);
    if (!found) throw new ApiError(0, 'NO_GATEWAY', 'The organisation has no gateway here.');
    return found;
  }

  /** Waits until every organisation has seen the block. */
  private async everywhere(block: number): Promise<void> {
    const deadline = Date.now() + SETTLE_MS;
    for (const gateway of this.gateways) {
      while ((await this.indexed(gateway)) < block) {
        if (Date.now() > deadline)
          throw new ApiError(0, 'INDEX_BEHIND', `The gateway of ${gateway.organisation} does not follow.`);
        await delay(LOOK_MS);
      }
    }
  }

  /** @returns the newest block that the gateway answers from */
  private async indexed({ organisation, client }: Gateway): Promise<number> {
    const role: UserRole = 'officer';
    const token = await this.logins.tokenFor(organisation, role);
    const page = await client.call<{ asOf: number }>({
      method: 'GET',
      path: '/v1/organisations?limit=1',
      token,
    });
    return page.asOf;
  }
}
