// SPDX-License-Identifier: Apache-2.0
/** Who the parties of agreements are, which name them in words only. */
import { mspIdOf } from '../codes.js';
import { FileFault, refusedOf, RowError, type Language, type RefusedRow } from '../faults.js';
import { readName } from '../identifiers.js';
import type { Members } from '../plan/members.js';
import type { Agreement } from './agreements.js';

/** @param word the provider's id or name. @returns its MSP id. @throws FileFault `FILE_PROVIDER` where several have the name */
export function providerNamed(word: string, members: Members): string {
  try {
    return members.idOfWord(word, mspIdOf(readName(word)));
  } catch (error) {
    if (error instanceof RowError) throw new FileFault('FILE_PROVIDER', error.particulars);
    throw error;
  }
}

/** Recipients that are members already are those; an agreement of which nobody can tell whose it is, is refused. */
export function withRecipients(
  agreements: readonly Agreement[],
  members: Members,
  language?: Language,
): { readonly agreements: readonly Agreement[]; readonly refused: readonly RefusedRow[] } {
  const refused: RefusedRow[] = [];
  const named = agreements.flatMap((agreement) => {
    try {
      const { recipient } = agreement;
      return [
        {
          ...agreement,
          recipientId: members.idOf({ derived: mspIdOf(readName(recipient)), names: [recipient] }),
        },
      ];
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      refused.push(refusedOf(agreement.row, error, language));
      return [];
    }
  });
  return { agreements: named, refused };
}
