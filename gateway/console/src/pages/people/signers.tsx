// SPDX-License-Identifier: Apache-2.0
/** Those who sign decisions: an administrator registers the keys of the organisation's people, and revokes them. */
import { useState, type ReactElement } from 'react';
import { useActing } from '../../acts/form/use-acting';
import { ActsBar } from '../../acts/form/acts-bar';
import type { Acting } from '../../acts/specs/acting';
import type { Act } from '../../acts/specs/spec';
import { api } from '../../api/client';
import { useListing } from '../../api/lists';
import type { Schemas } from '../../api/problem';
import { useSay, useWord, type Say } from '../../i18n/i18n';
import { Block, Head } from '../../parts/card/card';
import { Labelled } from '../../parts/inputs/labelled';
import { ListTable } from '../../parts/table/data-table';
import { FilterBar, useFilters } from '../../parts/table/filter-bar';
import { Moment } from '../../parts/time/moment';
import { localStamp } from '../../parts/time/time';
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

function registering(input: Registration, { say, word, calendar }: Acting): Act {
  return {
    title: 'act.registerSigner.title',
    lead: 'act.registerSigner.lead',
    address: '/v1/signers',
    signing: { operation: 'registerSigner', transaction: 'signer:register' },
    audience: 'members',
    shown: [
      { name: say('field.code'), value: input.code },
      {
        name: say('field.roles'),
        value: input.roles.map((role) => word('userRole', role)).join(say('common.between')),
      },
      { name: say('field.kind'), value: word('keyKind', input.kind) },
      { name: say('keys.publicKey'), value: `${input.key.x} ${input.key.y}` },
      { name: say('act.field.from'), value: localStamp(input.from, calendar) },
      { name: say('field.until'), value: localStamp(input.until, calendar) },
    ],
    fields: [],
    body: () => ({ ...input }),
  };
}

const revoking = (id: string, say: Say): Act => ({
  title: 'act.revokeSigner.title',
  lead: 'act.revokeSigner.lead',
  address: `/v1/signers/${encodeURIComponent(id)}/revocation`,
  signing: { operation: 'revokeSigner', id, transaction: 'signer:revoke' },
  audience: 'members',
  shown: [{ name: say('proof.signer'), value: id }],
  fields: [{ kind: 'prose', name: 'reason', label: 'act.field.reason', max: 300 }],
  body: ({ reason }) => ({ reason }),
});

function Register(): ReactElement {
  const say = useSay();
  const acting = useActing();
  const [text, setText] = useState('');
  const input = registrationIn(text);
  return (
    <Block title={say('act.registerSigner.title')}>
      <div className="sheet form">
        <Labelled
          label={say('keys.enrolment')}
          hint={say('signers.paste')}
          fault={text !== '' && !input ? say('signers.noEnrolment') : undefined}
        >
          {(id) => (
            <textarea
              id={id}
              className="mono"
              value={text}
              onChange={(event) => {
                setText(event.target.value);
              }}
            />
          )}
        </Labelled>
        {input && (
          <div>
            <ActsBar
              acts={[registering(input, acting)]}
              onRecorded={() => {
                setText('');
              }}
            />
          </div>
        )}
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
        empty={say('signers.none')}
        label={say('nav.signers')}
        listing={listing}
        keyOf={({ id }) => id}
        columns={[
          {
            title: word('recordField', 'id'),
            cell: ({ id }) => <span className="mono">{id}</span>,
            text: ({ id }) => id,
          },
          {
            title: say('field.roles'),
            cell: ({ roles }) => roles.map((role) => word('userRole', role)).join(say('common.between')),
            text: ({ roles }) => roles.join(' '),
            codes: { list: 'userRole' },
          },
          {
            title: say('field.kind'),
            cell: ({ kind }) => word('keyKind', kind),
            text: ({ kind }) => kind,
            codes: { list: 'keyKind' },
          },
          {
            title: say('field.state'),
            cell: ({ status }) => <StateTag group="signerStatus" value={status} />,
            text: ({ status }) => status,
            codes: { list: 'signerStatus' },
          },
          {
            title: say('field.until'),
            cell: ({ until }) => <Moment at={until} dayOnly />,
            text: ({ until }) => until,
          },
          {
            title: say('field.act'),
            cell: ({ id, organisation, status }) =>
              isAdmin && status === 'active' && acting.isOf(organisation) ? (
                <ActsBar acts={[revoking(id, say)]} />
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
