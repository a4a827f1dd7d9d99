// SPDX-License-Identifier: Apache-2.0
/** What somebody states, in quotes and with a name: a claim, and no finding of the ledger. */
import type { ReactElement } from 'react';
import { useSay } from '../../i18n/i18n';
import { FreeText } from './free-text';
import { Moment } from '../time/moment';
import { OrganisationTag } from './references';

/** Stands for the text between its quotation marks. */
const BETWEEN = '\n';

export interface ClaimProps {
  readonly text: string;
  readonly by: string;
  readonly at?: string | undefined;
}

export function Claim({ text, by, at }: ClaimProps): ReactElement {
  const say = useSay();
  const [open, close] = say('common.quoted', { text: BETWEEN }).split(BETWEEN);
  return (
    <blockquote className="claim">
      {open}
      <FreeText text={text} />
      {close}
      <footer>
        <OrganisationTag id={by} /> {at !== undefined && <Moment at={at} />}
      </footer>
    </blockquote>
  );
}
