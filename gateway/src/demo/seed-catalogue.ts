// SPDX-License-Identifier: Apache-2.0
/** The demo's organisations and catalogue: an invented city, our own words. The laws named are real. */
import { sensitivityOf } from '@catalog-chain/chaincode/domain/catalogue/grade';
import type {
  DataClass,
  DataGrade,
  DataItem,
  ResourceContent,
  SharingConditions,
} from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import { digestOf } from '@catalog-chain/chaincode/domain/encoding/digest';
import type {
  PlannedDuty,
  PlannedOrganisation,
  PlannedResource,
  PlannedSystem,
} from '../import/plan/plan.js';

export const PROVIDER = 'ProviderMSP';
export const CONSUMER = 'ConsumerMSP';
export const MANAGER = 'ManagerMSP';
export const AUDITOR = 'AuditorMSP';
/** Decides what is appealed, which is for another than the one that ruled first. */
export const ARBITER = 'ArbiterMSP';

export const ORGANISATIONS: readonly PlannedOrganisation[] = [
  {
    organisation: MANAGER,
    code: '11990101MB00000019',
    names: { zh: '滨江市数据局', en: 'Binjiang Data Bureau' },
    roles: ['manager'],
  },
  {
    organisation: PROVIDER,
    code: '11990101MB0000002C',
    names: { zh: '滨江市人力资源和社会保障局', en: 'Binjiang Human Resources and Social Security Bureau' },
    roles: ['provider'],
  },
  {
    organisation: CONSUMER,
    code: '11990101MB0000003F',
    names: { zh: '滨江市民政局', en: 'Binjiang Civil Affairs Bureau' },
    roles: ['consumer'],
  },
  {
    organisation: AUDITOR,
    code: '11990101MB0000004J',
    names: { zh: '滨江市审计局', en: 'Binjiang Audit Office' },
    roles: ['arbitrator', 'auditor'],
  },
  {
    organisation: ARBITER,
    code: '11990101MB0000005M',
    names: { zh: '滨江市数据共享仲裁委员会', en: 'Binjiang Data Sharing Arbitration Board' },
    roles: ['arbitrator'],
  },
];

const duty = (
  organisation: string,
  code: string,
  zh: string,
  en: string,
  legalBasis: string,
): PlannedDuty => ({ organisation, code, names: { zh, en }, legalBasis });

export const DUTIES: readonly PlannedDuty[] = [
  duty(
    PROVIDER,
    'social-insurance',
    '社会保险管理',
    'Social insurance',
    '《中华人民共和国社会保险法》第七条',
  ),
  duty(PROVIDER, 'employment', '促进就业', 'Promotion of employment', '《中华人民共和国就业促进法》第六条'),
  duty(PROVIDER, 'labour-inspection', '劳动保障监察', 'Labour inspection', '《劳动保障监察条例》第三条'),
  duty(CONSUMER, 'social-assistance', '社会救助', 'Social assistance', '《社会救助暂行办法》第三条'),
];

const system = (
  organisation: string,
  code: string,
  zh: string,
  en: string,
  duties: readonly string[],
): PlannedSystem => ({
  organisation,
  code,
  names: { zh, en },
  duties: duties.map((one) => `${organisation}:${one}`),
});

export const SYSTEMS: readonly PlannedSystem[] = [
  system(PROVIDER, 'insurance-core', '社会保险核心业务系统', 'Social insurance core system', [
    'social-insurance',
  ]),
  system(PROVIDER, 'jobs', '就业信息系统', 'Employment information system', ['employment']),
  system(PROVIDER, 'inspection', '劳动保障监察系统', 'Labour inspection system', ['labour-inspection']),
  system(CONSUMER, 'means-test', '家庭经济状况核对系统', 'Means test system', ['social-assistance']),
  system(CONSUMER, 'desk', '社会救助窗口系统', 'Assistance desk system', ['social-assistance']),
];

const item = (
  code: string,
  zh: string,
  en: string,
  level: 1 | 2 | 3 | 4,
  dataType: DataItem['dataType'] = 'string',
  dataClass: DataClass = 'business',
): DataItem => {
  const grade: DataGrade = `general-${level}`;
  return { code, names: { zh, en }, dataType, sensitivity: sensitivityOf(grade), grade, dataClass };
};

const PERSON = [
  item('name', '姓名', 'Name', 3, 'string', 'user'),
  item('id-number', '证件号码', 'Identity number', 4, 'string', 'user'),
];

type Described = Pick<
  ResourceContent,
  'names' | 'summary' | 'sharing' | 'updateCycle' | 'formats' | 'openness'
> & {
  readonly items: readonly DataItem[];
};

/** The agencies of the city that consume, for what assistance needs. */
const FOR_ASSISTANCE: SharingConditions = {
  consumers: { roles: ['consumer'] },
  purposes: ['desk-service', 'means-test'],
};

const resource = (code: string, holder: string, about: Described): PlannedResource => ({
  row: 0,
  organisation: PROVIDER,
  code,
  content: {
    formats: ['interface'],
    openness: { openType: 'not-open' },
    ...about,
    system: `${PROVIDER}:${holder}`,
    assessments: {
      secrecy: digestOf({ assessment: 'secrecy', entry: code }),
      personalInformation: digestOf({ assessment: 'personal-information', entry: code }),
      agreed: '分管副局长 / Deputy director in charge',
    },
    contactRole: '数据管理岗 / Data steward',
  },
});

/** Published. */
export const RESOURCES: readonly PlannedResource[] = [
  resource('enrolment', 'insurance-core', {
    names: { zh: '社会保险参保登记信息', en: 'Social insurance enrolment' },
    summary: {
      zh: '本市职工和居民的社会保险参保登记与缴费状态。',
      en: 'Enrolment and contribution status of employees and residents of the city.',
    },
    items: [
      ...PERSON,
      item('scheme', '险种', 'Scheme', 2, 'code'),
      item('status', '参保状态', 'Enrolment status', 2, 'code'),
      item('employer', '参保单位', 'Employer', 2),
      item('months', '累计缴费月数', 'Months contributed', 2, 'number'),
    ],
    updateCycle: 'daily',
    sharing: {
      sharingType: 'conditional',
      condition: '仅用于法定职责范围内的核验与查询。 / Only to verify and look up within a statutory duty.',
      conditions: FOR_ASSISTANCE,
      modes: ['query', 'verify'],
    },
  }),
  resource('pension-payments', 'insurance-core', {
    names: { zh: '养老保险待遇发放信息', en: 'Pension payments' },
    summary: {
      zh: '基本养老保险待遇的领取资格和按月发放情况。',
      en: 'Entitlement to basic pensions and their monthly payment.',
    },
    items: [
      ...PERSON,
      item('month', '发放月份', 'Month', 1, 'date'),
      item('amount', '发放金额', 'Amount', 3, 'number'),
    ],
    updateCycle: 'monthly',
    sharing: {
      sharingType: 'conditional',
      condition: '须说明救助事项，按月限量。 / For a named kind of assistance, limited per month.',
      conditions: FOR_ASSISTANCE,
      modes: ['copy', 'query'],
    },
  }),
  resource('vacancies', 'jobs', {
    names: { zh: '公共就业岗位信息', en: 'Public job vacancies' },
    summary: {
      zh: '公共就业服务机构发布的招聘岗位。',
      en: 'Vacancies announced by public employment services.',
    },
    items: [item('post', '岗位', 'Post', 1), item('employer', '招聘单位', 'Employer', 1)],
    updateCycle: 'daily',
    formats: ['csv', 'interface'],
    openness: { openType: 'unconditional' },
    sharing: { sharingType: 'unconditional', modes: ['copy', 'query'] },
  }),
  resource('unemployment', 'jobs', {
    names: { zh: '失业登记信息', en: 'Unemployment registrations' },
    summary: { zh: '城镇登记失业人员的登记状态。', en: 'Status of people registered as unemployed.' },
    items: [...PERSON, item('registered', '是否登记失业', 'Registered as unemployed', 2, 'boolean')],
    updateCycle: 'daily',
    sharing: {
      sharingType: 'conditional',
      condition: '仅提供是否核验。Yes-or-no answers only.',
      conditions: FOR_ASSISTANCE,
      modes: ['verify'],
    },
  }),
  resource('complaints', 'inspection', {
    names: { zh: '劳动保障监察举报信息', en: 'Complaints to the labour inspection' },
    summary: { zh: '对用人单位违法行为的举报。', en: 'Reports of unlawful conduct of employers.' },
    items: [item('employer', '被举报单位', 'Employer reported', 3), item('matter', '举报事项', 'Matter', 4)],
    updateCycle: 'irregular',
    sharing: {
      sharingType: 'not-shared',
      legalBasis: '《劳动保障监察条例》第九条：为举报人保密。 / Informants are kept confidential by law.',
      reason: '披露会暴露举报人。 / Disclosure would name informants.',
      basis: { kind: 'administrative-regulation', citation: '《劳动保障监察条例》（国务院令第423号）第九条' },
      modes: [],
    },
  }),
];

/** Waits for the manager's review. */
export const UNDER_REVIEW: PlannedResource = resource('skill-certificates', 'jobs', {
  names: { zh: '职业技能等级证书信息', en: 'Vocational skill certificates' },
  summary: { zh: '职业技能等级证书的取得情况。', en: 'Vocational skill certificates awarded.' },
  items: [...PERSON, item('level', '等级', 'Level', 1, 'code')],
  updateCycle: 'weekly',
  sharing: { sharingType: 'unconditional', modes: ['verify'] },
});
