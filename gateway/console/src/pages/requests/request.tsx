// SPDX-License-Identifier: Apache-2.0
/** One request for data: terms against the catalogue, whose turn it is, what was decided, and the acts of whoever may. */
import { UNMET_CONDITIONS } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { actsOnRequest } from '../../acts/specs/sharing/on-request';
import { useActing } from '../../acts/form/use-acting';
import { ActsBar } from '../../acts/form/acts-bar';
import { api } from '../../api/client';
import { useOne } from '../../api/lists';
import type { Schemas } from '../../api/problem';
import { useSay, useWord } from '../../i18n/i18n';
import { Block, Head } from '../../parts/card/card';
import { CardFoot, CardOf } from '../../parts/card/card-of';
import { Claim } from '../../parts/card/claim';
import { DeadlinePill } from '../../parts/time/deadline-pill';
import { extensionOf } from '../../parts/time/law';
import { GrantLink, OrganisationTag, useVersion } from '../../parts/card/references';
import { PrintButton } from '../../parts/card/print-view';
import { StateTag } from '../../parts/card/tag';
import { TermsAgainstCatalogue, TermsFacts } from '../../parts/compare/terms';
import { Timeline, type Happening } from '../../parts/time/timeline';

type Request = Schemas['AccessRequestView'];

const ARTICLE = '21';

function useHistory(request: Request): readonly Happening[] {
  const say = useSay();
  const word = useWord();
  const { submitted, supplement, decisions } = request;
  const judged: readonly string[] = UNMET_CONDITIONS;
  const conditionWords = (condition: string): string =>
    judged.includes(condition) ? word('unmet', condition) : condition;
  const by = (what: string, organisation: string): ReactElement => (
    <>
      {what} · <OrganisationTag id={organisation} />
    </>
  );
  return [
    { key: 'submitted', at: submitted.at, what: by(word('anyState', 'submitted'), submitted.by) },
    ...(supplement
      ? [
          {
            key: 'asked',
            at: supplement.asked.at,
            what: (
              <>
                {by(say('request.askedMore'), supplement.asked.by)}
                <Claim text={supplement.missing.join(say('common.semicolon'))} by={supplement.asked.by} />
              </>
            ),
          },
        ]
      : []),
    ...(supplement?.given
      ? [
          {
            key: 'given',
            at: supplement.given.stamp.at,
            what: (
              <>
                {by(say('request.gaveMore'), supplement.given.stamp.by)}
                {supplement.given.text !== undefined && (
                  <Claim text={supplement.given.text} by={supplement.given.stamp.by} />
                )}
              </>
            ),
          },
        ]
      : []),
    ...decisions.map((decision) => ({
      key: decision.step,
      at: decision.stamp.at,
      isBad: decision.deadline.late === true,
      what: (
        <>
          {by(
            `${word('step', decision.step)}: ${say(decision.approved ? 'request.approved' : 'request.refused')}`,
            decision.stamp.by,
          )}
          {decision.deadline.late === true && <span className="tag bad">{say('deadline.doneLate')}</span>}
          {decision.stamp.signer !== undefined && (
            <span className="small quiet">
              {' '}
              {say('proof.signer')} <span className="mono">{decision.stamp.signer}</span>
            </span>
          )}
          {decision.reason !== undefined && <Claim text={decision.reason} by={decision.stamp.by} />}
          {decision.ground !== undefined && (
            <p className="small">
              {word('ground', decision.ground)}{' '}
              {decision.condition !== undefined && conditionWords(decision.condition)}
            </p>
          )}
        </>
      ),
    })),
  ];
}

/** More time that was asked for, whether it was given, and where to see it. */
function ExtensionLine({
  obligation,
}: {
  readonly obligation: Schemas['ObligationView'];
}): ReactElement | null {
  const say = useSay();
  const { id, extension } = obligation;
  if (!extension) return null;
  const { days, answer } = extension;
  const outcome = answer === undefined ? 'waiting' : answer.approved ? 'given' : 'refused';
  return (
    <>
      {' '}
      <span className="tag now">{say(`request.extension.${outcome}`, { days })}</span>{' '}
      <Link to="/obligations/$id" params={{ id }} className="small">
        {say('noun.obligation')}
      </Link>
    </>
  );
}

function Shown({ request }: { readonly request: Request }): ReactElement {
  const say = useSay();
  const word = useWord();
  const acting = useActing();
  const history = useHistory(request);
  const { id, state, pending, terms, refusal, lacks, profile } = request;
  const content = useVersion(terms.resource, terms.resourceVersion);
  const isAnswer = pending?.step === 'decide';
  const answering = useOne(
    ['answering', id],
    (reason) =>
      api.GET('/v1/obligations/{id}', { params: { path: { id: `answer-request~${id}` }, query: reason } }),
    isAnswer && profile === 'cn-809',
  );
  const owed = answering.data;
  return (
    <>
      <Head
        kind={say('noun.request')}
        title={id}
        tag={<StateTag group="requestState" value={state} />}
        acts={
          <>
            <ActsBar acts={content ? actsOnRequest(acting, request, content) : []} />
            <PrintButton />
          </>
        }
      />
      <Block title={say('card.awaited')}>
        {pending && (state === 'submitted' || state === 'decided') ? (
          <p>
            {word('step', pending.step)} ·{' '}
            {pending.step === 'decide' ? <OrganisationTag id={terms.provider} /> : say('card.ofManager')}{' '}
            <DeadlinePill
              startedAt={pending.startedAt}
              dueAt={pending.dueAt}
              pausedAt={pending.pausedAt}
              article={profile === 'cn-809' ? ARTICLE : undefined}
              extension={
                isAnswer && !owed?.extension ? extensionOf('answer-request', acting.policy) : undefined
              }
            />
            {isAnswer && owed?.extension && <ExtensionLine obligation={owed} />}
          </p>
        ) : (
          <p className="quiet">{say('card.nothingAwaited')}</p>
        )}
        {state === 'granted' && (
          <p>
            {say('request.becameGrant')} <GrantLink id={id} />
          </p>
        )}
        {refusal !== undefined && <p className="notice">{refusal}</p>}
        {lacks && lacks.length > 0 && (
          <p className="notice">
            {say('request.lacks', {
              what: lacks.map((one) => word('need', one)).join(say('common.between')),
            })}
          </p>
        )}
      </Block>
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
      <Block title={say('card.history')}>
        <Timeline happenings={history} label={say('card.history')} />
      </Block>
      <CardFoot of={request} />
    </>
  );
}

export function RequestCard(): ReactElement {
  const { id } = useParams({ from: '/requests/$id' });
  return (
    <CardOf
      name={['request', id]}
      read={(reason) => api.GET('/v1/requests/{id}', { params: { path: { id }, query: reason } })}
    >
      {(request) => <Shown request={request} />}
    </CardOf>
  );
}
