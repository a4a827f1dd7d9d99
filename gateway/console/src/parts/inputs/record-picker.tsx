// SPDX-License-Identifier: Apache-2.0
/**
 * Asks for a record by its plain identifier, in a field that forgets: what is typed goes into one request and nowhere
 * else, neither into an address nor into the browser's memory of forms, and the field is empty again afterwards.
 */
import { useId, useRef, type ReactElement } from 'react';
import { useSay } from '../../i18n/i18n';

export interface RecordPickerProps {
  readonly label: string;
  readonly ask: (recordId: string) => void;
  readonly isBusy?: boolean;
  /** Asked before the field is emptied: whether the question is complete. */
  readonly mayAsk?: () => boolean;
  /** What the button says; absent: that the record is found. */
  readonly action?: string | undefined;
}

const MOST_SIGNS = 256;

export function RecordPicker({
  label,
  ask,
  isBusy = false,
  mayAsk = () => true,
  action,
}: RecordPickerProps): ReactElement {
  const say = useSay();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const take = (): void => {
    const typed = field.current?.value.trim() ?? '';
    if (isBusy || typed === '' || !mayAsk()) return;
    if (field.current) field.current.value = '';
    ask(typed);
  };
  return (
    <div className="row">
      <div className="grow">
        <label className="label" htmlFor={id}>
          {label}
        </label>
        <input
          id={id}
          ref={field}
          type="text"
          autoComplete="off"
          autoCorrect="off"
          spellCheck={false}
          maxLength={MOST_SIGNS}
          onKeyDown={(event) => {
            // While characters are composed, the key chooses among them and sends nothing.
            if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
            event.preventDefault();
            take();
          }}
        />
      </div>
      <button type="button" className="primary" onClick={take} disabled={isBusy}>
        {action ?? say('record.ask')}
      </button>
      <p className="small quiet wide">{say('record.forgotten')}</p>
    </div>
  );
}
