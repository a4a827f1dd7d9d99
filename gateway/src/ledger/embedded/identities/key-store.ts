// SPDX-License-Identifier: Apache-2.0
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import type { KeyPair } from './certificates.js';

/** Where keys lie: `organisation/name`. */
export interface KeyStore {
  read(organisation: string, name: string): KeyPair | undefined;
  write(organisation: string, name: string, pair: KeyPair): void;
}

/** For ledgers that live as long as their process. */
export function memoryKeyStore(): KeyStore {
  const pairs = new Map<string, KeyPair>();
  return {
    read: (organisation, name) => pairs.get(`${organisation}/${name}`),
    write: (organisation, name, pair) => void pairs.set(`${organisation}/${name}`, pair),
  };
}

/** One PEM file per key pair, key first: readable by the owner only, and whole or absent. */
export function fileKeyStore(directory: string): KeyStore {
  const file = (organisation: string, name: string): string =>
    path.join(directory, organisation, `${name}.pem`);
  return {
    read(organisation, name) {
      const where = file(organisation, name);
      return existsSync(where) ? split(readFileSync(where, 'utf8')) : undefined;
    },
    write(organisation, name, pair) {
      const where = file(organisation, name);
      mkdirSync(path.dirname(where), { recursive: true, mode: 0o700 });
      writeWhole(where, `${pair.keyPem}${pair.certificatePem}`);
    },
  };
}

function writeWhole(file: string, text: string): void {
  const draft = `${file}.new`;
  const handle = openSync(draft, 'w', 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(draft, file);
  const folder = openSync(path.dirname(file), 'r');
  fsyncSync(folder);
  closeSync(folder);
}

function split(text: string): KeyPair {
  const at = text.indexOf('-----BEGIN CERTIFICATE-----');
  return { keyPem: text.slice(0, at), certificatePem: text.slice(at) };
}
