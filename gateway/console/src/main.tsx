// SPDX-License-Identifier: Apache-2.0
/** Where the console begins: asks who is signed in, and shows the door or, loaded only then, the console itself. */
import './theme/tokens.css';
import './theme/base.css';
import './theme/sign-in.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { settleLanguage } from './i18n/i18n';
import { beginAnew } from './session/begin-anew';
import { Entrance } from './session/entrance';
import { currentSession } from './session/session';
import { settleTheme } from './theme/theme';

settleTheme();
const place = document.getElementById('root');
if (!place) throw new Error('The page has no place for the console.');
const settled = await Promise.all([currentSession(), settleLanguage()]).catch(() => undefined);
if (settled)
  createRoot(place).render(
    <StrictMode>
      <Entrance known={settled[0]} />
    </StrictMode>,
  );
// Without its texts the page has no other words than these.
else if (!beginAnew())
  place.textContent = '网关没有应答，请稍后刷新。 The gateway does not answer: reload the page later.';
