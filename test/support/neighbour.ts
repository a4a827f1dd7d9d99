// SPDX-License-Identifier: Apache-2.0
/**
 * What stands beside a gateway in its network, run in a container: it publishes an identity provider's keys, and receives
 * webhooks, each of which it prints as a line of JSON. `neighbour FOLDER PORT`: the folder holds its certificate.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import path from 'node:path';
import process from 'node:process';
import { text } from 'node:stream/consumers';

const [folder = '', port = ''] = process.argv.slice(2);
const file = (name: string): Buffer => readFileSync(path.join(folder, name));

const server = createServer({ cert: file('cert.pem'), key: file('key.pem') }, (request, response) => {
  if (request.method === 'GET') {
    response.setHeader('content-type', 'application/json').end(file('keys.json'));
    return;
  }
  void text(request).then((body) => {
    process.stdout.write(`${JSON.stringify({ headers: request.headers, body })}\n`);
    response.writeHead(204).end();
  });
});
server.listen(Number(port), () => process.stdout.write('listening\n'));
