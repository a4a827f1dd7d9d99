// SPDX-License-Identifier: Apache-2.0
/** How every card begins and ends: the thing that its address names is read; below it stands where it lies on the ledger. */
import type { ReactElement, ReactNode } from 'react';
import type { Answered } from '../../api/client';
import { useOne } from '../../api/lists';
import { Loaded } from './card';
import { PrintFoot } from './print-view';
import { ProofLine, type ProofLineProps } from './proof-line';

export interface CardOfProps<T> {
  /** What it is of what there is: its kind, and its id. */
  readonly name: readonly unknown[];
  readonly read: (reason: { purpose?: string; case?: string }) => Promise<Answered<T>>;
  readonly children: (thing: T) => ReactNode;
}

export function CardOf<T>({ name, read, children }: CardOfProps<T>): ReactElement {
  const query = useOne(name, read);
  return (
    <Loaded query={query} isPage>
      {children}
    </Loaded>
  );
}

export interface CardFootProps extends Pick<ProofLineProps, 'bundle'> {
  readonly of: {
    readonly written: ProofLineProps['written'];
    readonly changed: { readonly signer?: string | undefined };
  };
}

export function CardFoot({ of: { written, changed }, bundle }: CardFootProps): ReactElement {
  return (
    <>
      <ProofLine written={written} signer={changed.signer} bundle={bundle} />
      <PrintFoot />
    </>
  );
}
