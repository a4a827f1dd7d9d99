// SPDX-License-Identifier: Apache-2.0
/** What a suspended consumer has to mend, what it says that it has mended, and what was found wanting: who judges it reads both. */
import type { ReactElement } from 'react';
import type { Schemas } from '../../api/problem';
import { useSay } from '../../i18n/i18n';
import { Block } from '../../parts/card/card';
import { Claim } from '../../parts/card/claim';
import { DeadlinePill } from '../../parts/time/deadline-pill';

type Rectification = NonNullable<Schemas['GrantView']['rectification']>;
type Declaration = NonNullable<Rectification['declared']>;

function Declared({ declared: { text, evidence, stamp } }: { readonly declared: Declaration }): ReactElement {
  const say = useSay();
  return (
    <>
      <Claim text={text} by={stamp.by} at={stamp.at} />
      {evidence && <p className="small">{say('dispute.documents', { count: evidence.length })}</p>}
    </>
  );
}

export function RectificationShown({
  rectification,
}: {
  readonly rectification: Rectification;
}): ReactElement {
  const say = useSay();
  const { reason, asked, dueAt, declared, contested = [], outcome } = rectification;
  return (
    <Block title={say('grant.rectification.title')}>
      {outcome === undefined && declared === undefined && (
        <p>
          <DeadlinePill startedAt={asked.at} dueAt={dueAt} />
        </p>
      )}
      {outcome !== undefined && <p className="quiet">{say(`grant.rectification.${outcome}`)}</p>}
      <Claim text={reason} by={asked.by} at={asked.at} />
      {contested.map((one) => (
        <div key={one.stamp.tx}>
          <Declared declared={one.declared} />
          <p className="small quiet">{say('grant.rectification.contested')}</p>
          <Claim text={one.reason} by={one.stamp.by} at={one.stamp.at} />
        </div>
      ))}
      {declared && <Declared declared={declared} />}
      {declared && outcome === undefined && <p className="small quiet">{say('grant.rectification.waits')}</p>}
    </Block>
  );
}
