// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CaClient, CaRefused, holderOf, type Identity, type Registration } from './ca-client.js';
import { fillTemplate, makeFolder, writePrivate } from './files.js';
import { type NodePlan, type OrganisationPlan, type UserName, userNames } from './plan.js';

/** Certificates of Fabric carry the role as an organisational unit: tells peers which is which. */
const NODE_UNITS = `NodeOUs:
  Enable: true
  ClientOUIdentifier: { Certificate: cacerts/ca.pem, OrganizationalUnitIdentifier: client }
  PeerOUIdentifier: { Certificate: cacerts/ca.pem, OrganizationalUnitIdentifier: peer }
  AdminOUIdentifier: { Certificate: cacerts/ca.pem, OrganizationalUnitIdentifier: admin }
  OrdererOUIdentifier: { Certificate: cacerts/ca.pem, OrganizationalUnitIdentifier: orderer }
`;

const CHAINCODE_HOSTS = ['chaincode-a', 'chaincode-b', 'localhost'];
const hostsOf = (host: string): string[] => [host, 'localhost', '127.0.0.1'];

/** Someone or something that the authority certifies. */
interface Holder {
  /** Where its certificates lie, below the organisation's folder. */
  readonly folder: string;
  readonly registration: Registration;
  /** Whether it signs for the organisation. */
  readonly signs: boolean;
  /** The hosts of its TLS certificate, where it has one. */
  readonly tlsHosts?: readonly string[];
  /** Others know a node by its key; a person whose certificate was revoked gets a new one. */
  readonly keepsKey: boolean;
}

/** What became of a holder's certificates. */
export interface Renewal {
  /** The user's name, or the node's service. */
  readonly holder: string;
  /** The name under which the authority knows it now. */
  readonly caId: string;
  /** True where the authority no longer took the old certificate, so that somebody new was enrolled in its place. */
  readonly succeeded: boolean;
}

/** A holder whose certificates could not be renewed. */
export interface FailedRenewal {
  readonly holder: string;
  readonly error: unknown;
}

/** Fabric CA's answer to a certificate that was revoked or has run out. */
const TURNED_AWAY = 20;
const TAKEN = /already registered/;
const SUCCESSORS = 100;

/** One organisation's generated files, below .network/NAME/ORGANISATION. */
export class Material {
  constructor(
    readonly root: string,
    readonly plan: OrganisationPlan,
  ) {}

  /** Writes the certificate authority's settings, with a registrar's password of its own. */
  prepareCa(): void {
    makeFolder(this.root);
    const password = randomBytes(24).toString('base64url');
    const { name, mspId } = this.plan;
    const variables = { ORG: name, MSP_ID: mspId, REGISTRAR_PASSWORD: password };
    const settings = fillTemplate('fabric-ca-server-config.yaml', variables);
    writePrivate(join(this.root, 'ca/fabric-ca-server-config.yaml'), settings);
    writePrivate(join(this.root, 'registrar/password'), password);
  }

  /** The authority's certificate (PEM), root of the organisation's identities and TLS. Throws until it has started. */
  get caPem(): string {
    return readFileSync(join(this.root, 'ca/ca-cert.pem'), 'utf8');
  }

  /** Throws until the authority has made its certificate and answers. */
  async reachCa(): Promise<void> {
    await new CaClient(this.plan.caPort, this.caPem).reach();
  }

  /** A user's certificate and key. Throws for one that was never enrolled. */
  user(name: UserName): Identity {
    return readMsp(join(this.root, 'users', name, 'msp'));
  }

  /** The TLS identity by which the organisation administers its orderers. */
  get administrator(): Identity {
    return this.#tls('users/admin');
  }

  /** The certificates (PEM) of a peer or orderer, by its service: the one it signs with and the one for TLS. */
  certificatesOf(service: string): { readonly identity: string; readonly tls: string } {
    const identity = readMsp(join(this.root, service, 'msp')).certificatePem;
    return { identity, tls: this.#tls(service).certificatePem };
  }

  /** The name under which the authority knows a user: the user's own, or a successor's (`submitter-2`). */
  caIdOf(user: UserName): string {
    return holderOf(this.user(user).certificatePem);
  }

  /** Registers and enrols everyone and everything of the organisation with its running authority. */
  async enrolAll(): Promise<void> {
    this.#writeMsp(join(this.root, 'msp'));
    const office = await this.#office();
    for (const holder of this.#holders()) {
      const { id } = holder.registration;
      const secret = await office.ca.register(office.registrar, holder.registration);
      await this.#certify(holder, ({ hosts }) => office.ca.enrol({ id, secret, ...hosts }));
    }
  }

  /** Who may register and revoke with the organisation's authority. */
  registrar(): Promise<Identity> {
    const secret = readFileSync(join(this.root, 'registrar/password'), 'utf8');
    return new CaClient(this.plan.caPort, this.caPem).enrol({ id: 'registrar', secret });
  }

  /**
   * Has certificates issued anew for the same keys: every one of the organisation, or one user's. Each holder by
   * itself: where the authority no longer takes an old certificate (it was revoked, or has run out) a successor is
   * enrolled under a new name, and what fails for one is told without hindering the others. Running nodes go on
   * with what they read.
   */
  async renew(
    user?: UserName,
  ): Promise<{ readonly renewed: readonly Renewal[]; readonly failed: readonly FailedRenewal[] }> {
    const office = await this.#office();
    const renewed: Renewal[] = [];
    const failed: FailedRenewal[] = [];
    for (const holder of this.#holders()) {
      const name = holder.registration.id;
      if (user !== undefined && name !== user) continue;
      await this.#renew(office, holder).then(
        (renewal) => renewed.push(renewal),
        (error: unknown) => failed.push({ holder: name, error }),
      );
    }
    return { renewed, failed };
  }

  #holders(): Holder[] {
    const users = userNames.map((user): Holder => {
      const type = user === 'admin' ? 'admin' : 'client';
      return {
        folder: `users/${user}`,
        registration: { id: user, type, attributes: { 'catalog.role': user } },
        signs: true,
        ...(user === 'admin' && { tlsHosts: ['localhost'] }),
        keepsKey: false,
      };
    });
    const node = ({ service, host }: NodePlan, type: 'peer' | 'orderer'): Holder => ({
      folder: service,
      registration: { id: service, type },
      signs: true,
      tlsHosts: hostsOf(host),
      keepsKey: true,
    });
    const chaincode: Holder = {
      folder: 'chaincode',
      registration: { id: 'chaincode', type: 'client' },
      signs: false,
      tlsHosts: CHAINCODE_HOSTS,
      keepsKey: true,
    };
    const { peers, orderers } = this.plan;
    const nodes = [
      ...peers.map((peer) => node(peer, 'peer')),
      ...orderers.map((orderer) => node(orderer, 'orderer')),
    ];
    return [...users, ...nodes, chaincode];
  }

  async #office(): Promise<Office> {
    return { ca: new CaClient(this.plan.caPort, this.caPem), registrar: await this.registrar() };
  }

  async #renew(office: Office, holder: Holder): Promise<Renewal> {
    const { id } = holder.registration;
    try {
      await this.#certify(holder, ({ old, hosts }) => office.ca.renew(old(), hosts.hosts));
      return { holder: id, caId: this.#caId(holder), succeeded: false };
    } catch (error) {
      if (!(error instanceof CaRefused && error.code === TURNED_AWAY)) throw error;
      return await this.#succeed(office, holder);
    }
  }

  /** Registers the next free name for the holder, with the same type and attributes, and certifies it. */
  async #succeed({ ca, registrar }: Office, holder: Holder): Promise<Renewal> {
    const { registration, keepsKey } = holder;
    const last = this.#caId(holder).slice(registration.id.length + 1);
    const { id, secret } = await this.#register(ca, registrar, registration, Number(last || '1') + 1);
    await this.#certify(holder, ({ old, hosts }) => {
      const kept = keepsKey ? { privateKeyPem: old().privateKeyPem } : {};
      return ca.enrol({ id, secret, ...hosts, ...kept });
    });
    return { holder: registration.id, caId: id, succeeded: true };
  }

  /** A name may be taken by a successor whose enrolment broke off: nobody has its secret any more. */
  async #register(
    ca: CaClient,
    registrar: Identity,
    registration: Registration,
    first: number,
  ): Promise<{ readonly id: string; readonly secret: string }> {
    for (let number = first; number < first + SUCCESSORS; number += 1) {
      const id = `${registration.id}-${number}`;
      try {
        return { id, secret: await ca.register(registrar, { ...registration, id }) };
      } catch (error) {
        if (!(error instanceof CaRefused && TAKEN.test(error.message))) throw error;
      }
    }
    throw new Error(`the names from ${registration.id}-${first} on are taken`);
  }

  /** Obtains every certificate that the holder has, and only then writes them: all are the old ones or the new ones. */
  async #certify(
    { folder, signs, tlsHosts }: Holder,
    obtain: (wanted: Wanted) => Promise<Identity>,
  ): Promise<void> {
    const msp = join(this.root, folder, 'msp');
    const identity = signs ? await obtain({ old: () => readMsp(msp), hosts: {} }) : undefined;
    const tls = tlsHosts && (await obtain({ old: () => this.#tls(folder), hosts: { hosts: tlsHosts } }));
    if (identity !== undefined) this.#writeMsp(msp, identity);
    if (tls !== undefined) this.#writeTls(folder, tls);
  }

  #caId({ folder, signs }: Holder): string {
    const { certificatePem } = signs ? readMsp(join(this.root, folder, 'msp')) : this.#tls(folder);
    return holderOf(certificatePem);
  }

  #tls(node: string): Identity {
    const folder = join(this.root, node, 'tls');
    return {
      certificatePem: readFileSync(join(folder, 'client.crt'), 'utf8'),
      privateKeyPem: readFileSync(join(folder, 'client.key'), 'utf8'),
    };
  }

  #writeMsp(folder: string, identity?: Identity): void {
    writePrivate(join(folder, 'cacerts/ca.pem'), this.caPem);
    writePrivate(join(folder, 'tlscacerts/ca.pem'), this.caPem);
    writePrivate(join(folder, 'config.yaml'), NODE_UNITS);
    if (identity === undefined) return;
    writePrivate(join(folder, 'signcerts/cert.pem'), identity.certificatePem);
    writePrivate(join(folder, 'keystore/key.pem'), identity.privateKeyPem);
  }

  /** One certificate serves both directions: Fabric CA's profile `tls` allows server and client use. */
  #writeTls(node: string, identity: Identity): void {
    const folder = join(this.root, node, 'tls');
    writePrivate(join(folder, 'ca.crt'), this.caPem);
    for (const side of ['server', 'client']) {
      writePrivate(join(folder, `${side}.crt`), identity.certificatePem);
      writePrivate(join(folder, `${side}.key`), identity.privateKeyPem);
    }
  }
}

function readMsp(folder: string): Identity {
  return {
    certificatePem: readFileSync(join(folder, 'signcerts/cert.pem'), 'utf8'),
    privateKeyPem: readFileSync(join(folder, 'keystore/key.pem'), 'utf8'),
  };
}

/** The registrar at work. */
interface Office {
  readonly ca: CaClient;
  readonly registrar: Identity;
}

/** A certificate that is to be had. */
interface Wanted {
  /** The one that it replaces; throws where there is none. */
  readonly old: () => Identity;
  /** Of a TLS certificate. */
  readonly hosts: { readonly hosts?: readonly string[] };
}
