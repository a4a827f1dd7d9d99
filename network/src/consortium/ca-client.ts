// SPDX-License-Identifier: Apache-2.0
import { X509Certificate } from 'node:crypto';
import { request } from 'node:https';
import { certificateRequest, generateKeys, keysOf, signLowS } from './keys.js';

/** A certificate and its key, both PEM (the key as PKCS #8). */
export interface Identity {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

/** What a certificate is to be: its hosts make it one for TLS. */
export interface Enrolment {
  readonly id: string;
  readonly secret: string;
  /** DNS names and addresses of a TLS certificate; absent for one that signs. */
  readonly hosts?: readonly string[];
  /** The key to be certified (PKCS #8 PEM); absent: a new one. */
  readonly privateKeyPem?: string;
}

/** Whom to register: Fabric's type decides the organisational unit, attributes go into certificates. */
export interface Registration {
  readonly id: string;
  readonly type: 'client' | 'peer' | 'orderer' | 'admin';
  readonly attributes?: Readonly<Record<string, string>>;
}

/** Fabric CA said no; codes are those of its REST API. */
export class CaRefused extends Error {
  override readonly name = 'CaRefused';

  constructor(
    readonly path: string,
    readonly code: number,
    message: string,
  ) {
    super(`the certificate authority refused ${path}: ${message} (${code})`);
  }
}

interface Answer {
  readonly success: boolean;
  readonly result: unknown;
  readonly errors?: readonly { code: number; message: string }[];
}

/** The part of Fabric CA's REST API that a consortium needs. */
export class CaClient {
  /** caPem is the authority's own certificate: the server must show one that it signed. */
  constructor(
    readonly port: number,
    readonly caPem: string,
  ) {}

  /** Throws unless the authority answers with a certificate that it vouches for. */
  async reach(): Promise<void> {
    await this.#post('/api/v1/cainfo', {}, () => '');
  }

  /** Has a key pair certified, a new one or the one given, and gives both. The key never leaves this process. */
  async enrol(enrolment: Enrolment): Promise<Identity> {
    const { id, secret, hosts, privateKeyPem } = enrolment;
    const keys = await (privateKeyPem === undefined ? generateKeys() : keysOf(privateKeyPem));
    const body = {
      certificate_request: await certificateRequest(keys, id, hosts ?? []),
      ...(hosts === undefined ? {} : { profile: 'tls' }),
    };
    const authorization = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
    const result = (await this.#post('/api/v1/enroll', body, () => authorization)) as { Cert: string };
    const certificatePem = Buffer.from(result.Cert, 'base64').toString();
    return { certificatePem, privateKeyPem: keys.privateKeyPem };
  }

  /**
   * Has the same key certified anew, before the certificate runs out; proved by the old certificate. Orderers are
   * known to each other by their keys, so keeping the key spares the channel an update.
   */
  async renew(old: Identity, hosts?: readonly string[]): Promise<Identity> {
    const id = holderOf(old.certificatePem);
    const keys = await keysOf(old.privateKeyPem);
    const body = {
      certificate_request: await certificateRequest(keys, id, hosts ?? []),
      ...(hosts === undefined ? {} : { profile: 'tls' }),
    };
    const result = (await this.#signed(old, '/api/v1/reenroll', body)) as { Cert: string };
    return { ...old, certificatePem: Buffer.from(result.Cert, 'base64').toString() };
  }

  /** Registers an identity and gives its enrolment secret. */
  async register(registrar: Identity, registration: Registration): Promise<string> {
    const { id, type, attributes = {} } = registration;
    const attrs = Object.entries(attributes).map(([name, value]) => ({ name, value, ecert: true }));
    const body = { id, type, affiliation: '', max_enrollments: -1, attrs };
    const result = (await this.#signed(registrar, '/api/v1/register', body)) as { secret: string };
    return result.secret;
  }

  /** Revokes every certificate of an identity and gives the authority's new list of revoked ones (PEM). */
  async revoke(registrar: Identity, id: string): Promise<string> {
    const body = { id, reason: 'cessationofoperation', gencrl: true };
    const result = (await this.#signed(registrar, '/api/v1/revoke', body)) as { CRL: string };
    return Buffer.from(result.CRL, 'base64').toString();
  }

  #signed(by: Identity, path: string, body: object): Promise<unknown> {
    return this.#post(path, body, (text) => token(by, 'POST', path, text));
  }

  async #post(path: string, body: object, authorize: (text: string) => string): Promise<unknown> {
    const text = JSON.stringify(body);
    const headers = { authorization: authorize(text), 'content-type': 'application/json' };
    const answer = await this.#send(path, text, headers);
    const refused = answer.errors?.[0];
    if (!answer.success || refused !== undefined) {
      throw new CaRefused(path, refused?.code ?? 0, refused?.message ?? 'no reason given');
    }
    return answer.result;
  }

  #send(path: string, text: string, headers: Record<string, string>): Promise<Answer> {
    const options = { host: '127.0.0.1', port: this.port, path, method: 'POST', ca: this.caPem, headers };
    return new Promise((resolve, reject) => {
      const sent = request({ ...options, servername: 'localhost', timeout: 30_000 }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          resolve(JSON.parse(Buffer.concat(chunks).toString()) as Answer);
        });
      });
      sent.on('timeout', () => sent.destroy(new Error('the certificate authority did not answer in time')));
      sent.on('error', reject);
      sent.end(text);
    });
  }
}

/** The enrolment id in a certificate: its common name. */
export function holderOf(certificatePem: string): string {
  const name = /^CN=(.+)$/m.exec(new X509Certificate(certificatePem).subject)?.[1];
  if (name === undefined) throw new Error('the certificate names nobody');
  return name;
}

/** Fabric CA's own token: the certificate and a signature over method, path, body and certificate. */
function token(by: Identity, method: string, path: string, body: string): string {
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const certificate = base64(by.certificatePem);
  const signed = [method, base64(path), base64(body), certificate].join('.');
  return `${certificate}.${signLowS(by.privateKeyPem, signed).toString('base64')}`;
}
