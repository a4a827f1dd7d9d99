// SPDX-License-Identifier: Apache-2.0
/** Texts of the catalogue as a tree, and of members by region and level, in Chinese. */
export const catalogue = {
  lacks: '缺少',
  lead: '提供方、职责、信息系统、已发布的数据资源，逐级展开。键盘：↑ ↓ 移动，→ 展开，← 收起，回车打开卡片。',
  provider: '提供方',
  duties: '职责 {{count}}',
  systems: '信息系统 {{count}}',
  resources: '数据资源 {{count}}',
  noDuty: '未归入职责的信息系统',
  empty: '没有下级。',
  more: '再显示 {{count}} 项（共 {{all}} 项）',
  asTree: '按职责查看',
  asList: '列表',
  copyAddress: '地址栏中的地址指向所选的一项，可发给同事。',
};

export const catalogueWords = {
  entryNeed: {
    any: '任何一项',
    formats: '数据格式',
    'update-cycle': '更新周期',
    grades: '数据分级',
    classes: '数据分类',
    conditions: '共享范围和用途',
    basis: '依据和理由',
    assessments: '评估',
  },
};

export const members = {
  place: '行政区划与层级',
  region: '行政区划',
  level: '层级',
  role: '角色',
  total: '合计',
  none: '未填行政区划',
  within: '包括下级',
};

/** Divisions of the first level by the first two digits of their codes (GB/T 2260). */
export const regionWords = {
  division: {
    '00': '全国',
    '11': '北京市',
    '12': '天津市',
    '13': '河北省',
    '14': '山西省',
    '15': '内蒙古自治区',
    '21': '辽宁省',
    '22': '吉林省',
    '23': '黑龙江省',
    '31': '上海市',
    '32': '江苏省',
    '33': '浙江省',
    '34': '安徽省',
    '35': '福建省',
    '36': '江西省',
    '37': '山东省',
    '41': '河南省',
    '42': '湖北省',
    '43': '湖南省',
    '44': '广东省',
    '45': '广西壮族自治区',
    '46': '海南省',
    '50': '重庆市',
    '51': '四川省',
    '52': '贵州省',
    '53': '云南省',
    '54': '西藏自治区',
    '61': '陕西省',
    '62': '甘肃省',
    '63': '青海省',
    '64': '宁夏回族自治区',
    '65': '新疆维吾尔自治区',
    '71': '台湾省',
    '81': '香港特别行政区',
    '82': '澳门特别行政区',
  },
};
