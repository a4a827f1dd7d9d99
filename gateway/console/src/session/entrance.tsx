// SPDX-License-Identifier: Apache-2.0
/** The door for whoever is not signed in; the console for whoever is. */
import { lazy, Suspense, useState, type ComponentType, type ReactElement } from 'react';
import type { AppProps } from '../app';
import { useSay } from '../i18n/i18n';
import { beginAnew } from './begin-anew';
import type { Session } from './session';
import { SignIn } from './sign-in';

function Waiting(): ReactElement {
  const say = useSay();
  return (
    <p className="door" role="status">
      {say('common.loading')}
    </p>
  );
}

function Unreachable(): ReactElement {
  const say = useSay();
  return (
    <p className="door" role="alert">
      {say('signIn.unreachable')}
    </p>
  );
}

const App = lazy(async (): Promise<{ default: ComponentType<AppProps> }> => {
  try {
    return { default: (await import('../app')).App };
  } catch {
    return { default: beginAnew() ? Waiting : Unreachable };
  }
});

export function Entrance({ known }: { readonly known: Session | undefined }): ReactElement {
  const [session, setSession] = useState(known);
  if (!session) return <SignIn onSignedIn={setSession} />;
  return (
    <Suspense fallback={<Waiting />}>
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
