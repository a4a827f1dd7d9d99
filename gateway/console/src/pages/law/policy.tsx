// SPDX-License-Identifier: Apache-2.0
/** The rules in force or once in force, with the law beside them and what a version changed; a manager writes the next one. */
import { articleName } from '@catalog-chain/chaincode/domain/law/citation';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState, type ReactElement } from 'react';
import { useActing } from '../../acts/form/use-acting';
import { isOfficer } from '../../acts/specs/acting';
import { api } from '../../api/client';
import { useOne } from '../../api/lists';
import { useMe } from '../../api/me';
import { useLanguage, useSay } from '../../i18n/i18n';
import { Block, Head, Loaded } from '../../parts/card/card';
import { CardOf } from '../../parts/card/card-of';
import { Facts } from '../../parts/card/facts';
import { PrintButton, PrintFoot } from '../../parts/card/print-view';
import { ProofLine } from '../../parts/card/proof-line';
import { OrganisationTag } from '../../parts/card/references';
import { LinesDiff } from '../../parts/compare/lines-diff';
import { DataTable, type Column } from '../../parts/table/data-table';
import { useFilters } from '../../parts/table/filter-bar';
import { Moment } from '../../parts/time/moment';
import {
  settingOf,
  useNumberRules,
  useOtherLines,
  usePolicyLines,
  type NumberRule,
  type Policy,
} from './policy-rules';

const Editor = lazy(async () => ({ default: (await import('./policy-editor')).PolicyEditor }));

function useColumns(): readonly Column<NumberRule>[] {
  const say = useSay();
  const language = useLanguage();
  const article = (number: string): string => articleName(number, language);
  return [
    {
      title: say('policy.rule'),
      cell: ({ group, label }) => (
        <>
          {label} <span className="small quiet">{say(`policy.group.${group}`)}</span>
        </>
      ),
      text: ({ label }) => label,
    },
    {
      title: say('policy.value'),
      cell: ({ value, otherwise }) => value ?? otherwise ?? '–',
      text: ({ value, otherwise }) => String(value ?? otherwise ?? ''),
      isNumber: true,
    },
    {
      title: say('policy.law'),
      cell: ({ articles, value, otherwise }) => (
        <>
          {articles.length === 0 ? '–' : articles.map(article).join(say('common.between'))}
          {value !== undefined && otherwise !== undefined && value !== otherwise && (
            <span className="tag warn">{say('policy.hint.otherwise', { days: otherwise })}</span>
          )}
        </>
      ),
      text: ({ articles }) => articles.join(' '),
    },
  ];
}

/** What it changed of the one before. */
function Against({ policy }: { readonly policy: Policy }): ReactElement | null {
  const say = useSay();
  const linesOf = usePolicyLines();
  const before = String(policy.version - 1);
  const query = useOne(['policy', before], () =>
    api.GET('/v1/policies/{version}', { params: { path: { version: before } } }),
  );
  return (
    <Block title={say('policy.against')}>
      <Loaded query={query}>
        {(former) => <LinesDiff before={linesOf(settingOf(former))} after={linesOf(settingOf(policy))} />}
      </Loaded>
    </Block>
  );
}

function VersionLink({ version, text }: { readonly version: number; readonly text: string }): ReactElement {
  return (
    <Link to="/policy" search={{ version: String(version) }} className="button">
      {text}
    </Link>
  );
}

function Shown({ policy }: { readonly policy: Policy }): ReactElement {
  const say = useSay();
  const acting = useActing();
  const { policy: current } = useMe();
  const columns = useColumns();
  const numbers = useNumberRules()(settingOf(policy));
  const others = useOtherLines()(settingOf(policy));
  const [isEditing, edit] = useState(false);
  const { version, set, written } = policy;
  const isCurrent = version === current.version;
  const mayEdit = isCurrent && isOfficer(acting) && acting.wears('manager');
  return (
    <>
      <Head
        kind={say('nav.policy')}
        title={version === 0 ? say('policy.builtIn') : say('policy.version', { version })}
        tag={isCurrent && <span className="tag good">{say('policy.current')}</span>}
        acts={
          <>
            {version > 0 && <VersionLink version={version - 1} text={say('policy.earlier')} />}
            {!isCurrent && <VersionLink version={version + 1} text={say('policy.later')} />}
            {mayEdit && !isEditing && (
              <button
                type="button"
                className="primary"
                onClick={() => {
                  edit(true);
                }}
              >
                {say('policy.edit')}
              </button>
            )}
            <PrintButton />
          </>
        }
      />
      <p>{say('policy.lead')}</p>
      {isEditing && (
        <Suspense>
          <Editor policy={policy} />
        </Suspense>
      )}
      {version > 0 && !isEditing && <Against policy={policy} />}
      <div className="two" hidden={isEditing}>
        <Block title={say('policy.rule')}>
          <DataTable
            name="policy"
            label={say('nav.policy')}
            columns={columns}
            rows={numbers}
            keyOf={({ group, name }) => `${group}/${name}`}
          />
        </Block>
        <Block title={say('policy.group.course')}>
          <div className="sheet">
            <Facts
              facts={[
                ...(version > 0
                  ? [
                      { name: say('policy.setBy'), value: <OrganisationTag id={set.by} full /> },
                      { name: say('field.at'), value: <Moment at={set.at} /> },
                    ]
                  : []),
                ...[...others].map(([name, value]) => ({ name, value: value === '' ? '–' : value })),
              ]}
            />
          </div>
        </Block>
      </div>
      {version > 0 && <ProofLine written={written} signer={set.signer} />}
      <PrintFoot />
    </>
  );
}

export function PolicyPage(): ReactElement {
  const [{ version = 'current' }] = useFilters();
  return (
    <CardOf
      name={['policy', version]}
      read={() => api.GET('/v1/policies/{version}', { params: { path: { version } } })}
    >
      {(policy) => <Shown policy={policy} />}
    </CardOf>
  );
}
