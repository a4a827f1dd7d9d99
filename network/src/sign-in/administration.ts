// SPDX-License-Identifier: Apache-2.0
/** What an agency's administrator does at Keycloak, through its REST interface. */
import { CLIENT, REALM, SIGNED_OUT, userOf, type RealmUser } from './realm.js';

const TIMEOUT_MS = 30_000;
/** Of Keycloak itself, where its administrators are. */
const MASTER = 'master';
const COMMAND_LINE = 'admin-cli';

interface Named {
  readonly id: string;
  readonly name: string;
}

interface Client {
  readonly id: string;
  readonly redirectUris: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
}

interface UserProfile {
  readonly attributes: readonly {
    readonly name: string;
    readonly permissions: { readonly edit: readonly string[] };
  }[];
}

export interface Administrator {
  readonly name: string;
  readonly password: string;
}

export class KeycloakAdministration {
  /** @param url of Keycloak, without a path */
  constructor(
    private readonly url: string,
    private readonly administrator: Administrator,
  ) {}

  async addUser(user: RealmUser, password: string): Promise<void> {
    await this.send('POST', 'users', userOf(user, password));
    const id = await this.idOf(user.name);
    const roles = await this.ask<readonly Named[]>('roles');
    await this.send(
      'POST',
      `users/${id}/role-mappings/realm`,
      roles.filter(({ name }) => user.roles.includes(name)),
    );
  }

  /** A person who is disabled signs in no more, and is vouched for no more. */
  async enable(name: string, enabled: boolean): Promise<void> {
    const id = await this.idOf(name);
    // Written whole: what is left out of a user could be taken for removed.
    await this.send('PUT', `users/${id}`, { ...(await this.ask<object>(`users/${id}`)), enabled });
  }

  /** Lets people come from a gateway, by the origin under which browsers know it. */
  async addGateway(origin: string): Promise<void> {
    const [found] = await this.ask<readonly Client[]>(`clients?clientId=${CLIENT}`);
    if (found === undefined) throw new Error(`Keycloak knows no client ${CLIENT}`);
    const redirectUris = [...new Set([...found.redirectUris, `${origin}/session/callback`])];
    const signedOut = found.attributes[SIGNED_OUT] ?? '';
    const attributes = { ...found.attributes, [SIGNED_OUT]: `${signedOut}##${origin}/` };
    await this.send('PUT', `clients/${found.id}`, { ...found, redirectUris, attributes });
  }

  /** Who may change an attribute of a person: `admin`, `user`. */
  async editorsOf(attribute: string): Promise<readonly string[]> {
    const { attributes } = await this.ask<UserProfile>('users/profile');
    return attributes.find(({ name }) => name === attribute)?.permissions.edit ?? [];
  }

  /** Signs with a new key from now on; the ones before still count for what they signed. */
  async rotateKeys(): Promise<void> {
    const { id } = await this.ask<Named>('');
    const config = { priority: [String(Date.now())], algorithm: ['RS256'], keySize: ['2048'] };
    const key = { name: `rsa-${Date.now()}`, providerId: 'rsa-generated', parentId: id };
    await this.send('POST', 'components', { ...key, providerType: 'org.keycloak.keys.KeyProvider', config });
  }

  private async idOf(name: string): Promise<string> {
    const [found] = await this.ask<readonly Named[]>(`users?exact=true&username=${encodeURIComponent(name)}`);
    if (found === undefined) throw new Error(`Keycloak knows no ${name}`);
    return found.id;
  }

  private async ask<T>(at: string): Promise<T> {
    return (await (await this.request('GET', at)).json()) as T;
  }

  private async send(method: string, at: string, body: object): Promise<void> {
    await this.request(method, at, body);
  }

  private async request(method: string, at: string, body?: object): Promise<Response> {
    const answer = await fetch(`${this.url}/admin/realms/${REALM}${at === '' ? '' : `/${at}`}`, {
      method,
      headers: { authorization: `Bearer ${await this.token()}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!answer.ok)
      throw new Error(`Keycloak answered ${answer.status} to ${method} ${at.split('?')[0] ?? ''}`);
    return answer;
  }

  private async token(): Promise<string> {
    const { name: username, password } = this.administrator;
    const asked = { grant_type: 'password', client_id: COMMAND_LINE, username, password };
    const answer = await fetch(`${this.url}/realms/${MASTER}/protocol/openid-connect/token`, {
      method: 'POST',
      body: new URLSearchParams(asked),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!answer.ok) throw new Error(`Keycloak let its administrator in with ${answer.status}`);
    return ((await answer.json()) as { readonly access_token: string }).access_token;
  }
}
