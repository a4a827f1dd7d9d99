// SPDX-License-Identifier: Apache-2.0
/**
 * Reports uses: one by form, or many by file, checked row by row before and after; and discloses those that were sealed, from
 * the file that was kept. A row that is sent twice counts once.
 */
import { Link, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState, type ReactElement } from 'react';
import { api, write } from '../../api/client';
import { useCounted } from '../../api/lists';
import { useMe } from '../../api/me';
import { ProblemError, type Schemas } from '../../api/problem';
import { useOwnedName } from '../../parts/card/references';
import { useSay, useWord, type Key } from '../../i18n/i18n';
import { Block, Head, Loaded } from '../../parts/card/card';
import { save, saveCsv } from '../../parts/table/csv';
import { faultId, Labelled } from '../../parts/inputs/labelled';
import { FileDrop } from '../../parts/inputs/file-drop';
import { MomentInput, useMomentHint } from '../../parts/inputs/moment-input';
import { instantOf, localTime } from '../../parts/time/time';
import { textIn } from '../../parts/inputs/form-text';
import { ProblemNote } from '../../parts/card/problem-note';
import {
  COLUMNS,
  faultyLines,
  faultyTable,
  readRows,
  type CheckedRow,
  type FaultyRow,
  type ReadFile,
} from './report-rows';
import { uuidV7 } from './uuid';

type Grant = Schemas['GrantView'];
type Accepted = Schemas['AcceptedView'];
type Side = 'claim' | 'attestation';

/** What is done with a file of uses: they are told for the first time, or were sealed before. */
type Purpose = 'report' | 'disclose';

const ADDRESS: Readonly<Record<Purpose, Readonly<Record<Side, string>>>> = {
  report: { claim: '/v1/usage-events', attestation: '/v1/attestations' },
  disclose: { claim: '/v1/seals/usage-events', attestation: '/v1/seals/attestations' },
};

const MOST_BYTES = 16 * 1024 * 1024;
const PIECE = 1_000;

/** A column by what it is, and its heading in the file. */
function useHeadOf(): (name: string) => string {
  const word = useWord();
  return (name) => {
    const words = word('useColumn', name);
    // What may stand in it is told where the columns are listed.
    const [short = words] = words.split(/[：:(（]/);
    return words === name ? name : `${short.trim()} (${name})`;
  };
}

function useExplained(): (row: CheckedRow) => string {
  const say = useSay();
  const headOf = useHeadOf();
  return ({ faults }) =>
    faults.map(({ kind, name }) => say(`report.${kind}`, { name: headOf(name) })).join('; ');
}

interface RefusedRow extends FaultyRow {
  /** The place in the row that it is about; empty: the whole. */
  readonly field: string;
  readonly message: string;
}

interface Sent {
  readonly accepted: number;
  readonly duplicates: number;
  readonly refused: readonly RefusedRow[];
  readonly receipts: readonly string[];
}

/** Pieces one after another, each under a key of its own, so that a piece whose answer was lost is sent again safely. */
async function sendAll(
  address: string,
  rows: readonly CheckedRow[],
  tell: (done: number) => void,
): Promise<Sent> {
  let sent: Sent = { accepted: 0, duplicates: 0, refused: [], receipts: [] };
  for (let from = 0; from < rows.length; from += PIECE) {
    const piece = rows.slice(from, from + PIECE);
    const body = piece.map(({ value }) => value);
    const said = (await write(address, body, { key: crypto.randomUUID() })) as Accepted;
    const refused = said.rows.flatMap(({ status, row, code = '', field = '', message = '' }) => {
      // Counted from 0 within what was sent.
      const sentRow = status === 'refused' ? piece[row] : undefined;
      return sentRow ? [{ row: sentRow, field, message, why: `${code} ${field} ${message}`.trim() }] : [];
    });
    sent = {
      accepted: sent.accepted + said.accepted,
      duplicates: sent.duplicates + said.duplicates,
      refused: [...sent.refused, ...refused],
      receipts: [...sent.receipts, ...(said.receipt === undefined ? [] : [said.receipt])],
    };
    tell(Math.min(rows.length, from + PIECE));
  }
  return sent;
}

/** Hands back the rows that have faults, as the file was: mended, they can be given again. */
function saveFaults({ names }: ReadFile, faulty: readonly FaultyRow[]): void {
  if (names) saveCsv('faults', faultyTable(names, faulty));
  else save('faults.ndjson', faultyLines(faulty), 'application/x-ndjson;charset=utf-8');
}

interface OutcomeProps {
  readonly sent: Sent;
  /** Hands back the rows that were refused, where they came in a file. */
  readonly handBack?: () => void;
}

function Outcome({ sent, handBack }: OutcomeProps): ReactElement {
  const say = useSay();
  const headOf = useHeadOf();
  return (
    <div className={sent.refused.length === 0 ? 'notice good' : 'notice fault'} role="status">
      <p>
        {say('report.accepted', {
          accepted: sent.accepted,
          duplicates: sent.duplicates,
          refused: sent.refused.length,
        })}
      </p>
      {sent.receipts.map((id) => (
        <p key={id} className="small">
          {say('report.receipt')} <code>{id.replace('/v1/receipts/', '')}</code>
        </p>
      ))}
      {sent.refused.slice(0, 5).map(({ row, field, message, why }) => (
        <p key={row.row} className="small">
          {handBack && `${say('report.row')} ${row.row}: `}
          {field !== '' && `${headOf(field)}: `}
          {message === '' ? why : message}
        </p>
      ))}
      {sent.refused.length > 0 && handBack && (
        <button type="button" onClick={handBack}>
          {say('report.errors')}
        </button>
      )}
    </div>
  );
}

interface ByFileProps {
  readonly title: string;
  readonly lead?: string;
  readonly address: string;
}

function ByFile({ title, lead, address }: ByFileProps): ReactElement {
  const say = useSay();
  const word = useWord();
  const headOf = useHeadOf();
  const explained = useExplained();
  const [read, setRead] = useState<ReadFile>();
  const [isTooLarge, setTooLarge] = useState(false);
  const [progress, setProgress] = useState<number>();
  const [sent, setSent] = useState<Sent>();
  const [error, setError] = useState<Error>();
  const take = (file: File): void => {
    setSent(undefined);
    setError(undefined);
    setTooLarge(file.size > MOST_BYTES);
    if (file.size > MOST_BYTES) setRead(undefined);
    else
      void file.text().then((text) => {
        setRead(readRows(text));
      });
  };
  const good = read?.rows.filter(({ faults }) => faults.length === 0) ?? [];
  const bad = read?.rows.filter(({ faults }) => faults.length > 0) ?? [];
  const send = (): void => {
    setError(undefined);
    setProgress(0);
    sendAll(address, good, setProgress)
      .then(
        (done) => {
          setSent(done);
        },
        (cause: unknown) => {
          setError(cause instanceof Error ? cause : new Error(String(cause)));
        },
      )
      .finally(() => {
        setProgress(undefined);
      });
  };
  return (
    <Block title={title}>
      {lead !== undefined && <p className="quiet">{lead}</p>}
      <FileDrop
        lead={say('report.drop')}
        pick={say('report.pick')}
        accept=".csv,.ndjson,.jsonl,.txt"
        take={take}
      />
      <details className="small">
        <summary>{say('report.columnsLead')}</summary>
        <dl className="facts">
          {COLUMNS.map((name) => [
            <dt key={name} className="mono">
              {name}
            </dt>,
            <dd key={`${name}-what`}>{word('useColumn', name)}</dd>,
          ])}
        </dl>
      </details>
      {isTooLarge && <p className="notice fault">{say('report.tooLarge')}</p>}
      {read && read.missing.length > 0 && (
        <p className="notice fault">
          {say('report.missingColumns', { names: read.missing.map(headOf).join(say('common.between')) })}
        </p>
      )}
      {read && read.missing.length === 0 && (
        <>
          <p role="status">
            {say('report.checked', { rows: read.rows.length, good: good.length, bad: bad.length })}
          </p>
          {bad.slice(0, 5).map((row) => (
            <p key={row.row} className="small">
              {say('report.row')} {row.row}: {explained(row)}
            </p>
          ))}
          <div className="row">
            {good.length > 0 && !sent && (
              <button type="button" className="primary" onClick={send} disabled={progress !== undefined}>
                {say('report.send', { rows: good.length })}
              </button>
            )}
            {bad.length > 0 && (
              <button
                type="button"
                onClick={() => {
                  saveFaults(
                    read,
                    bad.map((row) => ({ row, why: explained(row) })),
                  );
                }}
              >
                {say('report.errors')}
              </button>
            )}
          </div>
        </>
      )}
      {progress !== undefined && (
        <div>
          <p role="status">{say('report.sending', { done: progress, all: good.length })}</p>
          <progress value={progress} max={good.length} />
        </div>
      )}
      {error && <ProblemNote error={error} again={send} />}
      {sent && read && (
        <Outcome
          sent={sent}
          handBack={() => {
            saveFaults(read, sent.refused);
          }}
        />
      )}
    </Block>
  );
}

/** Fields of the form, as a row names them. */
const FORM_FIELDS: ReadonlySet<string> = new Set(['recordId', 'correlation', 'system', 'actorId', 'at']);

/** What tells the keyboard and readers aloud that a field is wrong, and why. */
const wrongOf = (id: string, fault: string | undefined): object =>
  fault === undefined ? {} : { 'aria-invalid': true, 'aria-describedby': faultId(id) };

function SystemOption({ id }: { readonly id: string }): ReactElement {
  return <option value={id}>{useOwnedName('system', id)}</option>;
}

function OneUse({ side, grants }: { readonly side: Side; readonly grants: readonly Grant[] }): ReactElement {
  const say = useSay();
  const word = useWord();
  const { calendar } = useMe();
  const momentHint = useMomentHint();
  const [chosen, choose] = useState(grants[0]?.id ?? '');
  /** The use keeps its id until it is accepted: sent again it counts once. */
  const [id, setId] = useState(() => uuidV7(Date.now()));
  const [sent, setSent] = useState<Sent>();
  const [error, setError] = useState<Error>();
  const [isBusy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const problems = error instanceof ProblemError ? (error.problem.errors ?? []) : [];
  const told = [
    ...(sent?.refused ?? []).map(({ field, message }) => ({ field, rule: message })),
    // Of one row that is sent alone places begin with its number.
    ...problems.map(({ field, rule }) => ({ field: field.replace(/^\d+\./, ''), rule })),
  ];
  const faultAt = (name: string): string | undefined => told.find(({ field }) => field === name)?.rule;
  const isFaulty = told.some(({ field }) => FORM_FIELDS.has(field));
  useEffect(() => {
    if (isFaulty) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [isFaulty, sent, error]);
  const grant = grants.find((one) => one.id === chosen);
  if (!grant) return <p className="sheet quiet">{say('report.noGrant')}</p>;
  const send = (form: HTMLFormElement): void => {
    const text = (name: string): string => textIn(form, name);
    const value = {
      id,
      kind: 'use',
      correlation: text('correlation'),
      grant: grant.id,
      recordId: text('recordId'),
      action: grant.terms.mode,
      at: instantOf(text('at'), calendar),
      system: text('system'),
      actorId: text('actor'),
      purpose: grant.terms.purpose.code,
      outcome: text('outcome'),
    };
    const field = form.elements.namedItem('recordId');
    setError(undefined);
    setSent(undefined);
    setBusy(true);
    sendAll(ADDRESS.report[side], [{ row: 1, written: [], value, faults: [] }], () => undefined)
      .then(
        (done) => {
          setSent(done);
          setId(uuidV7(Date.now()));
          if (field instanceof HTMLInputElement && done.refused.length === 0) field.value = '';
        },
        (cause: unknown) => {
          setError(cause instanceof Error ? cause : new Error(String(cause)));
        },
      )
      .finally(() => {
        setBusy(false);
      });
  };
  return (
    <Block title={say('report.byForm')}>
      <form
        ref={form}
        className="sheet form"
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          send(event.currentTarget);
        }}
      >
        <p>{say('act.report.lead')}</p>
        <Labelled
          label={say('act.field.grant')}
          hint={`${word('mode', grant.terms.mode)} · ${grant.terms.purpose.text}`}
        >
          {(name) => (
            <select
              id={name}
              value={chosen}
              onChange={(event) => {
                choose(event.target.value);
              }}
            >
              {grants.map((one) => (
                <option key={one.id}>{one.id}</option>
              ))}
            </select>
          )}
        </Labelled>
        <Labelled
          label={say('act.field.recordId')}
          hint={say('report.forgotten')}
          fault={faultAt('recordId')}
        >
          {(name) => (
            <input
              id={name}
              name="recordId"
              required
              maxLength={256}
              autoComplete="off"
              {...wrongOf(name, faultAt('recordId'))}
            />
          )}
        </Labelled>
        <Labelled label={say('act.field.correlation')} fault={faultAt('correlation')}>
          {(name) => (
            <input
              id={name}
              name="correlation"
              required
              maxLength={128}
              {...wrongOf(name, faultAt('correlation'))}
            />
          )}
        </Labelled>
        <Labelled label={say('act.field.system')} fault={faultAt('system')}>
          {(name) =>
            side === 'claim' ? (
              <select id={name} name="system">
                {grant.terms.systems.map((one) => (
                  <SystemOption key={one} id={one} />
                ))}
              </select>
            ) : (
              <input id={name} name="system" required maxLength={120} {...wrongOf(name, faultAt('system'))} />
            )
          }
        </Labelled>
        <Labelled label={say('act.field.actor')} fault={faultAt('actorId')}>
          {(name) => (
            <input id={name} name="actor" required maxLength={128} {...wrongOf(name, faultAt('actorId'))} />
          )}
        </Labelled>
        <Labelled label={say('act.field.at')} hint={momentHint} fault={faultAt('at')}>
          {(name) => (
            <MomentInput
              id={name}
              name="at"
              required
              {...wrongOf(name, faultAt('at'))}
              defaultValue={localTime(new Date().toISOString(), calendar).replace(' ', 'T')}
            />
          )}
        </Labelled>
        <Labelled label={say('act.field.useOutcome')}>
          {(name) => (
            <select id={name} name="outcome">
              {(['ok', 'empty', 'error'] as const).map((one) => (
                <option key={one} value={one}>
                  {word('useOutcome', one)}
                </option>
              ))}
            </select>
          )}
        </Labelled>
        <button type="submit" className="primary" disabled={isBusy}>
          {say('report.sendOne')}
        </button>
      </form>
      {error && !isFaulty && <ProblemNote error={error} />}
      {sent && <Outcome sent={sent} />}
    </Block>
  );
}

/** What an organisation is of its exchanges, where it is both: what it says as one of them. */
function SideChoice({
  side,
  choose,
}: {
  readonly side: Side;
  readonly choose: (side: Side) => void;
}): ReactElement {
  const say = useSay();
  return (
    <p className="row">
      {(['claim', 'attestation'] as const).map((one) => (
        <button
          key={one}
          type="button"
          aria-pressed={one === side}
          onClick={() => {
            choose(one);
          }}
        >
          {say(one === 'claim' ? 'report.asConsumer' : 'report.asProvider')}
        </button>
      ))}
    </p>
  );
}

export function Report(): ReactElement {
  const say = useSay();
  const { organisation, session, policy } = useMe();
  // What is owed leads here to disclose.
  const { do: asked }: { readonly do?: unknown } = useSearch({ strict: false });
  const isProvider = organisation?.roles.includes('provider') === true;
  const isConsumer = organisation?.roles.includes('consumer') === true;
  const [side, setSide] = useState<Side>(isConsumer || !isProvider ? 'claim' : 'attestation');
  const party = side === 'claim' ? 'consumer' : 'provider';
  const query = useCounted(['grants', 'of', party], (turning) =>
    api.GET('/v1/grants', {
      params: { query: { ...turning, state: 'active', [party]: session.organisation } },
    }),
  );
  const mayHaveSealed = policy.sealing?.organisations.includes(session.organisation) === true;
  const isAsked = asked === ('report.disclose' satisfies Key);
  const disclosing = (mayHaveSealed || isAsked) && (
    <ByFile
      title={say('report.disclose')}
      lead={say('report.discloseLead')}
      address={ADDRESS.disclose[side]}
    />
  );
  return (
    <>
      <Head
        kind={say('nav.report')}
        title={say('nav.report')}
        acts={
          <Link to="/uses" search={{}}>
            {say('nav.uses')}
          </Link>
        }
      />
      {isProvider && isConsumer && <SideChoice side={side} choose={setSide} />}
      {isAsked && disclosing}
      <div className="two">
        <Loaded query={query}>{({ items }) => <OneUse key={side} side={side} grants={items} />}</Loaded>
        <ByFile title={say('report.byFile')} address={ADDRESS.report[side]} />
      </div>
      {!isAsked && disclosing}
    </>
  );
}
