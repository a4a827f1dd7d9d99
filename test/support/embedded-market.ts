// SPDX-License-Identifier: Apache-2.0
/** A provider that shares on an embedded ledger, and rows that its consumer may report. */
import { digestOf } from '@catalog-chain/chaincode/domain/encoding/digest';
import { hash } from 'node:crypto';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { openEmbeddedLedger } from '@catalog-chain/gateway/ledger/embedded/open';
import type { Call, Ledger, Signatory } from '@catalog-chain/gateway/ledger/ledger';
import type { UsageInput } from '@catalog-chain/gateway/usage/ports';
import { content, sharing } from './sharing.js';

export const RECORD_KEY = new Uint8Array(32).fill(7);

const by = (organisation: string, user = 'officer'): Signatory => ({ mspId: `${organisation}MSP`, user });

async function commit(ledger: Ledger, signatory: Signatory, call: Call): Promise<void> {
  const outcome = await ledger.submit(await ledger.prepare(signatory, call));
  if (outcome.status !== 'committed') throw new Error(`${call.transaction}: ${outcome.message}`);
}

const call = (transaction: string, input: object | string): Call => ({
  transaction,
  args: [typeof input === 'string' ? input : encode(input)],
});

/** Grants on the spot; the first `keyed` of them with a record key. */
export async function grantAccess(
  ledger: Ledger,
  ids: readonly string[],
  keyed = ids.length,
  consumer = 'Consumer',
): Promise<void> {
  const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
  for (const [i, id] of ids.entries()) {
    const request = {
      id,
      resource: 'ProviderMSP:OPEN',
      purpose: { code: 'AID', text: 'Aid for families' },
      legalBasis: 'Social Insurance Law, article 77',
      mode: 'query',
      items: ['birth', 'name'],
      systems: [`${consumer}MSP:SYS`],
      period: { from: day(0), to: day(365) },
      standing: true,
    };
    await commit(ledger, by(consumer), call(TRANSACTIONS.requestSubmit, request));
    if (i >= keyed) continue;
    const deposit = call(TRANSACTIONS.keyDeposit, id);
    const parties = ['ProviderMSP', `${consumer}MSP`];
    const secret = { transient: { recordKey: RECORD_KEY }, endorsers: parties };
    await commit(ledger, by('Provider'), { ...deposit, ...secret });
  }
}

async function member(ledger: Ledger, name: string, roles: readonly string[]): Promise<void> {
  const input = { mspId: `${name}MSP`, code: `TEST:${name}`, names: { en: name }, roles };
  await commit(ledger, by('Manager', 'admin'), call(TRANSACTIONS.organisationRegister, input));
}

async function system(ledger: Ledger, owner: string): Promise<void> {
  const duty = { code: 'DUTY', names: { en: 'Duty' }, legalBasis: 'Law 1' };
  await commit(ledger, by(owner), call(TRANSACTIONS.dutyRegister, duty));
  const code = owner === 'Provider' ? 'REGISTER' : 'SYS';
  const software = { code, names: { en: 'System' }, duties: [`${owner}MSP:DUTY`] };
  await commit(ledger, by(owner), call(TRANSACTIONS.systemRegister, software));
}

/** Four members, a published resource of unconditional sharing, and grants; `P-1` is another consumer's. */
export async function foundMarket(
  ledger: Ledger,
  grants: readonly string[] = ['G-1', 'G-2'],
  keyed = grants.length,
): Promise<void> {
  await member(ledger, 'Manager', ['manager']);
  await member(ledger, 'Provider', ['provider']);
  await member(ledger, 'Consumer', ['consumer']);
  await member(ledger, 'Other', ['consumer']);
  await system(ledger, 'Other');
  await system(ledger, 'Provider');
  await system(ledger, 'Consumer');
  const draft = { code: 'OPEN', content: content(sharing('unconditional')) };
  await commit(ledger, by('Provider'), call(TRANSACTIONS.resourceDraft, draft));
  await commit(ledger, by('Provider'), call(TRANSACTIONS.resourceSubmit, 'ProviderMSP:OPEN'));
  const review = { id: 'ProviderMSP:OPEN', approved: true, digest: digestOf(draft.content) };
  await commit(ledger, by('Manager'), call(TRANSACTIONS.resourceReview, review));
  await grantAccess(ledger, grants, keyed);
  await grantAccess(ledger, ['P-1'], 0, 'Other');
}

export async function openMarket(
  directory?: string,
  grants?: readonly string[],
  keyed?: number,
): Promise<Ledger> {
  const ledger = await openEmbeddedLedger(directory === undefined ? {} : { directory });
  const { height } = await ledger.info();
  if (height < 5) await foundMarket(ledger, grants, keyed);
  return ledger;
}

/** The n-th UUIDv7 of a series. */
export function eventId(n: number, series = ''): string {
  const hex = hash('sha256', `${series}${n}`);
  const time = (1_767_225_600_000 + n).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex.slice(0, 3)}-a${hex.slice(3, 6)}-${hex.slice(6, 18)}`;
}

/** A use that the consumer may report. */
export const usage = (n: number, change: Partial<UsageInput> = {}, series = ''): UsageInput => ({
  id: eventId(n, series),
  kind: 'use',
  correlation: `exchange-${series}${n}`,
  grant: 'G-1',
  action: 'query',
  record: hash('sha256', `record ${n % 1000}`, 'base64url'),
  at: new Date().toISOString(),
  system: 'ConsumerMSP:SYS',
  actor: hash('sha256', `actor ${n % 20}`, 'base64url'),
  purpose: 'AID',
  outcome: 'ok',
  ...change,
});

export const usages = (count: number, from = 0, series = ''): UsageInput[] =>
  Array.from({ length: count }, (_, i) => usage(from + i, {}, series));
