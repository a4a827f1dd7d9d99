// SPDX-License-Identifier: Apache-2.0
/** Asks for one record of a resource by its plain identifier, which is used for this one question and forgotten. */
import { useId, useRef, useState, type ReactElement } from 'react';
import { api } from '../../api/client';
import { useListing } from '../../api/lists';
import { useMe } from '../../api/me';
import type { Schemas } from '../../api/problem';
import { useInTongue, useSay } from '../../i18n/i18n';
import { Block } from '../card/card';
import { ProblemNote } from '../card/problem-note';
import { useVersion } from '../card/references';
import { faultId } from './labelled';
import { RecordPicker } from './record-picker';

const PAGE = 200;

export interface ByRecordProps {
  readonly ask: (recordId: string, resource: string) => void;
  readonly action?: string;
  readonly isBusy?: boolean;
}

type Resource = Schemas['ResourceView'];

/** The resource is chosen by its published name, which stands first: a narrow field cuts what is behind it. */
function ResourceOption({ resource }: { readonly resource: Resource }): ReactElement {
  const say = useSay();
  const tongue = useInTongue();
  const { members } = useMe();
  const { id, version, organisation } = resource;
  const names = useVersion(id, version)?.names;
  const owner = members.get(organisation);
  return (
    <option value={id}>
      {names ? say('common.bracketed', { outer: tongue(names), inner: id.split(':')[1] ?? id }) : id}
      {owner ? ` · ${tongue(owner.names)}` : ''}
    </option>
  );
}

/** Which resource, and the identifier of the record in it. */
export function RecordInputs({ ask, action, isBusy = false }: ByRecordProps): ReactElement {
  const say = useSay();
  const name = useId();
  const select = useRef<HTMLSelectElement>(null);
  const [resource, setResource] = useState('');
  const [isLacking, setLacking] = useState(false);
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
          ref={select}
          value={resource}
          aria-invalid={isLacking}
          aria-describedby={isLacking ? faultId(name) : undefined}
          onChange={(event) => {
            setResource(event.target.value);
            setLacking(false);
          }}
        >
          <option value="">{say('common.choose')}</option>
          {/* Under an entry that was never published nobody was granted anything, and so nothing was used. */}
          {resources.items
            .filter(({ version }) => version > 0)
            .map((one) => (
              <ResourceOption key={one.id} resource={one} />
            ))}
        </select>
        {isLacking && (
          <p id={faultId(name)} className="wrong">
            {say('record.resourceFirst')}
          </p>
        )}
        {resources.error && <ProblemNote error={resources.error} again={resources.again} />}
        {resources.hasMore && (
          <button type="button" className="plain" onClick={resources.more}>
            {say('common.more')}
          </button>
        )}
      </div>
      <hr />
      <RecordPicker
        label={say('record.identifier')}
        isBusy={isBusy}
        action={action}
        // What was typed stays, until it is known of which resource it is.
        mayAsk={() => {
          if (resource !== '') return true;
          setLacking(true);
          select.current?.focus();
          return false;
        }}
        ask={(recordId) => {
          ask(recordId, resource);
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
