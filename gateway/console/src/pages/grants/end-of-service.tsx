// SPDX-License-Identifier: Apache-2.0
/** How a grant ends or has ended: what was announced and what became of it, what holds now, and what is still owed for it. */
import { leavesCopies } from '@catalog-chain/chaincode/domain/sharing/mode';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { api } from '../../api/client';
import { useCounted } from '../../api/lists';
import { useMe } from '../../api/me';
import type { Schemas } from '../../api/problem';
import { useSay, useWord } from '../../i18n/i18n';
import { Block } from '../../parts/card/card';
import { Claim } from '../../parts/card/claim';
import { Moment } from '../../parts/time/moment';
import { useNow } from '../../parts/time/now';

type Grant = Schemas['GrantView'];
type Notice = Schemas['ServiceChangeView'];
type Owed = Schemas['ObligationView'];

function NoticeLines({ notice }: { readonly notice: Notice }): ReactElement {
  const say = useSay();
  const word = useWord();
  const now = useNow();
  const { id, action, state, effectiveAt, provider, reason, text, announced, effect } = notice;
  const isPast = Date.parse(effectiveAt) <= now;
  const course =
    state === 'announced' ? (isPast ? 'grant.end.unrecorded' : 'grant.end.ahead') : `grant.end.${state}`;
  return (
    <div>
      <p>
        {say(action === 'end' ? 'grant.end.announcedEnd' : 'grant.end.announcedChange')}{' '}
        <Moment at={effectiveAt} />{' '}
        <Link to="/matters/$kind/$id" params={{ kind: 'service-change', id }} className="small">
          {word('matter', 'service-change')}
        </Link>
      </p>
      <Claim text={reason} by={provider} at={announced.at} />
      {text !== undefined && <Claim text={text} by={provider} />}
      <p>
        {say(course as Parameters<typeof say>[0])}
        {effect && (
          <>
            {' '}
            {say(effect.filed ? 'grant.end.filed' : 'grant.end.notFiled')}{' '}
            {say(effect.consulted ? 'grant.end.consulted' : 'grant.end.notConsulted')}
          </>
        )}
      </p>
    </div>
  );
}

/** Whether it holds now, in a sentence; undefined: it does, and its time runs. */
function useStanding({ state, terms, history }: Grant): ReactElement | undefined {
  const say = useSay();
  const now = useNow();
  const isOver = Date.parse(terms.period.to) <= now;
  const last = history.findLast(({ action }) => action === 'revoked' || action === 'expired');
  if (state === 'revoked' || state === 'expired')
    return (
      <>
        {say(state === 'revoked' ? 'grant.end.revoked' : 'grant.end.expired')}{' '}
        <Moment at={last?.stamp.at ?? terms.period.to} />
        {say('grant.end.noMoreUse')}
      </>
    );
  if (!isOver) return undefined;
  return (
    <>
      {say('grant.end.periodOver')} <Moment at={terms.period.to} />
      {say('grant.end.noMoreUse')}
    </>
  );
}

/** @param owed obligations under the grant */
export function EndOfService({
  grant,
  owed,
}: {
  readonly grant: Grant;
  readonly owed: readonly Owed[] | undefined;
}): ReactElement | null {
  const say = useSay();
  const word = useWord();
  const { session } = useMe();
  const standing = useStanding(grant);
  const { id, terms } = grant;
  const notices = useCounted(['service-changes-of', id], (turning) =>
    api.GET('/v1/service-changes', { params: { query: { ...turning, grant: id } } }),
  );
  const told = (notices.data?.items ?? []).toSorted((a, b) => b.announced.at.localeCompare(a.announced.at));
  if (told.length === 0 && standing === undefined) return null;
  const own = owed?.filter(({ owedBy, state }) => owedBy === session.organisation && state === 'open') ?? [];
  const isParty = session.organisation === terms.provider || session.organisation === terms.consumer;
  const hasCopies = standing !== undefined && leavesCopies(terms.mode);
  return (
    <Block title={say('grant.end.title')}>
      <div className="sheet">
        {standing !== undefined && (
          <p>
            <b>{standing}</b>
          </p>
        )}
        {told.map((notice) => (
          <NoticeLines key={notice.id} notice={notice} />
        ))}
        {isParty && owed && (
          <p>
            {own.length > 0 ? say('grant.end.owes', { count: own.length }) : say('grant.end.owesNothing')}
          </p>
        )}
        {hasCopies && (
          <p>
            {say('grant.end.copies')}{' '}
            <Link to="/matters/$kind/$id" params={{ kind: 'disposal', id }}>
              {word('matter', 'disposal')}
            </Link>
          </p>
        )}
      </div>
    </Block>
  );
}
