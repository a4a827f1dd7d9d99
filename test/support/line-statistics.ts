// SPDX-License-Identifier: Apache-2.0
/** `npm run statistics`: how long files and functions are, blank and comment lines left out. */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const root = path.resolve(import.meta.dirname, '../../..');
const rooms = ['chaincode/src', 'gateway/src', 'network/src', 'test'];

/** Lines that hold more than blanks and comments. */
function codeLines(text: string): number {
  const bare = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  return bare.split('\n').filter((line) => line.trim() !== '').length;
}

function functionLengths(source: ts.SourceFile): number[] {
  const lengths: number[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body) lengths.push(codeLines(node.getText(source)));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return lengths;
}

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

function say(room: string, what: string, lengths: readonly number[]): void {
  const sorted = lengths.toSorted((a, b) => a - b);
  const figures = {
    count: sorted.length,
    median: at(sorted, 0.5),
    p90: at(sorted, 0.9),
    max: sorted.at(-1) ?? 0,
  };
  console.log(JSON.stringify({ room, what, ...figures }));
}

for (const room of rooms) {
  const files = globSync('**/*.ts', { cwd: path.join(root, room) }).filter(
    (file) => !file.startsWith('dist/'),
  );
  const texts = files.map((file) => readFileSync(path.join(root, room, file), 'utf8'));
  say(room, 'lines per file', texts.map(codeLines));
  const sources = texts.map((text, i) =>
    ts.createSourceFile(files[i] ?? '', text, ts.ScriptTarget.Latest, true),
  );
  say(room, 'lines per function', sources.flatMap(functionLengths));
}
