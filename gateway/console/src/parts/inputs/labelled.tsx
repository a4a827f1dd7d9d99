// SPDX-License-Identifier: Apache-2.0
/** A field of a page's own form, under its name; a hint below it where there is something to know. */
import { useId, type ReactElement, type ReactNode } from 'react';

export interface LabelledProps {
  readonly label: string;
  readonly hint?: ReactNode;
  /** @param id what the field is to be called, so that its name belongs to it */
  readonly children: (id: string) => ReactNode;
}

export function Labelled({ label, hint, children }: LabelledProps): ReactElement {
  const id = useId();
  return (
    <div>
      <label className="label" htmlFor={id}>
        {label}
      </label>
      {children(id)}
      {hint !== undefined && <p className="hint">{hint}</p>}
    </div>
  );
}
