// SPDX-License-Identifier: Apache-2.0
/** An entry as rows of the table: what it says, in words of one language. */
import type { DataItem, ResourceContent } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import { codeList, guarded, proseList } from './cells.js';
import { FIELDS, type EntryField, type ItemField, type NoteField } from './entry-columns.js';
import { worded, WORDS, type TableLanguage } from './words.js';

type CellsOf<F extends string> = Readonly<Record<F, string>>;

const proseCell = (text: string | undefined): string => (text === undefined ? '' : guarded(text));

function sharingCells(
  { sharing }: ResourceContent,
  language: TableLanguage,
): Pick<
  CellsOf<EntryField>,
  'sharingType' | 'condition' | 'modes' | 'legalBasis' | 'reason' | 'basisKind' | 'citation'
> {
  const { sharingType, condition, modes, legalBasis, reason, basis } = sharing;
  return {
    sharingType: worded(WORDS.sharingType, sharingType, language),
    condition: proseCell(condition),
    modes: codeList(modes.map((mode) => worded(WORDS.mode, mode, language))),
    legalBasis: proseCell(legalBasis),
    reason: proseCell(reason),
    basisKind: basis === undefined ? '' : worded(WORDS.basis, basis.kind, language),
    citation: proseCell(basis?.citation),
  };
}

function conditionCells(
  { sharing: { conditions } }: ResourceContent,
  language: TableLanguage,
): Pick<CellsOf<EntryField>, 'roles' | 'levels' | 'regions' | 'organisations' | 'purposes' | 'others'> {
  const { roles, levels, regions, organisations } = conditions?.consumers ?? {};
  return {
    roles: codeList(roles?.map((role) => worded(WORDS.role, role, language))),
    levels: codeList(levels?.map((level) => worded(WORDS.level, level, language))),
    regions: codeList(regions),
    organisations: codeList(organisations),
    purposes: codeList(conditions?.purposes),
    others: proseList(conditions?.others),
  };
}

function assessmentCells({
  assessments,
}: ResourceContent): Pick<CellsOf<EntryField>, 'secrecy' | 'personalInformation' | 'agreed'> {
  const { secrecy = '', personalInformation = '', agreed } = assessments ?? {};
  return { secrecy, personalInformation, agreed: proseCell(agreed) };
}

function sourceCells({
  source,
}: ResourceContent): Pick<CellsOf<EntryField>, 'sourceIdentifier' | 'sourceDigest'> {
  return { sourceIdentifier: proseCell(source?.identifier), sourceDigest: source?.digest ?? '' };
}

function opennessCells(
  { openness }: ResourceContent,
  language: TableLanguage,
): Pick<CellsOf<EntryField>, 'openType' | 'openCondition'> {
  if (openness === undefined) return { openType: '', openCondition: '' };
  const openType = worded(WORDS.openness, openness.openType, language);
  return { openType, openCondition: proseCell(openness.condition) };
}

function entryCells(id: string, content: ResourceContent, language: TableLanguage): CellsOf<EntryField> {
  const { names, summary, formats, schemaDigest = '', guideCode = '' } = content;
  return {
    id,
    guideCode,
    nameZh: proseCell(names.zh),
    nameEn: proseCell(names.en),
    summaryZh: proseCell(summary.zh),
    summaryEn: proseCell(summary.en),
    system: content.system,
    formats: codeList(formats?.map((format) => worded(WORDS.format, format, language))),
    ...sharingCells(content, language),
    ...conditionCells(content, language),
    ...opennessCells(content, language),
    updateCycle: worded(WORDS.updateCycle, content.updateCycle, language),
    ...assessmentCells(content),
    contactRole: proseCell(content.contactRole),
    schemaDigest,
    ...sourceCells(content),
  };
}

const itemCells = (
  { code, names, dataType, sensitivity, grade, dataClass }: DataItem,
  language: TableLanguage,
): CellsOf<ItemField> => ({
  itemCode: code,
  itemZh: proseCell(names.zh),
  itemEn: proseCell(names.en),
  dataType: worded(WORDS.dataType, dataType, language),
  sensitivity: String(sensitivity),
  grade: grade === undefined ? '' : worded(WORDS.grade, grade, language),
  dataClass: dataClass === undefined ? '' : worded(WORDS.dataClass, dataClass, language),
});

/** An entry, and what is noted of it beside its content. */
export interface WrittenEntry {
  readonly id: string;
  readonly content: ResourceContent;
  readonly notes: CellsOf<NoteField>;
}

/** A row per data item, cells in the order of the headings. */
export function rowsOfEntry({ id, content, notes }: WrittenEntry, language: TableLanguage): string[][] {
  const entry = entryCells(id, content, language);
  return content.items.map((item) => {
    const cells = { ...entry, ...itemCells(item, language), ...notes };
    return FIELDS.map((field) => cells[field]);
  });
}
