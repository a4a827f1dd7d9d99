// SPDX-License-Identifier: Apache-2.0
/** A supervision report as a page to print: no script, no style but its own, nothing from elsewhere. */
import type { ItemCount, MemberReport, SupervisionReport } from './report.js';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const safe = (text: string | number): string =>
  String(text).replaceAll(/[&<>"]/g, (one) => ENTITIES[one] ?? one);

const SEEN = {
  computed: '',
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

function memberSection({ organisation, obligations, items, measures }: MemberReport): string {
  const { orders, criticisms, incidents, complaints } = measures;
  const { due, inTime, late, unmet } = obligations;
  return (
    `<section><h2>${safe(organisation)}</h2>` +
    `<p>到期 due ${due.count} · 按时 in time ${inTime.count} · 逾期 late ${late.count} · 未履行 not met ${unmet.count}<br>` +
    `责令改正 orders ${orders.count} · 通报 criticisms ${criticisms.count} · 事件 incidents ${incidents.count} · 投诉 complaints ${complaints.count}</p>` +
    '<table><thead><tr><th>条款 Item</th><th>情形 What</th><th>数 Count</th><th></th><th>摘要 Digest</th></tr></thead>' +
    `<tbody>${items.map(itemRow).join('')}</tbody></table></section>`
  );
}

const STYLE =
  'body{font:14px/1.5 sans-serif;margin:2rem}table{border-collapse:collapse;width:100%}' +
  'td,th{border:1px solid #999;padding:.3rem .5rem;text-align:left;vertical-align:top}section{break-inside:avoid}';

export function supervisionPage(report: SupervisionReport): string {
  const { months, asOf, members, digest, genesisHash } = report;
  const span = months.from === months.to ? months.from : `${months.from} – ${months.to}`;
  return (
    '<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>监督报告 Supervision report</title>' +
    `<style>${STYLE}</style></head><body><h1>政务数据共享监督报告 <small>Supervision report</small></h1>` +
    `<p>${safe(span)} · 截至区块 as of block ${asOf.block} (${safe(asOf.time)})</p>` +
    members.map(memberSection).join('') +
    `<footer><p><small>SHA-256 ${safe(digest)} · chain ${safe(genesisHash)} · catalog-chain supervision --verify</small></p></footer>` +
    '</body></html>\n'
  );
}
