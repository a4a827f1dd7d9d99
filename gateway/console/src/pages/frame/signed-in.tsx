// SPDX-License-Identifier: Apache-2.0
/** Where a tab ends in which somebody signed in again: the other tab, with what was typed, goes on. */
import { useEffect, type ReactElement } from 'react';
import { useSay } from '../../i18n/i18n';

export function SignedIn(): ReactElement {
  const say = useSay();
  useEffect(() => {
    window.close();
  }, []);
  return <p className="notice good">{say('session.back')}</p>;
}
