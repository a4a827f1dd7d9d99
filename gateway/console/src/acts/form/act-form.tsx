// SPDX-License-Identifier: Apache-2.0
/** The first step of an act: what is to be filled in. */
import type { ReactElement } from 'react';
import { useSay } from '../../i18n/i18n';
import { ActField } from './fields';
import { askedFields, faultsOf } from '../specs/faults';
import type { Act, Values } from '../specs/spec';

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
