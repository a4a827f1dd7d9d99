// SPDX-License-Identifier: Apache-2.0

/** What a request's rows need to know, named once each. */
export interface Needs {
  readonly grants: ReadonlySet<string>;
  /** Grants whose record key is needed. */
  readonly keyed: ReadonlySet<string>;
  /** Ids of events whose exchange digest is needed. */
  readonly corrected: ReadonlySet<string>;
  readonly actors: boolean;
  /** Ids of the rows, where it is asked for. */
  readonly ids: ReadonlySet<string>;
}

const IDENTIFIER = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Reads over rows that have not been judged yet: anything may be in them.
 * @param wanted `keys`: each row needs its grant's record key; `ids`: what the rows are called
 */
export function gather(
  rows: readonly unknown[],
  wanted: { readonly keys: boolean; readonly ids: boolean },
): Needs {
  const sets = {
    grants: new Set<string>(),
    keyed: new Set<string>(),
    corrected: new Set<string>(),
    ids: new Set<string>(),
  };
  let actors = false;
  for (const row of rows) {
    if (typeof row !== 'object' || row === null) continue;
    const { id, grant, recordId, actorId, kind, corrects, retracts } = row as Readonly<
      Record<string, unknown>
    >;
    actors ||= actorId !== undefined;
    if (kind === 'correction' && retracts === undefined) add(sets.corrected, corrects, UUID);
    add(sets.grants, grant, IDENTIFIER);
    if (recordId !== undefined || wanted.keys) add(sets.keyed, grant, IDENTIFIER);
    if (wanted.ids) add(sets.ids, id, UUID);
  }
  return { ...sets, actors };
}

function add(set: Set<string>, value: unknown, form: RegExp): void {
  if (typeof value === 'string' && !set.has(value) && form.test(value)) set.add(value);
}
