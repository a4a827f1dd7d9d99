// SPDX-License-Identifier: Apache-2.0
/**
 * Systems that show a certificate of the agency's own authority when they connect (mutual TLS). Its subject says who asks:
 * `O` the organisation's MSP id, `OU` the roles, `CN` the system. What the authority has revoked is refused on
 * connections that stand already, too: the list is read anew whenever its file changes.
 */
import 'reflect-metadata';
import { readFileSync, statSync } from 'node:fs';
import type { TLSSocket } from 'node:tls';
import { USER_ROLES } from '@catalog-chain/chaincode/domain/names';
import { mspId } from '@catalog-chain/chaincode/domain/text/schema';
import { X509Crl } from '@peculiar/x509';
import type { Request } from 'express';
import type { Identity } from '../../usecases/principal.js';
import { HttpError } from '../problems/problem.js';

export interface ClientCertificateFiles {
  /** PEM of the authorities that systems' certificates come from. */
  readonly caFile: string;
  /** Their list of revoked certificates (RFC 5280 §5), PEM or DER. */
  readonly crlFile?: string;
}

const LOOK_EVERY_MS = 10_000;
/** A system’s name: what an audit of the gateway shows. */
const NAME = /^[\x21-\x7e]{1,200}$/;

const allOf = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value;

const refused = (detail: string): HttpError => new HttpError('UNAUTHENTICATED', { detail });

/** What the certificate of a connection says; undefined where none was shown. */
type Shown = { readonly serial: string; readonly identity: Identity } | undefined;

export class ClientCertificates {
  /** By connection, which shows one certificate for good: to read it is the dearest part of a small call. */
  private readonly shown = new WeakMap<object, { readonly certificate: Shown }>();
  private revoked: ReadonlySet<string> = new Set();
  private changed = Number.NaN;
  private looked = Number.NEGATIVE_INFINITY;

  /** @throws Error when the list of revoked certificates cannot be read */
  constructor(
    private readonly files: ClientCertificateFiles,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.look();
  }

  /**
   * @returns the system of the connection; undefined when it showed no certificate
   * @throws HttpError `UNAUTHENTICATED` for a certificate that names nobody, or that was revoked
   */
  identityOf(request: Request): Identity | undefined {
    const socket = request.socket as Partial<TLSSocket>;
    const known = this.shown.get(socket) ?? { certificate: shownBy(socket) };
    this.shown.set(socket, known);
    const { certificate } = known;
    if (certificate === undefined) return undefined;
    this.look();
    if (this.revoked.has(certificate.serial)) throw refused('The certificate was revoked.');
    return certificate.identity;
  }

  private look(): void {
    const { crlFile } = this.files;
    if (crlFile === undefined || this.now() - this.looked < LOOK_EVERY_MS) return;
    this.looked = this.now();
    const { mtimeMs } = statSync(crlFile);
    if (mtimeMs === this.changed) return;
    this.revoked = new Set(readCrl(crlFile));
    this.changed = mtimeMs;
  }
}

/** @throws HttpError `UNAUTHENTICATED` for a certificate that does not count, or names nobody */
function shownBy(socket: Partial<TLSSocket>): Shown {
  const certificate = socket.getPeerCertificate?.();
  if (certificate === undefined || Object.keys(certificate).length === 0) return undefined;
  if (socket.authorized !== true) throw refused('The certificate is not of an authority that counts here.');
  return { serial: serialOf(certificate.serialNumber), identity: named(certificate.subject) };
}

/** @throws HttpError `UNAUTHENTICATED` unless one organisation, one system and at least one role are named */
function named({ O, OU, CN }: Readonly<Record<string, string | string[] | undefined>>): Identity {
  const organisation = mspId.safeParse(O);
  const user = typeof CN === 'string' && NAME.test(CN) ? CN : undefined;
  const roles = USER_ROLES.filter((role) => allOf(OU).includes(role));
  if (!organisation.success || user === undefined || roles.length === 0)
    throw refused('The certificate names no organisation (O), role (OU) or system (CN).');
  return { organisation: organisation.data, user: `system:${user}`, roles };
}

function readCrl(file: string): string[] {
  const bytes = readFileSync(file);
  const isText = bytes.subarray(0, 10).toString('latin1').startsWith('-----BEGIN');
  const list = new X509Crl(isText ? bytes.toString('latin1') : bytes);
  return list.entries.map(({ serialNumber }) => serialOf(serialNumber));
}

/** Lower-case hex without leading zeros: TLS and the list write the same number differently. */
const serialOf = (hex: string): string => hex.toLowerCase().replace(/^0+/, '');
