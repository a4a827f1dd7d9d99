// SPDX-License-Identifier: Apache-2.0
/** A bundle in the making: until it is ready, then the file and the command that verifies it. */
import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { api, done } from '../../api/client';
import type { Schemas } from '../../api/problem';
import { useReason } from '../../api/reason';
import { useSay } from '../../i18n/i18n';
import { Moment } from '../time/moment';
import { Facts } from './facts';
import { ProblemNote } from './problem-note';
import { MissingKeys } from './missing-keys';

type Job = Schemas['EvidenceJobView'];
const LOOK_MS = 500;

export function JobView({ id }: { readonly id: string }): ReactElement {
  const say = useSay();
  const { data, error } = useQuery({
    queryKey: ['evidence', id],
    staleTime: 0,
    queryFn: () => done(api.GET('/v1/evidence/{id}', { params: { path: { id } } })),
    refetchInterval: (query) =>
      query.state.data?.state === 'working' || !query.state.data ? LOOK_MS : false,
  });
  if (error) return <ProblemNote error={error} />;
  if (data?.waiting) return <Waiting waiting={data.waiting} />;
  if (!data || data.state === 'working') return <p role="status">{say('evidence.working')}</p>;
  if (data.state === 'failed')
    return <p className="notice fault">{say('evidence.failed', { code: data.code ?? '' })}</p>;
  return <Ready job={data} />;
}

/** Why a bundle waits, as people say it. */
function causeOf(code: string): 'storage' | 'index' | 'ledger' | 'other' {
  if (code === 'STORAGE_UNAVAILABLE') return 'storage';
  if (code === 'INDEX_BEHIND') return 'index';
  return code === 'INTERNAL' ? 'other' : 'ledger';
}

function Waiting({
  waiting: { code, until },
}: {
  readonly waiting: NonNullable<Job['waiting']>;
}): ReactElement {
  const say = useSay();
  return (
    <div className="notice" role="status">
      <p>{say(`evidence.waiting.${causeOf(code)}`)}</p>
      <p className="small">
        {say('evidence.waiting.goesOn', { code })} <Moment at={until} />
      </p>
    </div>
  );
}

function Ready({ job }: { readonly job: Job }): ReactElement {
  const say = useSay();
  // As the gateway names it, too: the command below is to find it.
  const name = `evidence-${job.id}.zip`;
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

export interface Making {
  readonly job: Job | undefined;
  readonly error: Error | undefined;
  readonly make: (asking: () => Promise<Job>) => void;
}

/** One bundle at a time: another that is asked for takes its place. */
export function useMaking(): Making {
  const [job, setJob] = useState<Job>();
  const [error, setError] = useState<Error>();
  const make = (asking: () => Promise<Job>): void => {
    setError(undefined);
    setJob(undefined);
    asking().then(setJob, (cause: unknown) => {
      setError(cause instanceof Error ? cause : new Error(String(cause)));
    });
  };
  return { job, error, make };
}

/** A record by its plain identifier, which is kept in memory only. */
export interface RecordAsked {
  readonly recordId: string;
  readonly resource: string;
}

export const bundleOfRecord = (
  { recordId, resource }: RecordAsked,
  reason: ReturnType<typeof useReason>['reason'],
): Promise<Job> => done(api.POST('/v1/evidence/record', { body: { recordId, resource, ...reason } }));

/** What came of it; of a record, what it leaves out as well. */
export function Made({
  making: { job, error },
  resource,
}: {
  readonly making: Making;
  readonly resource?: string | undefined;
}): ReactElement | null {
  if (error) return <ProblemNote error={error} />;
  if (!job) return null;
  return (
    <>
      {job.keys && resource !== undefined && (
        <MissingKeys resource={resource} missing={{ count: job.keys.missing, grants: job.keys.without }} />
      )}
      <JobView id={job.id} />
    </>
  );
}
