// SPDX-License-Identifier: Apache-2.0
/**
 * A supervision report as a page to print, in one language: no script, no style but its own, nothing from elsewhere. On paper
 * it says who had it printed and when, on which law it rests, and by what it can be checked.
 */
import { itemName } from '@catalog-chain/chaincode/domain/law/citation';
import { renderSVG } from 'uqr';
import type { TableLanguage } from '../tables/words.js';
import type { ItemCount, MemberReport, SupervisionReport } from './report.js';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const safe = (text: string | number): string =>
  String(text).replaceAll(/[&<>"]/g, (one) => ENTITIES[one] ?? one);

/** What the page says beside the report: which it has from the ledger too. */
export interface PageFrame {
  /** Names of members by MSP id. */
  readonly names: ReadonlyMap<string, { readonly zh?: string; readonly en?: string }>;
  /** Of the consortium's calendar, in which times are told. */
  readonly utcOffsetMinutes: number;
  /** MSP id of who asked for the page: it stands at the head. */
  readonly issuer: string;
  /** When it was asked for, RFC 3339. */
  readonly printedAt: string;
  readonly language: TableLanguage;
  /** Address of the page that verifies evidence; absent: no code is drawn. */
  readonly verifier?: string;
}

const ZH = {
  tag: 'zh-CN',
  title: '政务数据共享监督报告',
  between: '至',
  months: '月份',
  asOf: '截至区块',
  time: (text: string) => `（${text}）`,
  law: '依据《政务数据共享条例》（国务院令第 809 号）第三十九条至第四十一条',
  noItems: '法律未规定此类机构的追责情形。',
  due: '到期',
  inTime: '按时',
  late: '逾期',
  unmet: '未履行',
  orders: '责令改正',
  criticisms: '通报批评',
  incidents: '安全事件',
  complaints: '投诉举报',
  headings: ['条款', '情形', '次数', '账本所见', '摘要'],
  seen: { computed: '账本计得', partly: '账本仅见一部分', invisible: '账本不可见' },
  printed: (at: string, by: string) => `${at} 由${by}打印`,
  verifier: '证据核验页：',
  digest: '报告摘要 SHA-256：',
  chain: '账本（创世区块哈希）：',
  check: '核对：任何成员都可用本机构的索引重算并比较：',
};

const EN: typeof ZH = {
  tag: 'en',
  title: 'Supervision report on the sharing of government data',
  between: '–',
  months: 'Months',
  asOf: 'as of block',
  time: (text) => ` (${text})`,
  law: 'Under articles 39 to 41 of the Regulations on sharing government data (State Council Decree 809)',
  noItems: 'The law names nothing that this member answers for.',
  due: 'Due',
  inTime: 'in time',
  late: 'late',
  unmet: 'not met',
  orders: 'Orders to correct',
  criticisms: 'criticisms',
  incidents: 'incidents',
  complaints: 'complaints',
  headings: ['Item', 'What', 'Count', 'Seen by the ledger', 'Digest'],
  seen: { computed: 'counted', partly: 'partly visible', invisible: 'not visible' },
  printed: (at, by) => `Printed on ${at} by ${by}`,
  verifier: 'Evidence is verified at: ',
  digest: 'Digest of the report, SHA-256: ',
  chain: 'Ledger (hash of its first block): ',
  check: 'To check: any member recomputes it from its own index and compares: ',
};

const WORDS = { zh: ZH, en: EN } as const satisfies Record<TableLanguage, typeof ZH>;

const MINUTE_MS = 60_000;
/** Of an item's digest so much is printed that nobody takes one for another; the whole report's stands at the foot. */
const DIGEST_SHOWN = 16;

/** `2026-11-28 23:15`, as the consortium's clocks have it */
function localTime(instant: string, utcOffsetMinutes: number): string {
  const shifted = new Date(Date.parse(instant) + utcOffsetMinutes * MINUTE_MS).toISOString();
  return `${shifted.slice(0, 10)} ${shifted.slice(11, 16)}`;
}

/** The name in the page's language, or else the one that there is. */
function nameOf(organisation: string, { names, language }: PageFrame): string {
  const { zh, en } = names.get(organisation) ?? {};
  return (language === 'zh' ? (zh ?? en) : (en ?? zh)) ?? organisation;
}

function itemRow({ item, text, seen, count, digest }: ItemCount, language: TableLanguage): string {
  const words = WORDS[language];
  const found = seen === 'invisible' ? '–' : String(count);
  return (
    `<tr><td class="item">${safe(itemName(item, language))}</td><td>${safe(text[language])}</td>` +
    `<td class="count">${found}</td><td>${words.seen[seen]}</td><td><code>${safe(digest.slice(0, DIGEST_SHOWN))}</code></td></tr>`
  );
}

function itemTable(items: readonly ItemCount[], language: TableLanguage): string {
  const words = WORDS[language];
  if (items.length === 0) return `<p>${words.noItems}</p>`;
  const headings = words.headings.map((one) => `<th scope="col">${one}</th>`).join('');
  const rows = items.map((item) => itemRow(item, language)).join('');
  return `<table><thead><tr>${headings}</tr></thead><tbody>${rows}</tbody></table>`;
}

function memberSection(member: MemberReport, frame: PageFrame): string {
  const { organisation, obligations, items, measures } = member;
  const { orders, criticisms, incidents, complaints } = measures;
  const { due, inTime, late, unmet } = obligations;
  const words = WORDS[frame.language];
  return (
    `<section><h2>${safe(nameOf(organisation, frame))} <small>${safe(organisation)}</small></h2>` +
    `<p>${words.due} ${due.count} · ${words.inTime} ${inTime.count} · ${words.late} ${late.count} · ${words.unmet} ${unmet.count}<br>` +
    `${words.orders} ${orders.count} · ${words.criticisms} ${criticisms.count} · ${words.incidents} ${incidents.count} · ${words.complaints} ${complaints.count}</p>` +
    `${itemTable(items, frame.language)}</section>`
  );
}

/** By what the paper is checked: a code for a camera, addresses and digests for whoever types. */
function foot({ digest, genesisHash }: SupervisionReport, frame: PageFrame): string {
  const { verifier, issuer, printedAt, utcOffsetMinutes, language } = frame;
  const words = WORDS[language];
  const printed = words.printed(localTime(printedAt, utcOffsetMinutes), nameOf(issuer, frame));
  const code =
    verifier === undefined
      ? ''
      : `<div class="code">${renderSVG(verifier, { border: 0, pixelSize: 3 })}</div>`;
  const lines = [
    safe(printed),
    ...(verifier === undefined ? [] : [`${words.verifier}${safe(verifier)}`]),
    `${words.digest}<code>${safe(digest)}</code>`,
    `${words.chain}<code>${safe(genesisHash)}</code>`,
    `${words.check}<code class="item">catalog-chain supervision --verify</code>`,
  ];
  return `<footer>${code}<p>${lines.join('<br>')}</p></footer>`;
}

const STYLE =
  'body{font:14px/1.5 sans-serif;margin:2rem;color:#000;background:#fff}table{border-collapse:collapse;width:100%}' +
  'header{text-align:center;border-bottom:2pt solid #a8281f;margin-bottom:1.5rem}h1{text-align:center;font-size:1.5rem}' +
  'header b{font:700 20pt/1.5 serif;color:#a8281f;letter-spacing:.08em}' +
  'footer{display:flex;gap:1rem;border-top:1pt solid #000;margin-top:1.5rem;font-size:.8rem;break-inside:avoid}' +
  '.code{flex:none;width:5rem;margin-top:1rem}code{overflow-wrap:anywhere}td code{white-space:nowrap}' +
  'td,th{border:1px solid #999;padding:.3rem .5rem;text-align:start;vertical-align:top}' +
  '.item{white-space:nowrap}.count{text-align:end}tr{break-inside:avoid}h2,h2+p{break-after:avoid}' +
  '@page{size:A4;margin:18mm 16mm 20mm;@bottom-center{content:counter(page) " / " counter(pages);font:9pt sans-serif}}' +
  '@media print{body{margin:0;font-size:10pt}}';

export function supervisionPage(report: SupervisionReport, frame: PageFrame): string {
  const { months, asOf, members, profile } = report;
  const { issuer, utcOffsetMinutes, language } = frame;
  const words = WORDS[language];
  const span = months.from === months.to ? months.from : `${months.from} ${words.between} ${months.to}`;
  const told = `${words.asOf} ${asOf.block}${words.time(localTime(asOf.time, utcOffsetMinutes))}`;
  return (
    `<!doctype html><html lang="${words.tag}"><head><meta charset="utf-8"><title>${words.title}</title>` +
    `<style>${STYLE}</style></head><body><header><b>${safe(nameOf(issuer, frame))}</b></header>` +
    `<h1>${words.title}</h1><p>${words.months} ${safe(span)} · ${safe(told)}` +
    `${profile === 'cn-809' ? `<br>${words.law}` : ''}</p>` +
    members.map((member) => memberSection(member, frame)).join('') +
    `${foot(report, frame)}</body></html>\n`
  );
}
