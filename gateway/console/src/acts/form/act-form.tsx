// SPDX-License-Identifier: Apache-2.0
/** The first step of an act: what is to be filled in. */
import { useEffect, useRef, type ReactElement } from 'react';
import { useSay } from '../../i18n/i18n';
import { ActField } from './fields';
import { askedFields, faultsOf } from '../specs/faults';
import type { Act, Values } from '../specs/spec';

export interface ActFormProps {
  readonly act: Act;
  readonly values: Values;
  readonly set: (name: string, value: string | readonly string[]) => void;
  /** How often somebody asked to go on and could not: 0 shows no faults, and each time the first is gone to. */
  readonly tries: number;
  /** What the gateway found wrong, by the names of fields. */
  readonly refused: Readonly<Record<string, string>>;
}

const CONTROL = '[data-wrong] :is(input, select, textarea)';

export function ActForm({ act, values, set, tries, refused }: ActFormProps): ReactElement {
  const say = useSay();
  const form = useRef<HTMLDivElement>(null);
  const faults = faultsOf(act, values);
  useEffect(() => {
    const control = tries > 0 ? form.current?.querySelector<HTMLElement>(CONTROL) : undefined;
    control?.focus();
    control?.scrollIntoView({ block: 'center' });
  }, [tries]);
  return (
    <div className="form" ref={form}>
      <p>{say(act.lead)}</p>
      {askedFields(act, values).map((field) => {
        const fault = tries > 0 ? faults[field.name] : undefined;
        return (
          <ActField
            key={field.name}
            field={field}
            values={values}
            set={set}
            wrong={fault ? say(`act.fault.${fault}`) : refused[field.name]}
          />
        );
      })}
    </div>
  );
}
