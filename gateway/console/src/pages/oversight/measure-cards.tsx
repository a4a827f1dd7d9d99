// SPDX-License-Identifier: Apache-2.0
/** Cards of orders to correct, notices of criticism, incidents and complaints. */
import { liabilityItems } from '@catalog-chain/chaincode/domain/law/liability';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { ActsBar } from '../../acts/form/acts-bar';
import { useActing } from '../../acts/form/use-acting';
import { actsOnComplaint, actsOnIncident, actsOnOrder } from '../../acts/specs/supervision/on-supervision';
import { api } from '../../api/client';
import { useMe } from '../../api/me';
import type { Schemas } from '../../api/problem';
import { useInTongue, useSay, useWord } from '../../i18n/i18n';
import { ItemTags } from '../../parts/card/article';
import { Block, Head } from '../../parts/card/card';
import { CardFoot, CardOf } from '../../parts/card/card-of';
import { Claim } from '../../parts/card/claim';
import { Facts, type Fact } from '../../parts/card/facts';
import { PrintButton } from '../../parts/card/print-view';
import { CauseLink, DisputeLink, GrantLink, OrganisationTag, ResourceTag } from '../../parts/card/references';
import { StateTag } from '../../parts/card/tag';
import { TurnLine, useOwed } from '../../parts/card/turn';
import { articleOfOrder } from '../../parts/time/law';
import { Moment } from '../../parts/time/moment';

type Order = Schemas['OrderView'];
type Criticism = Schemas['CriticismView'];
type Incident = Schemas['IncidentView'];
type Complaint = Schemas['ComplaintView'];

const digestFact = (name: string, digest: string | undefined): Fact | false =>
  digest !== undefined && { name, value: <code>{digest}</code> };

/** Items with what the law says of them: whoever is charged need not look it up. */
function ItemsInWords({ items }: { readonly items: readonly string[] }): ReactElement {
  const tongue = useInTongue();
  const { policy } = useMe();
  const known = new Map(liabilityItems(policy.profile).map(({ item, text }) => [item, text]));
  return (
    <>
      {items.map((item) => (
        <div key={item}>
          <ItemTags items={[item]} /> {tongue(known.get(item) ?? {})}
        </div>
      ))}
    </>
  );
}

/** What an order and a criticism both say. */
function useMeasureFacts(): (measure: Order | Criticism) => readonly (Fact | false)[] {
  const say = useSay();
  return ({ organisation, issuer, items, report, document }) => [
    { name: say('oversight.measure.member'), value: <OrganisationTag id={organisation} full /> },
    { name: say('oversight.measure.issuer'), value: <OrganisationTag id={issuer} full /> },
    { name: say('oversight.measure.items'), value: <ItemsInWords items={items} /> },
    digestFact(say('oversight.measure.report'), report),
    digestFact(say('oversight.measure.document'), document),
  ];
}

function OrderShown({ order }: { readonly order: Order }): ReactElement {
  const say = useSay();
  const acting = useActing();
  const owed = useOwed();
  const factsOf = useMeasureFacts();
  const { id, state, issued, issuer, organisation, dueAt, text, compliance, conclusion } = order;
  return (
    <>
      <Head
        kind={say('oversight.measure.order')}
        title={id}
        tag={<StateTag group="orderState" value={state} />}
        acts={
          <>
            <ActsBar acts={actsOnOrder(acting, order)} />
            <PrintButton />
          </>
        }
      />
      {state === 'issued' && (
        <p>
          <TurnLine
            turn={{
              ...owed('comply-order'),
              article: articleOfOrder(order),
              by: [organisation],
              startedAt: issued.at,
              dueAt,
            }}
          />
        </p>
      )}
      {state === 'reported' && (
        <p>
          <TurnLine
            turn={{ what: say('matter.act.concludeOrder.title'), by: [issuer], startedAt: issued.at }}
          />
        </p>
      )}
      <Block title={say('dispute.facts')}>
        <div className="sheet">
          <Facts
            facts={[...factsOf(order), { name: say('deadline.due'), value: <Moment at={dueAt} dayOnly /> }]}
          />
        </div>
      </Block>
      <Block title={say('dispute.claims')}>
        <Claim text={text} by={issuer} at={issued.at} />
      </Block>
      <Block title={say('oversight.measure.compliance')}>
        {compliance ? (
          <>
            <Claim text={compliance.text} by={compliance.stamp.by} at={compliance.stamp.at} />
            {compliance.evidence && (
              <p className="small">{say('dispute.documents', { count: compliance.evidence.length })}</p>
            )}
          </>
        ) : (
          <p className="quiet">{say('oversight.measure.noCompliance')}</p>
        )}
      </Block>
      {conclusion && (
        <Block title={say('oversight.measure.conclusion')}>
          <span className={conclusion.complied ? 'tag good' : 'tag bad'}>
            {say(conclusion.complied ? 'oversight.measure.complied' : 'oversight.measure.notComplied')}
          </span>
          <Claim text={conclusion.text} by={conclusion.stamp.by} at={conclusion.stamp.at} />
        </Block>
      )}
      <CardFoot of={order} />
    </>
  );
}

export function OrderCard(): ReactElement {
  const { id } = useParams({ from: '/orders/$id' });
  return (
    <CardOf
      name={['order', id]}
      read={(reason) => api.GET('/v1/orders/{id}', { params: { path: { id }, query: reason } })}
    >
      {(order) => <OrderShown order={order} />}
    </CardOf>
  );
}

function CriticismShown({ criticism }: { readonly criticism: Criticism }): ReactElement {
  const say = useSay();
  const factsOf = useMeasureFacts();
  const { id, issuer, text, order, changed } = criticism;
  return (
    <>
      <Head kind={say('oversight.measure.criticism')} title={id} acts={<PrintButton />} />
      <p className="quiet">{say('oversight.measure.publicNote')}</p>
      <Block title={say('dispute.facts')}>
        <div className="sheet">
          <Facts
            facts={[
              ...factsOf(criticism),
              order !== undefined && {
                name: say('oversight.measure.after'),
                value: (
                  <Link to="/orders/$id" params={{ id: order }}>
                    {order}
                  </Link>
                ),
              },
            ]}
          />
        </div>
      </Block>
      <Block title={say('dispute.claims')}>
        <Claim text={text} by={issuer} at={changed.at} />
      </Block>
      <CardFoot of={criticism} />
    </>
  );
}

export function CriticismCard(): ReactElement {
  const { id } = useParams({ from: '/criticisms/$id' });
  return (
    <CardOf
      name={['criticism', id]}
      read={() => api.GET('/v1/criticisms/{id}', { params: { path: { id } } })}
    >
      {(criticism) => <CriticismShown criticism={criticism} />}
    </CardOf>
  );
}

/** What an incident or a complaint is about, as far as it says. */
function useAboutFacts(): (about: Incident['about']) => readonly (Fact | false)[] {
  const say = useSay();
  return ({ organisation, grant, resource } = {}) => [
    organisation !== undefined && {
      name: say('oversight.measure.concerns'),
      value: <OrganisationTag id={organisation} full />,
    },
    grant !== undefined && { name: say('noun.grant'), value: <GrantLink id={grant} /> },
    resource !== undefined && { name: say('noun.resource'), value: <ResourceTag id={resource} /> },
  ];
}

function IncidentShown({ incident }: { readonly incident: Incident }): ReactElement {
  const say = useSay();
  const acting = useActing();
  const word = useWord();
  const owed = useOwed();
  const aboutFacts = useAboutFacts();
  const { id, kind, state, late, organisation, noticedAt, reported, text, digest, dueAt, closing } = incident;
  return (
    <>
      <Head
        kind={say('oversight.measure.incident')}
        title={id}
        tag={<StateTag group="incidentState" value={state} />}
        acts={
          <>
            <ActsBar acts={actsOnIncident(acting, incident)} />
            <PrintButton />
          </>
        }
      />
      {state === 'reported' && dueAt !== undefined && (
        <p>
          <TurnLine turn={{ ...owed('close-incident'), by: [organisation], startedAt: reported.at, dueAt }} />
        </p>
      )}
      <Block title={say('dispute.facts')}>
        <div className="sheet">
          <Facts
            facts={[
              { name: say('field.kind'), value: word('incidentKind', kind) },
              {
                name: say('oversight.measure.reportedBy'),
                value: <OrganisationTag id={organisation} full />,
              },
              {
                name: say('oversight.measure.noticed'),
                value: <Moment at={noticedAt} />,
              },
              {
                name: say('oversight.measure.reportedAt'),
                value: (
                  <>
                    <Moment at={reported.at} />{' '}
                    <span className={late ? 'tag bad' : 'tag'}>
                      {say(late ? 'oversight.measure.late' : 'oversight.measure.inTime')}
                    </span>
                  </>
                ),
              },
              ...aboutFacts(incident.about),
              digestFact(say('oversight.measure.digest'), digest),
            ]}
          />
        </div>
      </Block>
      <Block title={say('dispute.claims')}>
        <Claim text={text} by={organisation} at={reported.at} />
      </Block>
      {closing && (
        <Block title={say('oversight.measure.closing')}>
          <Claim text={closing.text} by={closing.stamp.by} at={closing.stamp.at} />
          <p className="small">
            {say('oversight.measure.digest')} <code>{closing.digest}</code>
          </p>
        </Block>
      )}
      <CardFoot of={incident} />
    </>
  );
}

export function IncidentCard(): ReactElement {
  const { id } = useParams({ from: '/incidents/$id' });
  return (
    <CardOf
      name={['incident', id]}
      read={(reason) => api.GET('/v1/incidents/{id}', { params: { path: { id }, query: reason } })}
    >
      {(incident) => <IncidentShown incident={incident} />}
    </CardOf>
  );
}

function ComplaintShown({ complaint }: { readonly complaint: Complaint }): ReactElement {
  const say = useSay();
  const acting = useActing();
  const word = useWord();
  const owed = useOwed();
  const aboutFacts = useAboutFacts();
  const { id, kind, state, organisation, registered, receivedOn, digest, dueAt, answer } = complaint;
  return (
    <>
      <Head
        kind={say('oversight.measure.complaint')}
        title={id}
        tag={<StateTag group="complaintState" value={state} />}
        acts={
          <>
            <ActsBar acts={actsOnComplaint(acting, complaint)} />
            <PrintButton />
          </>
        }
      />
      {state === 'received' && dueAt !== undefined && (
        <p>
          <TurnLine
            turn={{ ...owed('answer-complaint'), by: [organisation], startedAt: registered.at, dueAt }}
          />
        </p>
      )}
      <Block title={say('dispute.facts')}>
        <div className="sheet">
          <Facts
            facts={[
              { name: say('field.kind'), value: word('complaintKind', kind) },
              { name: say('oversight.measure.handler'), value: <OrganisationTag id={organisation} full /> },
              { name: say('oversight.measure.received'), value: receivedOn },
              ...aboutFacts(complaint.about),
              digestFact(say('oversight.measure.digest'), digest),
            ]}
          />
        </div>
      </Block>
      {answer && (
        <Block title={say('oversight.measure.answer')}>
          <div className="sheet">
            <Facts
              facts={[
                { name: say('field.outcome'), value: word('complaintOutcome', answer.outcome) },
                { name: say('field.at'), value: <Moment at={answer.stamp.at} /> },
                digestFact(say('oversight.measure.digest'), answer.digest),
                answer.collected !== undefined && {
                  name: say('matter.field.collector'),
                  value: <OrganisationTag id={answer.collected.organisation} full />,
                },
                answer.collected !== undefined && {
                  name: say('matter.field.duplicatedEntry'),
                  value: <ResourceTag id={answer.collected.resource} />,
                },
                answer.correction !== undefined && {
                  name: say('noun.correction'),
                  value: <CauseLink type="correction" id={answer.correction} />,
                },
                answer.dispute !== undefined && {
                  name: say('noun.dispute'),
                  value: <DisputeLink id={answer.dispute} />,
                },
              ]}
            />
          </div>
        </Block>
      )}
      <CardFoot of={complaint} />
    </>
  );
}

export function ComplaintCard(): ReactElement {
  const { id } = useParams({ from: '/complaints/$id' });
  return (
    <CardOf
      name={['complaint', id]}
      read={(reason) => api.GET('/v1/complaints/{id}', { params: { path: { id }, query: reason } })}
    >
      {(complaint) => <ComplaintShown complaint={complaint} />}
    </CardOf>
  );
}
