// SPDX-License-Identifier: Apache-2.0
/**
 * Rows of a JSON document of any length, one after the other, without holding the document. Its frame is read by the
 * grammar of RFC 8259 and its rows by `JSON.parse`, so a fault anywhere is found, and told by line and column.
 */
import { FileFault, RowError } from '../faults.js';
import { hasRepeatedMember } from './json-keys.js';
import { MOST_CHARACTERS } from './lines.js';

export interface JsonRow {
  readonly value: unknown;
  /** Line where it begins, from 1. */
  readonly line: number;
}

/** The document apart from its rows. Complete once the rows have been read. */
export interface JsonFrame {
  readonly members: Record<string, unknown>;
  /** Path of the list whose elements are the rows (`result.results`); empty: the document is a list; absent: no list. */
  rowsAt?: string;
  /** The document, where it is no object and no list. */
  scalar?: unknown;
}

/** Lists whose elements are rows, by path. */
const LISTS: ReadonlySet<string> = new Set([
  '',
  'records',
  'data',
  'dataset',
  'agreements',
  '@graph',
  'results',
  'result',
  'result.results',
  // As answers of Chinese platforms are wrapped: `{"code": 200, "data": {"total": 2, "list": [...]}}`.
  ...[
    'rows',
    'list',
    'data.list',
    'data.rows',
    'data.records',
    'data.results',
    'result.list',
    'result.records',
  ],
]);
/** Objects that are looked into; others are one value each. */
const LOOKED_INTO: ReadonlySet<string> = new Set(['', 'result', 'data']);

type Expect = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end' | 'nothing';

interface Level {
  readonly kind: '{' | '[';
  readonly path: string;
  readonly names: Set<string>;
  key: string;
}

/** What a value may begin with. */
const BEGINS = /["{[\-\dtfn]/;
const BLANK = /[ \t\n\r]/;
const CLOSING = { '{': '}', '[': ']' } as const;
const MAX_LEVELS = 64;
/** Of one value: readers go down into it. */
const MAX_DEPTH = 100;
/** What an object or list takes in memory beside its characters, as so many characters. */
const CONTAINER = 32;
/** Of all that stands beside the rows; a document of linked data may stand there whole. */
const MOST_BESIDE = 16 * 1024 * 1024;

/** Where the scan stands in a value that is taken whole. */
interface Taking {
  readonly path: string;
  readonly isRow: boolean;
  readonly line: number;
  readonly column: number;
  parts: string[];
  /** Its characters, and what its objects and lists take besides. */
  size: number;
  depth: number;
  kind: 'container' | 'string' | 'word';
  inString: boolean;
  escaped: boolean;
}

export class JsonReader {
  readonly frame: JsonFrame = { members: {} };
  private readonly levels: Level[] = [];
  private expect: Expect = 'value';
  private taking: Taking | undefined;
  private line = 1;
  private column = 1;
  /** Where the next line begins in the piece at hand: looked for once, or long lines would be searched again and again. */
  private newline = 0;
  /** Size of what stands beside the rows. */
  private beside = 0;

  /** @throws FileFault `FILE_JSON` */
  async *rows(pieces: AsyncIterable<string>): AsyncGenerator<JsonRow> {
    for await (const piece of pieces) yield* this.take(piece);
    if (this.taking?.kind === 'word') yield* this.taken(this.taking);
    if (this.taking || this.expect !== 'nothing') throw this.fault();
  }

  private fault(line = this.line, column = this.column): FileFault {
    return new FileFault('FILE_JSON', {}, { line, column });
  }

  private *take(piece: string): Generator<JsonRow> {
    let from = 0;
    this.newline = newlineIn(piece, 0);
    for (let at = 0; at < piece.length;) {
      const taking = this.taking;
      if (!taking) {
        this.structure(piece.charAt(at));
        if (this.taking) from = at;
        this.advance(piece, at, (at += 1));
        continue;
      }
      const end = endOf(taking, piece, at);
      this.advance(piece, at, end.at);
      at = end.at;
      if (!end.done) break;
      hold(taking, piece.slice(from, at));
      from = at;
      yield* this.taken(taking);
    }
    if (this.taking) hold(this.taking, piece.slice(from));
  }

  private advance(piece: string, from: number, to: number): void {
    let last = -1;
    while (this.newline < to) {
      this.line += 1;
      last = this.newline;
      this.newline = newlineIn(piece, last + 1);
    }
    this.column = last < 0 ? this.column + to - from : to - last;
  }

  /** One character of the frame. */
  private structure(character: string): void {
    if (BLANK.test(character)) return;
    switch (this.expect) {
      case 'comma-or-end':
        this.commaOrEnd(character);
        return;
      case 'colon':
        if (character !== ':') throw this.fault();
        this.expect = 'value';
        return;
      case 'key':
      case 'key-or-end':
        this.keyOrEnd(character);
        return;
      case 'nothing':
        throw this.fault();
      case 'value':
      case 'value-or-end':
        this.valueOrEnd(character);
    }
  }

  private get level(): Level | undefined {
    return this.levels.at(-1);
  }

  private commaOrEnd(character: string): void {
    const { level } = this;
    if (character === ',' && level) this.expect = level.kind === '{' ? 'key' : 'value';
    else if (level && character === CLOSING[level.kind]) this.close();
    else throw this.fault();
  }

  private keyOrEnd(character: string): void {
    if (character === '}' && this.expect === 'key-or-end') this.close();
    else if (character === '"') this.begin('string', false, '\u0000key');
    else throw this.fault();
  }

  private valueOrEnd(character: string): void {
    if (character === ']' && this.expect === 'value-or-end') {
      this.close();
      return;
    }
    if (!BEGINS.test(character)) throw this.fault();
    const path = this.pathHere();
    const inList = this.level?.kind === '[';
    const isFrame = !inList && isFrameAt(character, path);
    if (isFrame) this.open(character === '{' ? '{' : '[', path);
    else this.begin(kindOf(character), inList, path);
  }

  private pathHere(): string {
    const { level } = this;
    if (!level) return '';
    if (level.kind === '[') return level.path;
    return level.path === '' ? level.key : `${level.path}.${level.key}`;
  }

  private open(kind: '{' | '[', path: string): void {
    if (this.levels.length >= MAX_LEVELS) throw this.fault();
    this.levels.push({ kind, path, names: new Set(), key: '' });
    if (kind === '[') this.frame.rowsAt ??= path;
    this.expect = kind === '{' ? 'key-or-end' : 'value-or-end';
  }

  private close(): void {
    this.levels.pop();
    this.expect = this.levels.length === 0 ? 'nothing' : 'comma-or-end';
  }

  private begin(kind: Taking['kind'], isRow: boolean, path: string): void {
    const { line, column } = this;
    const inString = kind === 'string';
    const depth = kind === 'container' ? 1 : 0;
    this.taking = {
      path,
      isRow,
      line,
      column,
      parts: [],
      size: 0,
      depth,
      kind,
      inString,
      escaped: false,
    };
  }

  private *taken(taking: Taking): Generator<JsonRow> {
    const value = this.parsed(taking);
    this.taking = undefined;
    if (taking.path === '\u0000key') {
      this.name(String(value), taking);
      this.expect = 'colon';
      return;
    }
    this.expect = this.levels.length === 0 ? 'nothing' : 'comma-or-end';
    if (taking.isRow) {
      yield { value, line: taking.line };
      return;
    }
    this.weigh(taking);
    if (this.levels.length === 0) this.frame.scalar = value;
    else this.keep(taking.path, value);
  }

  /** Takes up a member's name. @throws FileFault `FILE_JSON_KEY` for one that stands there already */
  private name(key: string, { line, column }: Taking): void {
    const { level } = this;
    if (!level) return;
    if (level.names.has(key)) throw new FileFault('FILE_JSON_KEY', {}, { line, column });
    level.names.add(key);
    level.key = key;
  }

  private weigh({ size, path, line, column }: Taking): void {
    this.beside += size + path.length + CONTAINER;
    if (this.beside > MOST_BESIDE) throw new FileFault('FILE_TOO_LARGE', {}, { line, column });
  }

  private keep(path: string, value: unknown): void {
    const { members } = this.frame;
    const wrapper = ['result', 'data'].find((name) => path.startsWith(`${name}.`));
    const [first, second] = wrapper === undefined ? [path] : [wrapper, path.slice(wrapper.length + 1)];
    if (second === undefined) {
      define(members, first, value);
      return;
    }
    const inner = (members[first] ?? {}) as Record<string, unknown>;
    define(inner, second, value);
    define(members, first, inner);
  }

  /** The value; of a row that holds a member twice, that it does. */
  private parsed({ parts, line, column, isRow }: Taking): unknown {
    const text = parts.join('');
    try {
      const value: unknown = JSON.parse(text);
      if (!hasRepeatedMember(text, value)) return value;
      if (isRow) return new RowError('READ_KEYS');
      throw new FileFault('FILE_JSON_KEY', {}, { line, column });
    } catch (error) {
      if (error instanceof FileFault) throw error;
      const position = Number(/position (\d+)/.exec((error as Error).message)?.[1] ?? text.length);
      const before = text.slice(0, position).split('\n');
      const last = before.at(-1)?.length ?? 0;
      throw this.fault(line + before.length - 1, before.length === 1 ? column + last : last + 1);
    }
  }
}

/** Of a row, and of whatever stands in the place of one. */
const mostOf = ({ isRow }: Taking): number => (isRow ? MOST_CHARACTERS : MOST_BESIDE);

/** @throws FileFault `FILE_ROW_LENGTH` for one value that is longer than any row */
function hold(taking: Taking, part: string): void {
  taking.parts.push(part);
  taking.size += part.length;
  const { line, column, size } = taking;
  if (size > mostOf(taking)) throw new FileFault('FILE_ROW_LENGTH', {}, { line, column });
}

function newlineIn(piece: string, from: number): number {
  const at = piece.indexOf('\n', from);
  return at < 0 ? Infinity : at;
}

/** A member of any name, `__proto__` too, becomes a plain one. */
function define(target: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
}

/** Whether what begins so is looked into, and not one value. */
const isFrameAt = (character: string, path: string): boolean =>
  (character === '{' && LOOKED_INTO.has(path)) || (character === '[' && LISTS.has(path));

function kindOf(character: string): Taking['kind'] {
  if (character === '"') return 'string';
  return character === '{' || character === '[' ? 'container' : 'word';
}

const WORD_END = /[,\]}\s]/g;
const NOTABLE = /["{}[\]]/g;
const STRING_NOTABLE = /["\\]/g;

/** Looks for the end of the value, from `at` on. The first character of the value has been read already. */
function endOf(taking: Taking, piece: string, at: number): { at: number; done: boolean } {
  if (taking.kind === 'word') {
    WORD_END.lastIndex = at;
    const found = WORD_END.exec(piece);
    return found ? { at: found.index, done: true } : { at: piece.length, done: false };
  }
  let here = at;
  while (here < piece.length) {
    here = taking.inString ? inString(taking, piece, here) : inContainer(taking, piece, here);
    if (!taking.inString && taking.depth === 0) return { at: here, done: true };
  }
  return { at: here, done: false };
}

function inString(taking: Taking, piece: string, at: number): number {
  if (taking.escaped) {
    taking.escaped = false;
    return at + 1;
  }
  STRING_NOTABLE.lastIndex = at;
  const found = STRING_NOTABLE.exec(piece);
  if (!found) return piece.length;
  if (found[0] === '"') taking.inString = false;
  else taking.escaped = true;
  return found.index + 1;
}

function inContainer(taking: Taking, piece: string, at: number): number {
  NOTABLE.lastIndex = at;
  const found = NOTABLE.exec(piece);
  if (!found) return piece.length;
  const [character] = found;
  if (character === '"') taking.inString = true;
  else if (character === '{' || character === '[') deeper(taking);
  else taking.depth -= 1;
  return found.index + 1;
}

/** @throws FileFault `FILE_JSON` for what nobody nests as deeply */
function deeper(taking: Taking): void {
  taking.depth += 1;
  taking.size += CONTAINER;
  const { depth, line, column } = taking;
  if (depth > MAX_DEPTH) throw new FileFault('FILE_JSON', {}, { line, column });
}
