// SPDX-License-Identifier: Apache-2.0
/** Looking is recorded: for what purpose somebody looks who oversees others, asked once and shown as it will read. */
import { useState, type ReactElement } from 'react';
import { useReason } from '../api/reason';
import { useSay, useWord } from '../i18n/i18n';
import { useLookPurpose } from '../parts/card/purpose';
import { textIn } from '../parts/inputs/form-text';

/** As the ledger takes a code. */
const CODE = '[A-Za-z0-9][A-Za-z0-9._\\-]{0,63}';

/** Codes that have words; any other can be typed. */
const OFTEN = [
  'routine-audit',
  'special-audit',
  'investigation',
  'arbitration',
  'complaint',
  'appraisal',
] as const;

export function PurposeForm(): ReactElement {
  const say = useSay();
  const word = useWord();
  const { give, reason } = useReason();
  return (
    <form
      className="row"
      onSubmit={(event) => {
        event.preventDefault();
        const purpose = textIn(event.currentTarget, 'purpose');
        const caseName = textIn(event.currentTarget, 'case');
        give({ purpose, ...(caseName !== '' && { case: caseName }) });
      }}
    >
      <label>
        {say('purpose.code')}{' '}
        <input
          name="purpose"
          required
          pattern={CODE}
          maxLength={64}
          defaultValue={reason?.purpose ?? 'routine-audit'}
          list="look-purposes"
          autoComplete="off"
        />
        <datalist id="look-purposes">
          {OFTEN.map((code) => (
            <option key={code} value={code}>
              {word('lookPurpose', code)}
            </option>
          ))}
        </datalist>
      </label>
      <label>
        {say('purpose.case')}{' '}
        <input name="case" maxLength={64} defaultValue={reason?.case ?? ''} autoComplete="off" />
      </label>
      <button type="submit" className="primary">
        {say('purpose.give')}
      </button>
    </form>
  );
}

export function PurposeBar(): ReactElement | null {
  const say = useSay();
  const { isAsked, reason } = useReason();
  const lookPurpose = useLookPurpose();
  const [isOpen, setOpen] = useState(false);
  if (!isAsked) return null;
  if (!reason || isOpen)
    return (
      <section className="purpose-bar" aria-label={say('purpose.title')}>
        <span>{say('purpose.lead')}</span>
        <div
          onSubmit={() => {
            setOpen(false);
          }}
        >
          <PurposeForm />
        </div>
      </section>
    );
  return (
    <section className="purpose-bar" aria-label={say('purpose.title')}>
      <span>{say('purpose.inForce')}</span>
      <b>
        {lookPurpose(reason.purpose)}
        {reason.case !== undefined && ` · ${reason.case}`}
      </b>
      <button
        type="button"
        className="plain"
        onClick={() => {
          setOpen(true);
        }}
      >
        {say('purpose.change')}
      </button>
    </section>
  );
}
