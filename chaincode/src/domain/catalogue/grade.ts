// SPDX-License-Identifier: Apache-2.0
/** Grades of GB/T 43697: how sensitive each is, and that the highest item decides for the whole. */
import { DATA_GRADES, type DataGrade, type DataItem } from './resource-records';

const MOST = 4;

/** 1 to 4, as items had it before there were grades. */
export function sensitivityOf(grade: DataGrade): DataItem['sensitivity'] {
  const rank = DATA_GRADES.indexOf(grade) + 1;
  return Math.min(rank, MOST) as DataItem['sensitivity'];
}

/** The highest grade of the items; undefined where one of them has none, for it may be the highest. */
export function gradeOf(items: readonly DataItem[]): DataGrade | undefined {
  const ranks = items.map(({ grade }) => (grade === undefined ? -1 : DATA_GRADES.indexOf(grade)));
  return ranks.includes(-1) ? undefined : DATA_GRADES[Math.max(...ranks)];
}
