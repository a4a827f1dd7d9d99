// SPDX-License-Identifier: Apache-2.0
/** Whose signatures count: certificates that a root of their organisation issued, in one configuration of the channel. */
import 'reflect-metadata';
import { X509Certificate, type KeyObject } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { ROLE_ATTRIBUTE } from '@catalog-chain/chaincode/domain/names';
import { verifyMessage } from '../../wire/ecdsa.js';
import { readIdentity } from '../../wire/envelope.js';
import { demand, Fault, orFault } from '../faults.js';

/** PEM certificates by organisation. */
export type RootsByOrganisation = ReadonlyMap<string, string>;

/** The roots that somebody trusts, each set from a time (milliseconds since 1970) until the next one's; oldest first. */
export type TrustHistory = readonly { readonly from: number; readonly roots: RootsByOrganisation }[];

/** Someone who signed. */
export interface Signer {
  readonly organisation: string;
  /** `OU`s of the certificate's subject: `peer`, `client`, `admin`, `orderer`. */
  readonly units: readonly string[];
  /** Fabric's attribute `catalog.role`. */
  readonly role: string | undefined;
}

interface KnownSigner extends Signer {
  readonly key: KeyObject;
  readonly notBefore: number;
  readonly notAfter: number;
}

/** What was signed, by whom, and when. */
export interface Signed {
  /** `SerializedIdentity`. */
  readonly identity: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly where: string;
}

const ATTRIBUTES_OID = '1.2.3.4.5.6.7.8.1';
const PEM = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

/** The organisations of one configuration, and who may sign for them. */
export class Trust {
  readonly #roots: ReadonlyMap<string, readonly X509Certificate[]>;
  readonly #signers = new Map<string, KnownSigner>();

  /** @param roots by organisation, as `certificatesOf` reads them */
  constructor(roots: ReadonlyMap<string, readonly X509Certificate[]>) {
    this.#roots = roots;
  }

  /** @throws Fault `root-invalid` */
  static of(roots: RootsByOrganisation): Trust {
    return new Trust(
      new Map([...roots].map(([organisation, pem]) => [organisation, readRoots(organisation, pem)])),
    );
  }

  /** From certificates in DER, base64. @throws Fault `root-invalid` */
  static ofDer(members: readonly { readonly mspId: string; readonly roots: readonly string[] }[]): Trust {
    const entries = members.map(({ mspId, roots }) => {
      const bytes = roots.map((one) => Buffer.from(one, 'base64'));
      return [mspId, readAll(mspId, bytes)] as const;
    });
    return new Trust(new Map(entries));
  }

  get organisations(): readonly string[] {
    return [...this.#roots.keys()];
  }

  /** @throws Fault naming what is wrong with signer or signature */
  verify({ identity, message, signature, at, where }: Signed): Signer {
    const signer = this.#signer(identity, where);
    demand(
      at >= signer.notBefore && at <= signer.notAfter,
      'certificate-expired',
      where,
      `The certificate of a signer of ${signer.organisation} was not valid at the time.`,
    );
    demand(
      verifyMessage(signer.key, message, signature),
      'signature-wrong',
      where,
      `A signature in the name of ${signer.organisation} is wrong, or not low-S in strict DER.`,
    );
    return signer;
  }

  #signer(identity: Uint8Array, where: string): KnownSigner {
    const id = Buffer.from(identity).toString('latin1');
    const known = this.#signers.get(id);
    if (known) return known;
    const { mspId, certificatePem } = orFault(
      'certificate-unreadable',
      where,
      'An identity cannot be read.',
      () => readIdentity(identity),
    );
    const signer = readSigner(mspId, certificatePem, this.#roots.get(mspId) ?? [], where);
    this.#signers.set(id, signer);
    return signer;
  }
}

const readRoots = (organisation: string, pem: string): X509Certificate[] =>
  readAll(organisation, pem.match(PEM) ?? []);

function readAll(organisation: string, certificates: readonly (string | Buffer)[]): X509Certificate[] {
  const where = `roots of ${organisation}`;
  const roots = orFault('root-invalid', where, 'A root certificate cannot be read.', () =>
    certificates.map((one) => new X509Certificate(one)),
  );
  demand(roots.length > 0, 'root-invalid', where, 'There is no root certificate.');
  for (const root of roots) {
    const own = orFault('root-invalid', where, 'A root certificate cannot be read.', () => {
      return root.ca && root.checkIssued(root) && root.verify(root.publicKey);
    });
    demand(own, 'root-invalid', where, 'A root certificate is not a self-signed authority.');
  }
  return roots;
}

function readSigner(
  organisation: string,
  pem: string,
  roots: readonly X509Certificate[],
  where: string,
): KnownSigner {
  const text = `A signer's certificate of ${organisation} cannot be read.`;
  const [certificate, details] = orFault('certificate-unreadable', where, text, () => {
    return [new X509Certificate(pem), new x509.X509Certificate(pem)] as const;
  });
  const root = roots.find((one) => certificate.checkIssued(one) && certificate.verify(one.publicKey));
  if (!root)
    throw new Fault(
      'certificate-foreign',
      where,
      `A signer's certificate was not issued by a trusted root of ${organisation}.`,
    );
  return orFault('certificate-unreadable', where, text, () => {
    const fit = !certificate.ca && isP256(certificate.publicKey) && maySign(details);
    demand(
      fit,
      'certificate-unfit',
      where,
      `A signer's certificate of ${organisation} is not one that signs.`,
    );
    return {
      organisation,
      units: details.subjectName.getField('OU'),
      role: roleOf(details),
      key: certificate.publicKey,
      notBefore: Math.max(certificate.validFromDate.getTime(), root.validFromDate.getTime()),
      notAfter: Math.min(certificate.validToDate.getTime(), root.validToDate.getTime()),
    };
  });
}

const isP256 = (key: KeyObject): boolean =>
  key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1';

function maySign(certificate: x509.X509Certificate): boolean {
  const usage = certificate.getExtension(x509.KeyUsagesExtension);
  return usage !== null && (usage.usages & x509.KeyUsageFlags.digitalSignature) !== 0;
}

function roleOf(certificate: x509.X509Certificate): string | undefined {
  const extension = certificate.getExtension(ATTRIBUTES_OID);
  if (!extension) return undefined;
  try {
    const { attrs } = JSON.parse(Buffer.from(extension.value).toString('utf8')) as {
      attrs?: Readonly<Record<string, unknown>>;
    };
    const role = attrs?.[ROLE_ATTRIBUTE];
    return typeof role === 'string' ? role : undefined;
  } catch {
    return undefined;
  }
}
