// SPDX-License-Identifier: Apache-2.0
/** The keys of this person in this browser that the ledger knows as a signer's, valid now. */
import { useQuery } from '@tanstack/react-query';
import { api, done } from '../../api/client';
import { useMe } from '../../api/me';
import { keysOf, type OwnKey } from './own-keys';

export interface HeldKey {
  readonly key: OwnKey;
  /** Undefined until its administrator has registered it. */
  readonly standing: 'active' | 'revoked' | 'expired' | undefined;
}

/** All of them, registered or not. */
export function useHeldKeys(): readonly HeldKey[] {
  const { session } = useMe();
  const { organisation, user } = session;
  const { data } = useQuery({
    queryKey: ['own-keys', organisation, user],
    staleTime: 0,
    queryFn: async () => {
      const keys = await keysOf({ organisation, user });
      if (keys.length === 0) return [];
      const query = { organisation, limit: 200 };
      const { items } = await done(api.GET('/v1/signers', { params: { query } }));
      return keys.map((key): HeldKey => {
        const signer = items.find(({ id, key: known }) => id === key.id && known.x === key.publicKey.x);
        const isOver = signer !== undefined && Date.parse(signer.until) <= Date.now();
        return { key, standing: isOver ? 'expired' : signer?.status };
      });
    },
  });
  return data ?? [];
}

export const useOwnKeys = (): readonly OwnKey[] =>
  useHeldKeys()
    .filter(({ standing }) => standing === 'active')
    .map(({ key }) => key);
