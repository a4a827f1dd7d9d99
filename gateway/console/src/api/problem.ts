// SPDX-License-Identifier: Apache-2.0
/** What went wrong, as the gateway says it in the person's language, or as the console does where no answer came. */
import type { components } from '../../generated/schema';
import { i18n } from '../i18n/i18n';

export type Schemas = components['schemas'];

/** `CONNECTION_LOST`: no answer came, and nobody knows whether the question arrived. */
export type ProblemCode = Schemas['Problem']['code'] | 'CONNECTION_LOST';

export interface Problem {
  readonly code: ProblemCode;
  readonly title: string;
  readonly detail: string;
  readonly action: string;
  readonly instance?: string;
  readonly errors?: readonly { readonly field: string; readonly rule: string }[];
}

/** What became of a write is not known yet: under another key it would be written a second time. */
const UNDER_WAY: ReadonlySet<ProblemCode> = new Set(['OUTCOME_UNKNOWN', 'IDEMPOTENCY_IN_PROGRESS']);

export class ProblemError extends Error {
  override readonly name = 'ProblemError';

  /** @param retryAfter seconds that the gateway asks to wait */
  constructor(
    readonly problem: Problem,
    readonly status: number,
    readonly retryAfter?: number,
  ) {
    super(problem.title);
  }

  /** Whether it is unknown if a write took place: it must be asked again under the same key, and never anew. */
  get isUnknown(): boolean {
    return this.status === 0 || this.status >= 500 || UNDER_WAY.has(this.problem.code);
  }
}

export const connectionLost = (): ProblemError =>
  new ProblemError(
    {
      code: 'CONNECTION_LOST',
      title: i18n.t('problem.lost.title'),
      detail: i18n.t('problem.lost.detail'),
      action: i18n.t('problem.lost.action'),
    },
    0,
  );

const isProblem = (value: unknown): value is Problem =>
  typeof value === 'object' && value !== null && 'code' in value && 'title' in value;

/** @param said the body of an answer that is no success */
export function problemOf(said: unknown, response: Response): ProblemError {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  const wait = Number.isFinite(seconds) ? seconds : undefined;
  if (isProblem(said)) return new ProblemError(said, response.status, wait);
  const title = i18n.t('problem.odd.title', { status: response.status });
  const odd = { code: 'INTERNAL', title, detail: '', action: i18n.t('problem.odd.action') } as const;
  return new ProblemError(odd, response.status, wait);
}

/** The codes after which nobody is signed in any more. */
const ENDED: readonly ProblemCode[] = ['SESSION_ENDED', 'UNAUTHENTICATED', 'TOKEN_EXPIRED'];

export const isSessionOver = (error: unknown): boolean =>
  error instanceof ProblemError && ENDED.includes(error.problem.code);
