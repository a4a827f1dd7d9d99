// SPDX-License-Identifier: Apache-2.0
/** Filters of a list, in its address, so that it can be sent to a colleague; each that is set is a chip to take off. */
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useId, type ReactElement } from 'react';
import { useSay } from '../../i18n/i18n';
import type { Filters } from '../../api/filters';
import { useSavedQuestions } from './saved';

export interface Filter {
  readonly name: string;
  readonly label: string;
  /** Values to choose from, with their words; absent: free text. */
  readonly options?: readonly { readonly value: string; readonly label: string }[];
  readonly type?: 'text' | 'date' | 'month';
  /** What holds where the address names none. */
  readonly otherwise?: string;
}

export function useFilters(): readonly [Filters, (next: Filters) => void] {
  const filters: Filters = useSearch({ strict: false });
  const go = useNavigate();
  return [filters, (next) => void go({ to: '.', search: next, replace: true, resetScroll: false })];
}

type Options = NonNullable<Filter['options']>;

/** Of several values, which stand with commas between, the words of each. */
const wordsOf = (options: Options, value: string): string =>
  value
    .split(',')
    .map((part) => options.find((one) => one.value === part)?.label ?? part)
    .join(' / ');

function Field({
  filter,
  value,
  set,
}: {
  filter: Filter;
  value: string;
  set: (value: string) => void;
}): ReactElement {
  const say = useSay();
  const id = useId();
  const { label, options, type = 'text' } = filter;
  return (
    <div>
      <label htmlFor={id}>{label}</label>
      {options ? (
        <select
          id={id}
          value={value}
          onChange={(event) => {
            set(event.target.value);
          }}
        >
          {filter.otherwise === undefined && <option value="">{say('common.all')}</option>}
          {value.includes(',') && <option value={value}>{wordsOf(options, value)}</option>}
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      ) : (
        <input
          key={value}
          id={id}
          type={type}
          defaultValue={value}
          autoComplete="off"
          onBlur={(event) => {
            if (event.target.value !== value) set(event.target.value);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.nativeEvent.isComposing) set(event.currentTarget.value);
          }}
        />
      )}
    </div>
  );
}

/** Keeps the question as it stands in the address, under the words of its filters. */
function KeepQuestion({ words }: { readonly words: readonly string[] }): ReactElement {
  const say = useSay();
  const { saved, keep } = useSavedQuestions();
  const address = `${location.pathname.replace(/^\/console/, '')}${location.search}`;
  if (saved.some((question) => question.address === address))
    return <span className="small quiet">{say('patterns.ask.isSaved')}</span>;
  return (
    <button
      type="button"
      className="plain"
      onClick={() => {
        keep({ address, label: `${document.title.split(' · ', 1)[0] ?? ''} · ${words.join(' · ')}` });
      }}
    >
      {say('patterns.ask.save')}
    </button>
  );
}

export function FilterBar({ filters }: { readonly filters: readonly Filter[] }): ReactElement {
  const say = useSay();
  const [given, change] = useFilters();
  const without = (name: string): Filters =>
    Object.fromEntries(Object.entries(given).filter(([other]) => other !== name));
  const set = (name: string, value: string): void => {
    change(value === '' ? without(name) : { ...given, [name]: value });
  };
  const shown = (name: string, value: string): string => {
    const filter = filters.find((one) => one.name === name);
    return say('common.named', {
      name: filter?.label ?? name,
      value: filter?.options ? wordsOf(filter.options, value) : value,
    });
  };
  return (
    <>
      <div className="filters" role="group" aria-label={say('common.filters')}>
        {filters.map((filter) => (
          <Field
            key={filter.name}
            filter={filter}
            value={given[filter.name] ?? filter.otherwise ?? ''}
            set={(value) => {
              set(filter.name, value);
            }}
          />
        ))}
      </div>
      {Object.keys(given).length > 0 && (
        <ul className="chips">
          {Object.entries(given).map(([name, value]) => (
            <li key={name}>
              <button
                type="button"
                onClick={() => {
                  change(without(name));
                }}
              >
                {shown(name, value)} <span aria-hidden="true">×</span>
                <span className="sr">{say('common.takeOff')}</span>
              </button>
            </li>
          ))}
          <li>
            <KeepQuestion words={Object.entries(given).map(([name, value]) => shown(name, value))} />
          </li>
        </ul>
      )}
    </>
  );
}
