// SPDX-License-Identifier: Apache-2.0
/** A field of a page's own form, under its name; a hint below it where there is something to know. */
import { useId, type ReactElement, type ReactNode } from 'react';

export interface LabelledProps {
  readonly label: string;
  readonly hint?: ReactNode;
  /** What is wrong with what stands in it. */
  readonly fault?: string | undefined;
  /** @param id what the field is to be called, so that its name belongs to it */
  readonly children: (id: string) => ReactNode;
}

/** The id of the words on a fault, for `aria-describedby`. */
export const faultId = (id: string): string => `${id}-fault`;

export function Labelled({ label, hint, fault, children }: LabelledProps): ReactElement {
  const id = useId();
  return (
    <div>
      <label className="label" htmlFor={id}>
        {label}
      </label>
      {children(id)}
      {hint !== undefined && <p className="hint">{hint}</p>}
      {fault !== undefined && (
        <p id={faultId(id)} className="wrong">
          {fault}
        </p>
      )}
    </div>
  );
}
