// SPDX-License-Identifier: Apache-2.0
/** One transaction: who submitted it, who endorsed it, how it was judged, and what it wrote where that is one's own. */
import { Link, useParams } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { api } from '../../api/client';
import { useOne } from '../../api/lists';
import type { Schemas } from '../../api/problem';
import { useSay } from '../../i18n/i18n';
import { Block, Head, Loaded } from '../../parts/card/card';
import { Facts } from '../../parts/card/facts';
import { Moment } from '../../parts/time/moment';
import { OrganisationTag } from '../../parts/card/references';

type Content = NonNullable<Schemas['TransactionView']['content']>;
type Value = Content['arguments'][number];

const INDENT = 2;

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, INDENT);
  } catch {
    return text;
  }
}

function Shown({ value }: { readonly value: Value }): ReactElement {
  const say = useSay();
  if (value === null) return <span className="quiet">{say('blocks.deleted')}</span>;
  if ('bytes' in value) return <span className="quiet">{say('blocks.binary', { bytes: value.bytes })}</span>;
  return (
    <pre className="mono" tabIndex={0}>
      {pretty(value.text)}
    </pre>
  );
}

export function TransactionCard(): ReactElement {
  const { id } = useParams({ from: '/transactions/$id' });
  const say = useSay();
  const query = useOne(['transaction', id], () =>
    api.GET('/v1/transactions/{id}', { params: { path: { id } } }),
  );
  return (
    <Loaded query={query}>
      {(transaction) => (
        <>
          <Head
            kind={say('proof.transaction')}
            title={<span className="mono">{transaction.operation}</span>}
          />
          <Block title={say('dispute.facts')}>
            <div className="sheet">
              <Facts
                facts={[
                  { name: 'ID', value: <code>{transaction.id}</code> },
                  {
                    name: say('blocks.number'),
                    value: (
                      <Link to="/blocks/$number" params={{ number: String(transaction.block) }}>
                        {transaction.block} / {transaction.index}
                      </Link>
                    ),
                  },
                  { name: say('blocks.hash'), value: <code>{transaction.blockHash}</code> },
                  { name: say('blocks.time'), value: <Moment at={transaction.time} /> },
                  { name: say('blocks.creator'), value: <OrganisationTag id={transaction.creator} full /> },
                  {
                    name: say('blocks.endorsers'),
                    value: transaction.endorsers.map((one) => (
                      <span key={one}>
                        <OrganisationTag id={one} />{' '}
                      </span>
                    )),
                  },
                  { name: say('blocks.validation'), value: transaction.validationCode },
                ]}
              />
            </div>
          </Block>
          {transaction.content ? (
            <>
              <Block title={say('blocks.arguments')}>
                <div className="sheet">
                  {transaction.content.arguments.map((value, i) => (
                    <Shown key={i} value={value} />
                  ))}
                </div>
              </Block>
              <Block title={say('blocks.writes')}>
                <div className="sheet">
                  {transaction.content.writes.map(({ key, value }) => (
                    <details key={key}>
                      <summary className="mono">{key}</summary>
                      <Shown value={value} />
                    </details>
                  ))}
                </div>
              </Block>
            </>
          ) : (
            <p className="notice">{say('blocks.withheld')}</p>
          )}
        </>
      )}
    </Loaded>
  );
}
