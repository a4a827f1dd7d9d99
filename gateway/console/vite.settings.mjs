// SPDX-License-Identifier: Apache-2.0
/**
 * How Vite makes the bundle. The rules of the domain and the verifier are compiled from their sources: the console runs the
 * very code that chain, gateway and command line run, with the few things that only Node has behind a port of its own.
 */
import path from 'node:path';
import react from '@vitejs/plugin-react';

const here = import.meta.dirname;
const from = (folder) => path.join(here, folder);

const NODE = {
  'node:crypto': from('src/verify/node/crypto.ts'),
  'node:zlib': from('src/verify/node/zlib.ts'),
  'node:stream/consumers': from('src/verify/node/nothing.ts'),
};

export const settings = {
  root: here,
  configFile: false,
  base: '/console/',
  logLevel: 'warn',
  plugins: [react()],
  resolve: {
    alias: [
      { find: /^@catalog-chain\/chaincode\/(.*)$/, replacement: `${from('../../chaincode/src')}/$1.ts` },
      { find: /^@catalog-chain\/verifier\/(.*)$/, replacement: `${from('../verifier/src')}/$1.ts` },
      ...Object.entries(NODE).map(([find, replacement]) => ({ find, replacement })),
    ],
  },
  worker: { format: 'es' },
  build: {
    outDir: from('dist'),
    emptyOutDir: true,
    target: 'es2023',
    // A worker or an image inside a `data:` address would need a wider policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: { checks: { pluginTimings: false } },
    chunkSizeWarningLimit: 2_000,
  },
};
