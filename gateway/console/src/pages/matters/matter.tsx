// SPDX-License-Identifier: Apache-2.0
/** One of them: all that the ledger says of it, field by field, and the acts of whoever’s turn it is. */
import { Link, useParams } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { ActsBar } from '../../acts/form/acts-bar';
import { useActing } from '../../acts/form/use-acting';
import { actsOnMatter, isMatter, type Matter } from '../../acts/specs/matters/on-matter';
import { useInTongue, useSay, useWord } from '../../i18n/i18n';
import { Block, Head } from '../../parts/card/card';
import { CardFoot, CardOf } from '../../parts/card/card-of';
import { PrintButton } from '../../parts/card/print-view';
import { RecordFacts } from '../../parts/card/record-facts';
import { StateTag } from '../../parts/card/tag';
import { TurnLine } from '../../parts/card/turn';
import { readMatter, titleOf } from './addresses';
import { namesOf, stateOf } from './matters';
import { useTurns } from './turns';

function Card({ record }: { readonly record: Matter }): ReactElement {
  const say = useSay();
  const word = useWord();
  const acting = useActing();
  const tongue = useInTongue();
  const state = stateOf(record);
  const turn = useTurns()(record);
  return (
    <>
      <Head
        kind={
          record.type === 'duty' || record.type === 'system'
            ? word('type', record.type)
            : word('matter', record.type)
        }
        title={tongue(namesOf(record)) || titleOf(record)}
        tag={state !== undefined && <StateTag group="matterState" value={state} />}
        acts={
          <>
            <ActsBar acts={actsOnMatter(acting, record)} />
            <PrintButton />
          </>
        }
      />
      <p className="row no-print">
        <Link to="/matters/$kind" params={{ kind: record.type }}>
          {word('matter', record.type)}
        </Link>
      </p>
      {turn && (
        <Block title={say('card.awaited')}>
          <TurnLine turn={turn} />
        </Block>
      )}
      <Block title={say('matter.facts')}>
        <div className="sheet">
          <RecordFacts type={record.type} record={record} />
        </div>
      </Block>
      <CardFoot of={record} />
    </>
  );
}

export function MatterCard(): ReactElement {
  const { kind: named, id } = useParams({ from: '/matters/$kind/$id' });
  const kind = isMatter(named) ? named : 'variation';
  return (
    <CardOf name={['matter', kind, id]} read={(reason) => readMatter(kind, id, reason)}>
      {(record) => <Card record={record} />}
    </CardOf>
  );
}
