// SPDX-License-Identifier: Apache-2.0
/** Verify here: a bundle is dropped and judged on this machine, claim by claim, by the command line's own verifier. */
import { useEffect, useRef, useState, type ReactElement } from 'react';
import { sha256Hex } from '../../acts/keys/bytes';
import { useLanguage, useSay, useWord } from '../../i18n/i18n';
import { Block, Head } from '../../parts/card/card';
import { Facts } from '../../parts/card/facts';
import { FileDrop } from '../../parts/inputs/file-drop';
import { PrintButton, PrintFoot } from '../../parts/card/print-view';
import { Moment } from '../../parts/time/moment';
import { inChinese } from '../../verify/chinese';
import { MerkleDrawing } from '../../verify/merkle-drawing';
import type { Answer } from '../../verify/protocol';

type Judged = Extract<Answer, { outcome: 'judged' }>;

/** The worker is there while the page is, so that it also works once the machine is taken off the network. */
function useVerifier(): (file: File, tell: (answer: Answer) => void) => void {
  const worker = useRef<Worker>(null);
  useEffect(() => {
    const made = new Worker(new URL('../../verify/verifier.worker.ts', import.meta.url), { type: 'module' });
    worker.current = made;
    return () => {
      made.terminate();
    };
  }, []);
  return (file, tell) => {
    const { current } = worker;
    if (!current) return;
    current.onmessage = (event: MessageEvent<Answer>) => {
      tell(event.data);
    };
    current.onerror = () => {
      tell({ outcome: 'unreadable', why: 'fault' });
    };
    void file.arrayBuffer().then((bytes) => {
      current.postMessage(bytes, [bytes]);
    });
  };
}

function Paths({ paths }: Pick<Judged, 'paths'>): ReactElement | null {
  const say = useSay();
  const [chosen, choose] = useState(0);
  const path = paths[chosen];
  if (!path) return null;
  return (
    <Block title={say('verify.merkle')}>
      <p>{say('verify.merkleLead')}</p>
      <p className="no-print">
        <label htmlFor="path">{say('verify.choose')}</label>{' '}
        <select
          id="path"
          value={chosen}
          onChange={(event) => {
            choose(Number(event.target.value));
          }}
        >
          {paths.map(({ id, place }, i) => (
            <option key={`${place}/${id}`} value={i}>
              {id} · {place}
            </option>
          ))}
        </select>
      </p>
      <p className="print-only">
        <span className="mono">{path.id}</span> · {path.place}
      </p>
      <div className="sheet">
        <MerkleDrawing path={path} />
      </div>
    </Block>
  );
}

/** The verifier speaks English; its sentences have a Chinese wording each. */
function useVerifierWords(): (english: string) => string {
  const language = useLanguage();
  return (english) => (language === 'zh' ? inChinese(english) : english);
}

/** Which file it was: on paper nothing else says so. */
interface Dropped {
  readonly name: string;
  readonly sha256: string;
}

function Verdict({
  judged,
  dropped,
}: {
  readonly judged: Judged;
  readonly dropped: Dropped | undefined;
}): ReactElement {
  const say = useSay();
  const said = useVerifierWords();
  const word = useWord();
  const { isValid, claims, faults, unproved, counts, ledger, asOf, paths, ms } = judged;
  return (
    <>
      <div className={isValid ? 'notice good' : 'notice fault'} role="status">
        <h2>{say(isValid ? 'verify.valid' : 'verify.invalid')}</h2>
        <p>{say('verify.took', { ms })}</p>
      </div>
      <Block title={say('verify.claims')}>
        <div className="sheet">
          {claims.map(({ kind, statement }) => (
            <div key={`${kind}/${statement}`} className="check">
              <span>
                <span className={isValid ? 'tag good' : 'tag'}>{isValid ? say('verify.holds') : '?'}</span>
              </span>
              <span>
                <b>{word('claimKind', kind)}</b> {said(statement)}
              </span>
            </div>
          ))}
          {faults.map(({ code, where, message }) => (
            <div key={`${code}/${where}`} className="check">
              <span>
                <span className="tag bad">{say('verify.fails')}</span>
              </span>
              <span>
                <b>{word('bundleFault', code)}</b> {said(message)}{' '}
                <span className="small quiet mono">
                  {code} · {where}
                </span>
              </span>
            </div>
          ))}
        </div>
      </Block>
      <Paths paths={paths} />
      <Block title={say('dispute.facts')}>
        <div className="sheet">
          <Facts
            facts={[
              dropped && { name: say('verify.file'), value: dropped.name },
              dropped && { name: 'SHA-256', value: <code>{dropped.sha256}</code> },
              {
                name: say('proof.mark'),
                value: (
                  <>
                    {word('ledgerKind', ledger.kind)} · {ledger.channel} <code>{ledger.genesisHash}</code>
                  </>
                ),
              },
              {
                name: say('proof.block'),
                value: asOf ? (
                  <>
                    {asOf.block} · <Moment at={asOf.time} />
                  </>
                ) : (
                  '–'
                ),
              },
              { name: say('verify.checked'), value: say('verify.counts', { ...counts }) },
            ]}
          />
        </div>
      </Block>
      <Block title={say('verify.notProved')}>
        <ul className="sheet">
          {unproved.map((one) => (
            <li key={one}>{said(one)}</li>
          ))}
        </ul>
        <p className="small quiet">{say('verify.trust')}</p>
      </Block>
    </>
  );
}

export function Verify(): ReactElement {
  const say = useSay();
  const said = useVerifierWords();
  const verify = useVerifier();
  const [answer, setAnswer] = useState<Answer>();
  const [dropped, setDropped] = useState<Dropped>();
  const [isBusy, setBusy] = useState(false);
  return (
    <>
      <Head kind={say('nav.verify')} title={say('nav.verify')} acts={answer && <PrintButton />} />
      <p className="no-print">{say('verify.lead')}</p>
      <div className="no-print block">
        <FileDrop
          lead={say('verify.drop')}
          pick={say('verify.pick')}
          accept=".zip"
          take={(file) => {
            setAnswer(undefined);
            setDropped(undefined);
            setBusy(true);
            void file
              .arrayBuffer()
              .then(sha256Hex)
              .then((sha256) => {
                setDropped({ name: file.name, sha256 });
              });
            verify(file, (given) => {
              setAnswer(given);
              setBusy(false);
            });
          }}
        />
        <p className="small quiet">{say('verify.offline')}</p>
      </div>
      {isBusy && <p role="status">{say('verify.working')}</p>}
      {answer?.outcome === 'unreadable' && (
        <div className="notice fault" role="status">
          <h2>{say('verify.unreadable')}</h2>
          <p>{say('verify.unreadableLead', { why: said(answer.why) })}</p>
        </div>
      )}
      {answer?.outcome === 'judged' && <Verdict judged={answer} dropped={dropped} />}
      <PrintFoot />
    </>
  );
}
