// SPDX-License-Identifier: Apache-2.0
/** One grant: its terms against the catalogue, what is owed under it, its months and uses, and what became of it. */
import { leavesCopies } from '@catalog-chain/chaincode/domain/sharing/mode';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { deliveryOf } from '../../acts/specs/meeting';
import { actsOnGrant } from '../../acts/specs/sharing/on-grant';
import { useActing } from '../../acts/form/use-acting';
import { ActsBar } from '../../acts/form/acts-bar';
import { api } from '../../api/client';
import { useCounted } from '../../api/lists';
import type { Schemas } from '../../api/problem';
import { useSay, useWord } from '../../i18n/i18n';
import { Block, Head, Loaded } from '../../parts/card/card';
import { CardFoot, CardOf } from '../../parts/card/card-of';
import { Claim } from '../../parts/card/claim';
import { DataTable } from '../../parts/table/data-table';
import { DisputeLink, OrganisationTag } from '../../parts/card/references';
import { Moment } from '../../parts/time/moment';
import { PrintButton } from '../../parts/card/print-view';
import { StateTag } from '../../parts/card/tag';
import { TermsAgainstCatalogue, TermsFacts } from '../../parts/compare/terms';
import { Timeline, type Happening } from '../../parts/time/timeline';
import { EndOfService } from './end-of-service';
import { RectificationShown } from './rectification';
import { useObligationColumns } from '../home/awaited';
import { useThisMonth } from '../../parts/time/this-month';

type Grant = Schemas['GrantView'];

function useHistory({ history }: Grant): readonly Happening[] {
  const word = useWord();
  return history.map((step, i) => ({
    key: String(i),
    at: step.stamp.at,
    isBad: step.action === 'revoked',
    what: (
      <>
        {word('grantAction', step.action)} · <OrganisationTag id={step.stamp.by} />
        {'reason' in step && <Claim text={step.reason} by={step.stamp.by} />}
        {'dispute' in step && <DisputeLink id={step.dispute} />}
      </>
    ),
  }));
}

function Shown({ grant }: { readonly grant: Grant }): ReactElement {
  const say = useSay();
  const word = useWord();
  const acting = useActing();
  const history = useHistory(grant);
  const columns = useObligationColumns();
  const month = useThisMonth();
  const { id, state, terms, hash, deliverBy } = grant;
  const obligations = useCounted(['obligations-of', id], (turning) =>
    api.GET('/v1/obligations', { params: { query: { ...turning, grant: id } } }),
  );
  const delivery = deliveryOf(obligations.data?.items ?? []);
  return (
    <>
      <Head
        kind={say('noun.grant')}
        title={id}
        tag={<StateTag group="grantState" value={state} />}
        acts={
          <>
            <ActsBar acts={actsOnGrant(acting, grant, delivery)} />
            <PrintButton />
          </>
        }
      />
      <p className="row no-print">
        <Link to="/trail" search={{ kind: 'grant', id }}>
          {say('card.trail')}
        </Link>
        <Link to="/uses" search={{ grant: id }}>
          {say('card.uses')}
        </Link>
        <Link to="/uses" search={{ grant: id, violation: 'any' }}>
          {say('card.flagged')}
        </Link>
        <Link to="/periods/$grant/$period" params={{ grant: id, period: month }}>
          {say('card.month', { month })}
        </Link>
        {(['variation', 'service-change'] as const).map((kind) => (
          <Link key={kind} to="/matters/$kind" params={{ kind }} search={{ grant: id }}>
            {word('matter', kind)}
          </Link>
        ))}
        {leavesCopies(terms.mode) && (state === 'revoked' || state === 'expired') && (
          <Link to="/matters/$kind/$id" params={{ kind: 'disposal', id }}>
            {word('matter', 'disposal')}
          </Link>
        )}
        <Link to="/evidence" search={{ kind: 'grant', id, period: month }}>
          {say('proof.bundle')}
        </Link>
      </p>
      <div className="two">
        <Block title={say('card.terms')}>
          <div className="sheet">
            <TermsFacts terms={terms} />
          </div>
        </Block>
        <Block title={say('terms.title')}>
          <TermsAgainstCatalogue terms={terms} />
        </Block>
      </div>
      {grant.rectification && <RectificationShown rectification={grant.rectification} />}
      <EndOfService grant={grant} owed={obligations.data?.items} />
      <Block title={say('card.owed')}>
        {deliverBy !== undefined && (
          <p className="small quiet">
            {say('grant.deliverBy')} <Moment at={deliverBy} dayOnly />
          </p>
        )}
        <Loaded query={obligations}>
          {({ items }) => (
            <DataTable
              name="obligations"
              label={say('card.owed')}
              columns={columns}
              rows={items}
              keyOf={(row) => row.id}
            />
          )}
        </Loaded>
      </Block>
      <Block title={say('card.history')}>
        <Timeline happenings={history} label={say('card.history')} />
        <p className="small quiet">
          {say('grant.hash')} <code>{hash}</code>
        </p>
      </Block>
      <CardFoot of={grant} bundle={{ kind: 'grant', id, period: month }} />
    </>
  );
}

export function GrantCard(): ReactElement {
  const { id } = useParams({ from: '/grants/$id' });
  return (
    <CardOf
      name={['grant', id]}
      read={(reason) => api.GET('/v1/grants/{id}', { params: { path: { id }, query: reason } })}
    >
      {(grant) => <Shown grant={grant} />}
    </CardOf>
  );
}
