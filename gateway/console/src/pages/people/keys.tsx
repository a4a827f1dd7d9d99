// SPDX-License-Identifier: Apache-2.0
/** A person's keys in this browser, and his sessions in all: make a key, have it registered, sign out elsewhere. */
import { Link } from '@tanstack/react-router';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import {
  forget,
  hasAuthenticators,
  makeAuthenticatorKey,
  makeBrowserKey,
  type OwnKey,
} from '../../acts/keys/own-keys';
import { useHeldKeys, type HeldKey } from '../../acts/keys/use-own-keys';
import { api, done } from '../../api/client';
import { useMe } from '../../api/me';
import { useSay, useWord } from '../../i18n/i18n';
import { Block, Head, Loaded } from '../../parts/card/card';
import { DataTable } from '../../parts/table/data-table';
import { Moment } from '../../parts/time/moment';
import { useSessionState } from '../../session/session-context';

/** Browsers make passkeys for names only, never for an address of numbers. */
const NUMBERS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[.*\])$/;
const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|\[::1\])$/;

/** The same page by the machine's name: undefined where it has one already, empty where nobody knows it. */
export function addressByName({ hostname, port }: Pick<Location, 'hostname' | 'port'>): string | undefined {
  if (!NUMBERS.test(hostname)) return undefined;
  return LOOPBACK.test(hostname) ? `http://localhost${port === '' ? '' : `:${port}`}/console/keys` : '';
}

const YEAR_MS = 365 * 86_400_000;

/** What the administrator needs to register the key: public, all of it. */
export function enrolmentOf(key: OwnKey, role: string): string {
  return JSON.stringify({
    code: key.code,
    roles: [role],
    kind: key.kind,
    algorithm: 'ES256',
    key: key.publicKey,
    from: new Date(Date.parse(key.made) - 60_000).toISOString(),
    until: new Date(Date.parse(key.made) + YEAR_MS).toISOString(),
    ...(key.kind === 'webauthn' && { relyingParty: key.relyingParty }),
  });
}

function HeldKeyView({ held }: { readonly held: HeldKey }): ReactElement {
  const say = useSay();
  const word = useWord();
  const { session } = useMe();
  const queries = useQueryClient();
  const { key, standing } = held;
  const enrolment = enrolmentOf(key, session.role);
  const [isCopied, setCopied] = useState(false);
  return (
    <div className="sheet block">
      <h3 className="mono">{key.id}</h3>
      <p>
        {word('keyKind', key.kind)} · <Moment at={key.made} />{' '}
        <span className={standing === 'active' ? 'tag good' : 'tag warn'}>
          {word('keyStanding', standing ?? 'unregistered')}
        </span>
      </p>
      {standing === undefined && (
        <>
          <p>{say('keys.toRegister')}</p>
          <textarea readOnly aria-label={say('keys.enrolment')} className="mono" value={enrolment} />
          <button
            type="button"
            onClick={() => {
              void navigator.clipboard.writeText(enrolment).then(() => {
                setCopied(true);
              });
            }}
          >
            {say(isCopied ? 'common.copied' : 'common.copy')}
          </button>
        </>
      )}{' '}
      <button
        type="button"
        className="plain"
        onClick={() => {
          if (!window.confirm(say('keys.forgetSure'))) return;
          void forget(key.id).then(() => queries.invalidateQueries({ queryKey: ['own-keys'] }));
        }}
      >
        {say('keys.forget')}
      </button>
    </div>
  );
}

function Sessions(): ReactElement {
  const say = useSay();
  const word = useWord();
  const { change } = useSessionState();
  const query = useQuery({ queryKey: ['sessions'], queryFn: () => done(api.GET('/v1/sessions')) });
  return (
    <Block title={say('keys.sessions')}>
      <Loaded query={query}>
        {({ items }) => (
          <DataTable
            name="sessions"
            label={say('keys.sessions')}
            rows={items}
            keyOf={({ begun, user }) => `${user}/${begun}`}
            columns={[
              { title: say('keys.person'), cell: ({ user }) => user, text: ({ user }) => user },
              {
                title: say('field.role'),
                cell: ({ role }) => word('userRole', role),
                text: ({ role }) => role,
                codes: { list: 'userRole' },
              },
              {
                title: say('keys.begun'),
                cell: ({ begun }) => <Moment at={begun} />,
                text: ({ begun }) => begun,
              },
              {
                title: say('keys.ends'),
                cell: ({ endsAtLatest }) => <Moment at={endsAtLatest} />,
                text: ({ endsAtLatest }) => endsAtLatest,
              },
            ]}
          />
        )}
      </Loaded>
      <button
        type="button"
        onClick={() => {
          void done(api.DELETE('/v1/sessions')).then(() => {
            change(undefined);
          });
        }}
      >
        {say('keys.signOutEverywhere')}
      </button>
    </Block>
  );
}

export function Keys(): ReactElement {
  const say = useSay();
  const { session } = useMe();
  const queries = useQueryClient();
  const held = useHeldKeys();
  const [failed, setFailed] = useState(false);
  const byName = addressByName(location);
  const make = (kind: OwnKey['kind']): void => {
    setFailed(false);
    const { organisation, user, role } = session;
    const making = kind === 'browser' ? makeBrowserKey : makeAuthenticatorKey;
    making({ organisation, user }, role).then(
      () => queries.invalidateQueries({ queryKey: ['own-keys'] }),
      () => {
        setFailed(true);
      },
    );
  };
  return (
    <>
      <Head kind={say('nav.keys')} title={say('nav.keys')} />
      <Block title={say('keys.own')}>
        <p>{say('keys.lead')}</p>
        <p>
          <Link to="/agree">{say('agree.title')}</Link>
        </p>
        {failed && <p className="notice fault">{say('keys.failed')}</p>}
        {byName !== undefined && (
          <p className="notice">
            {say('keys.needsName', { host: location.hostname })}{' '}
            {byName !== '' && <a href={byName}>{say('keys.byName', { address: byName })}</a>}
          </p>
        )}
        {held.map((one) => (
          <HeldKeyView key={one.key.id} held={one} />
        ))}
        <div className="row">
          <button
            type="button"
            className="primary"
            onClick={() => {
              make('browser');
            }}
          >
            {say('keys.makeBrowser')}
          </button>
          {hasAuthenticators() && (
            <button
              type="button"
              onClick={() => {
                make('webauthn');
              }}
            >
              {say('keys.makeAuthenticator')}
            </button>
          )}
        </div>
      </Block>
      <Sessions />
    </>
  );
}
