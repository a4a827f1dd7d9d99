// SPDX-License-Identifier: Apache-2.0
/** Texts of the journals of reports, in Chinese. */
export const journals = {
  lead: '每个机构的报送日志由前后相连的批次组成，少了哪一批都看得出来。',
  journal: '日志',
  strip: '批次',
  places: '序号',
  whole: '没有缺口',
  holes: '缺：{{holes}}',
};
