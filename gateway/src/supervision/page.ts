// SPDX-License-Identifier: Apache-2.0
/** A supervision report as a page to print: no script, no style but its own, nothing from elsewhere. */
import { renderSVG } from 'uqr';
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
  /** Address of the page that verifies evidence; absent: no code is drawn. */
  readonly verifier?: string;
}

const MINUTE_MS = 60_000;

/** `2026-11-28 23:15`, as the consortium's clocks have it */
function localTime(instant: string, utcOffsetMinutes: number): string {
  const shifted = new Date(Date.parse(instant) + utcOffsetMinutes * MINUTE_MS).toISOString();
  return `${shifted.slice(0, 10)} ${shifted.slice(11, 16)}`;
}

/** Chinese name and English one; the MSP id stands beside them. */
function nameOf(organisation: string, { names }: PageFrame): string {
  const { zh, en } = names.get(organisation) ?? {};
  const told = [zh, en].filter((name) => name !== undefined).join(' ');
  return told === '' ? organisation : told;
}

const SEEN = {
  computed: '账本计得 · counted by the ledger',
  partly: '账本仅见一部分 · partly visible',
  invisible: '账本不可见 · not visible to the ledger',
} as const satisfies Record<ItemCount['seen'], string>;

function itemRow({ item, text, seen, count, digest }: ItemCount): string {
  const [article = '', number = ''] = item.split('-');
  const found = seen === 'invisible' ? '–' : String(count);
  return (
    `<tr><td>第${safe(article)}条（${safe(number)}）</td><td>${safe(text.zh)}<br><small>${safe(text.en)}</small></td>` +
    `<td>${found}</td><td><small>${SEEN[seen]}</small></td><td><code>${safe(digest.slice(0, 16))}</code></td></tr>`
  );
}

function itemTable(items: readonly ItemCount[]): string {
  if (items.length === 0)
    return '<p>法律未规定此类机构的追责情形。 The law names nothing that this member answers for.</p>';
  return (
    '<table><thead><tr><th>条款 Item</th><th>情形 What</th><th>次数 Count</th><th>可见程度 Seen by the ledger</th><th>摘要 Digest</th></tr></thead>' +
    `<tbody>${items.map(itemRow).join('')}</tbody></table>`
  );
}

function memberSection(member: MemberReport, frame: PageFrame): string {
  const { organisation, obligations, items, measures } = member;
  const { orders, criticisms, incidents, complaints } = measures;
  const { due, inTime, late, unmet } = obligations;
  return (
    `<section><h2>${safe(nameOf(organisation, frame))} <small>${safe(organisation)}</small></h2>` +
    `<p>到期 due ${due.count} · 按时 in time ${inTime.count} · 逾期 late ${late.count} · 未履行 not met ${unmet.count}<br>` +
    `责令改正 orders ${orders.count} · 通报 criticisms ${criticisms.count} · 事件 incidents ${incidents.count} · 投诉 complaints ${complaints.count}</p>` +
    `${itemTable(items)}</section>`
  );
}

/** Where evidence is verified, as an address and as a code for a camera. */
const verifierFoot = (address: string): string =>
  `<div class="code">${renderSVG(address, { border: 0, pixelSize: 3 })}</div><p>核验页 Verify evidence: ${safe(address)}</p>`;

const STYLE =
  'body{font:14px/1.5 sans-serif;margin:2rem}table{border-collapse:collapse;width:100%}' +
  'header{text-align:center;border-bottom:2pt solid #a8281f;margin-bottom:1.5rem}' +
  'header b{font:700 20pt/1.5 serif;color:#a8281f;letter-spacing:.08em}footer{border-top:1pt solid #000;margin-top:1.5rem}' +
  '.code{width:5rem;float:left;margin:.5rem 1rem 0 0}' +
  'td,th{border:1px solid #999;padding:.3rem .5rem;text-align:left;vertical-align:top}section{break-inside:avoid}';

export function supervisionPage(report: SupervisionReport, frame: PageFrame): string {
  const { months, asOf, members, digest, genesisHash } = report;
  const span = months.from === months.to ? months.from : `${months.from} – ${months.to}`;
  const { verifier, issuer, utcOffsetMinutes } = frame;
  return (
    '<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>监督报告 Supervision report</title>' +
    `<style>${STYLE}</style></head><body><header><b>${safe(nameOf(issuer, frame))}</b></header>` +
    '<h1>政务数据共享监督报告 <small>Supervision report</small></h1>' +
    `<p>${safe(span)} · 截至区块 as of block ${asOf.block}（${safe(localTime(asOf.time, utcOffsetMinutes))}）</p>` +
    members.map((member) => memberSection(member, frame)).join('') +
    `<footer>${verifier === undefined ? '' : verifierFoot(verifier)}` +
    `<p><small>SHA-256 ${safe(digest)} · 链 chain ${safe(genesisHash)} · catalog-chain supervision --verify</small></p></footer>` +
    '</body></html>\n'
  );
}
