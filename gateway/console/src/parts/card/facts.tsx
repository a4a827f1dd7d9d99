// SPDX-License-Identifier: Apache-2.0
/** Names and values, one below the other. What is not there is left out. */
import type { ReactElement, ReactNode } from 'react';

export interface Fact {
  readonly name: string;
  readonly value: ReactNode;
}

export function Facts({ facts }: { readonly facts: readonly (Fact | false | undefined)[] }): ReactElement {
  const shown = facts.filter((fact): fact is Fact => fact !== false && fact !== undefined);
  return (
    <dl className="facts">
      {shown.map(({ name, value }) => [<dt key={`${name}-name`}>{name}</dt>, <dd key={name}>{value}</dd>])}
    </dl>
  );
}
