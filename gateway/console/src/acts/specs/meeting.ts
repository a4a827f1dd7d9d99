// SPDX-License-Identifier: Apache-2.0
/** By which act an obligation is met, and on whose card that act is: by its kind, of whichever profile of law. */
import type { Schemas } from '../../api/problem';
import type { Key } from '../../i18n/i18n';

interface Meeting {
  readonly act: Key;
  /** Where the card of the cause is. */
  readonly at: string;
  /** The only type of cause for which that holds; absent: any that the kind has. */
  readonly of?: string;
}

const MEETINGS: Readonly<Record<string, Meeting>> = {
  'answer-request': { act: 'act.decide.title', at: 'requests' },
  'confirm-request': { act: 'act.confirm.title', at: 'requests' },
  'deliver-data': { act: 'act.deliver.title', at: 'grants' },
  'return-data': { act: 'act.deliver.title', at: 'grants' },
  'review-catalogue': { act: 'act.review.title', at: 'resources' },
  'answer-variation': { act: 'matter.act.answerVariation.title', at: 'matters/variation' },
  'rectify-use': { act: 'matter.act.declareRectification.title', at: 'grants' },
  'file-service-change': {
    act: 'matter.act.fileService.title',
    at: 'matters/service-change',
    of: 'service-change',
  },
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
};

/** The act, and the address within the console at which its form opens; undefined for kinds that no act of the console meets. */
export function meetingOf({
  kind,
  cause,
}: Schemas['ObligationView']): { readonly act: Key; readonly address: string } | undefined {
  const found = MEETINGS[kind];
  if (!found || (found.of !== undefined && found.of !== cause.type)) return undefined;
  const { act, at } = found;
  return {
    act,
    address: `/${at}/${encodeURIComponent(cause.id)}?${new URLSearchParams({ do: act }).toString()}`,
  };
}
