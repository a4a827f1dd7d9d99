// SPDX-License-Identifier: Apache-2.0
/**
 * What a file or a row may be found guilty of: a closed list of codes, each with what it is and what to do, in English
 * and Chinese. A text names fields, rules and places, never what stands there: it may name a person.
 */

import { holdsRawData } from '@catalog-chain/chaincode/domain/text/raw-data';

export const LANGUAGES = ['en', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];

export type Texts = Readonly<Record<Language, string>>;
export const say = (en: string, zh: string): Texts => ({ en, zh });

/** Faults of a whole file: nothing of it is used. `{x}` stands for a particular. */
const FILE_FAULTS = {
  FILE_UNREADABLE: say(
    'The file cannot be read. Check its path and rights.',
    '文件无法读取。请检查路径和权限。',
  ),
  FILE_EMPTY: say('The file is empty.', '文件是空的。'),
  FILE_NO_ROWS: say('The file holds no {what}.', '文件中没有{what}。'),
  FILE_NOT_UTF8: say(
    'The file is not UTF-8{guess}. Save it as UTF-8, or say --encoding.',
    '文件不是 UTF-8 编码{guess}。请另存为 UTF-8，或用 --encoding 指明编码。',
  ),
  FILE_ENCODING: say(
    'The file is not in the encoding {encoding} that was named.',
    '文件不是所指明的 {encoding} 编码。',
  ),
  FILE_IS_UTF8: say(
    'The file is UTF-8, and not {encoding} as was named: read as that, it would say other characters. Leave --encoding out.',
    '文件是 UTF-8 编码，而不是所指明的 {encoding}：照此读取会变成其他字符。请去掉 --encoding。',
  ),
  FILE_CHARACTERS: say(
    'The file holds NUL characters: it is no text, or UTF-16 without a mark (say --encoding utf-16le or utf-16be).',
    '文件含有空字符：不是文本，或是没有字节顺序标记的 UTF-16（用 --encoding utf-16le 或 utf-16be 指明）。',
  ),
  FILE_GZIP: say('The gzip file is damaged or cut short.', 'gzip 文件已损坏或不完整。'),
  FILE_HTML: say(
    'The file is HTML, an error page perhaps. Fetch the data again.',
    '文件是 HTML 网页，可能是错误页。请重新获取数据。',
  ),
  FILE_XML: say(
    'The file is XML of a kind that is not read, or is cut short. A registry of X-Road (shared-params.xml) is given beside a log: usage import LOG --registry FILE.',
    '不支持这种 XML 文件，或文件不完整。X-Road 登记册（shared-params.xml）须与日志一同给出：usage import 日志 --registry 文件。',
  ),
  FILE_JSON: say(
    'The JSON is broken here. Mend it or fetch the file again.',
    'JSON 在此处有误。请修正或重新获取文件。',
  ),
  FILE_JSON_KEY: say(
    'A member of this name stands in the object already: which of the two counts?',
    '对象中已有同名成员：不知以哪个为准。',
  ),
  FILE_RDF: say('The RDF is broken here.', 'RDF 在此处有误。'),
  FILE_SHEET: say(
    'The workbook cannot be read. Save it as .xlsx or CSV UTF-8.',
    '无法读取该工作簿。请另存为 .xlsx 或 CSV UTF-8。',
  ),
  FILE_SHEET_SIZE: say(
    'The workbook is larger than one import reads. Save the sheet as CSV UTF-8, which may have any length.',
    '工作簿超过一次导入可读取的大小。请将工作表另存为 CSV UTF-8，其长度不限。',
  ),
  FILE_FORMAT: say('The file is {found}, not {wanted}.', '文件是{found}，不是{wanted}。'),
  FILE_ERROR_ANSWER: say(
    'The file is an error answer of CKAN, no catalogue. Fetch it again with the right to read.',
    '文件是 CKAN 的错误应答，不是目录。请以有读取权限的身份重新获取。',
  ),
  FILE_NAMES_ONLY: say(
    'The file is an answer of package_list and gives names only. Use package_search.',
    '文件是 package_list 的应答，只有名称。请使用 package_search。',
  ),
  FILE_PROVIDER: say(
    'Several members have the name of --provider: {ids}. Say which by --organisation.',
    '有多个成员使用 --provider 的名称：{ids}。请用 --organisation 指明。',
  ),
  FILE_HEADER: say(
    'The header, which is the first row that holds something, names nothing that is known{hint}. Delete a title above it, or name the columns in a mapping: --propose-map FILE.',
    '表头（第一个非空行）没有可识别的列{hint}。请删去表头之上的标题行，或用 --propose-map FILE 生成映射并确认。',
  ),
  FILE_MEMBERS: say(
    'The rows have no members that are known. If this is {wanted}, say in a mapping what they are: --propose-map FILE.',
    '各条的成员名均不可识别。若确为{wanted}，请用 --propose-map FILE 生成映射，说明其含义。',
  ),
  FILE_HEADER_LACKS: say(
    'The table has no column that is known for: {missing}. Give the column such a heading, or name the columns in a mapping: --propose-map FILE.',
    '表格中没有可识别的列：{missing}。请将该列改为这样的列名，或用 --propose-map FILE 生成映射并确认。',
  ),
  FILE_ROW_LENGTH: say(
    'A line or row that begins here is longer than any record. Is a line end, a quote or a bracket missing?',
    '从此处开始的一行或一条记录过长。是否缺少换行、引号或括号？',
  ),
  FILE_TOO_LARGE: say(
    'The file holds more than one import can keep together. Split it, or export a table or one row per line.',
    '文件内容超过一次导入可同时保留的量。请拆分文件，或导出为表格或每行一条记录。',
  ),
  FILE_REFUSED: say(
    'Of the first {rows} rows {refused} were refused, the first as {code}: the file is hardly what it is taken for. Look at them with --refused FILE.',
    '前 {rows} 行中有 {refused} 行被拒绝，第一个原因是 {code}：文件恐非所指的类型。请用 --refused FILE 查看。',
  ),
  FILE_QUOTE: say('A quote that is opened here is never closed.', '此处打开的引号没有关闭。'),
  FILE_ROWS_APART: say(
    'Another entry stands between the rows of the one that goes on here. Sort the rows so that those of one entry stand together.',
    '此处的条目与其前面的行之间隔着其他条目。请排序，使同一条目的各行相邻。',
  ),
  FILE_MAP: say('The mapping is not as it should be: {what}.', '映射文件不正确：{what}。'),
  FILE_MAP_UNCONFIRMED: say(
    'The mapping is a proposal. Read it, decide what is null in it, and set "confirmed" to true.',
    '映射只是建议。请阅读，填写其中为 null 的项，并把 "confirmed" 设为 true。',
  ),
  FILE_MAP_COLUMNS: say(
    'The mapping is of another file: it names columns that this one has not ({missing}); of this one it does not name: {strange}. Propose one for this file (--propose-map), or mend "columns".',
    '映射不属于此文件：映射中的列（{missing}）不在文件中；文件中映射未列出的列：{strange}。请为此文件重新生成映射（--propose-map），或更正 "columns"。',
  ),
  FILE_MAP_EXISTS: say(
    'There is a file of this name already; a mapping that a person has decided is not written over. Name another, or remove it first.',
    '已有同名文件：不覆盖经人确认的映射。请另取文件名，或先删除该文件。',
  ),
} as const satisfies Record<string, Texts>;

/** Faults of one row: it costs that row alone. */
const ROW_FAULTS = {
  READ_JSON: say('The line is no JSON object.', '该行不是 JSON 对象。'),
  READ_COLUMNS: say(
    'Line {line}: the row has {found} fields, the header {wanted}.',
    '第 {line} 行有 {found} 个字段，表头有 {wanted} 个。',
  ),
  READ_QUOTE: say(
    'Line {line}: a quote is never closed, or stands within a field.',
    '第 {line} 行的引号没有关闭，或位于字段中间。',
  ),
  READ_FIELD_MISSING: say('{field} is missing or not as expected.', '缺少 {field}，或其形式不对。'),
  READ_SHARING_TYPE: say(
    '{field}: the access level is missing or none of the known words: sharing is never guessed. Mend it, or say in the mapping of a table, under "values", whether the word means unconditional, conditional or not-shared.',
    '{field}：缺少共享类型，或不是已知的词：共享类型绝不猜测。请更正，或在表格的映射 "values" 的 sharing 下指明该词的含义：unconditional、conditional 或 not-shared。',
  ),
  READ_INCOMPLETE: say(
    'The entry is left as a draft: the law asks for what it does not say: {field}. Complete it and hand it in.',
    '条目只存为草稿：缺少法规要求的内容：{field}。请补充后提交。',
  ),
  MEMBER_NAMES: say(
    'Several members have this name: {ids}. Nobody can tell which is meant: have one of them renamed, or give its code.',
    '有多个成员使用此名称：{ids}。无法判断所指何者：请由其中之一更名，或给出其代码。',
  ),
  MEMBER_NAMESAKE: say(
    'A member of this name is there already ({ids}); {id} is another by its code or address. If they are one, end here.',
    '已有同名成员（{ids}）；按代码或地址，{id} 是另一机构。若实为同一机构，请勿继续。',
  ),
  OWNER_CODES: say(
    'The owner has another code here than in an earlier row: the first counts. Are these two of one name?',
    '此处所有者的代码与前面的行不同：以最先出现的为准。是否为同名的两个机构？',
  ),
  READ_VERSION: say(
    'The {field} differs from that of an earlier row or version of the same number.',
    '{field} 与同一编号的前一行或前一版本不同。',
  ),
  READ_CONTRADICTION: say(
    '{field} is said in more than one place, and differently: which of them counts?',
    '{field} 在多处出现且不一致：不知以哪个为准。',
  ),
  READ_INVISIBLE: say(
    '{field} holds characters that nobody sees (controls, marks of direction, without width): it would look like another. Write it again.',
    '{field} 含有不可见字符（控制、方向或零宽字符），会与另一个看似相同。请重新填写。',
  ),
  READ_WITHDRAWN: say(
    'The catalogue has the entry as a draft or as deleted: it is not imported.',
    '目录中该条目为草稿或已删除：不予导入。',
  ),
  READ_KEYS: say('A member of this object stands in it twice.', '对象中有重复的成员名。'),
  USE_REPEATED: say(
    'An earlier row tells an exchange of the same id, on the same side, at another time: both are reported.',
    '前面的行中，同一方有相同标识而时间不同的交换：两者均申报。',
  ),
  READ_TWIN: say(
    'Row {row} has the same identifier, or one that differs only in blanks and signs, which no code has. Give each entry one of its own, or leave one out.',
    '第 {row} 行有相同的标识符，或只在代码不含的空格、符号上有差别。请为各条目分别设标识符，或删去其中一行。',
  ),
  READ_SIDE: say('The side is neither of those that there are.', '无法识别该记录属于哪一方。'),
  READ_CORRELATION: say('The exchange has no usable id.', '该次交换没有可用的标识。'),
  READ_SUCCEEDED: say(
    '{field} is neither true nor false in any known spelling.',
    '{field} 不是任何已知写法的真或假。',
  ),
  READ_TIME: say(
    '{field} must be an RFC 3339 time with an offset, e.g. 2026-11-28T09:30:00+08:00.',
    '{field} 必须是带时区的 RFC 3339 时间，例如 2026-11-28T09:30:00+08:00。',
  ),
  READ_REPLACEMENT: say(
    '{field} holds replacement or private-use characters, an error of a spreadsheet, or a number whose last digits were rounded away: what stood there was lost before. Fetch it again, identifiers as text.',
    '{field} 含有替换字符、私用区字符、电子表格的错误值，或末尾数字已被舍去的数：原内容此前已丢失。请重新导出，标识符按文本保存。',
  ),
  READ_RELEASE_UNKNOWN: say(
    'A release is of a version or data set that the agreement does not list.',
    '发布记录所属的版本或数据集不在协议中。',
  ),
  READ_NO_GRANT: say(
    'There is no grant {grant} that covers the use. Prepare it first: xroad prepare, --create-grants, or grant import.',
    '没有涵盖此次使用的授权 {grant}。请先用 xroad prepare、--create-grants 或 grant import 建立。',
  ),
  READ_REPORTER: say(
    '{organisation} is no member of the ledger, or is suspended: nothing that it reports would be committed. Mend the row, or have a manager register or resume it first.',
    '{organisation} 不是账本成员，或已被暂停：其报送的使用不会被提交。请更正该行，或先由主管部门登记或恢复该机构。',
  ),
  READ_GRANT: say(
    'There is no grant of the number that stands here, or not one of this organisation. Mend it, or import the grant first.',
    '没有此编号的授权，或者它不属于本机构。请更正编号，或先导入该授权。',
  ),
  USE_VERDICT: say(
    'The ledger records the use as a violation, for good: {verdicts}. Mend the row before it is imported, if it is not meant.',
    '账本会将此次使用记为违规，且不能删除：{verdicts}。若非本意，请在导入前更正该行。',
  ),
  READ_NAME: say('{field} holds no text.', '{field} 没有文字。'),
  READ_VALUE: say(
    '{field}: the mapping does not say what the word here means. Add it to "values" under that field, or mend the row.',
    '{field}：映射中没有此处的用词。请在映射 "values" 的该字段下补充，或更正该行。',
  ),
  READ_MASKED: say(
    '{field}: what looks like a mailbox or a telephone number is left out.',
    '{field}：略去了看似邮箱或电话号码的内容。',
  ),
  DIFFERS: say(
    'The ledger holds it otherwise ({fields}), and an import does not change that: {advice}',
    '账本上的内容不同（{fields}），导入不会更改：{advice}',
  ),
  FILE_PAGE: say(
    'The file is one page of a longer answer: {held} are here, and it says that there are more. Fetch all pages; what is missing here is taken as not gone.',
    '文件只是较长应答中的一页：此处有 {held} 条，而文件表明还有更多。请获取所有页；此处没有的条目不视为已消失。',
  ),
  FILE_SHEETS: say(
    'The first sheet is read; left aside ({count}): {sheets}. Save each as a file of its own to import it.',
    '只读取第一个工作表；未读取（{count} 个）：{sheets}。如需导入，请分别另存为文件。',
  ),
  SHEET_HIDDEN: say(
    'What is hidden is read like the rest: {what} ({count}). Delete it in the file if it is not meant.',
    '隐藏的内容同样读取：{what}（{count}）。如不需要，请在文件中删除。',
  ),
  SHEET_MERGED: say(
    'Merged cells ({count}): the value counts in each row that they span, and in their first column alone.',
    '有合并单元格（{count} 处）：值计入其所跨的每一行，但只计入首列。',
  ),
  SHEET_FORMULAS: say(
    'Cells with a formula that was never worked out ({count}) are empty. Open the file in a spreadsheet program and save it.',
    '有未计算的公式（{count} 个单元格），按空值处理。请用电子表格程序打开并保存文件。',
  ),
  SHEET_BEYOND: say(
    'Values under no heading, beside the table or within it ({count}), are left aside.',
    '有值不在任何表头之下（在表格右侧或表格之中，{count} 个），未读取。',
  ),
  MAP_UNCONFIRMED: say(
    'The mapping is not confirmed ("confirmed" is false): an import would end here.',
    '映射尚未确认（"confirmed" 为 false）：正式导入会就此终止。',
  ),
  MAP_OPEN: say(
    'The mapping leaves open ({count}): {open}. An import would end here.',
    '映射中尚未填写（{count} 项）：{open}。正式导入会就此终止。',
  ),
  FILE_COLUMNS_LEFT: say(
    'Columns whose headings are not known are left aside: {strange}. To use them, name them in a mapping: --propose-map FILE.',
    '未读取表头不可识别的列：{strange}。如需使用，请用 --propose-map FILE 生成映射并确认。',
  ),
  READ_WORD: say(
    '{field}: the word is none of those that are known, and is left out. Known: {known}.',
    '{field}：不是已知的词，已略去。已知的词：{known}。',
  ),
  READ_ASSESSMENTS: say(
    'The assessments are left out: {field} is missing, or not as it should be (SHA-256 of each assessment, 64 hex digits; a post, no person). All three are said, or none.',
    '评估信息已略去：{field} 缺失或形式不对（两项评估各为 SHA-256，64 位十六进制；同意者为岗位，不写个人）。三项须齐全，或都不写。',
  ),
  MAP_NEW_COLUMNS: say(
    'The mapping does not name these columns of the file, which are left aside: {strange}. Name each under "columns", with null where it is not used.',
    '映射未列出文件中的这些列，未读取：{strange}。请在 "columns" 中列出，不用的填 null。',
  ),
  NOT_IN_FILE: say(
    'On the ledger and not in the file: {title}, of {owner} ({id}). If it is gone, its owner retires it (POST /v1/resources/{id}/retirement, or in the console).',
    '账本上有而文件中没有：{owner}的《{title}》（{id}）。若已不存在，由提供方注销（POST /v1/resources/{id}/retirement，或在控制台）。',
  ),
  NOT_IN_FILE_PERHAPS: say(
    'On the ledger and not among the rows that could be read: {title}, of {owner} ({id}). It may be one of those that were refused ({refused}): mend these first.',
    '账本上有，而可读取的行中没有：{owner}的《{title}》（{id}）。它可能在被拒绝的行中（{refused} 行）：请先更正这些行。',
  ),
  AGREEMENT_NOT_IN_FILE: say(
    'On the ledger and not in the file: {title}, for {owner}, until {until} ({id}). It is left as it is; if the agreement has ended, the provider revokes the grant (POST /v1/grants/{id}/revocation, or in the console).',
    '账本上有而文件中没有：{owner}的协议《{title}》，有效期至 {until}（{id}）。保持不变；若协议已终止，由提供方撤销授权（POST /v1/grants/{id}/revocation，或在控制台）。',
  ),
  AGREEMENT_OVER_NOT_IN_FILE: say(
    'On the ledger and not in the file: {title}, for {owner} ({id}). It was over on {until}; nothing is to be done.',
    '账本上有而文件中没有：{owner}的协议《{title}》（{id}）。该协议已于 {until} 到期，无须处理。',
  ),
  AGREEMENT_NOT_IN_FILE_PERHAPS: say(
    'On the ledger and not among the agreements that could be read: {title}, for {owner}, until {until} ({id}). It may be one of those that were refused ({refused}): mend these first.',
    '账本上有，而可读取的协议中没有：{owner}的《{title}》，有效期至 {until}（{id}）。它可能在被拒绝的行中（{refused} 行）：请先更正这些行。',
  ),
  USE_AMENDED: say(
    'Event {id} was told otherwise before, on the ledger or in an earlier row, and the first counts. If this row tells the same exchange, report a correction of that event; if it tells another (of another record, say), give it an id of its own.',
    '记录 {id} 此前（账本上或前面的行）与此不同，以先者为准。若为同一次交换，请对该记录提交更正；若为另一次交换（例如另一条数据），请为该行另设标识。',
  ),
  FILE_CHANGED: say(
    'The file was changed while it was read: what was imported may be of either state, and the digest on record of one. Import it again when nobody writes to it.',
    '读取期间文件有改动：所导入的可能出自改动前或改动后，记录中的摘要只属其一。请在无人写入时再次导入。',
  ),
  NOT_COMMITTED: say(
    'Kept by the gateway and not committed yet. Import again to see what became of it.',
    '网关已收下，尚未提交。请再次导入以查看结果。',
  ),
} as const satisfies Record<string, Texts>;

export type FileFaultCode = keyof typeof FILE_FAULTS;
export type RowFaultCode = keyof typeof ROW_FAULTS;
/** What stands in the places of a text; what is said differently in each language is given in both. */
export type Particulars = Readonly<Record<string, string | number | Texts>>;

function filled(texts: Texts, language: Language, particulars: Particulars): string {
  return texts[language].replace(/\{(\w+)\}/g, (_, name: string) =>
    particularIn(particulars[name] ?? '', language),
  );
}

/** In the place of what the ledger would take for a person's: a file without headings, say, has its first row for them. */
const UNSAID = '…';

/** @returns what may be said of a file: all but a person's number, mailbox and the like */
export const sayable = (said: string): string => (holdsRawData(said) ? UNSAID : said);

function particularIn(said: Particulars[string], language: Language): string {
  if (typeof said === 'object') return said[language];
  if (typeof said === 'number') return String(said);
  return language === 'zh' && Object.hasOwn(PLACES, said) ? (PLACES[said] ?? said) : sayable(said);
}

/** What files are taken for, where the text names it in English. */
const PLACES: Readonly<Record<string, string>> = {
  'something else': '其他内容',
  'a catalogue': '目录',
  'catalogue entries': '目录条目',
  'data sets': '数据集',
  agreements: '协议',
  'usage events': '使用记录',
  'an X-Road log': 'X-Road 日志',
  'an X-Road registry': 'X-Road 登记册（shared-params.xml）',
  'a FHIR resource': 'FHIR 资源',
  'a catalogue (catalog import)': '目录（catalog import）',
  'agreements (grant import)': '协议（grant import）',
  'exchanges or uses (usage import)': '交换日志或使用记录（usage import）',
  'a PDF document': 'PDF 文档',
  'a table or JSON': '表格或 JSON',
  sheet: '工作表',
  'rows or columns': '行或列',
  'period, basis or data': '期限、依据或数据',
  ' (one column only: another separator?)': '（只有一列：是否为其他分隔符？）',
  ' (GB 18030? --encoding gb18030)': '（是否为 GB 18030？--encoding gb18030）',
  ' (UTF-16? --encoding utf-16le)': '（是否为 UTF-16？--encoding utf-16le）',
  ' (UTF-16? --encoding utf-16be)': '（是否为 UTF-16？--encoding utf-16be）',
};

export const rowText = (code: RowFaultCode, language: Language, particulars: Particulars = {}): string =>
  filled(ROW_FAULTS[code], language, particulars);

/** Place in a file, counted from 1. */
export interface Place {
  readonly line?: number;
  readonly column?: number;
}

/** A fault of the file: the import ends before anything is sent. */
export class FileFault extends Error {
  override readonly name = 'FileFault';

  constructor(
    readonly code: FileFaultCode,
    readonly particulars: Particulars = {},
    readonly place: Place = {},
    options?: ErrorOptions,
  ) {
    super(filled(FILE_FAULTS[code], 'en', particulars), options);
  }

  /** `FILE:LINE:COLUMN: CODE: what it is and what to do` */
  line(file: string, language: Language): string {
    const { line, column } = this.place;
    const place = [file, line, line === undefined ? undefined : column].filter((part) => part !== undefined);
    return `${place.join(':')}: ${this.code}: ${filled(FILE_FAULTS[this.code], language, this.particulars)}`;
  }
}

/** A fault of one row: the others pass. */
export class RowError extends Error {
  override readonly name = 'RowError';

  constructor(
    readonly code: RowFaultCode,
    readonly particulars: Particulars = {},
  ) {
    super(rowText(code, 'en', particulars));
  }
}

/** A row that could not be used: where it stood and why. Never the row itself. */
export interface RefusedRow {
  /** Position among the file's rows, from 1; 0: not of one row. */
  readonly row: number;
  /** `READ_*` for what the importer refuses, else the gateway's code. */
  readonly code: string;
  readonly message: string;
  /** Line of the file, or row of the sheet, where that is known. */
  readonly line?: number;
  /** The field at fault, where the message does not name it. */
  readonly field?: string;
  /** Which part of the row it is about, where a row has many: an agreement its versions and data sets. */
  readonly of?: string;
}

/** What was read from a file. */
export interface Rows<T> {
  readonly rows: readonly T[];
  readonly refused: readonly RefusedRow[];
}

export const refusedOf = (row: number, error: RowError, language: Language = 'en'): RefusedRow => ({
  row,
  code: error.code,
  message: rowText(error.code, language, error.particulars),
});

/** Reads each row by itself: one that cannot be read does not stop the others. */
export function readRows<In, Out>(input: readonly In[], read: (row: In, position: number) => Out): Rows<Out> {
  const rows: Out[] = [];
  const refused: RefusedRow[] = [];
  input.forEach((row, i) => {
    try {
      rows.push(read(row, i + 1));
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      refused.push(refusedOf(i + 1, error));
    }
  });
  return { rows, refused };
}
