// SPDX-License-Identifier: Apache-2.0
/** The head of every card, and what stands for it while it loads or cannot be shown. */
import type { UseQueryResult } from '@tanstack/react-query';
import { useEffect, type ReactElement, type ReactNode } from 'react';
import { ProblemError } from '../../api/problem';
import { useReason } from '../../api/reason';
import { useSay } from '../../i18n/i18n';
import { ProblemNote } from './problem-note';

export interface HeadProps {
  readonly kind: string;
  readonly title: ReactNode;
  readonly tag?: ReactNode;
  readonly acts?: ReactNode;
}

/** The title of the window names the kind of thing only: a name or number may be nobody else's to read. */
export function Head({ kind, title, tag, acts }: HeadProps): ReactElement {
  const say = useSay();
  useEffect(() => {
    document.title = `${kind} · ${say('common.product')}`;
  }, [kind, say]);
  return (
    <div className="head">
      <h1>{title}</h1>
      {title !== kind && <span className="kind">{kind}</span>}
      {tag}
      <span className="acts">{acts}</span>
    </div>
  );
}

/** Shows a thing once it is there. Where it is the whole page, what stands for it is the page's heading. */
export function Loaded<T>({
  query,
  isPage = false,
  children,
}: {
  readonly query: UseQueryResult<T>;
  readonly isPage?: boolean;
  readonly children: (value: T) => ReactNode;
}): ReactElement {
  const say = useSay();
  const { isAsked, reason } = useReason();
  if (query.data !== undefined) return <>{children(query.data)}</>;
  const { error } = query;
  const needsPurpose = error instanceof ProblemError && error.problem.code === 'PURPOSE_REQUIRED';
  if (needsPurpose && isAsked && !reason)
    return (
      <>
        {isPage && <h1 className="sr">{say('purpose.title')}</h1>}
        <p className="notice">{say('purpose.first')}</p>
      </>
    );
  if (error) return <ProblemNote error={error} again={() => void query.refetch()} isPage={isPage} />;
  return (
    <p role="status" className="waiting">
      {say('common.loading')}
    </p>
  );
}

export function Block({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <section className="block">
      <h2>{title}</h2>
      {children}
    </section>
  );
}
