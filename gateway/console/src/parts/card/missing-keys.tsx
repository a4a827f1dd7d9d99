// SPDX-License-Identifier: Apache-2.0
/** What a record's trail or bundle leaves out for want of a key: how many grants, which, and whom to ask for each key. */
import type { ReactElement } from 'react';
import { api } from '../../api/client';
import { useListing } from '../../api/lists';
import { useSay } from '../../i18n/i18n';
import { GrantLink, OrganisationTag } from './references';

export interface MissingKeysProps {
  readonly resource: string;
  /** Of how many grants no key is held, and which; absent where none is held of any grant. */
  readonly missing?: { readonly count: number; readonly grants: readonly string[] };
}

export function MissingKeys({ resource, missing }: MissingKeysProps): ReactElement | null {
  const say = useSay();
  const isSome = missing === undefined || missing.count > 0;
  const { items } = useListing(
    ['grants', { resource }],
    (turning) => api.GET('/v1/grants', { params: { query: { ...turning, resource } } }),
    isSome,
  );
  if (!isSome) return null;
  const known = new Map(items.map(({ id, terms }) => [id, terms]));
  const shown = missing?.grants ?? [...known.keys()];
  return (
    <div className="notice fault" role="note">
      <h3>{say(missing ? 'missing.some' : 'missing.all', { count: missing?.count ?? 0 })}</h3>
      <p>{say('missing.ask')}</p>
      <ul>
        {shown.map((id) => {
          const terms = known.get(id);
          return (
            <li key={id}>
              <GrantLink id={id} />
              {terms && (
                <>
                  {' '}
                  · <OrganisationTag id={terms.provider} /> · <OrganisationTag id={terms.consumer} />
                </>
              )}
            </li>
          );
        })}
      </ul>
      {missing && missing.count > shown.length && (
        <p>{say('missing.more', { count: missing.count - shown.length })}</p>
      )}
    </div>
  );
}
