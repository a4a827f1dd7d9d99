// SPDX-License-Identifier: Apache-2.0
/** Text as other software saves it: the platform decodes these encodings and encodes none of them. */

const LEAD = { from: 0x81, to: 0xfe } as const;
const TRAIL = { from: 0x40, to: 0xfe } as const;

let bytesOf: Map<string, readonly number[]> | undefined;

/** Every character that GB 18030 writes in two bytes, by asking the decoder for each pair. */
function twoByteCharacters(): Map<string, readonly number[]> {
  const decoder = new TextDecoder('gb18030', { fatal: true });
  const found = new Map<string, readonly number[]>();
  for (let lead: number = LEAD.from; lead <= LEAD.to; lead += 1)
    for (let trail: number = TRAIL.from; trail <= TRAIL.to; trail += 1) {
      if (trail === 0x7f) continue;
      const character = decoder.decode(Uint8Array.of(lead, trail));
      if (!found.has(character)) found.set(character, [lead, trail]);
    }
  return found;
}

/** @throws Error for a character that takes four bytes: not needed here */
export function inGb18030(text: string): Buffer {
  const table = (bytesOf ??= twoByteCharacters());
  return Buffer.from(
    Array.from(text).flatMap((character) => {
      const code = character.codePointAt(0) ?? 0;
      const bytes = code < 0x80 ? [code] : table.get(character);
      if (!bytes) throw new Error(`U+${code.toString(16)} takes more than two bytes`);
      return [...bytes];
    }),
  );
}

/** With its byte-order mark, as Excel saves "Unicode text". */
export const inUtf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');
