// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CaClient, type Identity, type Registration } from './ca-client.js';
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

  /** Registers and enrols everyone and everything of the organisation with its running authority. */
  async enrolAll(): Promise<void> {
    this.#writeMsp(join(this.root, 'msp'));
    const ca = new CaClient(this.plan.caPort, this.caPem);
    const registrar = await this.registrar();
    const office = new Office(ca, registrar);
    for (const user of userNames) await this.#enrolUser(office, user);
    for (const peer of this.plan.peers) await this.#enrolNode(office, peer, 'peer');
    for (const orderer of this.plan.orderers) await this.#enrolNode(office, orderer, 'orderer');
    const chaincode = await office.admit({ id: 'chaincode', type: 'client' });
    this.#writeTls('chaincode', await chaincode.tls(CHAINCODE_HOSTS));
  }

  /** Who may register and revoke with the organisation's authority. */
  registrar(): Promise<Identity> {
    const secret = readFileSync(join(this.root, 'registrar/password'), 'utf8');
    return new CaClient(this.plan.caPort, this.caPem).enrol({ id: 'registrar', secret });
  }

  /** Has every certificate of the organisation issued anew, keys kept. Running nodes go on with what they read. */
  async renewAll(): Promise<void> {
    const ca = new CaClient(this.plan.caPort, this.caPem);
    const nodes = [...this.plan.peers, ...this.plan.orderers];
    const folders = [...userNames.map((user) => `users/${user}`), ...nodes.map(({ service }) => service)];
    for (const folder of folders) {
      const msp = join(this.root, folder, 'msp');
      this.#writeMsp(msp, await ca.renew(readMsp(msp)));
    }
    for (const { service, host } of nodes) {
      this.#writeTls(service, await ca.renew(this.#tls(service), hostsOf(host)));
    }
    this.#writeTls('users/admin', await ca.renew(this.administrator, ['localhost']));
    this.#writeTls('chaincode', await ca.renew(this.#tls('chaincode'), CHAINCODE_HOSTS));
  }

  async #enrolUser(office: Office, user: UserName): Promise<void> {
    const type = user === 'admin' ? 'admin' : 'client';
    const member = await office.admit({ id: user, type, attributes: { 'catalog.role': user } });
    this.#writeMsp(join(this.root, 'users', user, 'msp'), await member.identity());
    if (user === 'admin') this.#writeTls('users/admin', await member.tls(['localhost']));
  }

  async #enrolNode(office: Office, node: NodePlan, type: 'peer' | 'orderer'): Promise<void> {
    const member = await office.admit({ id: node.service, type });
    this.#writeMsp(join(this.root, node.service, 'msp'), await member.identity());
    this.#writeTls(node.service, await member.tls(hostsOf(node.host)));
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
class Office {
  constructor(
    readonly ca: CaClient,
    readonly registrar: Identity,
  ) {}

  async admit(registration: Registration): Promise<Member> {
    return new Member(this.ca, registration.id, await this.ca.register(this.registrar, registration));
  }
}

class Member {
  constructor(
    readonly ca: CaClient,
    readonly id: string,
    readonly secret: string,
  ) {}

  identity(): Promise<Identity> {
    return this.ca.enrol({ id: this.id, secret: this.secret });
  }

  tls(hosts: readonly string[]): Promise<Identity> {
    return this.ca.enrol({ id: this.id, secret: this.secret, hosts });
  }
}
