// SPDX-License-Identifier: Apache-2.0
/** XML of a workbook, element by element, however long it is. Names are told without their prefixes. */
import { SaxesParser } from '@rubensworks/saxes';
import { FileFault } from '../../faults.js';
import { MOST_CHARACTERS } from '../lines.js';

export type Attributes = Readonly<Record<string, string>>;

/** Hears of elements and text in their order. */
export interface Listener {
  open(name: string, attributes: Attributes): void;
  text(text: string): void;
  close(name: string): void;
}

export const nothing = (): void => undefined;

const MOST_LEVELS = 64;

const local = (name: string): string => name.slice(name.indexOf(':') + 1);

/**
 * Reads pieces of XML, and yields the listener after each of them: the caller may take what it has made of it.
 * @throws Error where it is not well-formed; FileFault `FILE_SHEET_SIZE` for a text or tag that does not end
 */
export async function* heard<L extends Listener>(
  pieces: AsyncIterable<string>,
  listener: L,
): AsyncGenerator<L> {
  const parser = new SaxesParser();
  let levels = 0;
  /** Where the last element or text ended. */
  let heardUpTo = 0;
  const passed = (): void => {
    heardUpTo = parser.position;
  };
  parser.on('opentag', ({ name, attributes }) => {
    levels += 1;
    if (levels > MOST_LEVELS) throw new Error('Elements are nested too deeply.');
    passed();
    listener.open(local(name), attributes);
  });
  parser.on('closetag', ({ name }) => {
    levels -= 1;
    passed();
    listener.close(local(name));
  });
  const text = (said: string): void => {
    passed();
    listener.text(said);
  };
  parser.on('text', text);
  parser.on('cdata', text);
  for await (const piece of pieces) {
    parser.write(piece);
    if (parser.position - heardUpTo > MOST_CHARACTERS) throw new FileFault('FILE_SHEET_SIZE');
    yield listener;
  }
  // A file that there is not says nothing.
  if (parser.position > 0) parser.close();
  yield listener;
}

/** Reads XML to its end. */
export async function hear(pieces: AsyncIterable<string>, listener: Listener): Promise<void> {
  const pieceByPiece = heard(pieces, listener);
  while (!(await pieceByPiece.next()).done);
}
