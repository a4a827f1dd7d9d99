// SPDX-License-Identifier: Apache-2.0
/** Names of the journals that gateways keep: one per local month and replica. */
import { randomBytes } from 'node:crypto';

const NAME = /^g-(\d{4}-\d{2})-r(\d+)-[a-p]+$/;
/** As gateways named theirs before a journal ended with its month. */
const OLD_NAME = /^g-[0-9a-f]{16}$/;

const LETTERS = 'abcdefghijklmnop';

/** Letters only, so that no run of digits looks like a person's number. */
const letters = (bytes: Uint8Array): string =>
  Buffer.from(bytes)
    .toString('hex')
    .replace(/[0-9a-f]/g, (digit) => LETTERS.charAt(Number.parseInt(digit, 16)));

/** @param month local, `YYYY-MM` @returns a name that no gateway will choose again */
export const newJournalName = (month: string, replica: number): string =>
  `g-${month}-r${replica}-${letters(randomBytes(6))}`;

/** The local month of a gateway's journal, and whose it is; undefined for a name of another kind. */
export function partsOfName(name: string): { readonly month: string; readonly replica: number } | undefined {
  const [, month, replica] = NAME.exec(name) ?? [];
  return month === undefined ? undefined : { month, replica: Number(replica) };
}

/** Whether a gateway opened the journal, and so closes it. */
export const isGatewayJournal = (name: string): boolean => NAME.test(name) || OLD_NAME.test(name);
