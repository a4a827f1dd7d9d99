// SPDX-License-Identifier: Apache-2.0
/** The fields of an act. Texts are one line for the ledger: what is pasted in several becomes one. */
import { useId, useState, type ReactElement } from 'react';
import { useSay } from '../../i18n/i18n';
import { sha256Hex } from '../keys/bytes';
import type { Field, Values } from '../specs/spec';

const MOST_BYTES = 256 * 1024 * 1024;

export interface FieldProps {
  readonly field: Field;
  readonly values: Values;
  readonly set: (name: string, value: string | readonly string[]) => void;
  readonly wrong?: string | undefined;
}

type Of<K extends Field['kind']> = Extract<Field, { kind: K }>;

function Choices({
  field,
  chosen,
  toggle,
  isMany,
}: {
  readonly field: Of<'one'> | Of<'many'>;
  readonly chosen: readonly string[];
  readonly toggle: (value: string) => void;
  readonly isMany: boolean;
}): ReactElement {
  const say = useSay();
  const group = useId();
  return (
    <fieldset>
      <legend>{say(field.label)}</legend>
      <div className="choices">
        {field.options.map(({ value, label }) => (
          <label key={value}>
            <input
              type={isMany ? 'checkbox' : 'radio'}
              name={group}
              value={value}
              checked={chosen.includes(value)}
              onChange={() => {
                toggle(value);
              }}
            />
            <span>{label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function Documents({ field, values, set }: FieldProps & { readonly field: Of<'documents'> }): ReactElement {
  const say = useSay();
  const id = useId();
  const [tooLarge, setTooLarge] = useState(false);
  const value = values[field.name];
  const digests = typeof value === 'object' ? value : [];
  const take = async (files: readonly File[]): Promise<void> => {
    setTooLarge(files.some(({ size }) => size > MOST_BYTES));
    const small = files.filter(({ size }) => size <= MOST_BYTES);
    const made = await Promise.all(small.map(async (file) => sha256Hex(await file.arrayBuffer())));
    set(field.name, [...new Set([...digests, ...made])].sort());
  };
  return (
    <div>
      <label className="label" htmlFor={id}>
        {say(field.label)}
      </label>
      <input id={id} type="file" multiple onChange={(event) => void take([...(event.target.files ?? [])])} />
      <p className="hint">{say('act.documentsHint')}</p>
      {tooLarge && <p className="wrong">{say('act.documentTooLarge')}</p>}
      {digests.map((digest) => (
        <div key={digest} className="row">
          <code className="grow">{digest}</code>
          <button
            type="button"
            className="plain"
            onClick={() => {
              set(
                field.name,
                digests.filter((one) => one !== digest),
              );
            }}
          >
            {say('common.takeOff')}
          </button>
        </div>
      ))}
    </div>
  );
}

type Single = Exclude<Field, { readonly kind: 'one' | 'many' | 'documents' }>;

const INPUTS = { line: 'text', number: 'number', day: 'date', moment: 'datetime-local' } as const;

const oneLine = (text: string): string => text.replace(/\s*[\r\n]+\s*/g, ' ');

function Typed({ field, values, set, wrong }: FieldProps & { readonly field: Single }): ReactElement {
  const say = useSay();
  const id = useId();
  const value = values[field.name];
  const text = typeof value === 'string' ? value : '';
  const common = {
    id,
    value: text,
    autoComplete: 'off',
    'aria-invalid': wrong !== undefined,
    'aria-describedby': `${id}-more`,
  };
  const change = (next: string): void => {
    set(field.name, field.kind === 'rows' || field.kind === 'list' ? next : oneLine(next));
  };
  return (
    <div>
      <label className="label" htmlFor={id}>
        {say(field.label)}
        {field.isOptional === true && <span className="quiet small"> {say('act.optional')}</span>}
      </label>
      {field.kind === 'prose' || field.kind === 'list' || field.kind === 'rows' ? (
        <textarea
          {...common}
          {...(field.kind !== 'rows' && { maxLength: field.max })}
          onChange={(event) => {
            change(event.target.value);
          }}
        />
      ) : (
        <input
          {...common}
          type={INPUTS[field.kind]}
          {...(field.kind === 'number' && { min: field.min, max: field.max })}
          {...(field.kind === 'line' && { maxLength: field.max })}
          onChange={(event) => {
            change(event.target.value);
          }}
        />
      )}
      <div id={`${id}-more`}>
        {field.hint && <p className="hint">{say(field.hint)}</p>}
        {wrong !== undefined && <p className="wrong">{wrong}</p>}
      </div>
    </div>
  );
}

export function ActField(props: FieldProps): ReactElement {
  const { field, values, set, wrong } = props;
  const value = values[field.name];
  if (field.kind === 'documents') return <Documents {...props} field={field} />;
  if (field.kind !== 'one' && field.kind !== 'many') return <Typed {...props} field={field} />;
  const isMany = field.kind === 'many';
  const chosen = typeof value === 'object' ? value : value === undefined ? [] : [value];
  return (
    <div>
      <Choices
        field={field}
        chosen={chosen}
        isMany={isMany}
        toggle={(one) => {
          if (!isMany) set(field.name, one);
          else
            set(
              field.name,
              chosen.includes(one) ? chosen.filter((other) => other !== one) : [...chosen, one],
            );
        }}
      />
      {wrong !== undefined && <p className="wrong">{wrong}</p>}
    </div>
  );
}
