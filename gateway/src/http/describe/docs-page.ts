// SPDX-License-Identifier: Apache-2.0
import { createRequire } from 'node:module';
import path from 'node:path';
import express, { type Express } from 'express';
import { keptFor } from '../serve/hardening.js';

/** The folder of the page's parts; the package itself would load them into this process. */
const PARTS = path.dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Catalog Chain API</title>
    <link rel="stylesheet" href="/docs/swagger-ui.css" />
    <link rel="icon" type="image/png" href="/docs/favicon-32x32.png" />
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

const START = `window.ui = SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true });\n`;

/** The API description as a page, from this server alone: no script comes from elsewhere. */
export function mountDocs(app: Express): void {
  app.get('/docs/start.js', (_request, response) => {
    response.type('text/javascript').send(START);
  });
  app.get('/docs', (_request, response) => {
    response.type('html').send(PAGE);
  });
  app.use('/docs', express.static(PARTS, { index: false, setHeaders: keptFor('public, max-age=86400') }));
}
