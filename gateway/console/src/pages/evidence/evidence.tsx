// SPDX-License-Identifier: Apache-2.0
/** Makes a bundle: what about, what it will prove and what not, then the file and the command that verifies it. */
import { useState, type ReactElement } from 'react';
import { api, done } from '../../api/client';
import type { Schemas } from '../../api/problem';
import { useReason } from '../../api/reason';
import type { Filters } from '../../api/filters';
import { useMe } from '../../api/me';
import { useInTongue, useSay, useWord } from '../../i18n/i18n';
import { Block, Head } from '../../parts/card/card';
import { Labelled } from '../../parts/inputs/labelled';
import { textIn } from '../../parts/inputs/form-text';
import { useFilters } from '../../parts/table/filter-bar';
import { useThisMonth } from '../../parts/time/this-month';
import { RecordInputs } from '../../parts/inputs/by-record';
import { bundleOfRecord, Made, useMaking } from '../../parts/card/bundle-making';

const KINDS = ['grant', 'record', 'obligations', 'dispute', 'event'] as const;
type Kind = (typeof KINDS)[number];
/** All but a record, whose identifier is kept nowhere. */
type NamedKind = Exclude<Kind, 'record'>;
/** The field that says more, by the kind of subject. */
const MORE: Readonly<Record<NamedKind, string>> = {
  grant: 'period',
  obligations: 'period',
  event: 'organisation',
  dispute: '',
};

function subjectOf(kind: NamedKind, id: string, more: string): Schemas['EvidenceRequest']['subject'] {
  if (kind === 'grant' || kind === 'obligations') return { kind, id, period: more };
  if (kind === 'dispute') return { kind, id };
  return { kind, id, ...(more !== '' && { organisation: more }) };
}

/** By what it is named, and what else has to be said of it. */
function NamedInputs({
  kind,
  filters,
}: {
  readonly kind: NamedKind;
  readonly filters: Filters;
}): ReactElement {
  const say = useSay();
  const { session, members } = useMe();
  const tongue = useInTongue();
  const month = useThisMonth();
  const label = say(kind === 'obligations' ? 'field.owedBy' : 'trail.name');
  return (
    <>
      <Labelled label={label}>
        {(name) =>
          kind === 'obligations' ? (
            <select id={name} name="id" defaultValue={filters['id'] ?? session.organisation}>
              {[...members.values()].map(({ organisation, names }) => (
                <option key={organisation} value={organisation}>
                  {tongue(names)}
                </option>
              ))}
            </select>
          ) : (
            <input
              id={name}
              name="id"
              required
              maxLength={128}
              defaultValue={filters['id'] ?? ''}
              autoComplete="off"
            />
          )
        }
      </Labelled>
      {(kind === 'grant' || kind === 'obligations') && (
        <Labelled label={say('noun.period')}>
          {(name) => (
            <input id={name} name="period" type="month" required defaultValue={filters['period'] ?? month} />
          )}
        </Labelled>
      )}
      {kind === 'event' && (
        <Labelled label={`${say('field.reportedBy')} ${say('act.optional')}`}>
          {(name) => (
            <select id={name} name="organisation" defaultValue={filters['organisation'] ?? ''}>
              <option value="">{say('common.all')}</option>
              {[...members.values()].map(({ organisation, names }) => (
                <option key={organisation} value={organisation}>
                  {tongue(names)}
                </option>
              ))}
            </select>
          )}
        </Labelled>
      )}
    </>
  );
}

export function Evidence(): ReactElement {
  const say = useSay();
  const word = useWord();
  const { reason, isAsked } = useReason();
  const [filters] = useFilters();
  const [kind, setKind] = useState<Kind>(KINDS.find((one) => one === filters['kind']) ?? 'grant');
  const [resource, setResource] = useState<string>();
  const making = useMaking();
  const make = (named: NamedKind, id: string, more: string): void => {
    setResource(undefined);
    const body = { subject: subjectOf(named, id, more), ...reason };
    making.make(() => done(api.POST('/v1/evidence', { body })));
  };
  return (
    <>
      <Head kind={say('nav.evidence')} title={say('nav.evidence')} />
      <div className="two">
        <Block title={say('evidence.choose')}>
          <form
            className="sheet form"
            onSubmit={(event) => {
              event.preventDefault();
              if (kind !== 'record')
                make(kind, textIn(event.currentTarget, 'id'), textIn(event.currentTarget, MORE[kind]));
            }}
          >
            <fieldset>
              <legend>{say('field.about')}</legend>
              <div className="choices">
                {KINDS.map((one) => (
                  <label key={one}>
                    <input
                      type="radio"
                      name="kind"
                      checked={one === kind}
                      onChange={() => {
                        setKind(one);
                      }}
                    />
                    <span>{word('evidenceKind', one)}</span>
                  </label>
                ))}
              </div>
            </fieldset>
            {kind === 'record' ? (
              <RecordInputs
                isBusy={isAsked && !reason}
                action={say('evidence.make')}
                ask={(recordId, asked) => {
                  setResource(asked);
                  making.make(() => bundleOfRecord({ recordId, resource: asked }, reason));
                }}
              />
            ) : (
              <NamedInputs kind={kind} filters={filters} />
            )}
            {isAsked && !reason && <p className="notice">{say('purpose.first')}</p>}
            {kind !== 'record' && (
              <button type="submit" className="primary">
                {say('evidence.make')}
              </button>
            )}
          </form>
        </Block>
        <Block title={say('evidence.willProve')}>
          <div className="sheet">
            <p>{say(`evidence.proves.${kind}`)}</p>
            <p className="quiet">{say('evidence.provesNot')}</p>
          </div>
          <Made making={making} resource={resource} />
        </Block>
      </div>
    </>
  );
}
