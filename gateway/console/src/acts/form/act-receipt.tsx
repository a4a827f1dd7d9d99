// SPDX-License-Identifier: Apache-2.0
/** The third step of an act: where it lies on the ledger now. */
import type { ReactElement } from 'react';
import { useSay } from '../../i18n/i18n';
import { ProofLine, type ProofLineProps } from '../../parts/card/proof-line';
import { CauseLink } from '../../parts/card/references';
import { ActFacts } from './act-preview';
import type { Act, Values } from '../specs/spec';

type Written = ProofLineProps['written'];

const isWritten = (record: unknown): record is { readonly written: Written } =>
  typeof record === 'object' && record !== null && 'written' in record;

const isNamed = (record: unknown): record is { readonly type: string; readonly id: string } =>
  typeof record === 'object' && record !== null && 'type' in record && 'id' in record;

export interface ActReceiptProps {
  /** What was recorded, where it does not stand on the page already. */
  readonly said?: { readonly act: Act; readonly values: Values };
  readonly record: unknown;
  readonly signer: string | undefined;
}

export function ActReceipt({ said, record, signer }: ActReceiptProps): ReactElement {
  const say = useSay();
  return (
    <div role="status">
      <p className="notice good">{say('act.recorded')}</p>
      {isNamed(record) && (
        <p>
          <CauseLink type={record.type} id={record.id} />
        </p>
      )}
      {said && <ActFacts {...said} />}
      {isWritten(record) && <ProofLine written={record.written} signer={signer} />}
    </div>
  );
}
