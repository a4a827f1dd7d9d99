// SPDX-License-Identifier: Apache-2.0
/** Makes a bundle: what about, what it will prove and what not, then the file and the command that verifies it. */
import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { api, done } from '../../api/client';
import type { Schemas } from '../../api/problem';
import { useReason } from '../../api/reason';
import { useSay, useWord } from '../../i18n/i18n';
import { Block, Head } from '../../parts/card/card';
import { Facts } from '../../parts/card/facts';
import { textIn } from '../../parts/inputs/form-text';
import { useFilters } from '../../parts/table/filter-bar';
import { ProblemNote } from '../../parts/card/problem-note';
import { useThisMonth } from '../../parts/time/this-month';

const KINDS = ['grant', 'dispute', 'event'] as const;
type Kind = (typeof KINDS)[number];
type Job = Schemas['EvidenceJobView'];
const LOOK_MS = 500;
/** The field that says more, by the kind of subject. */
const MORE: Readonly<Record<Kind, string>> = { grant: 'period', event: 'organisation', dispute: '' };

function subjectOf(kind: Kind, id: string, more: string): Schemas['EvidenceRequest']['subject'] {
  if (kind === 'grant') return { kind, id, period: more };
  if (kind === 'dispute') return { kind, id };
  return { kind, id, ...(more !== '' && { organisation: more }) };
}

function JobView({ id }: { readonly id: string }): ReactElement {
  const say = useSay();
  const { data, error } = useQuery({
    queryKey: ['evidence', id],
    staleTime: 0,
    queryFn: () => done(api.GET('/v1/evidence/{id}', { params: { path: { id } } })),
    refetchInterval: (query) =>
      query.state.data?.state === 'working' || !query.state.data ? LOOK_MS : false,
  });
  if (error) return <ProblemNote error={error} />;
  if (!data || data.state === 'working') return <p role="status">{say('evidence.working')}</p>;
  if (data.state === 'failed')
    return <p className="notice fault">{say('evidence.failed', { code: data.code ?? '' })}</p>;
  return <Ready job={data} />;
}

function Ready({ job }: { readonly job: Job }): ReactElement {
  const say = useSay();
  const name = `${job.id}.zip`;
  return (
    <div className="notice good" role="status">
      <h3>{say('evidence.ready')}</h3>
      <Facts
        facts={[
          { name: say('evidence.bytes'), value: job.bytes },
          { name: 'SHA-256', value: <code>{job.sha256}</code> },
        ]}
      />
      <p className="row">
        <a className="button" href={`/v1/evidence/${encodeURIComponent(job.id)}/bundle`} download={name}>
          {say('evidence.download')}
        </a>
        <Link to="/verify">{say('proof.verify')}</Link>
      </p>
      <p className="small">
        {say('evidence.command')} <code>catalog-chain-verify {name}</code>
      </p>
    </div>
  );
}

export function Evidence(): ReactElement {
  const say = useSay();
  const word = useWord();
  const { reason, isAsked } = useReason();
  const [filters] = useFilters();
  const month = useThisMonth();
  const [kind, setKind] = useState<Kind>(KINDS.find((one) => one === filters['kind']) ?? 'grant');
  const [job, setJob] = useState<string>();
  const [error, setError] = useState<Error>();
  const make = (id: string, more: string): void => {
    setError(undefined);
    setJob(undefined);
    const body = { subject: subjectOf(kind, id, more), ...reason };
    done(api.POST('/v1/evidence', { body })).then(
      (made) => {
        setJob(made.id);
      },
      (cause: unknown) => {
        setError(cause instanceof Error ? cause : new Error(String(cause)));
      },
    );
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
              make(textIn(event.currentTarget, 'id'), textIn(event.currentTarget, MORE[kind]));
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
            <div>
              <label className="label" htmlFor="evidence-id">
                {say('trail.name')}
              </label>
              <input
                id="evidence-id"
                name="id"
                required
                maxLength={128}
                defaultValue={filters['id'] ?? ''}
                autoComplete="off"
              />
            </div>
            {kind === 'grant' && (
              <div>
                <label className="label" htmlFor="evidence-period">
                  {say('noun.period')}
                </label>
                <input
                  id="evidence-period"
                  name="period"
                  type="month"
                  required
                  defaultValue={filters['period'] ?? month}
                />
              </div>
            )}
            {kind === 'event' && (
              <div>
                <label className="label" htmlFor="evidence-organisation">
                  {say('field.reportedBy')} <span className="quiet small">{say('act.optional')}</span>
                </label>
                <input
                  id="evidence-organisation"
                  name="organisation"
                  maxLength={64}
                  defaultValue={filters['organisation'] ?? ''}
                  autoComplete="off"
                />
              </div>
            )}
            {isAsked && !reason && <p className="notice">{say('purpose.first')}</p>}
            <button type="submit" className="primary">
              {say('evidence.make')}
            </button>
          </form>
        </Block>
        <Block title={say('evidence.willProve')}>
          <div className="sheet">
            <p>{say(`evidence.proves.${kind}`)}</p>
            <p className="quiet">{say('evidence.provesNot')}</p>
          </div>
          {error && <ProblemNote error={error} />}
          {job !== undefined && <JobView id={job} />}
        </Block>
      </div>
    </>
  );
}
