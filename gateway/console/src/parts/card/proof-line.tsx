// SPDX-License-Identifier: Apache-2.0
/** Where a thing lies on the ledger, and how to have it proved: block, time, transaction, bundle, verifier. */
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useSay } from '../../i18n/i18n';
import { Moment } from '../time/moment';

export interface ProofLineProps {
  readonly written: { readonly block: number; readonly transactionId: string; readonly time: string };
  /** Filters of the evidence page, for what a bundle can be made of. */
  readonly bundle?: Readonly<Record<string, string>> | undefined;
  /** The signer under whose own key it was decided. */
  readonly signer?: string | undefined;
}

const SHOWN = 10;

export function ProofLine({ written, bundle, signer }: ProofLineProps): ReactElement {
  const say = useSay();
  const { block, transactionId, time } = written;
  return (
    <div className="proof" aria-label={say('proof.label')} role="group">
      <span className="mark">{say('proof.mark')}</span>
      <span>
        {say('proof.block')}{' '}
        <Link to="/blocks/$number" params={{ number: String(block) }}>
          {block}
        </Link>
      </span>
      <Moment at={time} />
      <span>
        {say('proof.transaction')}{' '}
        <Link to="/transactions/$id" params={{ id: transactionId }} className="mono" title={transactionId}>
          <span className="no-print">{transactionId.slice(0, SHOWN)}…</span>
          <span className="print-only">{transactionId}</span>
        </Link>
      </span>
      {signer !== undefined && (
        <span>
          {say('proof.signer')} <span className="mono">{signer}</span>
        </span>
      )}
      {/* The verifier wants a file: where none can be made it would stand empty. */}
      {bundle && (
        <>
          <Link to="/evidence" search={bundle} className="no-print">
            {say('proof.bundle')}
          </Link>
          <Link to="/verify" className="no-print">
            {say('proof.verify')}
          </Link>
        </>
      )}
    </div>
  );
}
