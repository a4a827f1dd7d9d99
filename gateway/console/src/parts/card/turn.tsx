// SPDX-License-Identifier: Apache-2.0
/** Whose turn it is and what for, by which article of the law and how long there still is. */
import { Fragment, type ReactElement } from 'react';
import { useMe } from '../../api/me';
import type { Schemas } from '../../api/problem';
import { useInTongue, useSay } from '../../i18n/i18n';
import { DeadlinePill } from '../time/deadline-pill';
import { ruleOf } from '../time/law';
import { OrganisationTag } from './references';

/** What has to be done, in words. */
export interface Owed {
  readonly what: string;
  readonly article?: string | undefined;
  /** Working days by which it can be extended. */
  readonly extension?: number | undefined;
}

export interface Turn extends Owed {
  /** Absent: whoever manages the sharing. */
  readonly by?: readonly string[] | undefined;
  readonly startedAt: string;
  /** Absent where no rule sets a time. */
  readonly dueAt?: string | undefined;
  readonly pausedAt?: string | undefined;
}

/** What the law in force calls an obligation, and which article it stands in. */
export function useOwed(): (kind: Schemas['ObligationView']['kind']) => Owed {
  const { policy } = useMe();
  const tongue = useInTongue();
  return (kind) => {
    const rule = ruleOf(kind, policy);
    return { what: tongue(rule?.title), article: rule?.article, extension: rule?.extensionDays };
  };
}

export function TurnLine({ turn }: { readonly turn: Turn }): ReactElement {
  const say = useSay();
  const { by, what, dueAt, ...clock } = turn;
  return (
    <span className="turn">
      {by === undefined
        ? say('card.ofManager')
        : by.map((organisation, i) => (
            <Fragment key={organisation}>
              {i > 0 && say('common.between')}
              <OrganisationTag id={organisation} />
            </Fragment>
          ))}
      {what !== '' && ` · ${what}`} {dueAt !== undefined && <DeadlinePill {...clock} dueAt={dueAt} />}
    </span>
  );
}
