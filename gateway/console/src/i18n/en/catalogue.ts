// SPDX-License-Identifier: Apache-2.0
/** Texts of the catalogue as a tree, and of members by region and level, in English. */
import type { Dictionary } from '../dictionary';
import type * as zh from '../zh/catalogue';

export const catalogue: Dictionary<typeof zh.catalogue> = {
  lacks: 'Lacks',
  lead: 'Providers, their duties, the systems that serve them, and what is published of each. Arrow keys move; right opens, left closes, Enter shows the card.',
  provider: 'provider',
  duties: 'duties: {{count}}',
  systems: 'systems: {{count}}',
  resources: 'resources: {{count}}',
  noDuty: 'Systems of no duty',
  empty: 'Nothing below.',
  more: 'Show {{count}} more (of {{all}})',
  asTree: 'By duty',
  asList: 'List',
  copyAddress: 'The address of this page leads to what is chosen, and can be sent to a colleague.',
};

export const catalogueWords: Dictionary<typeof zh.catalogueWords> = {
  entryNeed: {
    any: 'anything',
    formats: 'formats',
    'update-cycle': 'update cycle',
    grades: 'grades',
    classes: 'classes',
    conditions: 'conditions and purposes',
    basis: 'basis and reason',
    assessments: 'assessments',
  },
};

export const members: Dictionary<typeof zh.members> = {
  place: 'Regions and levels',
  region: 'Region',
  level: 'Level',
  role: 'Role',
  total: 'In all',
  none: 'no region stated',
  within: 'with those below it',
};

/** Divisions of the first level by the first two digits of their codes (GB/T 2260). */
export const regionWords: Dictionary<typeof zh.regionWords> = {
  division: {
    '00': 'the whole country',
    '11': 'Beijing',
    '12': 'Tianjin',
    '13': 'Hebei',
    '14': 'Shanxi',
    '15': 'Inner Mongolia',
    '21': 'Liaoning',
    '22': 'Jilin',
    '23': 'Heilongjiang',
    '31': 'Shanghai',
    '32': 'Jiangsu',
    '33': 'Zhejiang',
    '34': 'Anhui',
    '35': 'Fujian',
    '36': 'Jiangxi',
    '37': 'Shandong',
    '41': 'Henan',
    '42': 'Hubei',
    '43': 'Hunan',
    '44': 'Guangdong',
    '45': 'Guangxi',
    '46': 'Hainan',
    '50': 'Chongqing',
    '51': 'Sichuan',
    '52': 'Guizhou',
    '53': 'Yunnan',
    '54': 'Xizang',
    '61': 'Shaanxi',
    '62': 'Gansu',
    '63': 'Qinghai',
    '64': 'Ningxia',
    '65': 'Xinjiang',
    '71': 'Taiwan',
    '81': 'Hong Kong',
    '82': 'Macao',
  },
};
