// SPDX-License-Identifier: Apache-2.0
/** One duty with its clock: what started it, who owes it to whom, more time asked and answered, and how it ended. */
import { useParams, useRouter } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useActing } from '../../acts/form/use-acting';
import { ActsBar } from '../../acts/form/acts-bar';
import { actsOnObligation } from '../../acts/specs/law/on-obligation';
import { meetingOf } from '../../acts/specs/meeting';
import { api } from '../../api/client';
import type { Schemas } from '../../api/problem';
import { useInTongue, useSay, useWord } from '../../i18n/i18n';
import { useItemName } from '../../parts/card/article';
import { Block, Head } from '../../parts/card/card';
import { CardFoot, CardOf } from '../../parts/card/card-of';
import { Claim } from '../../parts/card/claim';
import { DeadlinePill } from '../../parts/time/deadline-pill';
import { Facts } from '../../parts/card/facts';
import { extensionOf } from '../../parts/time/law';
import { Moment } from '../../parts/time/moment';
import { CauseLink, OrganisationTag, ResourceTag } from '../../parts/card/references';
import { StateTag } from '../../parts/card/tag';

type Obligation = Schemas['ObligationView'];

function Extension({
  extension,
}: {
  readonly extension: NonNullable<Obligation['extension']>;
}): ReactElement {
  const say = useSay();
  const { days, reason, asked, answer } = extension;
  return (
    <Block title={say('obligation.extension')}>
      <p>{say('obligation.asked', { days })}</p>
      <Claim text={reason} by={asked.by} at={asked.at} />
      {answer ? (
        <p>
          {say(answer.approved ? 'request.approved' : 'request.refused')} ·{' '}
          <OrganisationTag id={answer.stamp.by} /> <Moment at={answer.stamp.at} /> {answer.reason}
        </p>
      ) : (
        <p className="quiet">{say('obligation.unanswered')}</p>
      )}
    </Block>
  );
}

/** Between a declaration and the objection to it no time ran: that is why it is due later than it was. */
function Objections({
  contested,
}: {
  readonly contested: NonNullable<Obligation['contested']>;
}): ReactElement {
  const say = useSay();
  return (
    <Block title={say('obligation.contested')}>
      <p className="quiet">{say('obligation.waited')}</p>
      {contested.map(({ declaredAt, reason, stamp }) => (
        <div key={stamp.tx}>
          <p className="small">
            {say('obligation.declared')} <Moment at={declaredAt} />
          </p>
          <Claim text={reason} by={stamp.by} at={stamp.at} />
        </div>
      ))}
    </Block>
  );
}

/** Leads to the form by which it is met. */
function MeetingButton({ obligation }: { readonly obligation: Obligation }): ReactElement | null {
  const say = useSay();
  const { history } = useRouter();
  const meeting = meetingOf(obligation);
  if (!meeting) return null;
  return (
    <button
      type="button"
      className="primary"
      onClick={() => {
        history.push(`/console${meeting.address}`);
      }}
    >
      {say(meeting.act)}
    </button>
  );
}

function Shown({ obligation }: { readonly obligation: Obligation }): ReactElement {
  const say = useSay();
  const word = useWord();
  const tongue = useInTongue();
  const itemWords = useItemName();
  const acting = useActing();
  const {
    title,
    standing,
    kind,
    article,
    liability,
    owedBy,
    owedByRole,
    owedTo,
    cause,
    resource,
    met,
    ended,
  } = obligation;
  const most = extensionOf(kind, acting.policy);
  const isOwn = owedBy === undefined ? acting.hats.some((hat) => hat === owedByRole) : acting.isOf(owedBy);
  return (
    <>
      <Head
        kind={say('noun.obligation')}
        title={tongue(title)}
        tag={<StateTag group="standing" value={standing} />}
        acts={
          <>
            {isOwn && <MeetingButton obligation={obligation} />}
            <ActsBar acts={actsOnObligation(acting, obligation, most)} />
          </>
        }
      />
      <p>
        <DeadlinePill
          startedAt={obligation.startedAt}
          dueAt={obligation.dueAt}
          article={article}
          pausedAt={obligation.pausedAt}
          extension={obligation.extension ? undefined : most}
          {...(met && { done: met })}
          isVoid={obligation.state === 'void'}
          isMissed={obligation.state === 'missed'}
        />
      </p>
      <Block title={say('dispute.facts')}>
        <div className="sheet">
          <Facts
            facts={[
              { name: say('field.about'), value: <CauseLink type={cause.type} id={cause.id} /> },
              resource !== undefined && {
                name: say('noun.resource'),
                value: <ResourceTag id={resource} version={1} />,
              },
              {
                name: say('field.owedBy'),
                value: owedBy === undefined ? word('hat', owedByRole) : <OrganisationTag id={owedBy} full />,
              },
              owedTo !== undefined && {
                name: say('field.owedTo'),
                value: <OrganisationTag id={owedTo} full />,
              },
              { name: say('obligation.started'), value: <Moment at={obligation.startedAt} /> },
              { name: say('deadline.due'), value: <Moment at={obligation.dueAt} /> },
              met && {
                name: say('obligation.met'),
                value: (
                  <>
                    <Moment at={met.at} /> · <OrganisationTag id={met.by} /> · {word('basis', met.basis)}
                  </>
                ),
              },
              ended && { name: say('obligation.ended'), value: word('endReason', ended.reason) },
              liability !== undefined && { name: say('obligation.liability'), value: itemWords(liability) },
            ]}
          />
        </div>
      </Block>
      {obligation.extension && <Extension extension={obligation.extension} />}
      {obligation.contested && <Objections contested={obligation.contested} />}
      <CardFoot of={obligation} />
    </>
  );
}

export function ObligationCard(): ReactElement {
  const { id } = useParams({ from: '/obligations/$id' });
  return (
    <CardOf
      name={['obligation', id]}
      read={(reason) => api.GET('/v1/obligations/{id}', { params: { path: { id }, query: reason } })}
    >
      {(obligation) => <Shown obligation={obligation} />}
    </CardOf>
  );
}
