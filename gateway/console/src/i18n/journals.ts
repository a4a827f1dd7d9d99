// SPDX-License-Identifier: Apache-2.0
/** Texts of the journals of reports. */
import type { Dictionary } from './dictionary';

export const journalsZh = {
  lead: '每个机构的报送日志由前后相连的批次组成，少了哪一批都看得出来。',
  journal: '日志',
  strip: '批次',
  places: '序号',
  whole: '没有缺口',
  holes: '缺：{{holes}}',
};

export const journalsEn: Dictionary<typeof journalsZh> = {
  lead: 'The journals of an organisation’s reports are batches that follow each other: one that is left out shows as a hole.',
  journal: 'Journal',
  strip: 'Batches',
  places: 'Places',
  whole: 'no hole',
  holes: 'missing: {{holes}}',
};
