// SPDX-License-Identifier: Apache-2.0
/** Every recurring part in its states: empty, loading, full, error, very long, right to left, narrow. With sample texts. */
import { useState, type ReactElement, type ReactNode } from 'react';
import { useMe } from '../../api/me';
import { ProblemError } from '../../api/problem';
import { useSay, useWord } from '../../i18n/i18n';
import { Block, Head } from '../../parts/card/card';
import { Chart } from '../../parts/charts/chart';
import { DataTable } from '../../parts/table/data-table';
import { DeadlinePill } from '../../parts/time/deadline-pill';
import { FileDrop } from '../../parts/inputs/file-drop';
import { FilterBar } from '../../parts/table/filter-bar';
import { PrintButton, QrCode } from '../../parts/card/print-view';
import { ProblemNote } from '../../parts/card/problem-note';
import { ProofLine } from '../../parts/card/proof-line';
import { RecordPicker } from '../../parts/inputs/record-picker';
import { OrganisationTag } from '../../parts/card/references';
import { StateTag, Violations } from '../../parts/card/tag';
import { TermsTable } from '../../parts/compare/terms';
import { Timeline, type Happening } from '../../parts/time/timeline';
import { TwoSides } from '../../parts/compare/two-sides';
import { VersionDiff, type Content } from '../../parts/compare/version-diff';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const HASH = '0f'.repeat(32);
const MANY = 10_000;

const CONTENT: Content = {
  names: { zh: '示例资源', en: 'Sample resource' },
  summary: { zh: '示例', en: 'Sample' },
  // No id of a system: there is none whose name could be asked for.
  system: 'sample',
  items: [
    { code: 'status', names: { zh: '状态', en: 'Status' }, dataType: 'code', sensitivity: 2 },
    { code: 'months', names: { zh: '月数', en: 'Months' }, dataType: 'number', sensitivity: 2 },
    { code: 'name', names: { zh: '姓名', en: 'Name' }, dataType: 'string', sensitivity: 3 },
  ],
  updateCycle: 'daily',
  sharing: { sharingType: 'conditional', condition: 'sample', modes: ['verify', 'query'] },
  contactRole: 'sample',
};

const CHANGED: Content = {
  ...CONTENT,
  updateCycle: 'weekly',
  items: CONTENT.items.slice(0, 2),
  sharing: { ...CONTENT.sharing, modes: ['verify'] },
};

function Sample({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactElement {
  return (
    <Block title={name}>
      <div className="sheet">{children}</div>
    </Block>
  );
}

function Pills(): ReactElement {
  const now = Date.now();
  const at = (days: number): string => new Date(now + days * DAY_MS).toISOString();
  return (
    <>
      <p>
        <DeadlinePill startedAt={at(-1)} dueAt={at(13)} article="21" extension={10} />
      </p>
      <p>
        <DeadlinePill startedAt={at(-9)} dueAt={at(6)} article="22" />
      </p>
      <p>
        <DeadlinePill startedAt={at(-13)} dueAt={at(2)} article="17" />
      </p>
      <p>
        <DeadlinePill startedAt={at(-20)} dueAt={at(-4)} article="26" />
      </p>
      <p>
        <DeadlinePill startedAt={at(-3)} dueAt={at(7)} article="21" pausedAt={at(-1)} />
      </p>
      <p>
        <DeadlinePill startedAt={at(-9)} dueAt={at(3)} article="21" done={{ late: false }} />{' '}
        <DeadlinePill startedAt={at(-9)} dueAt={at(-3)} article="21" done={{ late: true }} />{' '}
        <DeadlinePill startedAt={at(-9)} dueAt={at(3)} isVoid />
      </p>
    </>
  );
}

function manyHappenings(count: number, what: string): readonly Happening[] {
  const begun = Date.UTC(2026, 0, 1);
  return Array.from({ length: count }, (_, i) => ({
    key: String(i),
    at: new Date(begun + i * HOUR_MS).toISOString(),
    what: `${what} ${i + 1}`,
    isBad: i % 17 === 0,
    ...(i % 17 !== 0 && count < MANY && { like: 'sample' }),
  }));
}

export function Parts(): ReactElement {
  const say = useSay();
  const word = useWord();
  const { session } = useMe();
  const [taken, setTaken] = useState('');
  const written = { block: 0, transactionId: HASH, time: new Date(0).toISOString() };
  const error = new ProblemError(
    {
      code: 'CONNECTION_LOST',
      title: say('problem.lost.title'),
      detail: say('problem.lost.detail'),
      action: say('problem.lost.action'),
    },
    0,
    5,
  );
  const row = { name: 'status', value: 'ok' };
  return (
    <>
      <Head kind={say('nav.parts')} title={say('nav.parts')} acts={<PrintButton />} />
      <p>{say('parts.lead')}</p>
      <div className="two">
        <Sample name="DeadlinePill">
          <Pills />
        </Sample>
        <Sample name="OrganisationTag">
          <p>
            <OrganisationTag id={session.organisation} full />
          </p>
          <p>
            <OrganisationTag id="UnknownMSP" full />
          </p>
          <p>{say('parts.long')}</p>
          <p dir="rtl" lang="ar">
            دليل موارد البيانات الحكومية
          </p>
        </Sample>
        <Sample name="ProofLine">
          <ProofLine written={written} signer="SampleMSP:officer-00000000" bundle={{ kind: 'grant' }} />
        </Sample>
        <Sample name="StateTag">
          <p>
            {(['submitted', 'decided', 'granted', 'refused', 'withdrawn'] as const).map((state) => (
              <StateTag key={state} group="requestState" value={state} />
            ))}
          </p>
          <p>
            {(['matched', 'unattested', 'unreported', 'contradicted'] as const).map((state) => (
              <StateTag key={state} group="verdict" value={state} />
            ))}
          </p>
          <p>
            <Violations codes={['wrong-purpose', 'reported-late']} /> <Violations codes={[]} />
          </p>
        </Sample>
      </div>
      <div className="two">
        <Sample name="TwoSides">
          <TwoSides
            claim={[row, { name: word('side', 'claim'), value: '1' }]}
            attestation={[row, { name: word('side', 'claim'), value: '2' }]}
          />
          <hr />
          <TwoSides claim={[row]} attestation={undefined} />
        </Sample>
        <Sample name="RecordPicker">
          <RecordPicker label={say('record.identifier')} ask={() => undefined} />
        </Sample>
      </div>
      <Sample name="TermsTable">
        <TermsTable
          content={CONTENT}
          terms={{
            resource: 'SampleMSP:sample',
            resourceVersion: 1,
            provider: 'SampleMSP',
            consumer: 'SampleMSP',
            purpose: { code: 'sample', text: 'sample' },
            legalBasis: 'sample',
            mode: 'copy',
            items: ['status', 'unknown'],
            systems: [],
            period: { from: written.time, to: written.time },
            standing: false,
          }}
        />
      </Sample>
      <Sample name="VersionDiff">
        <VersionDiff before={CONTENT} after={CHANGED} />
        <hr />
        <VersionDiff before={CONTENT} after={CONTENT} />
      </Sample>
      <Sample name="FilterBar">
        <FilterBar
          filters={[
            {
              name: 'sample',
              label: say('field.state'),
              options: [{ value: 'a', label: say('parts.full') }],
            },
          ]}
        />
      </Sample>
      <div className="two">
        <Sample name="FileDrop">
          <FileDrop
            lead={say('report.drop')}
            pick={say('report.pick')}
            accept=".csv"
            take={({ name }) => {
              setTaken(name);
            }}
          />
          <p role="status">{taken}</p>
        </Sample>
        <Sample name="Chart">
          <Chart
            name="sample"
            label={say('uses.byDay')}
            bars={Array.from({ length: 14 }, (_, i) => ({
              label: `2026-01-${String(i + 1).padStart(2, '0')}`,
              value: ((i * 7) % 11) + 1,
              bad: i % 5 === 0 ? 1 : 0,
            }))}
          />
        </Sample>
      </div>
      <Sample name={`Timeline · ${say('parts.empty')}`}>
        <Timeline happenings={[]} label={say('card.history')} />
      </Sample>
      <Sample name="Timeline">
        <Timeline happenings={manyHappenings(20, say('noun.use'))} label={say('card.history')} />
      </Sample>
      <Sample name={`Timeline · ${MANY}`}>
        <Timeline happenings={manyHappenings(MANY, say('noun.use'))} label={say('nav.trail')} />
      </Sample>
      <Sample name={`DataTable · ${say('parts.empty')}`}>
        <DataTable name="sample" label={say('parts.empty')} columns={[]} rows={[]} keyOf={() => ''} />
      </Sample>
      <Sample name={`ProblemNote · ${say('parts.failed')}`}>
        <ProblemNote error={error} again={() => undefined} />
      </Sample>
      <Sample name="PrintView">
        <QrCode text={`${location.origin}/console/verify`} label={say('print.code')} />
      </Sample>
    </>
  );
}
