// SPDX-License-Identifier: Apache-2.0
/** The page before anybody is signed in: what this is, and the ways in. */
import { useEffect, type ReactElement } from 'react';
import { useSay } from '../i18n/i18n';
import seal from '../theme/seal.svg';
import { Doors, type DoorsProps } from './doors';
import { Settings } from './settings';

export function SignIn({ onSignedIn }: Pick<DoorsProps, 'onSignedIn'>): ReactElement {
  const say = useSay();
  useEffect(() => {
    document.title = say('common.product');
  });
  return (
    <div className="door">
      <header className="door-top">
        <span className="wordmark">
          <img src={seal} alt="" />
          {say('common.product')}
        </span>
        <Settings />
      </header>
      <main className="door-main">
        <h1>{say('signIn.title')}</h1>
        <p className="door-lead">{say('signIn.lead')}</p>
        <Doors onSignedIn={onSignedIn} />
      </main>
      <footer className="small quiet">{say('signIn.foot')}</footer>
    </div>
  );
}
