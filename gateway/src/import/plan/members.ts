// SPDX-License-Identifier: Apache-2.0
/** Members that there are, as a file may name them: whoever is a member already is not registered once more under an id made from the name. */
import { RowError } from '../faults.js';
import { fold } from '../prose.js';
import type { Member } from './plan.js';

/** An organisation as a file names it. */
export interface Named {
  /** The id that is made from its name. */
  readonly derived: string;
  /** In any language. */
  readonly names: readonly string[];
  /** Its own code, where the file says it. */
  readonly code?: string;
  /** The file tells it from others of its name. */
  readonly isApart?: boolean;
}

const keyOf = (name: string): string => fold(name).toLowerCase();

export class Members {
  private readonly ids = new Set<string>();
  private readonly byCode = new Map<string, string>();
  private readonly byName = new Map<string, Set<string>>();

  constructor(members: Iterable<Member> = []) {
    for (const { organisation, code, names } of members) {
      this.ids.add(organisation);
      this.byCode.set(code, organisation);
      for (const name of [names.zh, names.en].filter((one) => one !== undefined)) {
        const ids = this.byName.get(keyOf(name)) ?? new Set<string>();
        this.byName.set(keyOf(name), ids.add(organisation));
      }
    }
  }

  /**
   * Whoever an earlier import made of the name, else whose code it is, else whose name it is.
   * @returns the MSP id of a member; the derived one where nobody is a member yet
   * @throws RowError `MEMBER_NAMES` where several have the name
   */
  idOf({ derived, names, code, isApart }: Named): string {
    if (this.ids.has(derived)) return derived;
    const coded = code === undefined ? undefined : this.byCode.get(code);
    if (coded !== undefined) return coded;
    const found = isApart || code !== undefined ? [] : this.namesakes(names);
    if (found.length > 1) throw new RowError('MEMBER_NAMES', { ids: found.join(', ') });
    return found[0] ?? derived;
  }

  /** The member of an id or a name that a person gives. @throws RowError `MEMBER_NAMES` */
  idOfWord(word: string, derived: string): string {
    return this.ids.has(word) ? word : this.idOf({ derived, names: [word] });
  }

  /** Members that have one of the names, by id. */
  namesakes(names: readonly string[]): string[] {
    return [...new Set(names.flatMap((name) => [...(this.byName.get(keyOf(name)) ?? [])]))].sort();
  }
}
