// SPDX-License-Identifier: Apache-2.0
/** One report of wrong data: what it is about, who has to answer, and the answers. */
import { useParams } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useActing } from '../../acts/form/use-acting';
import { ActsBar } from '../../acts/form/acts-bar';
import { actsOnCorrection } from '../../acts/specs/dispute/on-correction';
import { api } from '../../api/client';
import type { Schemas } from '../../api/problem';
import { useSay, useWord } from '../../i18n/i18n';
import { Block, Head } from '../../parts/card/card';
import { CardFoot, CardOf } from '../../parts/card/card-of';
import { Claim } from '../../parts/card/claim';
import { Facts } from '../../parts/card/facts';
import { DisputeLink, GrantLink, OrganisationTag, ResourceTag } from '../../parts/card/references';
import { PrintButton } from '../../parts/card/print-view';
import { StateTag } from '../../parts/card/tag';
import { TurnLine, useOwed } from '../../parts/card/turn';

type Correction = Schemas['CorrectionView'];

function Shown({ correction }: { readonly correction: Correction }): ReactElement {
  const say = useSay();
  const word = useWord();
  const acting = useActing();
  const owed = useOwed();
  const {
    id,
    state,
    subject,
    grant,
    resource,
    answering,
    consumer,
    statement,
    opened,
    answers,
    dueAt,
    dispute,
  } = correction;
  return (
    <>
      <Head
        kind={say('noun.correction')}
        title={id}
        tag={<StateTag group="correctionState" value={state} />}
        acts={
          <>
            <ActsBar acts={actsOnCorrection(acting, correction)} />
            <PrintButton />
          </>
        }
      />
      {state === 'opened' && dueAt !== undefined && (
        <p>
          <TurnLine turn={{ ...owed('correct-data'), by: [answering], startedAt: opened.at, dueAt }} />
        </p>
      )}
      <Block title={say('dispute.facts')}>
        <div className="sheet">
          <Facts
            facts={[
              { name: say('noun.grant'), value: <GrantLink id={grant} /> },
              { name: say('noun.resource'), value: <ResourceTag id={resource} version={1} /> },
              {
                name: say('field.about'),
                value:
                  subject.kind === 'item'
                    ? `${word('subject', 'item')} ${subject.item}`
                    : word('subject', subject.kind),
              },
              { name: say('correction.answering'), value: <OrganisationTag id={answering} full /> },
              dispute !== undefined && { name: say('noun.dispute'), value: <DisputeLink id={dispute} /> },
            ]}
          />
        </div>
      </Block>
      <Block title={say('dispute.claims')}>
        <Claim text={statement} by={consumer} at={opened.at} />
        {answers.map(({ outcome, text, stamp, to }) => (
          <div key={stamp.tx}>
            <span className="tag">{word('correctionOutcome', outcome)}</span>{' '}
            {to !== undefined && <OrganisationTag id={to} />}
            <Claim text={text} by={stamp.by} at={stamp.at} />
          </div>
        ))}
      </Block>
      <CardFoot of={correction} />
    </>
  );
}

export function CorrectionCard(): ReactElement {
  const { id } = useParams({ from: '/corrections/$id' });
  return (
    <CardOf
      name={['correction', id]}
      read={(reason) => api.GET('/v1/corrections/{id}', { params: { path: { id }, query: reason } })}
    >
      {(correction) => <Shown correction={correction} />}
    </CardOf>
  );
}
