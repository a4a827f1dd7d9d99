// SPDX-License-Identifier: Apache-2.0
/** Asks for one record of a resource by its plain identifier, which is used for this one question and forgotten. */
import { useState, type ReactElement } from 'react';
import { api, done } from '../../api/client';
import { useMe } from '../../api/me';
import { useInTongue, useSay } from '../../i18n/i18n';
import { Block } from '../../parts/card/card';
import { RecordPicker } from '../../parts/inputs/record-picker';

const PAGE = 200;

export function ByRecord({
  ask,
}: {
  readonly ask: (recordId: string, resource: string) => void;
}): ReactElement {
  const say = useSay();
  const tongue = useInTongue();
  const { members } = useMe();
  const [resource, setResource] = useState('');
  const [resources, setResources] =
    useState<readonly { readonly id: string; readonly organisation: string }[]>();
  const load = (): void => {
    if (resources) return;
    void done(api.GET('/v1/resources', { params: { query: { limit: PAGE } } })).then(({ items }) => {
      setResources(items);
    });
  };
  return (
    <Block title={say('trail.byRecord')}>
      <div className="sheet">
        <div>
          <label className="label" htmlFor="trail-resource">
            {say('noun.resource')}
          </label>
          <select
            id="trail-resource"
            value={resource}
            onFocus={load}
            onMouseDown={load}
            onChange={(event) => {
              setResource(event.target.value);
            }}
          >
            <option value="">{say('common.choose')}</option>
            {(resources ?? []).map(({ id, organisation }) => {
              const owner = members.get(organisation);
              return (
                <option key={id} value={id}>
                  {owner ? `${tongue(owner.names)} · ` : ''}
                  {id}
                </option>
              );
            })}
          </select>
        </div>
        <hr />
        <RecordPicker
          label={say('record.identifier')}
          isBusy={resource === ''}
          ask={(recordId) => {
            if (resource !== '') ask(recordId, resource);
          }}
        />
        <p className="small quiet">{say('record.needsKey')}</p>
      </div>
    </Block>
  );
}
