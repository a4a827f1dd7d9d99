// SPDX-License-Identifier: Apache-2.0
/** Texts of imports, in English. */
import type { Dictionary } from '../dictionary';
import type * as zh from '../zh/imports';

export const imports: Dictionary<typeof zh.imports> = {
  lead: 'Files that the organisation brought in with catalog-chain: who, when, and what came of it, the newest first. It is the importer’s own word, an aid to memory; the proof is on the ledger.',
  ownOnly: 'Without a purpose, only the organisation’s own imports are listed.',
  ofThing: 'Only imports that touched {{thing}}.',
  begun: 'Begun',
  ended: 'Ended',
  file: 'File',
  result: 'Result',
  refused: 'Rows refused',
  noted: 'Notes',
  by: 'By',
  record: 'Record of the import',
  word: 'This is the importer’s word; what is on the ledger, the card of each thing shows.',
  format: 'Format (encoding)',
  mapping: 'SHA-256 of the mapping',
  thing: 'Name',
  owner: 'Owner',
  fields: 'Fields that changed',
  first: 'The first {{shown}} of {{count}}.',
  notEnded:
    'Not ended: it is under way, or was killed. Importing the same file again goes on from there; what is there is left.',
  interrupted:
    'Interrupted by whoever made it. Importing the same file again goes on from there; what is there is left.',
  failed:
    'It could not go on ({{code}}). Once that is mended, importing the same file again goes on from there.',
  touching: 'Imports that touched this entry',
};

export const importsNav: Dictionary<typeof zh.importsNav> = { imports: 'Imports' };

export const importsWords: Dictionary<typeof zh.importsWords> = {
  importState: {
    begun: 'not ended',
    finished: 'finished',
    interrupted: 'interrupted',
    failed: 'failed',
  },
  importEffect: {
    created: 'created',
    updated: 'updated',
    unchanged: 'unchanged',
    different: 'different on the ledger',
    gone: 'not in the file',
  },
  importThing: {
    organisations: 'Organisations',
    duties: 'Duties',
    systems: 'Systems',
    resources: 'Entries',
    requests: 'Requests',
    claims: 'Claims',
    attestations: 'Attestations',
  },
};
