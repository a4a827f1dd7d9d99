// SPDX-License-Identifier: Apache-2.0
/** The realm that Keycloak imports: sign-in/realm.json, with what differs from place to place. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspace } from '../paths.js';

export const REALM = 'catalog';
export const CLIENT = 'catalog-chain';
/** The client's attribute of where people may be sent once they have signed out. */
export const SIGNED_OUT = 'post.logout.redirect.uris';
/** Where its access tokens say who a person is. */
export const CLAIMS = { organisation: 'catalog.organisation', role: 'realm_access.roles' } as const;

export interface RealmUser {
  readonly name: string;
  /** MSP id. */
  readonly organisation: string;
  readonly roles: readonly string[];
}

export interface RealmSettings {
  /** Origins of the gateways that people come from, as browsers know them. */
  readonly gateways: readonly string[];
  readonly clientSecret: string;
  readonly users: readonly RealmUser[];
  /** Of every user. */
  readonly password: string;
}

interface Client {
  readonly attributes: Readonly<Record<string, string>>;
}

interface Realm {
  readonly clients: readonly [Client];
}

/** A user as Keycloak's administration and imports have it. */
export const userOf = ({ name, organisation, roles }: RealmUser, password: string): object => ({
  username: name,
  enabled: true,
  attributes: { organisation: [organisation] },
  realmRoles: roles,
  credentials: [{ type: 'password', value: password, temporary: false }],
});

/** @returns what Keycloak imports. Holds secrets */
export function realmOf({ gateways, clientSecret, users, password }: RealmSettings): object {
  const realm = JSON.parse(readFileSync(join(workspace, 'sign-in/realm.json'), 'utf8')) as Realm;
  const [client] = realm.clients;
  return {
    ...realm,
    clients: [
      {
        ...client,
        secret: clientSecret,
        redirectUris: gateways.map((origin) => `${origin}/session/callback`),
        attributes: {
          ...client.attributes,
          [SIGNED_OUT]: gateways.map((origin) => `${origin}/`).join('##'),
        },
      },
    ],
    users: users.map((user) => userOf(user, password)),
  };
}
