// SPDX-License-Identifier: Apache-2.0
/** One case: two lanes of claims, the ledger's own facts between them, rulings, and the acts of whoever's turn it is. */
import { Link, useParams } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useActing } from '../../acts/form/use-acting';
import { ActsBar } from '../../acts/form/acts-bar';
import { actsOnDispute } from '../../acts/specs/dispute/on-dispute';
import { api } from '../../api/client';
import type { Schemas } from '../../api/problem';
import { useSay, useWord } from '../../i18n/i18n';
import { Block, Head } from '../../parts/card/card';
import { CardFoot, CardOf } from '../../parts/card/card-of';
import { Claim } from '../../parts/card/claim';
import { DeadlinePill } from '../../parts/time/deadline-pill';
import { Facts } from '../../parts/card/facts';
import { PrintButton } from '../../parts/card/print-view';
import { CauseLink, GrantLink, OrganisationTag, ResourceTag } from '../../parts/card/references';
import { StateTag } from '../../parts/card/tag';
import { TurnLine, useOwed } from '../../parts/card/turn';
import { Moment } from '../../parts/time/moment';
import { Timeline } from '../../parts/time/timeline';
import { ConcernedUses, LooksForCase } from './concerned';
import { KnownConflicts } from '../../parts/card/conflicts';

type Dispute = Schemas['DisputeView'];
type Subject = Dispute['subject'];

/** Who has to act on the clock that runs; undefined: whoever manages the sharing. */
function turnIn({ state, respondent, arbitrators, rulings }: Dispute): readonly string[] | undefined {
  if (state === 'opened') return [respondent];
  const { responsible } = rulings.at(-1) ?? {};
  if (state === 'ruled' && responsible !== undefined) return [responsible];
  const arbitrator = arbitrators.at(-1)?.organisation;
  return state === 'assigned' && arbitrator !== undefined ? [arbitrator] : undefined;
}

function SubjectOf({ subject }: { readonly subject: Subject }): ReactElement {
  const word = useWord();
  if (subject.kind === 'period')
    return (
      <Link to="/periods/$grant/$period" params={{ grant: subject.grant, period: subject.period }}>
        {subject.grant} · {subject.period}
      </Link>
    );
  if (subject.kind === 'event')
    return (
      <Link to="/uses/$id" params={{ id: subject.id }} search={{ organisation: subject.organisation }}>
        {subject.id}
      </Link>
    );
  if (subject.kind === 'request') return <CauseLink type="request" id={subject.request} />;
  if (subject.kind === 'resource') return <CauseLink type="resource" id={subject.resource} />;
  return (
    <>
      {word('subject', subject.kind)} <GrantLink id={subject.grant} />
    </>
  );
}

function Documents({ digests }: { readonly digests: readonly string[] | undefined }): ReactElement | null {
  const say = useSay();
  if (!digests || digests.length === 0) return null;
  return (
    <details>
      <summary>{say('dispute.documents', { count: digests.length })}</summary>
      {digests.map((digest) => (
        <div key={digest}>
          <code>{digest}</code>
        </div>
      ))}
    </details>
  );
}

/** What one side has said, in the order in which it said it. */
function Lane({ dispute, side }: { readonly dispute: Dispute; readonly side: string }): ReactElement {
  const say = useSay();
  const word = useWord();
  const { opener, statement, opened, steps } = dispute;
  const said = steps.filter(({ text, stamp }) => text !== undefined && stamp.by === side);
  return (
    <div>
      <h3>
        <OrganisationTag id={side} />{' '}
        <span className="small quiet">{say(side === opener ? 'dispute.opener' : 'dispute.respondent')}</span>
      </h3>
      {side === opener && <Claim text={statement} by={opener} at={opened.at} />}
      {side === opener && <Documents digests={steps[0]?.evidence} />}
      {said.map(({ text = '', stamp, action, evidence }) => (
        <div key={stamp.tx} className="said">
          <span className="small quiet">{word('disputeAction', action)}</span>
          <Claim text={text} by={side} at={stamp.at} />
          <Documents digests={evidence} />
        </div>
      ))}
      {side !== opener && said.length === 0 && <p className="quiet">{say('dispute.notAnswered')}</p>}
    </div>
  );
}

function Ruling({ ruling }: { readonly ruling: Dispute['rulings'][number] }): ReactElement {
  const say = useSay();
  const word = useWord();
  const {
    instance,
    arbitrator,
    findings,
    responsible,
    outcome,
    remedy,
    grantAction,
    reasons,
    stamp,
    deadline,
  } = ruling;
  return (
    <div className="sheet">
      <h3>
        {say(instance === 1 ? 'dispute.firstInstance' : 'dispute.appealInstance')}{' '}
        {deadline.late === true && <span className="tag bad">{say('deadline.doneLate')}</span>}
      </h3>
      <Facts
        facts={[
          { name: say('act.field.arbitrator'), value: <OrganisationTag id={arbitrator} /> },
          outcome !== undefined && { name: say('act.field.outcome'), value: word('outcome', outcome) },
          {
            name: say('act.field.findings'),
            value: findings.map((one) => word('finding', one)).join(say('common.semicolon')),
          },
          {
            name: say('act.field.responsible'),
            value: responsible === undefined ? say('act.field.nobody') : <OrganisationTag id={responsible} />,
          },
          {
            name: say('act.field.remedy'),
            value: [word('remedy', remedy.action), remedy.text].filter(Boolean).join(' · '),
          },
          ruling.remedyDue && {
            name: say('dispute.remedyDue'),
            value: (
              <DeadlinePill
                startedAt={ruling.remedyDue.startedAt}
                dueAt={ruling.remedyDue.dueAt}
                {...(ruling.remedyDue.doneAt !== undefined && {
                  done: { late: ruling.remedyDue.late === true },
                })}
              />
            ),
          },
          ruling.appeal && {
            name: say('dispute.appealDue'),
            value: <Moment at={ruling.appeal.dueAt} dayOnly />,
          },
          grantAction !== undefined && {
            name: say('act.field.grantAction'),
            value: word('grantAction', grantAction),
          },
          stamp.signer !== undefined && { name: say('proof.signer'), value: <code>{stamp.signer}</code> },
        ]}
      />
      <Claim text={reasons} by={arbitrator} at={stamp.at} />
    </div>
  );
}

/** Who is, or was, to decide it; why one withdrew is its own statement. */
function Deciding({ dispute }: { readonly dispute: Dispute }): ReactElement {
  const say = useSay();
  const { arbitrators, rulings, steps } = dispute;
  return (
    <ul className="sheet">
      {arbitrators.map(({ organisation, instance, drawn, recused, stamp, deadline }, i) => {
        const hasRuled = rulings.some(
          (one) => one.arbitrator === organisation && one.deadline.startedAt === deadline.startedAt,
        );
        const isReplaced = !hasRuled && recused !== true && deadline.doneAt !== undefined;
        const why = steps.find((one) => one.action === 'recuse' && one.stamp.by === organisation);
        return (
          <li key={i}>
            <div className="row">
              <OrganisationTag id={organisation} />
              <Moment at={stamp.at} dayOnly />
              {instance === 2 && <span className="tag">{say('dispute.onAppeal')}</span>}
              {drawn === true && <span className="tag">{say('dispute.wasDrawn')}</span>}
              {recused === true && <span className="tag">{say('dispute.hasRecused')}</span>}
              {isReplaced && <span className="tag">{say('dispute.isReplaced')}</span>}
              {deadline.late === true && <span className="tag bad">{say('deadline.doneLate')}</span>}
            </div>
            {recused === true && why?.text !== undefined && (
              <>
                <Claim text={why.text} by={organisation} at={why.stamp.at} />
                <Documents digests={why.evidence} />
              </>
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** What the authority over both sides proposes, which the parties accept or not. */
function Coordinated({
  coordination: { organisation, deadline, proposal },
}: {
  readonly coordination: NonNullable<Dispute['coordination']>;
}): ReactElement {
  const say = useSay();
  return (
    <div className="sheet">
      <p>
        <OrganisationTag id={organisation} /> · {say('dispute.proposalDue')}{' '}
        <DeadlinePill
          startedAt={deadline.startedAt}
          dueAt={deadline.dueAt}
          {...(deadline.doneAt !== undefined && { done: { late: deadline.late === true } })}
        />
      </p>
      {proposal === undefined ? (
        <p className="quiet">{say('dispute.noProposal')}</p>
      ) : (
        <>
          <Claim text={proposal.text} by={organisation} at={proposal.stamp.at} />
          <Documents digests={proposal.document === undefined ? undefined : [proposal.document]} />
        </>
      )}
    </div>
  );
}

function LedgerFacts({ dispute }: { readonly dispute: Dispute }): ReactElement {
  const say = useSay();
  const word = useWord();
  const { subject, grant, resource, resourceVersion, frozen, evidenceDigest } = dispute;
  return (
    <div className="sheet">
      <Facts
        facts={[
          { name: say('field.about'), value: <SubjectOf subject={subject} /> },
          grant !== undefined && { name: say('noun.grant'), value: <GrantLink id={grant} /> },
          resource !== undefined && {
            name: say('noun.resource'),
            value: <ResourceTag id={resource} version={resourceVersion} />,
          },
          {
            name: say('dispute.frozen'),
            value: frozen.map(({ type, id }) => (
              <div key={`${type}/${id}`}>
                {word('type', type)} <CauseLink type={type} id={id} />
              </div>
            )),
          },
          { name: say('dispute.evidenceDigest'), value: <code>{evidenceDigest}</code> },
        ]}
      />
      {grant !== undefined && (
        <p className="row no-print">
          <Link to="/uses" search={{ grant, violation: 'any' }}>
            {say('card.flagged')}
          </Link>
          <Link to="/trail" search={{ kind: 'grant', id: grant }}>
            {say('card.trail')}
          </Link>
        </p>
      )}
    </div>
  );
}

function Shown({ dispute }: { readonly dispute: Dispute }): ReactElement {
  const say = useSay();
  const word = useWord();
  const acting = useActing();
  const owed = useOwed();
  const { id, kind, state, pending, opener, respondent, rulings, steps, arbitrators } = dispute;
  const isOwnCase =
    state === 'assigned' &&
    acting.session.role === 'arbitrator' &&
    acting.isOf(arbitrators.at(-1)?.organisation);
  return (
    <>
      <Head
        kind={say('noun.dispute')}
        title={id}
        tag={<StateTag group="disputeState" value={state} />}
        acts={
          <>
            <ActsBar acts={actsOnDispute(acting, dispute)} />
            <PrintButton />
          </>
        }
      />
      <p>
        {word('disputeKind', kind)} ·{' '}
        {pending ? (
          <>
            <TurnLine
              turn={{
                ...pending,
                what: word('step', pending.step),
                article: pending.step === 'rule' ? owed('decide-dispute').article : undefined,
                by: turnIn(dispute),
              }}
            />
          </>
        ) : (
          <span className="quiet">{say('card.nothingAwaited')}</span>
        )}
        {arbitrators.length > 0 && state !== 'recused' && (
          <>
            {' · '}
            {say('act.field.arbitrator')} <OrganisationTag id={arbitrators.at(-1)?.organisation ?? ''} />
          </>
        )}
      </p>
      {isOwnCase && (
        <p className="notice">
          <b>{say('dispute.recusal')}</b> {say('dispute.recusalLead')}
        </p>
      )}
      {dispute.coordination && (
        <Block title={say('dispute.coordination')}>
          <Coordinated coordination={dispute.coordination} />
        </Block>
      )}
      {arbitrators.length > 0 && (
        <Block title={say('dispute.deciding')}>
          <Deciding dispute={dispute} />
          <KnownConflicts dispute={dispute} />
        </Block>
      )}
      {rulings.length > 0 && (
        <Block title={say('dispute.rulings')}>
          {rulings.map((ruling) => (
            <Ruling key={ruling.instance} ruling={ruling} />
          ))}
        </Block>
      )}
      <div className="two">
        <Block title={say('dispute.claims')}>
          <Lane dispute={dispute} side={opener} />
          <Lane dispute={dispute} side={respondent} />
        </Block>
        <Block title={say('dispute.facts')}>
          <LedgerFacts dispute={dispute} />
        </Block>
      </div>
      <Block title={say('dispute.uses')}>
        <ConcernedUses subject={dispute.subject} />
      </Block>
      <Block title={say('dispute.looks')}>
        <LooksForCase dispute={dispute} />
      </Block>
      <Block title={say('card.history')}>
        <Timeline
          label={say('card.history')}
          happenings={steps.map(({ action, stamp, deadline }) => ({
            key: stamp.tx,
            at: stamp.at,
            isBad: deadline?.late === true,
            what: (
              <>
                {word('disputeAction', action)} · <OrganisationTag id={stamp.by} />
                {deadline?.late === true && <span className="tag bad">{say('deadline.doneLate')}</span>}
              </>
            ),
          }))}
        />
      </Block>
      <CardFoot of={dispute} bundle={{ kind: 'dispute', id }} />
    </>
  );
}

export function DisputeCard(): ReactElement {
  const { id } = useParams({ from: '/disputes/$id' });
  return (
    <CardOf
      name={['dispute', id]}
      read={(reason) => api.GET('/v1/disputes/{id}', { params: { path: { id }, query: reason } })}
    >
      {(dispute) => <Shown dispute={dispute} />}
    </CardOf>
  );
}
