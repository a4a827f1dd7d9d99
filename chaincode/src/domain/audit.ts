// SPDX-License-Identifier: Apache-2.0
/** Reads by those who oversee: recorded before they are answered. */
import { z } from 'zod';
import type { Organisation, Stamp } from './records';
import { ensure } from './errors';
import type { UserRole } from './names';
import { code, newIdentifier, prose, screened } from './text/schema';

/** What can be read: a record or a trail by its kind, a list of uses, a bundle of evidence, the stream of events, a month. */
export const AUDIT_READ_KINDS = [
  'record',
  'resource',
  'request',
  'grant',
  'obligation',
  'variation',
  'service-change',
  'disposal',
  'use-report',
  'order',
  'incident',
  'complaint',
  'batch',
  'period',
  'organisation',
  'actor',
  'dispute',
  'correction',
  'case',
  'usage-events',
  'evidence',
  'events',
  'reconciliation',
  'seal',
  'import',
] as const;
export type AuditReadKind = (typeof AUDIT_READ_KINDS)[number];

/** Any name the ledger knows, commitments among them; never a plain identifier of a record. */
const subject = screened(
  '[A-Za-z0-9_-][A-Za-z0-9._:/+=~-]{0,127}',
  'must be the name of something on the ledger',
);

/** Of one record; who looks at more leaves several. */
export const MAX_SUBJECTS = 1000;

/** `audit:recordRead`. `subjects`: none for a list; of a record trail its commitments, one per record key. */
export const auditReadInput = z.strictObject({
  id: newIdentifier,
  kind: z.enum(AUDIT_READ_KINDS),
  subjects: z.array(subject).max(MAX_SUBJECTS),
  purpose: z.strictObject({ code, text: prose(300).exactOptional() }),
  case: code.exactOptional(),
});
export type AuditReadInput = z.infer<typeof auditReadInput>;

/** Who looked at what, why and when. Key: [organisation, id]. */
export interface AuditRead {
  readonly type: 'audit-read';
  readonly id: string;
  readonly organisation: string;
  readonly role: AuditorRole;
  readonly kind: AuditReadKind;
  readonly subjects: readonly string[];
  readonly purpose: { readonly code: string; readonly text?: string };
  readonly case?: string;
  readonly recorded: Stamp;
}

export const AUDITOR_ROLES = ['auditor', 'arbitrator'] as const;
export type AuditorRole = (typeof AUDITOR_ROLES)[number];

/**
 * A user reads in the role that its organisation has too.
 * @throws DomainError `ROLE_REQUIRED`
 */
export function auditorRole(role: UserRole | undefined, { roles }: Organisation): AuditorRole {
  const found = AUDITOR_ROLES.find((one) => one === role);
  ensure(
    found !== undefined && roles.includes(found),
    'ROLE_REQUIRED',
    'The organisation is no such reader.',
  );
  return found;
}

/** An organisation's journals, all of them: as the whole of a range of the state. Not stored. */
export interface JournalList {
  readonly type: 'journal-list';
  readonly organisation: string;
  /** In order of key. */
  readonly journals: readonly string[];
}

/** The newest batch of a journal: the one after it does not exist. Not stored. */
export interface JournalHead {
  readonly type: 'journal-head';
  readonly organisation: string;
  readonly journal: string;
  /** 0 for a journal without batches. */
  readonly batches: number;
  /** Root of the last; 64 zeros where there is none. */
  readonly root: string;
}
