// SPDX-License-Identifier: Apache-2.0
/** Which days of the profile a policy may set otherwise. */
import { z } from 'zod';
import type { ObligationKind } from '../records';
import { count } from '../text/schema';
import { CN_809 } from './cn-809';

const MAX_WORKING_DAYS = 250;
const days = count(MAX_WORKING_DAYS).exactOptional();

type Days<K extends ObligationKind> = z.ZodType<Partial<Readonly<Record<K, number>>>>;

/** A closed object with one optional number of days for each kind. */
const daysOf = <K extends ObligationKind>(kinds: readonly K[]): Days<K> =>
  z.strictObject(Object.fromEntries(kinds.map((kind) => [kind, days]))) as unknown as Days<K>;

const kinds = Object.keys(CN_809.rules) as ObligationKind[];

/** Those that no step of the deadlines sets already. */
export const obligationDays = daysOf(kinds.filter((kind) => typeof CN_809.rules[kind]?.days === 'number'));
export const extensionDays = daysOf(kinds.filter((kind) => CN_809.rules[kind]?.extensionDays !== undefined));
