// SPDX-License-Identifier: Apache-2.0
/** Texts of the desk at which people ask who used their record, of saved questions and of what is new, in English. */
import type { Dictionary } from '../dictionary';
import type * as zh from '../zh/desk';

export const desk: Dictionary<typeof zh.desk> = {
  lead: 'Someone asks who used their data: find it here and print the answer. The identifier is used for this one question; it is on no sheet, in no address and in no log.',
  sheet: 'Who used this record',
  about: 'Resource',
  asked: 'Asked on',
  none: 'So far the ledger has no use of this record.',
  found: 'Uses: {{uses}}. Organisations: {{members}}.',
  flagged: 'Flagged by the ledger: {{count}}, as the last column says.',
  when: 'When',
  who: 'By whom',
  why: 'What for',
  basis: 'Basis of the grant',
  how: 'How',
  confirmed: 'What both sides say',
  both: 'both sides have it',
  one: 'one side has it',
  denied: 'the query was refused',
  truncated:
    'There are too many: only the first {{count}} are listed. Narrow it down, or use the command line.',
  complete: 'How far this is complete',
  completeLead:
    'Months that both sides have closed get no more uses; others may still. A use that no side reports is not on the ledger.',
  grant: 'Grant',
  closedMonths: 'Months closed by both sides',
  noMonth: 'none yet',
  sealed: 'Uses that may not be told yet',
  sealedLead:
    'Uses whose disclosure is delayed by law are sealed on the ledger until they are due. Until then nobody can see whether this record is among them; they are not on this sheet.',
  sealedCount: '{{month}}: {{count}} uses by {{who}} are sealed and not disclosed yet',
  noSealed: 'In these months nothing is sealed that is not disclosed.',
  again: 'Ask for another',
};
