// SPDX-License-Identifier: Apache-2.0
/** A field of which one or several are chosen by name, of what there is. */
import { useId, type ReactElement } from 'react';
import { useSay } from '../../i18n/i18n';
import { textsOf, type Field, type Values } from '../specs/spec';
import { useChoiceName, type Choice } from './use-offered';

interface OfferedProps {
  readonly field: Extract<Field, { kind: 'line' | 'list' }>;
  readonly values: Values;
  readonly set: (name: string, value: string) => void;
  readonly choices: readonly Choice[];
  readonly isWrong: boolean;
  readonly more: string;
}

function Named({ choice }: { readonly choice: Choice }): ReactElement {
  return <>{useChoiceName(choice)}</>;
}

function Option({ choice }: { readonly choice: Choice }): ReactElement {
  return <option value={choice.id}>{useChoiceName(choice)}</option>;
}

function One({ field, values, set, choices, isWrong, more }: OfferedProps): ReactElement {
  const say = useSay();
  const id = useId();
  return (
    <>
      <label className="label" htmlFor={id}>
        {say(field.label)}
        {field.isOptional === true && <span className="quiet small"> {say('act.optional')}</span>}
      </label>
      <select
        id={id}
        value={String(values[field.name] ?? '')}
        aria-invalid={isWrong}
        aria-describedby={more}
        onChange={(event) => {
          set(field.name, event.target.value);
        }}
      >
        <option value="">{say('common.choose')}</option>
        {choices.map((choice) => (
          <Option key={choice.id} choice={choice} />
        ))}
      </select>
    </>
  );
}

function Several({ field, values, set, choices, more }: OfferedProps): ReactElement {
  const say = useSay();
  const chosen = textsOf(values, field.name);
  const toggle = (id: string): void => {
    const next = chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id];
    set(field.name, next.join('\n'));
  };
  return (
    <fieldset aria-describedby={more}>
      <legend>
        {say(field.label)}
        {field.isOptional === true && <span className="quiet small"> {say('act.optional')}</span>}
      </legend>
      <div className="choices">
        {choices.map((choice) => (
          <label key={choice.id}>
            <input
              type="checkbox"
              checked={chosen.includes(choice.id)}
              onChange={() => {
                toggle(choice.id);
              }}
            />
            <span>
              <Named choice={choice} />
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** What is filled in already stays to be seen and taken back, though it may be offered no more. */
function withFilledIn({ field, values, choices }: OfferedProps): readonly Choice[] {
  const offered = new Set(choices.map(({ id }) => id));
  const others = textsOf(values, field.name).filter((id) => !offered.has(id));
  return [...choices, ...others.map((id) => ({ id }))];
}

export function OfferedField(props: OfferedProps): ReactElement {
  const all = { ...props, choices: withFilledIn(props) };
  return props.field.kind === 'list' ? <Several {...all} /> : <One {...all} />;
}
