// SPDX-License-Identifier: Apache-2.0
/** One of them: all that the ledger says of it, field by field, and the acts of whoever’s turn it is. */
import { Link, useParams } from '@tanstack/react-router';
import type { ReactElement, ReactNode } from 'react';
import { ActsBar } from '../../acts/form/acts-bar';
import { useActing } from '../../acts/form/use-acting';
import { actsOnMatter, isMatter, type Matter } from '../../acts/specs/on-matter';
import { useOne } from '../../api/lists';
import { useSay, useWord, type Say } from '../../i18n/i18n';
import { Block, Head, Loaded } from '../../parts/card/card';
import { Facts, type Fact } from '../../parts/card/facts';
import { PrintButton, PrintFoot } from '../../parts/card/print-view';
import { ProofLine } from '../../parts/card/proof-line';
import { CauseLink, OrganisationTag } from '../../parts/card/references';
import { StateTag, type StateGroup } from '../../parts/card/tag';
import { Moment } from '../../parts/time/moment';
import { idOf, readMatter } from './addresses';
import { stateOf } from './matters';

type Words = ReturnType<typeof useWord>;

/** Shown elsewhere on the card. */
const ELSEWHERE = new Set(['type', 'state', 'status', 'written', 'changed', 'tx', 'signer']);
const ORGANISATIONS = new Set([
  'provider',
  'consumer',
  'organisation',
  'issuer',
  'agency',
  'holder',
  'by',
  'collectors',
  'thirdParties',
]);
const CARDS = new Set(['grant', 'resource', 'correction', 'dispute']);
const INSTANT = /^\d{4}-\d\d-\d\dT/;

/** Closed lists whose words depend on what it is. */
const WORDS: Readonly<Record<string, StateGroup>> = {
  'service-change/action': 'serviceAction',
  'disposal/method': 'disposalMethod',
  'catalogue-change/kind': 'changeKind',
  'demand/ground': 'demandRefusal',
};

interface Context {
  readonly type: Matter['type'];
  readonly word: Words;
  readonly say: Say;
}

function textOf({ type, word }: Context, name: string, value: string): ReactNode {
  if (ORGANISATIONS.has(name)) return <OrganisationTag id={value} />;
  if (CARDS.has(name)) return <CauseLink type={name} id={value} />;
  if (INSTANT.test(value)) return <Moment at={value} />;
  const group = WORDS[`${type}/${name}`];
  return group === undefined ? value : word(group, value);
}

function Shown({
  context,
  name,
  value,
}: {
  readonly context: Context;
  readonly name: string;
  readonly value: unknown;
}): ReactElement {
  const { say } = context;
  if (typeof value === 'boolean') return <>{say(value ? 'act.field.yes' : 'act.field.no')}</>;
  if (typeof value === 'string') return <>{textOf(context, name, value)}</>;
  if (typeof value !== 'object' || value === null) return <>{String(value)}</>;
  if (Array.isArray(value))
    return (
      <>
        {value.map((one: unknown, i) => (
          <div key={i}>
            <Shown context={context} name={name} value={one} />
          </div>
        ))}
      </>
    );
  return <Facts facts={factsOf(context, value)} />;
}

function factsOf(context: Context, record: object): readonly Fact[] {
  return Object.entries<unknown>({ ...record })
    .filter(([name]) => !ELSEWHERE.has(name))
    .map(([name, value]) => ({
      name: context.word('recordField', name),
      value: <Shown context={context} name={name} value={value} />,
    }));
}

function Card({ record }: { readonly record: Matter }): ReactElement {
  const say = useSay();
  const word = useWord();
  const acting = useActing();
  const state = stateOf(record);
  return (
    <>
      <Head
        kind={word('matter', record.type)}
        title={idOf(record)}
        tag={state !== undefined && <StateTag group="matterState" value={state} />}
        acts={
          <>
            <ActsBar acts={actsOnMatter(acting, record)} />
            <PrintButton />
          </>
        }
      />
      <p className="row no-print">
        <Link to="/matters/$kind" params={{ kind: record.type }}>
          {word('matter', record.type)}
        </Link>
      </p>
      <Block title={say('matter.facts')}>
        <div className="sheet">
          <Facts facts={factsOf({ type: record.type, word, say }, record)} />
        </div>
      </Block>
      <ProofLine written={record.written} signer={record.changed.signer} />
      <PrintFoot />
    </>
  );
}

export function MatterCard(): ReactElement {
  const { kind: named, id } = useParams({ from: '/matters/$kind/$id' });
  const kind = isMatter(named) ? named : 'variation';
  const query = useOne(['matter', kind, id], (reason) => readMatter(kind, id, reason));
  return (
    <Loaded query={query} isPage>
      {(record) => <Card record={record} />}
    </Loaded>
  );
}
