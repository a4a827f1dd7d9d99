// SPDX-License-Identifier: Apache-2.0
/** One catalogue entry: what is published, what waits for review and how it differs, and the acts of owner and manager. */
import { Link, useParams } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useActing } from '../../acts/form/use-acting';
import { ActsBar } from '../../acts/form/acts-bar';
import type { FieldName } from '../../acts/specs/brief';
import { actsOnResource } from '../../acts/specs/catalogue/on-resource';
import { api } from '../../api/client';
import { useOne } from '../../api/lists';
import type { Schemas } from '../../api/problem';
import { useInTongue, useSay, useWord } from '../../i18n/i18n';
import { Block, Head } from '../../parts/card/card';
import { CardFoot, CardOf } from '../../parts/card/card-of';
import { Claim } from '../../parts/card/claim';
import { DeadlinePill } from '../../parts/time/deadline-pill';
import { Facts, type Fact } from '../../parts/card/facts';
import { PrintButton } from '../../parts/card/print-view';
import { OrganisationTag, OwnedTag } from '../../parts/card/references';
import { StateTag } from '../../parts/card/tag';
import { useOwed } from '../../parts/card/turn';
import { ItemsTable } from '../../parts/compare/items-table';
import { VersionDiff, type Content } from '../../parts/compare/version-diff';

type Resource = Schemas['ResourceView'];

/** By GB/T 43697, where the entry says so. */
function Graded({
  item: { grade, dataClass },
}: {
  readonly item: Pick<Content['items'][number], 'grade' | 'dataClass'>;
}): ReactElement {
  const word = useWord();
  if (grade === undefined && dataClass === undefined) return <>–</>;
  return (
    <>
      {grade !== undefined && word('grade', grade)} {dataClass !== undefined && word('dataClass', dataClass)}
    </>
  );
}

/** What articles 13 to 15 ask of an entry besides: shown as far as it says it. */
function useLawFacts({
  formats,
  openness,
  guideCode,
  assessments,
  sharing,
}: Content): readonly (Fact | false)[] {
  const say = useSay();
  const word = useWord();
  const { reason, basis, conditions } = sharing;
  const { roles, levels, regions } = conditions?.consumers ?? {};
  const list = (name: FieldName, values: readonly string[] | undefined): Fact | false =>
    values !== undefined && { name: say(`matter.field.${name}`), value: values.join(say('common.between')) };
  const digest = (name: FieldName, value: string | undefined): Fact | false =>
    value !== undefined && { name: say(`matter.field.${name}`), value: <code>{value}</code> };
  return [
    list(
      'conditionRoles',
      roles?.map((role) => word('hat', role)),
    ),
    list(
      'conditionLevels',
      levels?.map((level) => word('level', level)),
    ),
    list('conditionRegions', regions),
    list('conditionPurposes', conditions?.purposes),
    list('conditionOthers', conditions?.others),
    list('withheldReason', reason === undefined ? undefined : [reason]),
    list('basisCitation', basis && [`${word('basisKind', basis.kind)} ${basis.citation}`]),
    list(
      'formats',
      formats?.map((one) => word('dataFormat', one)),
    ),
    list('openness', openness && [word('openType', openness.openType)]),
    list('openCondition', openness && 'condition' in openness ? [openness.condition] : undefined),
    list('guideCode', guideCode === undefined ? undefined : [guideCode]),
    digest('secrecyAssessment', assessments?.secrecy),
    digest('personalAssessment', assessments?.personalInformation),
    list('assessmentAgreed', assessments && [assessments.agreed]),
  ];
}

function ContentFacts({ content }: { readonly content: Content }): ReactElement {
  const say = useSay();
  const word = useWord();
  const tongue = useInTongue();
  const lawFacts = useLawFacts(content);
  const { summary, system, updateCycle, sharing, contactRole, items } = content;
  return (
    <div className="two">
      <div className="sheet">
        <Facts
          facts={[
            { name: say('field.summary'), value: tongue(summary) },
            { name: say('noun.system'), value: <OwnedTag kind="system" id={system} /> },
            { name: say('field.updateCycle'), value: word('updateCycle', updateCycle) },
            { name: say('field.sharingType'), value: word('sharingType', sharing.sharingType) },
            sharing.condition !== undefined && { name: say('field.condition'), value: sharing.condition },
            sharing.legalBasis !== undefined && { name: say('field.legalBasis'), value: sharing.legalBasis },
            {
              name: say('field.modes'),
              value: sharing.modes.map((mode) => word('mode', mode)).join(say('common.between')) || '–',
            },
            ...lawFacts,
            { name: say('field.contact'), value: contactRole },
          ]}
        />
      </div>
      <ItemsTable
        label={say('field.items')}
        items={items}
        last={{ title: say('field.grade'), cell: (item) => <Graded item={item} /> }}
      />
    </div>
  );
}

function Pending({
  pending,
  published,
}: {
  readonly pending: NonNullable<Resource['pending']>;
  readonly published: Content | undefined;
}): ReactElement {
  const say = useSay();
  const owed = useOwed();
  const { content, deadline, reviews, digest, state } = pending;
  return (
    <Block title={say('resource.pending')}>
      <p>
        <StateTag group="resourceState" value={state} />{' '}
        {deadline && (
          <DeadlinePill
            startedAt={deadline.startedAt}
            dueAt={deadline.dueAt}
            article={owed('review-catalogue').article}
            {...(deadline.doneAt !== undefined && { done: { late: deadline.late === true } })}
          />
        )}{' '}
        <span className="small quiet">
          {say('act.field.contentDigest')} <code>{digest.slice(0, 16)}…</code>
        </span>
      </p>
      {reviews.map(({ reasons, stamp }) =>
        reasons === undefined ? null : <Claim key={stamp.tx} text={reasons} by={stamp.by} at={stamp.at} />,
      )}
      <VersionDiff before={published} after={content} />
    </Block>
  );
}

function Shown({ resource }: { readonly resource: Resource }): ReactElement {
  const say = useSay();
  const tongue = useInTongue();
  const acting = useActing();
  const { id, state, version, pending, organisation, suspension, retirement } = resource;
  const published = useOne(
    ['version', id, version],
    () =>
      api.GET('/v1/resources/{id}/versions/{version}', {
        params: { path: { id, version: String(version) } },
      }),
    version > 0,
  );
  const content = published.data?.content;
  // The draft, where there is one: it is what the next version is written from.
  const called = pending?.content ?? content;
  const canAsk = acting.wears('consumer') && state === 'published';
  return (
    <>
      <Head
        kind={say('noun.resource')}
        title={called ? tongue(called.names) : id}
        tag={<StateTag group="resourceState" value={state} />}
        acts={
          <>
            {canAsk && (
              <Link to="/requests/new" search={{ resource: id }} className="button">
                {say('ask.title')}
              </Link>
            )}
            <ActsBar acts={actsOnResource(acting, resource, called)} />
            <PrintButton />
          </>
        }
      />
      <p className="row">
        <span className="mono">{id}</span> <OrganisationTag id={organisation} full />
        {version > 0 && <span className="quiet">{say('field.versionOf', { version })}</span>}
        <Link to="/trail" search={{ kind: 'resource', id }} className="no-print">
          {say('card.trail')}
        </Link>
        <Link to="/grants" search={{ resource: id }} className="no-print">
          {say('resource.grants')}
        </Link>
        <Link to="/imports" search={{ thing: id }} className="no-print">
          {say('imports.touching')}
        </Link>
      </p>
      {suspension && <Claim text={suspension.reason} by={suspension.stamp.by} at={suspension.stamp.at} />}
      {retirement && <Claim text={retirement.reason} by={retirement.stamp.by} at={retirement.stamp.at} />}
      {pending && <Pending pending={pending} published={content} />}
      {content && (
        <Block title={say('resource.published')}>
          <ContentFacts content={content} />
        </Block>
      )}
      <CardFoot of={resource} />
    </>
  );
}

export function ResourceCard(): ReactElement {
  const { id } = useParams({ from: '/resources/$id' });
  return (
    <CardOf name={['resource', id]} read={() => api.GET('/v1/resources/{id}', { params: { path: { id } } })}>
      {(resource) => <Shown resource={resource} />}
    </CardOf>
  );
}
