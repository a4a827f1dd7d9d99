// SPDX-License-Identifier: Apache-2.0
/** The terms of a request or grant, and beside the catalogue's version: what is narrower, and what lies outside it. */
import type { ReactElement } from 'react';
import type { Schemas } from '../../api/problem';
import { useSay, useWord } from '../../i18n/i18n';
import { Facts } from '../card/facts';
import { FreeText } from '../card/free-text';
import { Moment } from '../time/moment';
import { OrganisationTag, OwnedTags, ResourceTag, useVersion, type VersionContent } from '../card/references';
import { ItemsTable } from './items-table';

export type Terms = Schemas['GrantView']['terms'];

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
        {
          name: say('field.purpose'),
          value: (
            <>
              <FreeText text={terms.purpose.text} /> ({terms.purpose.code})
            </>
          ),
        },
        { name: say('field.legalBasis'), value: <FreeText text={terms.legalBasis} /> },
        terms.scenario !== undefined && {
          name: say('field.scenario'),
          value: <FreeText text={terms.scenario} />,
        },
        { name: say('field.mode'), value: word('mode', terms.mode) },
        { name: say('field.systems'), value: <OwnedTags kind="system" ids={terms.systems} /> },
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

export function TermsTable({
  terms,
  content,
}: {
  readonly terms: Terms;
  readonly content: VersionContent;
}): ReactElement {
  const say = useSay();
  const asked = new Set(terms.items);
  const known = new Set(content.items.map(({ code }) => code));
  const left = content.items.filter(({ code }) => !asked.has(code)).length;
  const hasMode = content.sharing.modes.includes(terms.mode);
  return (
    <>
      <p className="small quiet">
        {say('terms.summary', { asked: terms.items.length, all: content.items.length, left })}
        {' · '}
        {hasMode ? say('terms.modeOffered') : ''}
        {!hasMode && <b className="tag bad">{say('terms.modeOutside')}</b>}
      </p>
      <ItemsTable
        label={say('terms.title')}
        items={content.items}
        last={{
          title: say('terms.inTerms'),
          cell: ({ code }) =>
            asked.has(code) ? (
              <b>{say('terms.inside')}</b>
            ) : (
              <span className="quiet">{say('terms.left')}</span>
            ),
        }}
        outside={{
          codes: terms.items.filter((code) => !known.has(code)),
          cell: <span className="tag bad">{say('terms.outside')}</span>,
        }}
      />
    </>
  );
}

/** The same against the version that the terms name. */
export function TermsAgainstCatalogue({ terms }: { readonly terms: Terms }): ReactElement | null {
  const content = useVersion(terms.resource, terms.resourceVersion);
  return content ? <TermsTable terms={terms} content={content} /> : null;
}
