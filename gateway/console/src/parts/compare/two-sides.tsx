// SPDX-License-Identifier: Apache-2.0
/** The same exchange as two sides report it: the claim at the left, the attestation at the right, differences between. */
import { Fragment, type ReactElement } from 'react';
import { useSay } from '../../i18n/i18n';

export interface Side {
  readonly name: string;
  readonly value: string;
}

export interface TwoSidesProps {
  /** Absent: that side reports nothing. */
  readonly claim: readonly Side[] | undefined;
  readonly attestation: readonly Side[] | undefined;
}

export function TwoSides({ claim, attestation }: TwoSidesProps): ReactElement {
  const say = useSay();
  const names = [...new Set([...(claim ?? []), ...(attestation ?? [])].map(({ name }) => name))];
  const valueOf = (side: readonly Side[] | undefined, name: string): string =>
    side === undefined ? say('sides.nothing') : (side.find((one) => one.name === name)?.value ?? '–');
  return (
    <div className="sides" role="group" aria-label={say('sides.label')}>
      <span className="mid" />
      <b>{say('sides.claim')}</b>
      <b>{say('sides.attestation')}</b>
      {names.map((name) => {
        const left = valueOf(claim, name);
        const right = valueOf(attestation, name);
        const differs = left !== right;
        return (
          <Fragment key={name}>
            <span className={differs ? 'mid differs' : 'mid'}>
              {name} {differs ? '≠' : '='}
            </span>
            <span>{left}</span>
            <span>{right}</span>
          </Fragment>
        );
      })}
    </div>
  );
}
