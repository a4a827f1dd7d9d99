// SPDX-License-Identifier: Apache-2.0
/** Those who sign decisions: an administrator registers the keys of the organisation's people, and revokes them. */
import { useState, type ReactElement } from 'react';
import { useActing } from '../../acts/form/use-acting';
import { ActsBar } from '../../acts/form/acts-bar';
import type { Act } from '../../acts/specs/spec';
import { api } from '../../api/client';
import { useListing } from '../../api/lists';
import type { Schemas } from '../../api/problem';
import { useSay, useWord } from '../../i18n/i18n';
import { Block, Head } from '../../parts/card/card';
import { ListTable } from '../../parts/table/data-table';
import { FilterBar, useFilters } from '../../parts/table/filter-bar';
import { Moment } from '../../parts/time/moment';
import { StateTag } from '../../parts/card/tag';
import { useMemberFilter } from '../../parts/table/filters';

type Registration = Schemas['SignerRegistration'];

/** What a person's page of keys gives; what else is in it does not count. */
function registrationIn(text: string): Registration | undefined {
  try {
    const value = JSON.parse(text) as Partial<Registration>;
    const isWhole =
      typeof value.code === 'string' && Array.isArray(value.roles) && typeof value.key === 'object';
    return isWhole ? (value as Registration) : undefined;
  } catch {
    return undefined;
  }
}

function registering(input: Registration, say: ReturnType<typeof useSay>): Act {
  return {
    title: 'act.registerSigner.title',
    lead: 'act.registerSigner.lead',
    address: '/v1/signers',
    signing: { operation: 'registerSigner', transaction: 'signer:register' },
    audience: 'members',
    shown: [
      { name: say('field.code'), value: input.code },
      { name: say('field.roles'), value: input.roles.join('、') },
      { name: say('field.kind'), value: input.kind },
      { name: say('keys.publicKey'), value: `${input.key.x} ${input.key.y}` },
      { name: say('act.field.from'), value: input.from },
      { name: say('field.until'), value: input.until },
    ],
    fields: [],
    body: () => ({ ...input }),
  };
}

const revoking = (id: string): Act => ({
  title: 'act.revokeSigner.title',
  lead: 'act.revokeSigner.lead',
  address: `/v1/signers/${encodeURIComponent(id)}/revocation`,
  signing: { operation: 'revokeSigner', id, transaction: 'signer:revoke' },
  audience: 'members',
  shown: [{ name: 'ID', value: id }],
  fields: [{ kind: 'prose', name: 'reason', label: 'act.field.reason', max: 300 }],
  body: ({ reason }) => ({ reason }),
});

function Register(): ReactElement {
  const say = useSay();
  const [text, setText] = useState('');
  const input = registrationIn(text);
  return (
    <Block title={say('act.registerSigner.title')}>
      <div className="sheet form">
        <div>
          <label className="label" htmlFor="enrolment">
            {say('keys.enrolment')}
          </label>
          <textarea
            id="enrolment"
            className="mono"
            value={text}
            onChange={(event) => {
              setText(event.target.value);
            }}
          />
          <p className="hint">{say('signers.paste')}</p>
          {text !== '' && !input && <p className="wrong">{say('signers.noEnrolment')}</p>}
        </div>
        {/* The bar stays, so that the receipt does; without an enrolment it has no button. */}
        <div>
          <ActsBar
            acts={input ? [registering(input, say)] : []}
            onRecorded={() => {
              setText('');
            }}
          />
        </div>
      </div>
    </Block>
  );
}

export function Signers(): ReactElement {
  const say = useSay();
  const word = useWord();
  const member = useMemberFilter();
  const acting = useActing();
  const [filters] = useFilters();
  const listing = useListing(['signers', filters], ({ limit, cursor }) =>
    api.GET('/v1/signers', {
      params: { query: { limit, ...(cursor !== undefined && { cursor }), ...filters } },
    }),
  );
  const isAdmin = acting.session.role === 'admin';
  return (
    <>
      <Head kind={say('nav.signers')} title={say('nav.signers')} />
      <p>{say('signers.lead')}</p>
      {isAdmin && <Register />}
      <FilterBar filters={[member('organisation', say('noun.organisation'))]} />
      <ListTable
        name="signers"
        label={say('nav.signers')}
        listing={listing}
        keyOf={({ id }) => id}
        columns={[
          { title: 'ID', cell: ({ id }) => <span className="mono">{id}</span>, text: ({ id }) => id },
          {
            title: say('field.roles'),
            cell: ({ roles }) => roles.map((role) => word('userRole', role)).join('、'),
            text: ({ roles }) => roles.join(' '),
          },
          { title: say('field.kind'), cell: ({ kind }) => word('keyKind', kind), text: ({ kind }) => kind },
          {
            title: say('field.state'),
            cell: ({ status }) => <StateTag group="signerStatus" value={status} />,
            text: ({ status }) => status,
          },
          {
            title: say('field.until'),
            cell: ({ until }) => <Moment at={until} dayOnly />,
            text: ({ until }) => until,
          },
          {
            title: say('field.act'),
            cell: ({ id, organisation, status }) =>
              isAdmin && acting.isOf(organisation) && status === 'active' ? (
                <ActsBar acts={[revoking(id)]} />
              ) : (
                '–'
              ),
            text: () => '',
          },
        ]}
      />
    </>
  );
}
