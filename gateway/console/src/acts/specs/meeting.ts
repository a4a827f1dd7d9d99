// SPDX-License-Identifier: Apache-2.0
/** By which act an obligation is met, and where that act is: by its kind, of whichever profile of law. */
import type { Schemas } from '../../api/problem';
import type { Key } from '../../i18n/i18n';

type Obligation = Schemas['ObligationView'];

interface Meeting {
  readonly act: Key;
  /** Where the card of the cause is, or the page of the act. */
  readonly at: string;
  readonly isPage?: true;
}

const MEETINGS: Readonly<Record<Obligation['kind'], Meeting>> = {
  'answer-request': { act: 'act.decide.title', at: 'requests' },
  'confirm-request': { act: 'act.confirm.title', at: 'requests' },
  'deliver-data': { act: 'act.deliver.title', at: 'grants' },
  'return-data': { act: 'act.deliver.title', at: 'grants' },
  'review-catalogue': { act: 'act.review.title', at: 'resources' },
  'answer-variation': { act: 'matter.act.answerVariation.title', at: 'matters/variation' },
  'rectify-use': { act: 'matter.act.declareRectification.title', at: 'grants' },
  'correct-data': { act: 'act.correction.answer.title', at: 'corrections' },
  'file-service-change': { act: 'matter.act.fileService.title', at: 'matters/service-change' },
  'dispose-data': { act: 'matter.act.declareDisposal.title', at: 'matters/disposal' },
  'report-use': { act: 'matter.act.submitUseReport.title', at: 'grants' },
  'comply-order': { act: 'matter.act.reportOrder.title', at: 'orders' },
  'close-incident': { act: 'matter.act.closeIncident.title', at: 'incidents' },
  'answer-complaint': { act: 'matter.act.answerComplaint.title', at: 'complaints' },
  'update-catalogue': { act: 'matter.act.recordUpdate.title', at: 'matters/catalogue-change' },
  'supply-source': { act: 'matter.act.declareSourceUpdate.title', at: 'matters/source-update' },
  'list-demanded': { act: 'matter.act.listDemanded.title', at: 'matters/demand' },
  'coordinate-dispute': { act: 'matter.act.coordinate.title', at: 'disputes' },
  'decide-dispute': { act: 'matter.act.decide.title', at: 'disputes' },
  // A seal says nothing of its use: who sealed it has the file.
  'disclose-sealed': { act: 'report.disclose', at: 'report', isPage: true },
};

/** The act, and the address within the console at which its form opens; undefined where there is nothing to be done any more. */
export function meetingOf({
  kind,
  state,
  cause,
}: Pick<Obligation, 'kind' | 'state' | 'cause'>):
  { readonly act: Key; readonly address: string } | undefined {
  if (state !== 'open') return undefined;
  const { act, at, isPage } = MEETINGS[kind];
  const card = isPage === true ? at : `${at}/${encodeURIComponent(cause.id)}`;
  return { act, address: `/${card}?${new URLSearchParams({ do: act }).toString()}` };
}

type Owed = Pick<Obligation, 'kind' | 'state' | 'met'>;

/** What is owed of a grant's delivery now, and whether it is declared and waits for the consumer's word; undefined: nothing. */
export function deliveryOf(owed: readonly Owed[]): { readonly isDeclared: boolean } | undefined {
  const delivery = owed.find(
    ({ kind, state, met }) =>
      (kind === 'deliver-data' || kind === 'return-data') && (state === 'open' || met?.basis === 'declared'),
  );
  return delivery && { isDeclared: delivery.state !== 'open' };
}
