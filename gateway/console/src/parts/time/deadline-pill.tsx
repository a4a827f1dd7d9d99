// SPDX-License-Identifier: Apache-2.0
/** A duty's clock in one line: the article, what is left, by how much it can be extended. Never by colour alone. */
import { articleName } from '@catalog-chain/chaincode/domain/law/citation';
import type { ReactElement } from 'react';
import { useMe } from '../../api/me';
import { currentLanguage, useSay } from '../../i18n/i18n';
import { useNow } from './now';
import { localDay, urgencyOf, workingDaysLeft } from './time';

export interface DeadlinePillProps {
  readonly startedAt: string;
  readonly dueAt: string;
  readonly article?: string | undefined;
  /** Working days by which it can still be extended. */
  readonly extension?: number | undefined;
  readonly pausedAt?: string | undefined;
  readonly done?: { readonly late: boolean } | undefined;
  /** Ended without being met, so that nothing is owed any more. */
  readonly isVoid?: boolean;
  /** Ended without being met, for good. */
  readonly isMissed?: boolean;
}

export function DeadlinePill(props: DeadlinePillProps): ReactElement {
  const { startedAt, dueAt, article, extension, pausedAt, done, isVoid = false, isMissed = false } = props;
  const say = useSay();
  const { calendar } = useMe();
  const now = useNow();
  const cited = article === undefined ? '' : articleName(article, currentLanguage());
  const left = workingDaysLeft(dueAt, pausedAt === undefined ? now : Date.parse(pausedAt), calendar);
  const urgency = urgencyOf(startedAt, dueAt, now);
  const running = (): string => {
    if (pausedAt !== undefined) return say('deadline.paused', { days: left });
    if (urgency === 'over') return say('deadline.over', { days: -left });
    return left === 0 ? say('deadline.today') : say('deadline.left', { days: left });
  };
  const settled = (): string => {
    if (isVoid) return say('deadline.void');
    if (isMissed) return say('deadline.missed');
    return say(done?.late === true ? 'deadline.doneLate' : 'deadline.done');
  };
  const isSettled = done !== undefined || isVoid || isMissed;
  const look = isSettled
    ? done?.late === true || isMissed
      ? 'over'
      : 'done'
    : pausedAt === undefined
      ? urgency
      : 'early';
  return (
    <span className={`pill ${look}`} title={`${say('deadline.due')} ${localDay(dueAt, calendar)}`}>
      {cited !== '' && <span>{cited}</span>}
      <span>{isSettled ? settled() : running()}</span>
      {!isSettled && <span className="quiet">{localDay(dueAt, calendar)}</span>}
      {!isSettled && extension !== undefined && <span>{say('deadline.extension', { days: extension })}</span>}
    </span>
  );
}
