// SPDX-License-Identifier: Apache-2.0
/** An address at which there is no screen. */
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useSay } from '../../i18n/i18n';

export function NotHere(): ReactElement {
  const say = useSay();
  return (
    <>
      <h1>{say('problem.nowhere')}</h1>
      <p>
        <Link to="/home">{say('nav.home')}</Link>
      </p>
    </>
  );
}
