// SPDX-License-Identifier: Apache-2.0
/** On whose behalf the command line may speak. */
import type { UserRole } from '@catalog-chain/chaincode/domain/names';
import type { DemoTokens } from '../../http/auth/demo-tokens.js';
import { isObject, objects, text } from '../../import/fields.js';

export interface Login {
  readonly role: string;
  /** MSP id. */
  readonly organisation: string;
  readonly token: string;
}

/** Finds a token for an organisation's user role; undefined where it may not speak for it. */
export interface Logins {
  tokenFor(organisation: string, role: UserRole): Promise<string | undefined>;
  /** The first organisation that has a login of this role, a user's or (as the demo labels them) a party's. */
  organisationWith(role: string): string | undefined;
  /** Who calls, where there is one login only: nobody has to say it again. */
  readonly only: Pick<Login, 'organisation' | 'role'> | undefined;
}

/** What `DEMO_INFO` holds: `{url, logins: [{role, organisation, token}]}`. */
export interface LoginsFile {
  readonly url: string;
  readonly logins: readonly Login[];
}

/** @throws SyntaxError for another shape. */
export function readLoginsFile(content: string): LoginsFile {
  const document: unknown = JSON.parse(content);
  const url = isObject(document) ? text(document['url']) : undefined;
  const logins = (isObject(document) ? objects(document['logins']) : []).flatMap((login) => {
    const [role, organisation, token] = [
      text(login['role']),
      text(login['organisation']),
      text(login['token']),
    ];
    return role && organisation && token ? [{ role, organisation, token }] : [];
  });
  if (url === undefined || logins.length === 0) throw new SyntaxError('The file holds no logins.');
  return { url, logins };
}

/** A token's own claims, unchecked: only to choose among tokens; the gateway checks them. */
function claimsOf(token: string): { organisation?: string; role?: string } {
  try {
    const payload: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    if (!isObject(payload)) return {};
    const [organisation, role] = [text(payload['organisation']), text(payload['role'])];
    return { ...(organisation && { organisation }), ...(role && { role }) };
  } catch {
    return {};
  }
}

/** Logins given by file or as one token. A login's own label may be a party's role; its token says the user's. */
export class KnownLogins implements Logins {
  private readonly logins: readonly (Login & { readonly userRole: string })[];

  constructor(logins: readonly Login[]) {
    this.logins = logins.map((login) => ({ ...login, userRole: claimsOf(login.token).role ?? login.role }));
  }

  /** From a bare token, whose claims say whose it is. */
  static ofToken(token: string): KnownLogins {
    const { organisation = '', role = 'officer' } = claimsOf(token);
    return new KnownLogins([{ organisation, role, token }]);
  }

  tokenFor(organisation: string, role: UserRole): Promise<string | undefined> {
    const found = this.logins.find((login) => login.organisation === organisation && login.userRole === role);
    return Promise.resolve(found?.token);
  }

  get only(): Pick<Login, 'organisation' | 'role'> | undefined {
    const [first, ...more] = this.logins;
    return first && more.length === 0
      ? { organisation: first.organisation, role: first.userRole }
      : undefined;
  }

  organisationWith(role: string): string | undefined {
    return this.logins.find((login) => login.role === role || login.userRole === role)?.organisation;
  }
}

/** Mints tokens for any organisation with the demo's own key: a demo only, never production. */
export class DemoLogins implements Logins {
  private readonly minted = new Map<string, Promise<string>>();

  constructor(
    private readonly tokens: Pick<DemoTokens, 'issue'>,
    private readonly known: Logins | undefined,
  ) {}

  tokenFor(organisation: string, role: UserRole): Promise<string> {
    const key = `${organisation} ${role}`;
    const token = this.minted.get(key) ?? this.tokens.issue({ organisation, role, user: `cli-${role}` });
    this.minted.set(key, token);
    return token;
  }

  get only(): undefined {
    return undefined;
  }

  organisationWith(role: string): string | undefined {
    return this.known?.organisationWith(role);
  }
}
