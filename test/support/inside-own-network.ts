// SPDX-License-Identifier: Apache-2.0
/**
 * Runs a program in a network of its own: `DOOR PORT PROGRAM ARGUMENT…`. What the program sends to the port of its loopback
 * goes through the door, a socket of the file system, which leads out.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { pipeline } from 'node:stream/promises';

const [door = '', port, program = '', ...args] = process.argv.slice(2);
// As Playwright speaks to a browser: by the two that follow the usual three.
const STREAMS = 5;

execFileSync('ip', ['link', 'set', 'lo', 'up']);
const server = createServer((socket) => {
  const out = connect(door);
  // One end that is broken off breaks the other off.
  Promise.all([pipeline(socket, out), pipeline(out, socket)]).catch(() => undefined);
});
server.listen(Number(port), '127.0.0.1');
await once(server, 'listening');
const browser = spawn(program, args, { stdio: Array<'inherit'>(STREAMS).fill('inherit') });
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
  process.on(signal, () => {
    browser.kill(signal);
  });
const [code] = (await once(browser, 'exit')) as [number | null];
process.exit(code ?? 1);
