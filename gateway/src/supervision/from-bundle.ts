// SPDX-License-Identifier: Apache-2.0
/** What a supervision report counts of obligations, counted again from a bundle of evidence, without a ledger or an index. */
import { liabilityItems } from '@catalog-chain/chaincode/domain/law/liability';
import type { Obligation } from '@catalog-chain/chaincode/domain/law/obligation-records';
import type { ProfileName } from '@catalog-chain/chaincode/domain/records';
import { parseInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import type { Evidence } from '@catalog-chain/verifier/archive/verify-bundle';
import { digestOfEntries, entryOf, type Entry } from '../appraisal/counted.js';
import { isIn } from '../appraisal/months.js';
import { failedUnder, outcomeOf } from './outcomes.js';
import type { ItemCount, MemberReport, SupervisionReport } from './report.js';

/** A bundle that cannot answer for a report; the message says why. */
export class NotInBundle extends Error {
  override readonly name = 'NotInBundle';
}

export interface BundleCheck {
  /** What differs, a line each. */
  readonly differences: readonly string[];
  /** Items whose every counted entry the bundle proves. */
  readonly proved: readonly string[];
  /** Items that count what is no obligation: rulings, refusals, collections, incidents, uses. */
  readonly beyond: readonly string[];
}

type Counted = MemberReport['obligations']['due'];

const summary = (entries: readonly Entry[]): Counted => ({
  count: entries.length,
  digest: digestOfEntries(entries),
});

const isSame = (stated: Counted, found: Counted): boolean =>
  stated.count === found.count && stated.digest === found.digest;

/** Where not all entries are shown, the law's item says whether others can be among them. */
function onlyOwed({ item, count, entries }: ItemCount, profile: ProfileName): boolean {
  if (entries.some(([type]) => type !== 'obligation')) return false;
  const rule = liabilityItems(profile).find((one) => one.item === item);
  return entries.length === count || (rule?.findings ?? rule?.counts) === undefined;
}

const entryOfOwed = (value: Obligation): Entry => entryOf({ type: 'obligation', id: value.id, value });

/**
 * @param stated of one member and one month
 * @throws NotInBundle where it is of another, or the bundle is not valid
 */
export function checkedAgainst(stated: SupervisionReport, { verdict, proved }: Evidence): BundleCheck {
  const [member, ...others] = stated.members;
  if (!member || others.length > 0)
    throw new NotInBundle('Only a report of one member is recomputed from a bundle.');
  if (!verdict.valid || proved === undefined) throw new NotInBundle('The bundle is not valid.');
  const span = { from: parseInstant(stated.span.from), to: parseInstant(stated.span.to) };
  const reference = Math.min(parseInstant(stated.asOf.time), span.to);
  const due = proved.reads
    .ofType('obligation')
    .map(({ record }) => record)
    .filter(
      ({ owedBy, dueAt, state }) =>
        owedBy === member.organisation && isIn(span, parseInstant(dueAt)) && state !== 'void',
    );
  const counted = (some: readonly Obligation[]): Counted => summary(some.map(entryOfOwed));
  const found = {
    due: counted(due),
    inTime: counted(due.filter((one) => outcomeOf(one, reference) === 'inTime')),
    late: counted(due.filter((one) => outcomeOf(one, reference) === 'late')),
    unmet: counted(due.filter((one) => outcomeOf(one, reference) === 'unmet')),
  };
  const names = ['due', 'inTime', 'late', 'unmet'] as const;
  const isOwed = (item: ItemCount): boolean => onlyOwed(item, stated.profile);
  const items = member.items.filter(isOwed);
  const failed = (item: ItemCount): Counted =>
    counted(due.filter((one) => failedUnder(item.item, reference)(one)));
  // Of an item that counts other things too, what was owed is a part.
  const differing = member.items.filter((item) =>
    isOwed(item) ? !isSame(item, failed(item)) : failed(item).count > item.count,
  );
  const differences = [
    ...names
      .filter((name) => !isSame(member.obligations[name], found[name]))
      .map(
        (name) =>
          `differs  obligations ${name}: stated ${member.obligations[name].count}, in the bundle ${found[name].count}`,
      ),
    ...differing.map(
      (item) => `differs  item ${item.item}: stated ${item.count}, in the bundle ${failed(item).count}`,
    ),
  ];
  const beyond = member.items.filter((item) => !isOwed(item)).map(({ item }) => item);
  const same = items.filter((item) => !differing.includes(item)).map(({ item }) => item);
  return { differences, proved: same, beyond };
}
