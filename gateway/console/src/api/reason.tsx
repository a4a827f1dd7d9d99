// SPDX-License-Identifier: Apache-2.0
/**
 * Why an auditor or arbitrator looks: a purpose, and a case where there is one. Asked once, kept while this window is
 * open, sent with every read of what is others', and put on the ledger by each.
 */
import { createContext, use } from 'react';

export interface Reason {
  readonly purpose: string;
  readonly case?: string;
}

export interface ReasonState {
  /** Whether this person's reads are recorded. */
  readonly isAsked: boolean;
  readonly reason: Reason | undefined;
  readonly give: (reason: Reason | undefined) => void;
}

export const ReasonContext = createContext<ReasonState>({
  isAsked: false,
  reason: undefined,
  give: () => undefined,
});

export const useReason = (): ReasonState => use(ReasonContext);

/** As the API takes it beside other questions. */
export function useReasonQuery(): Partial<Reason> {
  return useReason().reason ?? {};
}
