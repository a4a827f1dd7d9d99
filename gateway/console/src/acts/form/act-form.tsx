// SPDX-License-Identifier: Apache-2.0
/** The first step of an act: what is to be filled in. */
import type { ReactElement } from 'react';
import { useSay } from '../../i18n/i18n';
import { ActField } from './fields';
import type { Act, Field, Values } from '../specs/spec';

export const askedFields = ({ fields }: Act, values: Values): readonly Field[] =>
  fields.filter(({ when }) => when === undefined || when(values));

function rowsFault(pattern: string, text: string): 'form' | undefined {
  const form = new RegExp(`^(?:${pattern})$`);
  const rows = text.split('\n').filter((row) => row.trim() !== '');
  return rows.every((row) => form.test(row.trim())) ? undefined : 'form';
}

function faultOf(field: Field, value: Values[string] | undefined): 'missing' | 'form' | undefined {
  const isEmpty =
    value === undefined || (typeof value === 'string' ? value.trim() === '' : value.length === 0);
  if (isEmpty) return field.isOptional === true ? undefined : 'missing';
  const pattern = field.kind === 'line' ? field.pattern : undefined;
  if (pattern !== undefined && typeof value === 'string')
    return new RegExp(`^(?:${pattern})$`).test(value.trim()) ? undefined : 'form';
  if (field.kind === 'rows' && typeof value === 'string') return rowsFault(field.pattern, value);
  if (field.kind !== 'number') return undefined;
  const number = Number(value);
  return Number.isInteger(number) && number >= field.min && number <= field.max ? undefined : 'form';
}

export function faultsOf(act: Act, values: Values): Readonly<Record<string, 'missing' | 'form'>> {
  const faults: Record<string, 'missing' | 'form'> = {};
  for (const field of askedFields(act, values)) {
    const fault = faultOf(field, values[field.name]);
    if (fault) faults[field.name] = fault;
  }
  return faults;
}

export interface ActFormProps {
  readonly act: Act;
  readonly values: Values;
  readonly set: (name: string, value: string | readonly string[]) => void;
  readonly isShowingFaults: boolean;
}

export function ActForm({ act, values, set, isShowingFaults }: ActFormProps): ReactElement {
  const say = useSay();
  const faults = faultsOf(act, values);
  return (
    <div className="form">
      <p>{say(act.lead)}</p>
      {askedFields(act, values).map((field) => {
        const fault = isShowingFaults ? faults[field.name] : undefined;
        return (
          <ActField
            key={field.name}
            field={field}
            values={values}
            set={set}
            wrong={fault && say(`act.fault.${fault}`)}
          />
        );
      })}
    </div>
  );
}
