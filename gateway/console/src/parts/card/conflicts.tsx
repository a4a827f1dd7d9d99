// SPDX-License-Identifier: Apache-2.0
/** What the ledger knows that may keep who is to decide a dispute from deciding it, by the reason; nothing is guessed. */
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import type { Schemas } from '../../api/problem';
import { useSay, useWord } from '../../i18n/i18n';
import { OrganisationTag } from './references';

type Dispute = Schemas['DisputeView'];

export function Conflicts({ dispute: { conflicts = [] } }: { readonly dispute: Dispute }): ReactElement {
  const word = useWord();
  return (
    <ul className="lines">
      {conflicts.map(({ reason, organisation, dispute }) => (
        <li key={`${reason} ${organisation ?? dispute ?? ''}`}>
          <span className="tag warn">{word('conflict', reason)}</span>{' '}
          {organisation !== undefined && <OrganisationTag id={organisation} />}
          {dispute !== undefined && (
            <Link to="/disputes/$id" params={{ id: dispute }}>
              {dispute}
            </Link>
          )}
        </li>
      ))}
    </ul>
  );
}

/** On the card, while somebody is to decide. */
export function KnownConflicts({ dispute }: { readonly dispute: Dispute }): ReactElement | null {
  const say = useSay();
  const { state, conflicts = [] } = dispute;
  if (state !== 'assigned') return null;
  if (conflicts.length === 0) return <p className="small quiet">{say('dispute.noConflicts')}</p>;
  return (
    <div className="sheet">
      <h3>{say('dispute.conflicts')}</h3>
      <Conflicts dispute={dispute} />
      <p className="small quiet">{say('dispute.conflictsLead')}</p>
    </div>
  );
}
