// SPDX-License-Identifier: Apache-2.0
/** The second step of an act: what will be recorded, word for word, for whom to see, and under whose signature. */
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useMe } from '../../api/me';
import { useSay } from '../../i18n/i18n';
import { Facts } from '../../parts/card/facts';
import { zoneOf } from '../../parts/time/time';
import { CauseLink, OrganisationTag } from '../../parts/card/references';
import { CopyProgram } from '../../programs/copy-program';
import type { OwnKey } from '../keys/own-keys';
import type { ActToSign } from '../keys/sign';
import { askedFields, contentOf, subjectOf } from '../specs/faults';
import { chosenOf, textsOf, type Act, type Field, type Values } from '../specs/spec';

const valueIn = (field: Field, values: Values): Values[string] | undefined =>
  field.kind === 'many' ? chosenOf(field, values) : values[field.name];

/** What is filled in, in the words of the form. */
function wordsOf(field: Field, value: Values[string] | undefined, between: string): string {
  const list = value === undefined ? [] : typeof value === 'string' ? [value] : value;
  if (field.kind === 'moment')
    return list.map((one) => `${one.replace('T', ' ')} ${zoneOf(field.calendar)}`).join(between);
  if (field.kind !== 'one' && field.kind !== 'many') return list.join(between);
  return list.map((one) => field.options.find((option) => option.value === one)?.label ?? one).join(between);
}

/** What is chosen by name is told by it, with the id that will be recorded. */
function Value({
  field,
  value,
}: {
  readonly field: Field;
  readonly value: Values[string] | undefined;
}): ReactElement {
  const say = useSay();
  const offers = 'offers' in field ? field.offers : undefined;
  if (!offers || typeof value !== 'string') return <>{wordsOf(field, value, say('common.between'))}</>;
  return (
    <>
      {textsOf({ [field.name]: value }, field.name).map((id) => (
        <div key={id}>
          <CauseLink type={offers.kind} id={id} /> <span className="mono small quiet">{id}</span>
        </div>
      ))}
    </>
  );
}

function Signing({
  signer,
  keys,
  choose,
  mustSign,
}: {
  readonly signer: OwnKey | undefined;
  readonly keys: readonly OwnKey[];
  readonly choose: (id: string) => void;
  readonly mustSign: boolean;
}): ReactElement {
  const say = useSay();
  if (!signer)
    return (
      <p className={mustSign ? 'notice fault' : 'notice'}>
        {say(mustSign ? 'act.needsKey' : 'act.withoutKey')} <Link to="/keys">{say('nav.keys')}</Link>
      </p>
    );
  return (
    <p className="notice good">
      {say('act.withKey')}{' '}
      {keys.length > 1 ? (
        <select
          aria-label={say('act.withKey')}
          value={signer.id}
          onChange={(event) => {
            choose(event.target.value);
          }}
        >
          {keys.map(({ id }) => (
            <option key={id}>{id}</option>
          ))}
        </select>
      ) : (
        <b className="mono">{signer.id}</b>
      )}{' '}
      {say(signer.kind === 'webauthn' ? 'act.authenticatorAsks' : 'act.keyStays')}
    </p>
  );
}

/** What is to be recorded, and of which thing: the same before and after. */
export function ActFacts({ act, values }: { readonly act: Act; readonly values: Values }): ReactElement {
  const say = useSay();
  const { session } = useMe();
  const facts = askedFields(act, values)
    .map((field) => ({
      name: say(field.label),
      value: <Value field={field} value={valueIn(field, values)} />,
      isEmpty: wordsOf(field, valueIn(field, values), '') === '',
    }))
    .filter(({ isEmpty }) => !isEmpty);
  const subject = subjectOf(act);
  const isNamed = subject === undefined || act.shown?.some(({ value }) => value.includes(subject)) === true;
  return (
    <Facts
      facts={[
        { name: say('act.inTheName'), value: <OrganisationTag id={session.organisation} /> },
        ...(isNamed ? [] : [{ name: say('field.about'), value: subject }]),
        ...(act.shown ?? []),
        ...facts,
        ...(act.follows?.(values) ?? []),
      ]}
    />
  );
}

export interface ActPreviewProps {
  readonly act: Act;
  readonly values: Values;
  readonly prepared: ActToSign | undefined;
  readonly signer: OwnKey | undefined;
  readonly keys: readonly OwnKey[];
  readonly choose: (id: string) => void;
  readonly mustSign: boolean;
}

export function ActPreview(props: ActPreviewProps): ReactElement {
  const { act, values, prepared, signer, keys, choose, mustSign } = props;
  const say = useSay();
  return (
    <>
      <p>{say(act.lead)}</p>
      <h3>{say('act.willRead')}</h3>
      <ActFacts act={act} values={values} />
      <p className="notice">{say(act.audience === 'members' ? 'act.forMembers' : 'act.forParties')}</p>
      <Signing signer={signer} keys={keys} choose={choose} mustSign={mustSign} />
      {prepared && (
        <details>
          <summary>{say('act.exactly')}</summary>
          <p className="small">{say('act.exactlyLead')}</p>
          {prepared.arguments.map((text, i) => (
            <code key={i}>{text}</code>
          ))}
          <p className="small quiet">
            {prepared.act.transaction} · {prepared.act.chain} · SHA-256 {prepared.act.arguments}
          </p>
        </details>
      )}
      <CopyProgram
        call={{ method: act.method ?? 'POST', address: act.address, body: contentOf(act, values) }}
      />
    </>
  );
}
