// SPDX-License-Identifier: Apache-2.0
/** One reported use: what the reporter states, what the ledger found, and the other side's report of the same exchange. */
import { Link, useParams, useSearch } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { api } from '../../api/client';
import { useCounted, useOne } from '../../api/lists';
import type { Schemas } from '../../api/problem';
import { useSay, useWord } from '../../i18n/i18n';
import { Block, Head, Loaded } from '../../parts/card/card';
import { CardOf } from '../../parts/card/card-of';
import { Facts } from '../../parts/card/facts';
import { Moment } from '../../parts/time/moment';
import { PrintButton, PrintFoot } from '../../parts/card/print-view';
import { ProofLine } from '../../parts/card/proof-line';
import { PurposeTag, usePurposeText } from '../../parts/card/purpose';
import { GrantLink, OrganisationTag, ResourceTag, OwnedTag } from '../../parts/card/references';
import { Violations } from '../../parts/card/tag';
import { isSilent } from './exchanges';
import { TwoSides, type Side } from '../../parts/compare/two-sides';

type Use = Schemas['UsageEventView'];

const isTakenBack = ({ correctedBy = [] }: Use): boolean =>
  correctedBy.some(({ effect }) => effect !== 'none');

/** What corrects the event, or what it corrects: a link to the other's card. */
function UseLink({ id, organisation }: { readonly id: string; readonly organisation: string }): ReactElement {
  return (
    <Link to="/uses/$id" params={{ id }} search={{ organisation }} className="mono">
      {id}
    </Link>
  );
}

function Corrections({ use }: { readonly use: Use }): ReactElement {
  const word = useWord();
  return (
    <>
      {use.correctedBy?.map(({ id, effect, written }) => (
        <div key={id}>
          <Moment at={written.time} /> <UseLink id={id} organisation={use.organisation} />{' '}
          {word('correctionEffect', effect)}
        </div>
      ))}
    </>
  );
}

function useSides(): (use: Use | undefined) => readonly Side[] | undefined {
  const say = useSay();
  const word = useWord();
  const purposeText = usePurposeText();
  return (use) =>
    use && [
      {
        name: say('field.purpose'),
        value: purposeText(use.leaf.grant, use.leaf.purpose) ?? use.leaf.purpose,
      },
      { name: say('field.action'), value: word('mode', use.leaf.action) },
      { name: say('field.outcome'), value: word('useOutcome', use.leaf.outcome) },
      {
        name: say('field.record'),
        value: use.leaf.record === undefined ? '–' : `${use.leaf.record.slice(0, 16)}…`,
      },
      { name: say('field.count'), value: String(use.leaf.count ?? 1) },
      { name: say('field.items'), value: use.leaf.items?.join(say('common.between')) ?? say('use.allItems') },
    ];
}

/** The own report of an exchange, or the other side's: what was taken back is none, what replaced it stands for it. */
function standing(items: readonly Use[], side: Use['leaf']['side']): Use | undefined {
  const gone = new Set(
    items.flatMap(({ leaf }) => (leaf.side === side && leaf.corrects !== undefined ? [leaf.corrects] : [])),
  );
  return items.find(({ leaf }) => leaf.side === side && !gone.has(leaf.id) && !isSilent(leaf));
}

function OtherSide({ use }: { readonly use: Use }): ReactElement {
  const say = useSay();
  const sidesOf = useSides();
  const { correlation, grant, side } = use.leaf;
  const query = useCounted(['exchange', grant, correlation], (turning) =>
    api.GET('/v1/usage-events', { params: { query: { ...turning, grant, correlation } } }),
  );
  return (
    <Loaded query={query}>
      {({ items }) => {
        const own = isTakenBack(use) || isSilent(use.leaf) ? standing(items, side) : use;
        const other = standing(items, side === 'claim' ? 'attestation' : 'claim');
        const [claim, attestation] = side === 'claim' ? [own, other] : [other, own];
        if (claim === undefined && attestation === undefined) return <p>{say('use.nothingStands')}</p>;
        return <TwoSides claim={sidesOf(claim)} attestation={sidesOf(attestation)} />;
      }}
    </Loaded>
  );
}

/** What the grant allows the data to be used for: the purpose of its request, and those agreed to since. */
function AllowedPurposes({ grant }: { readonly grant: string }): ReactElement {
  const say = useSay();
  const query = useOne(['grant', grant], (reason) =>
    api.GET('/v1/grants/{id}', { params: { path: { id: grant }, query: reason } }),
  );
  const terms = query.data?.terms;
  if (!terms) return <>–</>;
  return (
    <>
      {[terms.purpose, ...(terms.purposes ?? [])]
        .map(({ code, text }) => say('common.bracketed', { outer: text, inner: code }))
        .join(say('common.semicolon'))}
    </>
  );
}

function Shown({ use }: { readonly use: Use }): ReactElement {
  const say = useSay();
  const word = useWord();
  const { leaf, organisation, resource, violations, batch } = use;
  return (
    <>
      <Head
        kind={say('noun.use')}
        title={say('noun.use')}
        tag={<Violations codes={violations} />}
        acts={<PrintButton />}
      />
      <p className="mono small">{leaf.id}</p>
      <div className="two">
        <Block title={say('use.stated')}>
          <div className="sheet">
            <Facts
              facts={[
                { name: say('field.reportedBy'), value: <OrganisationTag id={organisation} full /> },
                { name: say('field.side'), value: word('side', leaf.side) },
                { name: say('field.kind'), value: word('useKind', leaf.kind) },
                { name: say('field.at'), value: <Moment at={leaf.at} /> },
                { name: say('noun.grant'), value: <GrantLink id={leaf.grant} /> },
                {
                  name: say('field.purpose'),
                  value: <PurposeTag grant={leaf.grant} code={leaf.purpose} />,
                },
                { name: say('use.allowedPurposes'), value: <AllowedPurposes grant={leaf.grant} /> },
                { name: say('noun.system'), value: <OwnedTag kind="system" id={leaf.system} /> },
                { name: say('field.actor'), value: <code>{leaf.actor}</code> },
                leaf.record !== undefined && { name: say('field.record'), value: <code>{leaf.record}</code> },
                leaf.case !== undefined && { name: say('field.case'), value: leaf.case },
              ]}
            />
          </div>
        </Block>
        <Block title={say('dispute.facts')}>
          <div className="sheet">
            <Facts
              facts={[
                { name: say('field.verdicts'), value: <Violations codes={violations} /> },
                resource !== undefined && {
                  name: say('noun.resource'),
                  value: <ResourceTag id={resource} version={1} />,
                },
                {
                  name: say('use.place'),
                  value: (
                    <span className="mono">
                      {batch.journal} / {batch.sequence} / {batch.leaf}
                    </span>
                  ),
                },
                use.sealed && {
                  name: say('use.sealed'),
                  value: (
                    <>
                      <Moment at={use.sealed.at} />{' '}
                      {say(use.sealed.late ? 'use.disclosedLate' : 'use.disclosedInTime')}
                    </>
                  ),
                },
                leaf.corrects !== undefined && {
                  name: say('use.corrects'),
                  value: <UseLink id={leaf.corrects} organisation={organisation} />,
                },
                use.correctedBy && { name: say('use.correctedBy'), value: <Corrections use={use} /> },
                use.repeats && { name: say('use.repeats'), value: use.repeats.block },
              ]}
            />
          </div>
          <h2>{say('sides.label')}</h2>
          <OtherSide use={use} />
        </Block>
      </div>
      <p className="row no-print">
        {leaf.record !== undefined && (
          <Link to="/trail" search={{ kind: 'record', id: leaf.record }}>
            {say('use.recordTrail')}
          </Link>
        )}
        <Link to="/trail" search={{ kind: 'grant', id: leaf.grant }}>
          {say('card.trail')}
        </Link>
      </p>
      <ProofLine written={use.written} bundle={{ kind: 'event', id: leaf.id, organisation }} />
      <PrintFoot />
    </>
  );
}

export function UseCard(): ReactElement {
  const { id } = useParams({ from: '/uses/$id' });
  const search = useSearch({ from: '/uses/$id' });
  const organisation = search['organisation'];
  return (
    <CardOf
      name={['use', id, organisation]}
      read={(reason) =>
        api.GET('/v1/usage-events/{id}', {
          params: { path: { id }, query: { ...reason, ...(organisation !== undefined && { organisation }) } },
        })
      }
    >
      {(use) => <Shown use={use} />}
    </CardOf>
  );
}
