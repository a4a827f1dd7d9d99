// SPDX-License-Identifier: Apache-2.0
// Dependencies point one way: gateway → chaincode/domain; http → usecases → pipeline, index, ledger.
const rule = (name, from, to, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: from },
  to: { path: to },
});

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    rule(
      'chaincode-alone',
      '^chaincode/',
      '^(gateway|network|test)/',
      'The chaincode imports nothing of the gateway.',
    ),
    rule(
      'pure-domain',
      '^chaincode/src/domain/',
      '^chaincode/src/[^/]+$|fabric-',
      'The domain knows nothing of Fabric.',
    ),
    rule(
      'ledger-port',
      '^gateway/src/ledger/',
      '^gateway/src/(http|usecases|pipeline|index|evidence|cli)/',
      'Adapters depend on nothing above them.',
    ),
    rule(
      'usecases-below-http',
      '^gateway/src/(usecases|pipeline|index|evidence)/',
      '^gateway/src/(http|cli)/',
      'HTTP is the outermost room.',
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    exclude: { path: '/dist/' },
  },
};
