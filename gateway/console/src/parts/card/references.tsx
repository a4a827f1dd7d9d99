// SPDX-License-Identifier: Apache-2.0
/** Links to the cards of things, and organisations by name: one look for one noun, wherever it is named. */
import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { Fragment, type ReactElement, type ReactNode } from 'react';
import { api, done } from '../../api/client';
import { useMe, useNameOf, type Organisation } from '../../api/me';
import type { Schemas } from '../../api/problem';
import { useInTongue, useSay, useWord } from '../../i18n/i18n';
import { titleIn } from '../time/law';
import { regionName } from './region';

/** Level and region where they are stated, and roles. */
const placeAndRoles = (
  { level, region, roles }: Organisation,
  word: ReturnType<typeof useWord>,
): readonly string[] => [
  ...(level === undefined ? [] : [word('level', level)]),
  ...(region === undefined ? [] : [regionName(word, region)]),
  ...roles.map((role) => word('hat', role)),
];

/** By its name; in full, with its place and roles. */
export function OrganisationTag({
  id,
  full = false,
}: {
  readonly id: string;
  readonly full?: boolean;
}): ReactElement {
  const { members } = useMe();
  const tongue = useInTongue();
  const word = useWord();
  const found = members.get(id);
  const name = found ? tongue(found.names) : id;
  return (
    <span className="organisation">
      <Link to="/organisations/$id" params={{ id }} title={id}>
        {name}
      </Link>
      {full && found && <span className="small quiet"> {placeAndRoles(found, word).join(' · ')}</span>}
      {found?.status === 'suspended' && <span className="tag bad"> {word('status', 'suspended')}</span>}
    </span>
  );
}

type Owned = 'system' | 'duty';

/** What a system or duty is called; its id until that is known, and where there is none. */
export function useOwnedName(kind: Owned, id: string): string {
  const tongue = useInTongue();
  const { data } = useQuery({
    queryKey: ['owned', kind, id],
    enabled: id.includes(':'),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    queryFn: async () => {
      const params = { params: { path: { id } } };
      if (kind === 'system') return (await done(api.GET('/v1/systems/{id}', params))).names;
      return (await done(api.GET('/v1/duties/{id}', params))).names;
    },
  });
  return data ? tongue(data) : id;
}

/** A system or a duty by its name. */
export function OwnedTag({ kind, id }: { readonly kind: Owned; readonly id: string }): ReactElement {
  const name = useOwnedName(kind, id);
  return (
    <Link to="/matters/$kind/$id" params={{ kind, id }} title={id}>
      {name}
    </Link>
  );
}

/** Several, with commas as the language has them. */
export function OwnedTags({
  kind,
  ids,
}: {
  readonly kind: Owned;
  readonly ids: readonly string[];
}): ReactElement {
  const say = useSay();
  return (
    <>
      {ids.map((id, i) => (
        <Fragment key={id}>
          {i > 0 && say('common.between')}
          <OwnedTag kind={kind} id={id} />
        </Fragment>
      ))}
    </>
  );
}

export type VersionContent = Schemas['ResourceVersionView']['content'];

export const versionKey = (id: string, version: number | undefined): readonly unknown[] => [
  'version',
  id,
  version,
];

/** What a version of a resource says; undefined until it is known, or where it has none yet. */
export function useVersion(id: string, version: number | undefined): VersionContent | undefined {
  const { data } = useQuery({
    queryKey: versionKey(id, version),
    enabled: version !== undefined && version > 0,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () =>
      done(
        api.GET('/v1/resources/{id}/versions/{version}', {
          params: { path: { id, version: String(version ?? 1) } },
        }),
      ),
  });
  return data?.content;
}

/** A resource by its published name, or by its draft's where it has none yet; by its id until that is known. */
export function ResourceTag({
  id,
  version = 0,
}: {
  readonly id: string;
  readonly version?: number | undefined;
}): ReactElement {
  return version > 0 ? <ResourceVersion id={id} version={version} /> : <NamedResource id={id} />;
}

function ResourceVersion({ id, version }: { readonly id: string; readonly version: number }): ReactElement {
  const tongue = useInTongue();
  const names = useVersion(id, version)?.names;
  return (
    <Link to="/resources/$id" params={{ id }} title={id}>
      {names ? tongue(names) : id}
    </Link>
  );
}

/** A resource of which only the id is known, by what its newest version, or else its draft, is called. */
function NamedResource({ id }: { readonly id: string }): ReactElement {
  const tongue = useInTongue();
  const { data } = useQuery({
    queryKey: ['owned', 'resource', id],
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    queryFn: () => done(api.GET('/v1/resources/{id}', { params: { path: { id } } })),
  });
  const published = useVersion(id, data?.version);
  const names = published?.names ?? data?.pending?.content.names;
  return (
    <Link to="/resources/$id" params={{ id }} title={id}>
      {names ? tongue(names) : id}
    </Link>
  );
}

/** An id of so many characters stands on one line, which others may be wrapped for. */
const SHORT_ID = 20;

export const lookOf = (id: string): string => (id.length > SHORT_ID ? '' : 'short-id');

export function GrantLink({
  id,
  children,
}: {
  readonly id: string;
  readonly children?: ReactNode;
}): ReactElement {
  return (
    <Link to="/grants/$id" params={{ id }} className={lookOf(id)}>
      {children ?? id}
    </Link>
  );
}

/** Kinds that have their card under one address; a year's report is named by its grant. */
const MATTERS: ReadonlySet<string> = new Set([
  'variation',
  'service-change',
  'disposal',
  'catalogue-change',
  'source-agency',
  'source-update',
  'demand',
  'duty',
  'system',
]);

/** What lies under an id of several parts, by the part that has a card: a version, a month, a key that was disclosed, a batch. */
function PartedLink({ type, id }: { readonly type: string; readonly id: string }): ReactElement {
  const say = useSay();
  const word = useWord();
  const nameOf = useNameOf();
  const [head = '', second = '', third = ''] = id.split('/');
  if (type === 'resource-version')
    return (
      <>
        <ResourceTag id={head} version={Number(second)} />{' '}
        {say('field.versionOf', { version: String(Number(second)) })}
      </>
    );
  if (type === 'period' || type === 'closure')
    return (
      <>
        <Link to="/periods/$grant/$period" params={{ grant: head, period: second }}>
          {head} · {second}
        </Link>
        {third !== '' && ` ${word('side', third)}`}
      </>
    );
  if (type === 'disclosure')
    return (
      <>
        <GrantLink id={head} /> · {nameOf(third)} → {nameOf(second)}
      </>
    );
  return (
    <>
      <OrganisationTag id={head} /> <span className="mono">{second}</span>{' '}
      {say('field.batchOf', { number: Number(third) })}
    </>
  );
}

const PARTED: Readonly<Record<string, number>> = {
  'resource-version': 2,
  period: 2,
  closure: 3,
  disclosure: 3,
  batch: 3,
};

/** An obligation's id is its kind and what it is about: said in the words of the law that is in force. */
function ObligationLink({ id }: { readonly id: string }): ReactElement {
  const { policy } = useMe();
  const tongue = useInTongue();
  const [kind = '', ...about] = id.split('~');
  const title = tongue(titleIn(kind, policy));
  // Of something that a member owns, the part that is its own name.
  const subject = about.map((part) => part.replace(/^[A-Za-z][A-Za-z0-9.-]*:/, '')).join(' · ');
  return (
    <Link to="/obligations/$id" params={{ id }} title={id}>
      {title === '' ? id : [title, subject].filter(Boolean).join(' · ')}
    </Link>
  );
}

/** A card by the type and id under which the ledger keeps the thing; its name alone where it has no card. */
export function CauseLink({ type, id }: { readonly type: string; readonly id: string }): ReactElement {
  const params = { id };
  if (PARTED[type] === id.split('/').length) return <PartedLink type={type} id={id} />;
  const look = lookOf(id);
  if (type === 'request')
    return (
      <Link to="/requests/$id" params={params} className={look}>
        {id}
      </Link>
    );
  if (type === 'grant') return <GrantLink id={id} />;
  if (type === 'resource') return <NamedResource id={id} />;
  if (type === 'duty' || type === 'system') return <OwnedTag kind={type} id={id} />;
  if (type === 'dispute')
    return (
      <Link to="/disputes/$id" params={params} className={look}>
        {id}
      </Link>
    );
  if (type === 'correction')
    return (
      <Link to="/corrections/$id" params={params} className={look}>
        {id}
      </Link>
    );
  if (type === 'obligation') return <ObligationLink id={id} />;
  if (type === 'order')
    return (
      <Link to="/orders/$id" params={params} className={look}>
        {id}
      </Link>
    );
  if (type === 'criticism')
    return (
      <Link to="/criticisms/$id" params={params} className={look}>
        {id}
      </Link>
    );
  if (type === 'incident')
    return (
      <Link to="/incidents/$id" params={params} className={look}>
        {id}
      </Link>
    );
  if (type === 'complaint')
    return (
      <Link to="/complaints/$id" params={params} className={look}>
        {id}
      </Link>
    );
  if (MATTERS.has(type))
    return (
      <Link to="/matters/$kind/$id" params={{ kind: type, id }} className={look}>
        {id}
      </Link>
    );
  return <span className="mono">{id}</span>;
}

export function DisputeLink({ id }: { readonly id: string }): ReactElement {
  return (
    <Link to="/disputes/$id" params={{ id }} className={lookOf(id)}>
      {id}
    </Link>
  );
}
