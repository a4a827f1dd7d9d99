// SPDX-License-Identifier: Apache-2.0
/** The fields of an act. Texts are one line for the ledger: what is pasted in several becomes one. */
import { useId, useState, type ReactElement } from 'react';
import { useSay } from '../../i18n/i18n';
import { MomentInput, useMomentHint } from '../../parts/inputs/moment-input';
import { sha256Hex } from '../keys/bytes';
import { OfferedField } from './offered-field';
import { useOffered } from './use-offered';
import type { Field, Values } from '../specs/spec';

const MOST_BYTES = 256 * 1024 * 1024;

export interface FieldProps {
  readonly field: Field;
  readonly values: Values;
  readonly set: (name: string, value: string | readonly string[]) => void;
  /** What is wrong with it, in words. */
  readonly wrong?: string | undefined;
}

interface ControlProps extends FieldProps {
  /** Of what is to be known of it: a hint, and what is wrong. */
  readonly more: string;
}

type Of<K extends Field['kind']> = Extract<Field, { kind: K }>;

function Choices({
  field,
  values,
  set,
  more,
}: ControlProps & { readonly field: Of<'one'> | Of<'many'> }): ReactElement {
  const say = useSay();
  const group = useId();
  const { name } = field;
  const value = values[name];
  const isMany = field.kind === 'many';
  const offered = field.options.filter((option) => !isMany || (field.fits?.(option.value, values) ?? true));
  const chosen = typeof value === 'object' ? value : value === undefined ? [] : [value];
  const toggle = (one: string): void => {
    if (!isMany) set(name, one);
    else set(name, chosen.includes(one) ? chosen.filter((other) => other !== one) : [...chosen, one]);
  };
  return (
    <fieldset aria-describedby={more}>
      <legend>{say(field.label)}</legend>
      <div className="choices">
        {offered.map((option) => (
          <label key={option.value}>
            <input
              type={isMany ? 'checkbox' : 'radio'}
              name={group}
              value={option.value}
              checked={chosen.includes(option.value)}
              onChange={() => {
                toggle(option.value);
              }}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function Documents({
  field,
  values,
  set,
  more,
}: ControlProps & { readonly field: Of<'documents'> }): ReactElement {
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
    <>
      <label className="label" htmlFor={id}>
        {say(field.label)}
      </label>
      <input
        id={id}
        type="file"
        multiple
        aria-describedby={more}
        onChange={(event) => void take([...(event.target.files ?? [])])}
      />
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
    </>
  );
}

type Single = Exclude<Field, { readonly kind: 'one' | 'many' | 'documents' }>;

const INPUTS = { line: 'text', number: 'number', day: 'date' } as const;

const oneLine = (text: string): string => text.replace(/\s*[\r\n]+\s*/g, ' ');

function Typed({ field, values, set, wrong, more }: ControlProps & { readonly field: Single }): ReactElement {
  const say = useSay();
  const id = useId();
  const value = values[field.name];
  const text = typeof value === 'string' ? value : '';
  const common = {
    id,
    value: text,
    autoComplete: 'off',
    'aria-invalid': wrong !== undefined,
    'aria-describedby': more,
  };
  const change = (next: string): void => {
    set(field.name, field.kind === 'rows' || field.kind === 'list' ? next : oneLine(next));
  };
  return (
    <>
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
      ) : field.kind === 'moment' ? (
        <MomentInput
          {...common}
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
    </>
  );
}

/** By name, where it can be offered; else its id is typed. */
function TypedOrOffered(
  props: ControlProps & { readonly field: Of<'line'> | Of<'list'> },
): ReactElement | null {
  const { field, values, set, wrong, more } = props;
  const say = useSay();
  const choices = useOffered(field.offers, values);
  if (choices === 'waiting') return <p className="waiting">{say('common.loading')}</p>;
  if (choices === undefined)
    return (
      <>
        <Typed {...props} field={field} />
        {field.offers && <p className="hint">{say('act.field.idHint')}</p>}
      </>
    );
  return (
    <OfferedField
      field={field}
      values={values}
      set={set}
      choices={choices}
      isWrong={wrong !== undefined}
      more={more}
    />
  );
}

/** The field, what is to be known of it, and what is wrong with it. */
export function ActField(props: FieldProps): ReactElement {
  const { field, wrong } = props;
  const say = useSay();
  const momentHint = useMomentHint();
  const more = useId();
  const control = { ...props, more };
  return (
    <div data-wrong={wrong === undefined ? undefined : true}>
      {field.kind === 'documents' ? (
        <Documents {...control} field={field} />
      ) : field.kind === 'one' || field.kind === 'many' ? (
        <Choices {...control} field={field} />
      ) : field.kind === 'line' || field.kind === 'list' ? (
        <TypedOrOffered {...control} field={field} />
      ) : (
        <Typed {...control} field={field} />
      )}
      <div id={more}>
        {field.kind === 'moment' && <p className="hint">{momentHint}</p>}
        {field.hint && <p className="hint">{say(field.hint)}</p>}
        {wrong !== undefined && <p className="wrong">{wrong}</p>}
      </div>
    </div>
  );
}
