// SPDX-License-Identifier: Apache-2.0
/** What went wrong, in the person's language: what, why, what to do, and the number under which the gateway noted it. */
import type { ReactElement } from 'react';
import { ProblemError } from '../../api/problem';
import { useSay } from '../../i18n/i18n';

export interface ProblemNoteProps {
  readonly error: Error;
  readonly again?: (() => void) | undefined;
  /** Whether it stands for a whole page, whose heading it is then. */
  readonly isPage?: boolean;
  /** What a place in the body that was sent is called on the form. */
  readonly labelOf?: ((place: string) => string | undefined) | undefined;
}

const OK_LATER = [401, 408, 409, 425, 429];

/** Whether the same question may be answered another time: what is refused for what it says is refused again. */
function isWorthRepeating(error: Error): boolean {
  if (!(error instanceof ProblemError)) return true;
  return error.isUnknown || OK_LATER.includes(error.status);
}

export function ProblemNote({ error, again, isPage = false, labelOf }: ProblemNoteProps): ReactElement {
  const say = useSay();
  const problem = error instanceof ProblemError ? error.problem : undefined;
  const wait = error instanceof ProblemError ? error.retryAfter : undefined;
  // What is refused of one field may be all that there is to say: it is said once, beside the field's name.
  const isSaidBelow = problem?.errors?.some(({ field, rule }) =>
    [rule, `${field}: ${rule}`].includes(problem.detail),
  );
  const Title = isPage ? 'h1' : 'h2';
  return (
    <div className="notice fault" role="alert">
      <Title>{problem?.title ?? say('problem.page')}</Title>
      {problem && problem.detail !== '' && isSaidBelow !== true && <p>{problem.detail}</p>}
      {problem && <p>{problem.action}</p>}
      {problem?.errors && (
        <ul>
          {problem.errors.map(({ field, rule }) => (
            <li key={`${field}/${rule}`}>
              {labelOf?.(field) ?? <code>{field}</code>}: {rule}
            </li>
          ))}
        </ul>
      )}
      {wait !== undefined && <p>{say('problem.wait', { seconds: wait })}</p>}
      <p className="small quiet">
        {problem?.code}
        {problem?.instance !== undefined && ` · ${problem.instance.replace('urn:uuid:', '')}`}
      </p>
      {again && isWorthRepeating(error) && (
        <button type="button" onClick={again}>
          {say('common.again')}
        </button>
      )}
    </div>
  );
}
