// SPDX-License-Identifier: Apache-2.0
/** The second of two persons: reads what another entered, as the ledger will have it, agrees with his own key, and it is recorded. */
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { ActReceipt } from '../../acts/form/act-receipt';
import { readHandover, type Handover } from '../../acts/keys/handover';
import type { OwnKey } from '../../acts/keys/own-keys';
import { agree, NotAsShown, prepare, type ActToSign } from '../../acts/keys/sign';
import { useOwnKeys } from '../../acts/keys/use-own-keys';
import { write } from '../../api/client';
import { useSay } from '../../i18n/i18n';
import { Block, Head } from '../../parts/card/card';
import { Facts } from '../../parts/card/facts';
import { ProblemNote } from '../../parts/card/problem-note';
import { RecordFacts } from '../../parts/card/record-facts';

interface Looked {
  readonly handover: Handover;
  readonly prepared: ActToSign;
  readonly signer: OwnKey;
  /** Sent again after a lost answer, it is recorded once. */
  readonly key: string;
}

/** An argument is a record as JSON, or the bare id of what it is about. */
function recordIn(text: string): object | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The arguments are what is signed: what they say is read from them, and from nothing that came with them. */
function Content({ prepared }: { readonly prepared: ActToSign }): ReactElement {
  const say = useSay();
  const { act, arguments: args } = prepared;
  return (
    <>
      <Facts
        facts={[
          { name: say('agree.transaction'), value: <span className="mono">{act.transaction}</span> },
          { name: say('agree.enteredBy'), value: <b className="mono">{act.signer}</b> },
        ]}
      />
      {args.map((text, i) => {
        const record = recordIn(text);
        return (
          <div key={i} className="sheet">
            {record ? (
              <RecordFacts type={act.transaction.split(':')[0] ?? ''} record={record} />
            ) : (
              <b>{text}</b>
            )}
            <details>
              <summary>{say('act.exactly')}</summary>
              <code>{text}</code>
            </details>
          </div>
        );
      })}
    </>
  );
}

export function Agree(): ReactElement {
  const say = useSay();
  const queries = useQueryClient();
  const [signer] = useOwnKeys();
  const [text, setText] = useState('');
  const [looked, setLooked] = useState<Looked>();
  const [recorded, setRecorded] = useState<unknown>();
  const [error, setError] = useState<Error>();
  const [isBusy, setBusy] = useState(false);
  const handover = readHandover(text);
  const attempt = (work: () => Promise<void>): void => {
    setBusy(true);
    setError(undefined);
    work()
      .catch((cause: unknown) => {
        setError(cause instanceof Error ? cause : new Error(String(cause)));
      })
      .finally(() => {
        setBusy(false);
      });
  };
  const look = (by: OwnKey, { operation, id, content, entered }: Handover): void => {
    attempt(async () => {
      const prepared = await prepare({ operation, id, content, entered }, by);
      if (handover) setLooked({ handover, prepared, signer: by, key: crypto.randomUUID() });
    });
  };
  const carryOut = ({
    handover: { address, method, content, entered },
    prepared,
    signer: by,
    key,
  }: Looked): void => {
    attempt(async () => {
      const signature = await agree(prepared, by, entered);
      setRecorded(await write(address, content, { key, signature, ...(method && { method }) }));
      void queries.invalidateQueries();
    });
  };
  return (
    <>
      <Head kind={say('agree.title')} title={say('agree.title')} />
      <Block title={say('agree.handover')}>
        <p>{say('agree.lead')}</p>
        {!signer && <p className="notice">{say('agree.noKey')}</p>}
        <div className="form">
          <textarea
            aria-label={say('agree.handover')}
            className="mono"
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              setLooked(undefined);
              setRecorded(undefined);
            }}
          />
          {text !== '' && !handover && <p className="wrong">{say('agree.none')}</p>}
        </div>
        {error instanceof NotAsShown && <p className="notice fault">{say('act.notAsShown')}</p>}
        {error && !(error instanceof NotAsShown) && <ProblemNote error={error} />}
        {signer && handover && !looked && (
          <button
            type="button"
            className="primary"
            disabled={isBusy}
            onClick={() => {
              look(signer, handover);
            }}
          >
            {say('act.look')}
          </button>
        )}
      </Block>
      {looked && (
        <Block title={say('act.willRead')}>
          <Content prepared={looked.prepared} />
          {recorded === undefined ? (
            <button
              type="button"
              className="primary"
              disabled={isBusy}
              onClick={() => {
                carryOut(looked);
              }}
            >
              {say('agree.agree')}
            </button>
          ) : (
            <ActReceipt record={recorded} signer={looked.signer.id} />
          )}
        </Block>
      )}
    </>
  );
}
