// SPDX-License-Identifier: Apache-2.0
/** The foot of a printed page: who printed it and when, of which law its articles are, and a code that leads to the verifier. */
import { useMemo, type ReactElement } from 'react';
import { encode } from 'uqr';
import { useMe } from '../../api/me';
import { useInTongue, useSay } from '../../i18n/i18n';
import { localTime } from '../time/time';

export function QrCode({ text, label }: { readonly text: string; readonly label: string }): ReactElement {
  const { size, data } = useMemo(() => encode(text, { border: 0 }), [text]);
  const path = data
    .flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])))
    .join('');
  return (
    <svg
      className="qr"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <path d={path} />
    </svg>
  );
}

/** Seen on paper only. The code names no card: who finds the paper learns nothing more from it. */
export function PrintFoot(): ReactElement {
  const say = useSay();
  const tongue = useInTongue();
  const { calendar, session, organisation, policy } = useMe();
  const name = tongue(organisation?.names);
  const verifier = `${location.origin}/console/verify`;
  return (
    <div className="print-only">
      <div className="print-foot">
        <QrCode text={verifier} label={say('print.code')} />
        <div>
          {say('print.printed', {
            at: localTime(new Date().toISOString(), calendar),
            by:
              name === ''
                ? session.organisation
                : say('common.bracketed', { outer: name, inner: session.organisation }),
          })}
          <br />
          {policy.profile === 'cn-809' && (
            <>
              {say('print.law')}
              <br />
            </>
          )}
          {say('print.verify')} {verifier}
        </div>
      </div>
    </div>
  );
}

export function PrintButton(): ReactElement {
  const say = useSay();
  return (
    <button
      type="button"
      onClick={() => {
        window.print();
      }}
    >
      {say('print.print')}
    </button>
  );
}

/** Reads the next part of a list: what is printed is what was read. */
export function More({ more }: { readonly more: () => void }): ReactElement {
  const say = useSay();
  return (
    <button type="button" className="more" onClick={more}>
      {say('common.more')}
    </button>
  );
}

/** Seen on paper only, where the button that reads the rest is not. */
export function NotWhole({ count }: { readonly count: number }): ReactElement {
  const say = useSay();
  return (
    <p className="print-only">
      <strong>{say('print.notWhole', { count })}</strong>
    </p>
  );
}
