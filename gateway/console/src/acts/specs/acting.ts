// SPDX-License-Identifier: Apache-2.0
/** What the acts on any card need: who acts, and words. The contracts judge again; this only spares people what is refused. */
import { SHARING_MODES, type SharingMode } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import type { Hat, Me } from '../../api/me';
import type { Say, useInTongue, useWord } from '../../i18n/i18n';
import { NO, YES, type Act, type Field, type Option, type Values } from './spec';

export interface Acting extends Me {
  readonly say: Say;
  readonly word: ReturnType<typeof useWord>;
  readonly tongue: ReturnType<typeof useInTongue>;
  readonly wears: (hat: Hat) => boolean;
  readonly isOf: (organisation: string | undefined) => boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** An officer, as whom most acts are taken. */
export const isOfficer = ({ session }: Acting): boolean => session.role === 'officer';

/** Whoever keeps what stands of an organisation itself: its officers and its administrator. */
export const isDesk = (acting: Acting): boolean => isOfficer(acting) || acting.session.role === 'admin';

/** The same of an organisation that manages the sharing. */
export const isManaging = (acting: Acting): boolean =>
  isDesk(acting) && acting.organisation?.roles.includes('manager') === true;

export const only = (...acts: readonly (Act | false | undefined)[]): readonly Act[] =>
  acts.filter((act): act is Act => act !== false && act !== undefined);

const PROSE = 1000;

export const prose = (
  name: string,
  label: Extract<Field, { kind: 'prose' }>['label'],
  max = PROSE,
): Field => ({
  kind: 'prose',
  name,
  label,
  max,
});

/** Approve or refuse. */
export const verdictField = ({ say }: Acting): Field => ({
  kind: 'one',
  name: 'approved',
  label: 'act.field.verdict',
  options: [
    { value: YES, label: say('act.field.approve') },
    { value: NO, label: say('act.field.refuse') },
  ],
});

export const isApproved = (values: Values): boolean => values['approved'] === YES;
export const isRefused = (values: Values): boolean => values['approved'] === NO;

const GIVES: Readonly<Record<SharingMode, number>> = { verify: 0, query: 1, file: 2, batch: 3, copy: 4 };

/** Ways of sharing, the one that gives away least first. */
export const LEAST_FIRST = SHARING_MODES.toSorted((a, b) => GIVES[a] - GIVES[b]);

export const optionsOf = (values: readonly string[], label: (value: string) => string): readonly Option[] =>
  values.map((value) => ({ value, label: label(value) }));

export const path = (...parts: readonly string[]): string => `/v1/${parts.map(encodeURIComponent).join('/')}`;
