// SPDX-License-Identifier: Apache-2.0
/** One block: how it hangs on the one before it, and what was put into it. */
import { Link, useParams } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { api } from '../../api/client';
import { useOne } from '../../api/lists';
import { useSay } from '../../i18n/i18n';
import { Block, Head, Loaded } from '../../parts/card/card';
import { DataTable } from '../../parts/table/data-table';
import { Facts } from '../../parts/card/facts';
import { Moment } from '../../parts/time/moment';
import { OrganisationTag } from '../../parts/card/references';

const OK = 'VALID';

export function BlockCard(): ReactElement {
  const { number } = useParams({ from: '/blocks/$number' });
  const say = useSay();
  const query = useOne(['block', number], () =>
    api.GET('/v1/blocks/{number}', { params: { path: { number } } }),
  );
  return (
    <Loaded query={query}>
      {(block) => (
        <>
          <Head kind={say('blocks.number')} title={`${say('blocks.number')} ${block.number}`} />
          <Block title={say('dispute.facts')}>
            <div className="sheet">
              <Facts
                facts={[
                  { name: say('blocks.hash'), value: <code>{block.hash}</code> },
                  {
                    name: say('blocks.previous'),
                    value:
                      block.number === 0 ? (
                        '–'
                      ) : (
                        <Link
                          to="/blocks/$number"
                          params={{ number: String(block.number - 1) }}
                          className="mono"
                        >
                          {block.previousHash}
                        </Link>
                      ),
                  },
                  { name: say('blocks.dataHash'), value: <code>{block.dataHash}</code> },
                ]}
              />
            </div>
          </Block>
          <Block title={say('blocks.transactions')}>
            <DataTable
              name={`block-${block.number}`}
              label={say('blocks.transactions')}
              rows={block.transactions}
              keyOf={({ id, index }) => `${id}/${index}`}
              columns={[
                {
                  title: say('proof.transaction'),
                  cell: ({ id, operation }) =>
                    operation === '' ? (
                      <code>{id.slice(0, 16)}…</code>
                    ) : (
                      <Link to="/transactions/$id" params={{ id }} className="mono" title={id}>
                        {id.slice(0, 16)}…
                      </Link>
                    ),
                  text: ({ id }) => id,
                },
                {
                  title: say('blocks.name'),
                  cell: ({ operation }) => (
                    <span className="mono">{operation || say('blocks.configuration')}</span>
                  ),
                  text: ({ operation }) => operation,
                },
                {
                  title: say('blocks.creator'),
                  cell: ({ creator }) => <OrganisationTag id={creator} />,
                  text: ({ creator }) => creator,
                  codes: 'member',
                },
                {
                  title: say('blocks.endorsers'),
                  cell: ({ endorsers }) =>
                    endorsers.length === 0
                      ? '–'
                      : endorsers.map((id) => <OrganisationTag key={id} id={id} />),
                  text: ({ endorsers }) => endorsers.join(' '),
                  codes: 'member',
                },
                {
                  title: say('blocks.validation'),
                  cell: ({ validationCode }) => (
                    <span className={validationCode === OK ? 'tag good' : 'tag bad'}>{validationCode}</span>
                  ),
                  text: ({ validationCode }) => validationCode,
                },
                {
                  title: say('blocks.time'),
                  cell: ({ time }) => <Moment at={time} />,
                  text: ({ time }) => time,
                },
              ]}
            />
          </Block>
        </>
      )}
    </Loaded>
  );
}
