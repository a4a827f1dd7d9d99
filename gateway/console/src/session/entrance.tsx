// SPDX-License-Identifier: Apache-2.0
/** The door for whoever is not signed in; the console for whoever is. */
import { lazy, Suspense, useState, type ReactElement } from 'react';
import { useSay } from '../i18n/i18n';
import type { Session } from './session';
import { SignIn } from './sign-in';

const App = lazy(async () => ({ default: (await import('../app')).App }));

export function Entrance({ known }: { readonly known: Session | undefined }): ReactElement {
  const say = useSay();
  const [session, setSession] = useState(known);
  if (!session) return <SignIn onSignedIn={setSession} />;
  const opening = (
    <p className="door" role="status">
      {say('common.loading')}
    </p>
  );
  return (
    <Suspense fallback={opening}>
      <App
        key={`${session.organisation}/${session.user}/${session.role}`}
        session={session}
        onSession={(next) => {
          // The next to sign in begins at his own work, not where the last one left off.
          if (!next) history.replaceState(null, '', '/console/home');
          setSession(next);
        }}
      />
    </Suspense>
  );
}
