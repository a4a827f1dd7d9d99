// SPDX-License-Identifier: Apache-2.0
// What each room may import of the project. Dependencies point one way: console and command line → http → usecases → usage,
// index, evidence → ledger, db → support; everything → the chaincode's domain. A room that is not listed may import nothing.
const domain = '@catalog-chain/chaincode/domain';
const verifier = '@catalog-chain/verifier';

const terminal = `${verifier}/command/`;
const chaincode = ['chaincode/src/domain', 'chaincode/src/lookups/[^/]+$', 'chaincode/src/ledger'];
const lookup = (...rooms) => [...chaincode, ...rooms.map((room) => `chaincode/src/lookups/${room}/`)];
const contractOf = (...rooms) => [...lookup(...rooms), 'chaincode/src/contracts/[^/]+$'];
const act = (...rooms) => [
  domain,
  'console/(?:api|i18n)/',
  'console/parts/time/time',
  ...rooms.map((room) => `console/acts/${room}`),
];

/** Room → rooms and packages of this project that it may import, besides itself. */
const rooms = {
  'chaincode/src/domain/(?:errors|names|events|without)': [],
  'chaincode/src/domain/(?:records|audit)': [
    'domain:errors',
    'domain:names',
    'domain:records',
    'domain/text',
    'domain/acts/signature-rules',
  ],
  'chaincode/src/domain/growing-lists': ['domain:errors'],
  'chaincode/src/domain/open-lists': ['domain:errors', 'domain:records'],
  'chaincode/src/domain/evidence': [
    'domain',
    'domain/text',
    'domain/calendar',
    'domain/law',
    'domain/period',
  ],
  'chaincode/src/domain/encoding': ['domain:errors'],
  'chaincode/src/domain/calendar': ['domain:errors', 'domain:records'],
  'chaincode/src/domain/text': ['domain:errors', 'domain:records', 'domain/encoding', 'domain/calendar'],
  'chaincode/src/domain/law': ['domain', 'domain/text', 'domain/calendar'],
  'chaincode/src/domain/members': [
    'domain',
    'domain/encoding',
    'domain/text',
    'domain/calendar',
    'domain/law',
    'domain/acts',
  ],
  'chaincode/src/domain/acts': [
    'domain',
    'domain/encoding',
    'domain/text',
    'domain/calendar',
    'domain/members',
  ],
  'chaincode/src/domain/catalogue': [
    'domain',
    'domain/encoding',
    'domain/text',
    'domain/calendar',
    'domain/members',
    'domain/law',
  ],
  'chaincode/src/domain/sharing': [
    'domain',
    'domain/encoding',
    'domain/text',
    'domain/calendar',
    'domain/catalogue',
    'domain/law',
    'domain/members',
  ],
  'chaincode/src/domain/stewardship': [
    'domain',
    'domain/text',
    'domain/calendar',
    'domain/law',
    'domain/sharing',
  ],
  'chaincode/src/domain/usage': [
    'domain',
    'domain/encoding',
    'domain/text',
    'domain/calendar',
    'domain/catalogue',
    'domain/sharing',
    'domain/period',
  ],
  'chaincode/src/domain/period': [
    'domain',
    'domain/encoding',
    'domain/text',
    'domain/calendar',
    'domain/sharing',
    'domain/usage',
  ],
  'chaincode/src/domain/dispute': [
    'domain',
    'domain/encoding',
    'domain/text',
    'domain/calendar',
    'domain/sharing',
    'domain/usage',
    'domain/members',
  ],
  'chaincode/src/domain/upkeep': [
    'domain',
    'domain/text',
    'domain/calendar',
    'domain/members',
    'domain/catalogue',
    'domain/encoding',
  ],
  'chaincode/src/domain/supervision': [
    'domain',
    'domain/text',
    'domain/calendar',
    'domain/law',
    'domain/members',
    'domain/catalogue',
  ],
  'chaincode/src/domain/rights': [
    'domain',
    'domain/sharing',
    'domain/stewardship',
    'domain/supervision',
    'domain/dispute',
    'domain/law',
  ],
  'chaincode/src/lookups/(?:record-source|obligations|catalogue-changes)': [
    'chaincode/src/(?:domain|lookups/[^/]+$)',
    'chaincode/src/lookups/members/current-policy',
    'chaincode/src/ledger',
  ],
  'chaincode/src/lookups/members': lookup(),
  'chaincode/src/lookups/sharing': lookup('members'),
  'chaincode/src/lookups/usage': lookup('members'),
  'chaincode/src/lookups/dispute': lookup(),
  'chaincode/src/ledger': [
    'chaincode/src/domain',
    'chaincode/src/lookups/(?:record-source|members/current-policy)',
  ],
  'chaincode/src/contracts/catalog-contract': [
    'chaincode/src/domain',
    'chaincode/src/lookups/members',
    'chaincode/src/ledger',
  ],
  'chaincode/src/contracts/members': contractOf('members'),
  'chaincode/src/contracts/catalogue': contractOf('members'),
  'chaincode/src/contracts/upkeep': contractOf('members', 'sharing'),
  'chaincode/src/contracts/sharing': contractOf('members', 'sharing'),
  'chaincode/src/contracts/stewardship': contractOf('members', 'sharing'),
  'chaincode/src/contracts/supervision': contractOf('members', 'sharing'),
  'chaincode/src/contracts/law': contractOf('members'),
  'chaincode/src/contracts/usage': contractOf('members', 'sharing', 'usage'),
  'chaincode/src/contracts/period': contractOf('members', 'usage'),
  'chaincode/src/contracts/dispute': contractOf('members', 'sharing', 'dispute'),
  'chaincode/src/contracts/audit': contractOf('usage'),
  'chaincode/src/index': ['chaincode/src/contracts'],

  'gateway/verifier/src/format': [domain],
  'gateway/verifier/src/wire': [],
  'gateway/verifier/src/verify/proof': [
    domain,
    'gateway/verifier/src/(?:format|wire)',
    'gateway/verifier/src/verify/[^/]+$',
  ],
  'gateway/verifier/src/verify/content': [
    domain,
    'gateway/verifier/src/(?:format|wire)',
    'gateway/verifier/src/verify/[^/]+$',
    'gateway/verifier/src/verify/proof',
  ],
  'gateway/verifier/src/verify': [domain, 'gateway/verifier/src/(?:format|wire|verify)'],
  'gateway/verifier/src/archive': ['gateway/verifier/src/(?:format|verify)'],
  'gateway/verifier/src/command': ['gateway/verifier/src'],

  'gateway/src/support': [domain],
  'gateway/src/db': ['gateway/src/ledger/ledger-error', 'gateway/src/support'],
  'gateway/src/ledger/wire': [verifier, domain, 'gateway/src/ledger/[^/]+$'],
  'gateway/src/ledger/embedded': [
    verifier,
    '@catalog-chain/chaincode',
    'gateway/src/ledger/(?:wire/|[^/]+$)',
    'gateway/src/support',
  ],
  'gateway/src/ledger/fabric': [
    verifier,
    domain,
    'gateway/src/ledger/(?:wire/|[^/]+$)',
    'gateway/src/support',
    'gateway/src/config',
  ],
  'gateway/src/ledger/fabric-gateway': [
    verifier,
    domain,
    'gateway/src/ledger/(?:wire/|fabric/|[^/]+$)',
    'gateway/src/support',
  ],
  'gateway/src/ledger/fabric-network': [
    verifier,
    domain,
    'gateway/src/ledger/(?:wire/|fabric/|[^/]+$)',
    'gateway/src/support',
  ],
  'gateway/src/ledger': [verifier, domain, 'gateway/src/ledger', 'gateway/src/support', 'gateway/src/config'],

  'gateway/src/index/model': [domain],
  'gateway/src/index/tables': [
    domain,
    'gateway/src/index/model',
    'gateway/src/db',
    'gateway/src/ledger/[^/]+$',
  ],
  'gateway/src/index/write': [
    domain,
    'gateway/src/index/(?:model|tables)',
    'gateway/src/db',
    'gateway/src/ledger/[^/]+$',
    'gateway/src/support',
  ],
  'gateway/src/index/compare': [
    domain,
    'gateway/src/index/(?:model|tables)',
    'gateway/src/db',
    'gateway/src/ledger/[^/]+$',
  ],
  'gateway/src/index/read': [
    domain,
    'gateway/src/index/(?:model|tables|compare)',
    'gateway/src/db',
    'gateway/src/ledger/[^/]+$',
  ],
  'gateway/src/index/upkeep': [
    domain,
    'gateway/src/index/(?:model|tables|write)',
    'gateway/src/db',
    'gateway/src/ledger/[^/]+$',
    'gateway/src/support',
  ],
  'gateway/src/index': [
    domain,
    'gateway/src/index',
    'gateway/src/db',
    'gateway/src/ledger/[^/]+$',
    'gateway/src/support',
  ],

  'gateway/src/usage/intake': [
    domain,
    'gateway/src/usage/(?:outbox/|[^/]+$)',
    'gateway/src/index/model',
    'gateway/src/ledger/[^/]+$',
    'gateway/src/support',
  ],
  'gateway/src/usage/outbox': [
    domain,
    'gateway/src/usage/(?:intake/|[^/]+$)',
    'gateway/src/db',
    'gateway/src/ledger/[^/]+$',
    'gateway/src/support',
  ],
  'gateway/src/usage/commit': [
    domain,
    'gateway/src/usage',
    'gateway/src/index/model',
    'gateway/src/db',
    'gateway/src/ledger/[^/]+$',
    'gateway/src/support',
  ],
  'gateway/src/usage': [
    domain,
    'gateway/src/usage',
    'gateway/src/index/model',
    'gateway/src/db',
    'gateway/src/ledger/[^/]+$',
    'gateway/src/support',
  ],

  'gateway/src/accounts': ['gateway/src/db/'],
  'gateway/src/attempts': [domain, 'gateway/src/db', 'gateway/src/ledger/[^/]+$', 'gateway/src/support'],
  'gateway/src/appraisal': [domain, verifier, 'gateway/src/index/model', 'gateway/src/(?:support|tables)/'],
  'gateway/src/supervision': [
    domain,
    verifier,
    'gateway/src/(?:appraisal|tables)/',
    'gateway/src/index/model',
  ],
  'gateway/src/events': [domain, 'gateway/src/index/model', 'gateway/src/support'],
  'gateway/src/evidence/make': [
    domain,
    verifier,
    'gateway/src/index/model',
    'gateway/src/ledger/[^/]+$',
    'gateway/src/support',
  ],
  'gateway/src/evidence/jobs': [
    domain,
    verifier,
    'gateway/src/evidence/make',
    'gateway/src/index/model',
    'gateway/src/db',
    'gateway/src/ledger/[^/]+$',
    'gateway/src/support',
  ],
  'gateway/src/usecases': [
    domain,
    verifier,
    'gateway/src/(?:accounts|attempts|appraisal|events|evidence|supervision|support|tables)/',
    'gateway/src/import/record/',
    'gateway/src/index/model',
    'gateway/src/index/read/message-queries',
    'gateway/src/ledger/[^/]+$',
    'gateway/src/usage/[^/]+$',
  ],
  'gateway/src/webhooks': [
    domain,
    'gateway/src/(?:db|events|support)/',
    'gateway/src/index/model',
    'gateway/src/usecases/(?:principal|viewers)',
    'gateway/src/ledger/[^/]+$',
  ],
  'gateway/src/schedule': [
    domain,
    'gateway/src/(?:attempts|support)/',
    'gateway/src/index/model',
    'gateway/src/ledger/[^/]+$',
    'gateway/src/usecases/(?:commits|principal|usage/followed-journals)',
    'gateway/src/usage/[^/]+$',
    'gateway/src/config',
  ],
  'gateway/src/sessions': [domain, 'gateway/src/db/', 'gateway/src/usecases/principal'],
  'gateway/src/tables': [domain],
  'gateway/src/import': [
    domain,
    'gateway/src/(?:db|support|tables)/',
    'gateway/src/cli/(?:client/(?:api-client|catalog-api|pool)|progress)',
    'gateway/src/usage/intake/row',
  ],
  'gateway/src/http': [
    domain,
    verifier,
    'gateway/src/(?:accounts|appraisal|attempts|events|evidence|sessions|supervision|support|tables|usecases|webhooks)/',
    'gateway/src/import/(?:record/|carry-out/effects)',
    'gateway/src/index/model',
    'gateway/src/ledger/[^/]+$',
    'gateway/src/usage/[^/]+$',
    'gateway/src/config',
  ],
  'gateway/src/cli/client': [
    domain,
    terminal,
    'gateway/src/cli/wording/',
    'gateway/src/http/auth/demo-tokens',
    'gateway/src/import/(?:fields|plan/plan|record/import-records)',
  ],
  'gateway/src/cli/wording': [terminal],
  'gateway/src/cli/sign': [domain, terminal, `${verifier}/wire/ecdsa`, 'gateway/src/http/dto/'],
  'gateway/src/cli/programs': [
    domain,
    terminal,
    'gateway/src/cli/(?:client|commands)/',
    'gateway/src/cli/digests',
    'gateway/src/(?:import/fields|index/model/|supervision/|tables/)',
  ],
  'gateway/src/cli/commands': [
    domain,
    verifier,
    'gateway/src/cli/(?:client|sign|wording)/',
    'gateway/src/cli/(?:calendars|digests|progress)',
    'gateway/src/(?:appraisal|db|import|supervision|support|tables)/',
    'gateway/src/index/(?:model|read|tables|upkeep)/',
    'gateway/src/ledger/[^/]+$',
    'gateway/src/http/dto/',
    'gateway/src/http/problems/worded',
    'gateway/src/config',
  ],
  'gateway/src/cli': [domain, terminal, 'gateway/src/cli/', 'gateway/src/(?:import|tables)/'],
  'gateway/src/demo': [
    domain,
    'gateway/src/(?:cli|import|support)/',
    'gateway/src/http/auth/demo-(?:tokens|door)',
    'gateway/src/usecases/principal',
    'gateway/src/(?:compose|config)',
  ],
  'gateway/src': [domain, 'gateway/src'],

  'gateway/console/src/(?:i18n|theme)': [],
  'gateway/console/src/programs': ['console/i18n'],
  'gateway/console/src/session': ['console/(?:i18n|theme)/', 'console/app'],
  'gateway/console/src/api': ['console/(?:i18n|session)/', 'gateway/console/generated'],
  'gateway/console/src/verify': [domain, verifier, 'console/i18n'],
  'gateway/console/src/parts/time': [domain, 'console/(?:api|i18n|theme)/'],
  'gateway/console/src/parts/card': ['console/(?:api|i18n)/', 'console/parts/time'],
  'gateway/console/src/parts/table': ['console/(?:api|i18n|programs)/', 'console/parts/(?:card|time)/'],
  'gateway/console/src/parts/charts': ['console/(?:api|i18n|theme)/', 'console/parts/(?:card|table|time)/'],
  'gateway/console/src/parts/compare': ['console/(?:api|i18n)/', 'console/parts/(?:card|table|time)/'],
  'gateway/console/src/parts/inputs': ['console/(?:api|i18n)/', 'console/parts/(?:card|time)/'],
  'gateway/console/src/acts/specs/(?:spec|acting|faults|refusals|meeting|brief)': act('keys'),
  ...Object.fromEntries(
    ['members', 'catalogue', 'stewardship', 'upkeep', 'dispute', 'period', 'law', 'supervision'].map(
      (room) => [`gateway/console/src/acts/specs/${room}`, act('keys', 'specs/[^/]+$')],
    ),
  ),
  'gateway/console/src/acts/specs/sharing': act('keys', 'specs/(?:stewardship/|[^/]+$)'),
  'gateway/console/src/acts/specs/matters': act('specs/(?:members|stewardship|upkeep)/', 'specs/[^/]+$'),
  'gateway/console/src/acts/keys': act('specs/[^/]+$'),
  'gateway/console/src/acts/form': [
    'console/(?:api|i18n|programs|parts)/',
    'console/acts/(?:specs/[^/]+$|keys/)',
  ],
  'gateway/console/src/shell': ['console/(?:api|i18n|parts|session|theme)/', 'console/acts/form/act-stage'],
  ...Object.fromEntries(
    [
      'home',
      'frame',
      'oversight',
      'matters',
      'catalogue',
      'requests',
      'grants',
      'usage',
      'periods',
      'disputes',
      'law',
      'evidence',
    ]
      .concat('ledger', 'people', 'imports')
      .map((room) => [
        `gateway/console/src/pages/${room}`,
        [domain, 'console/(?:acts|api|i18n|parts|session|shell|verify)/', 'console/pages/home/awaited'],
      ]),
  ),
  'gateway/console/src/(?:app|main|router)': ['gateway/console/src/'],

  'network/src/engine': ['network/src/(?:paths|report)'],
  'network/src/images': ['network/src/engine', 'network/src/(?:paths|report)'],
  'network/src/consortium': ['network/src'],
  'network/src/sign-in': [
    'network/src/(?:consortium|engine|images|started)/',
    'network/src/(?:paths|report)',
  ],
  'network/src/started': ['network/src/(?:consortium|engine)', 'network/src/[^/]+$'],
  'network/src/commands': ['network/src'],
  'network/src': ['network/src'],
};

/**
 * `domain/text` and `domain:names` are short for a room and a file of the chaincode's domain; `domain` for its files;
 * `console/api` for a room of the console.
 */
const expanded = (name) =>
  name
    .replace(/^domain:/, 'chaincode/src/domain/')
    .replace(/^domain\//, 'chaincode/src/domain/')
    .replace(/^console\//, 'gateway/console/src/')
    .replace(/^domain$/, 'chaincode/src/domain/[^/]+$');

const names = Object.keys(rooms);
const within = (room) => `^${room}(?:/|\\.tsx?$)`;

/** Rooms inside a room have rules of their own: the outer one's is for the files that lie in it directly. */
const inner = (room) => names.filter((other) => other !== room && other.startsWith(`${room}/`)).map(within);

const roomRules = names.map((room) => ({
  name: `room ${room}`,
  severity: 'error',
  from: { path: within(room), ...(inner(room).length > 0 && { pathNot: inner(room) }) },
  to: {
    path: '^(?:chaincode|gateway|network|test)/|^@catalog-chain/',
    pathNot: ['node_modules/', within(room), ...rooms[room].map((name) => `^${expanded(name)}`)],
  },
}));

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'every-room-has-a-rule',
      severity: 'error',
      from: {
        path: '^(?:chaincode|gateway(?:/verifier|/console)?|network)/src/',
        pathNot: names.map(within),
      },
      to: {},
    },
    {
      name: 'pure-domain',
      severity: 'error',
      comment: 'The domain knows nothing of Fabric, of Node’s clock or of any file.',
      from: { path: '^chaincode/src/domain/' },
      to: { path: 'fabric-|^(?:node:)?(?:fs|os|net|http|timers|child_process)' },
    },
    {
      name: 'verifier-alone',
      severity: 'error',
      comment: 'An auditor installs the verifier without a server, a database or a client of the ledger.',
      from: { path: '^gateway/verifier/' },
      to: {
        path: 'express|kysely|node_modules/pg/|@grpc|fabric-(?:gateway|network|shim|contract-api)|^node:sqlite',
      },
    },
    {
      name: 'console-alone',
      severity: 'error',
      comment:
        'The console meets the gateway over HTTP only; it shares the rules of the domain and the verifier.',
      from: { path: '^gateway/console/' },
      to: {
        path: '^(?:gateway/src|network|test)/|^@catalog-chain/(?:gateway|network)',
        pathNot: 'node_modules/',
      },
    },
    ...roomRules,
  ],
  options: {
    doNotFollow: { path: 'node_modules|/dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
  },
};
