// SPDX-License-Identifier: Apache-2.0
/** The acts on whatever has a card by its kind: those that begin one, and those on one that there is. */
import type { Schemas } from '../../../api/problem';
import type { Acting } from '../acting';
import { actsOnDuty, actsOnSystem, openingDuties, openingSystems } from '../members/on-members';
import { actsOnDisposal, actsOnServiceChange, actsOnVariation } from '../stewardship/on-stewardship';
import {
  actsOnChange,
  actsOnDemand,
  actsOnSource,
  actsOnSourceUpdate,
  openingChanges,
  openingDemands,
  openingSources,
} from '../upkeep/on-upkeep';
import type { Act } from '../spec';

interface Records {
  variation: Schemas['VariationView'];
  'service-change': Schemas['ServiceChangeView'];
  disposal: Schemas['DisposalView'];
  'use-report': Schemas['UseReportView'];
  'catalogue-change': Schemas['CatalogueChangeView'];
  'source-agency': Schemas['SourceAgencyView'];
  'source-update': Schemas['SourceUpdateView'];
  demand: Schemas['DemandView'];
  duty: Schemas['DutyView'];
  system: Schemas['SystemView'];
}
export type MatterKind = keyof Records;
export type Matter = Records[MatterKind];

interface Offered<R> {
  /** What begins one. */
  readonly begin?: (acting: Acting) => readonly Act[];
  readonly on?: (acting: Acting, record: R) => readonly Act[];
}

const OFFERED: { readonly [K in MatterKind]: Offered<Records[K]> } = {
  variation: { on: actsOnVariation },
  'service-change': { on: actsOnServiceChange },
  disposal: { on: actsOnDisposal },
  'use-report': {},
  'catalogue-change': { begin: openingChanges, on: actsOnChange },
  'source-agency': { begin: openingSources, on: actsOnSource },
  'source-update': { on: actsOnSourceUpdate },
  demand: { begin: openingDemands, on: actsOnDemand },
  duty: { begin: openingDuties, on: actsOnDuty },
  system: { begin: openingSystems, on: actsOnSystem },
};

export const MATTERS = Object.keys(OFFERED) as readonly MatterKind[];

export const isMatter = (value: string): value is MatterKind => Object.hasOwn(OFFERED, value);

export const beginning = (acting: Acting, kind: MatterKind): readonly Act[] =>
  OFFERED[kind].begin?.(acting) ?? [];

export const actsOnMatter = (acting: Acting, record: Matter): readonly Act[] => {
  const { on } = OFFERED[record.type] as Offered<Matter>;
  return on?.(acting, record) ?? [];
};
