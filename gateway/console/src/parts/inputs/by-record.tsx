// SPDX-License-Identifier: Apache-2.0
/** Asks for one record of a resource by its plain identifier, which is used for this one question and forgotten. */
import { useId, useState, type ReactElement } from 'react';
import { api } from '../../api/client';
import { useListing } from '../../api/lists';
import { useMe } from '../../api/me';
import type { Schemas } from '../../api/problem';
import { useInTongue, useSay } from '../../i18n/i18n';
import { Block } from '../card/card';
import { useVersion } from '../card/references';
import { RecordPicker } from './record-picker';

const PAGE = 200;

export interface ByRecordProps {
  readonly ask: (recordId: string, resource: string) => void;
  readonly action?: string;
  readonly isBusy?: boolean;
}

type Resource = Schemas['ResourceView'];

/** The resource is chosen by its published name. */
function ResourceOption({ resource }: { readonly resource: Resource }): ReactElement {
  const tongue = useInTongue();
  const { members } = useMe();
  const { id, version, organisation } = resource;
  const names = useVersion(id, version)?.names;
  const owner = members.get(organisation);
  return (
    <option value={id}>
      {owner ? `${tongue(owner.names)} · ` : ''}
      {names ? `${tongue(names)} (${id.split(':')[1] ?? id})` : id}
    </option>
  );
}

/** Which resource, and the identifier of the record in it. */
export function RecordInputs({ ask, action, isBusy = false }: ByRecordProps): ReactElement {
  const say = useSay();
  const name = useId();
  const [resource, setResource] = useState('');
  const resources = useListing(['resources', 'all'], ({ cursor }) =>
    api.GET('/v1/resources', {
      params: { query: { limit: PAGE, ...(cursor !== undefined && { cursor }) } },
    }),
  );
  return (
    <>
      <div>
        <label className="label" htmlFor={name}>
          {say('noun.resource')}
        </label>
        <select
          id={name}
          value={resource}
          onChange={(event) => {
            setResource(event.target.value);
          }}
        >
          <option value="">{say('common.choose')}</option>
          {resources.items.map((one) => (
            <ResourceOption key={one.id} resource={one} />
          ))}
        </select>
        {resources.hasMore && (
          <button type="button" className="plain" onClick={resources.more}>
            {say('common.more')}
          </button>
        )}
      </div>
      <hr />
      <RecordPicker
        label={say('record.identifier')}
        isBusy={isBusy || resource === ''}
        action={action}
        ask={(recordId) => {
          if (resource !== '' && !isBusy) ask(recordId, resource);
        }}
      />
      <p className="small quiet">{say('record.needsKey')}</p>
    </>
  );
}

export function ByRecord(props: ByRecordProps): ReactElement {
  const say = useSay();
  return (
    <Block title={say('trail.byRecord')}>
      <div className="sheet by-record">
        <RecordInputs {...props} />
      </div>
    </Block>
  );
}
