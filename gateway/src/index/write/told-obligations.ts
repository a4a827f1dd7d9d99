// SPDX-License-Identifier: Apache-2.0
/** What a transaction begins or ends to owe, told to who owes it and who is owed. */
import type { Obligation } from '@catalog-chain/chaincode/domain/law/obligation-records';
import { OBLIGATION_TOLD, type MessageName } from '../model/messages.js';
import type { Draft } from './message-draft.js';
import type { WrittenRecord } from './write-records.js';

/** Extensions and stops of the clock have events of their own. */
function nameOf({ state, cause, met, ended, changed }: Obligation): MessageName | undefined {
  if (state === 'open') return cause.tx === changed.tx ? OBLIGATION_TOLD.opened : undefined;
  if (state === 'met') return met?.tx === changed.tx ? OBLIGATION_TOLD.met : undefined;
  if (ended?.stamp.tx !== changed.tx) return undefined;
  return state === 'missed' ? OBLIGATION_TOLD.missed : OBLIGATION_TOLD.voided;
}

export function toldOfObligations(written: readonly WrittenRecord[]): Draft[] {
  return written.flatMap(({ type, value }) => {
    if (type !== 'obligation') return [];
    const owed = value as Obligation;
    const name = nameOf(owed);
    if (name === undefined) return [];
    const concerned = [owed.owedBy, owed.owedTo].filter((one) => one !== undefined);
    const details = {
      organisations: [...new Set(concerned)],
      grants: owed.grant === undefined ? [] : [owed.grant],
      resources: owed.resource === undefined ? [] : [owed.resource],
    };
    return [{ name, subject: owed.id, details }];
  });
}
