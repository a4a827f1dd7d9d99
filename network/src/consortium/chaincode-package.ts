// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { chaincodeName } from './plan.js';

/** One of the two chaincode services of compose.yaml. */
export type Slot = 'a' | 'b';

/** A package that peers install: it says where chaincode of this version listens, and holds no code and no key. */
export interface ChaincodePackage {
  readonly label: string;
  /** Fabric's id: label and SHA-256 of the bytes. */
  readonly id: string;
  readonly bytes: Buffer;
}

/** The package of a version that runs in a slot; the same bytes, so the same id, in every organisation. */
export function packageOf(version: string, slot: Slot): ChaincodePackage {
  const label = `${chaincodeName}_${version}`;
  const connection = { address: `chaincode-${slot}:9999`, dial_timeout: '10s' };
  const code = tarGz({ 'connection.json': JSON.stringify(connection) });
  const bytes = tarGz({ 'metadata.json': JSON.stringify({ type: 'ccaas', label }), 'code.tar.gz': code });
  return { label, id: `${label}:${createHash('sha256').update(bytes).digest('hex')}`, bytes };
}

/** A gzipped tar archive (POSIX ustar) whose bytes depend on nothing but names and content. */
function tarGz(files: Readonly<Record<string, string | Buffer>>): Buffer {
  const entries = Object.entries(files).flatMap(([name, text]) => {
    const content = Buffer.from(text);
    const padding = Buffer.alloc((512 - (content.length % 512)) % 512);
    return [header(name, content.length), content, padding];
  });
  return gzipSync(Buffer.concat([...entries, Buffer.alloc(1_024)]), { level: 9 });
}

function header(name: string, size: number): Buffer {
  const block = Buffer.alloc(512);
  const octal = (value: number, width: number): string => `${value.toString(8).padStart(width - 1, '0')}\0`;
  const fields: [offset: number, text: string][] = [
    [0, name],
    [100, octal(0o644, 8)],
    [108, octal(0, 8)],
    [116, octal(0, 8)],
    [124, octal(size, 12)],
    [136, octal(0, 12)],
    [148, ' '.repeat(8)],
    [156, '0'],
    [257, 'ustar\x0000'],
  ];
  for (const [offset, text] of fields) block.write(text, offset, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}
