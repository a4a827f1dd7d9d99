// SPDX-License-Identifier: Apache-2.0
/** The terms of a request or grant, and beside the catalogue's version: what is narrower, and what lies outside it. */
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { api, done } from '../../api/client';
import type { Schemas } from '../../api/problem';
import { useInTongue, useSay, useWord } from '../../i18n/i18n';
import { Facts } from '../card/facts';
import { Moment } from '../time/moment';
import { OrganisationTag, ResourceTag } from '../card/references';

export type Terms = Schemas['GrantView']['terms'];
type Content = Schemas['ResourceVersionView']['content'];

export function TermsFacts({ terms }: { readonly terms: Terms }): ReactElement {
  const say = useSay();
  const word = useWord();
  return (
    <Facts
      facts={[
        {
          name: say('noun.resource'),
          value: (
            <>
              <ResourceTag id={terms.resource} version={terms.resourceVersion} />{' '}
              <span className="quiet">
                {say('field.versionOf', { version: String(terms.resourceVersion) })}
              </span>
            </>
          ),
        },
        { name: say('field.provider'), value: <OrganisationTag id={terms.provider} full /> },
        { name: say('field.consumer'), value: <OrganisationTag id={terms.consumer} full /> },
        { name: say('field.purpose'), value: `${terms.purpose.text} (${terms.purpose.code})` },
        { name: say('field.legalBasis'), value: terms.legalBasis },
        terms.scenario !== undefined && { name: say('field.scenario'), value: terms.scenario },
        { name: say('field.mode'), value: word('mode', terms.mode) },
        { name: say('field.systems'), value: terms.systems.join('、') },
        {
          name: say('field.period'),
          value: (
            <>
              <Moment at={terms.period.from} dayOnly /> – <Moment at={terms.period.to} dayOnly />
              {terms.standing && ` · ${say('field.standing')}`}
            </>
          ),
        },
        terms.agreedOn !== undefined && { name: say('field.agreedOn'), value: terms.agreedOn },
      ]}
    />
  );
}

type Row = Content['items'][number] & { readonly isAsked: boolean };

function rowsOf(
  terms: Terms,
  content: Content,
): { readonly rows: readonly Row[]; readonly outside: readonly string[] } {
  const asked = new Set(terms.items);
  const known = new Set(content.items.map(({ code }) => code));
  return {
    rows: content.items.map((item) => ({ ...item, isAsked: asked.has(item.code) })),
    outside: terms.items.filter((code) => !known.has(code)),
  };
}

export function TermsTable({
  terms,
  content,
}: {
  readonly terms: Terms;
  readonly content: Content;
}): ReactElement {
  const say = useSay();
  const word = useWord();
  const tongue = useInTongue();
  const { rows, outside } = rowsOf(terms, content);
  const left = rows.filter(({ isAsked }) => !isAsked).length;
  const hasMode = content.sharing.modes.includes(terms.mode);
  return (
    <>
      <p className="small quiet">
        {say('terms.summary', { asked: terms.items.length, all: content.items.length, left })}
        {' · '}
        {hasMode ? say('terms.modeOffered') : ''}
        {!hasMode && <b className="tag bad">{say('terms.modeOutside')}</b>}
      </p>
      <div className="table-wrap" tabIndex={0} role="region" aria-label={say('terms.title')}>
        <table className="rows">
          <caption className="sr">{say('terms.title')}</caption>
          <thead>
            <tr>
              <th scope="col">{say('field.item')}</th>
              <th scope="col">{say('field.dataType')}</th>
              <th scope="col">{say('field.sensitivity')}</th>
              <th scope="col">{say('terms.inTerms')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ code, names, dataType, sensitivity, isAsked }) => (
              <tr key={code}>
                <td data-label={say('field.item')}>
                  <span>
                    {tongue(names)} <span className="mono quiet">{code}</span>
                  </span>
                </td>
                <td data-label={say('field.dataType')}>{word('dataType', dataType)}</td>
                <td data-label={say('field.sensitivity')}>{sensitivity}</td>
                <td data-label={say('terms.inTerms')}>
                  {isAsked ? (
                    <b>{say('terms.inside')}</b>
                  ) : (
                    <span className="quiet">{say('terms.left')}</span>
                  )}
                </td>
              </tr>
            ))}
            {outside.map((code) => (
              <tr key={code}>
                <td data-label={say('field.item')} className="mono">
                  {code}
                </td>
                <td data-label={say('field.dataType')}>–</td>
                <td data-label={say('field.sensitivity')}>–</td>
                <td data-label={say('terms.inTerms')}>
                  <span className="tag bad">{say('terms.outside')}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

/** The same against the version that the terms name. */
export function TermsAgainstCatalogue({ terms }: { readonly terms: Terms }): ReactElement | null {
  const { data } = useQuery({
    queryKey: ['version', terms.resource, terms.resourceVersion],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () =>
      done(
        api.GET('/v1/resources/{id}/versions/{version}', {
          params: { path: { id: terms.resource, version: String(terms.resourceVersion) } },
        }),
      ),
  });
  return data ? <TermsTable terms={terms} content={data.content} /> : null;
}
