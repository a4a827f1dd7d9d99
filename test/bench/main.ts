// SPDX-License-Identifier: Apache-2.0
/** `make bench`: every benchmark, or those named, one JSON object per line. */
import { benchEmbeddedLedger } from './embedded-ledger.js';
import { benchEvents } from './events.js';
import { benchEvidence } from './evidence.js';
import { benchEvidenceMonth } from './evidence-month.js';
import { benchFabric } from './fabric.js';
import { benchFabricHttp } from './fabric-http.js';
import { benchHostile } from './hostile.js';
import { benchHttp } from './http.js';
import { benchHistory } from './history.js';
import { benchImports } from './imports.js';
import { benchIndex } from './index-follow.js';
import { benchOverload } from './overload.js';

const BENCHES: Readonly<Record<string, () => Promise<unknown>>> = {
  chaincode: () => import('./usage-chaincode.js'),
  ledger: benchEmbeddedLedger,
  pipeline: () => import('./pipeline.js'),
  reconciliation: () => import('./reconciliation.js'),
  appraisal: () => import('./appraisal.js'),
  law: () => import('./law.js'),
  people: () => import('./people.js'),
  console: () => import('./console.js'),
  index: benchIndex,
  trails: () => import('./trails.js'),
  evidence: benchEvidence,
  'evidence-month': benchEvidenceMonth,
  http: benchHttp,
  imports: benchImports,
  overload: benchOverload,
  hostile: benchHostile,
  events: benchEvents,
  fabric: benchFabric,
  'fabric-http': benchFabricHttp,
  history: benchHistory,
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in BENCHES));
if (unknown.length > 0)
  throw new Error(`No such benchmark: ${unknown.join(', ')}. There are ${Object.keys(BENCHES).join(', ')}.`);

for (const [name, bench] of Object.entries(BENCHES)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  process.stderr.write(`# ${name}\n`);
  await bench();
}
