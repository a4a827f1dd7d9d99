// SPDX-License-Identifier: Apache-2.0
/**
 * Every act goes the same way: fill in, look at what will be recorded and who will see it, sign, receipt. What was typed
 * stays, whatever is refused and whatever connection is lost.
 */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState, type ReactElement } from 'react';
import { useMe } from '../../api/me';
import { ProblemError } from '../../api/problem';
import { useSay } from '../../i18n/i18n';
import { ProblemNote, type ProblemNoteProps } from '../../parts/card/problem-note';
import { ActForm } from './act-form';
import { ActPreview } from './act-preview';
import { ActReceipt } from './act-receipt';
import { useLeaving } from './use-leaving';
import { HandoverText } from './handover-text';
import { handOver } from '../keys/handover';
import type { OwnKey } from '../keys/own-keys';
import { useOwnKeys } from '../keys/use-own-keys';
import { ActRun } from '../keys/run';
import { NotAsShown, type ActToSign } from '../keys/sign';
import { faultsOf } from '../specs/faults';
import { fieldAt, refusedFields } from '../specs/refusals';
import type { Act, Values } from '../specs/spec';

export interface ActDialogProps {
  readonly act: Act;
  readonly close: () => void;
  /** Told of what was recorded, before the receipt is closed. */
  readonly onRecorded?: ((record: unknown) => void) | undefined;
}

type Stage = 'fill' | 'look' | 'receipt' | 'handover';

const firstValues = ({ fields }: Act): Values =>
  Object.fromEntries(fields.flatMap((field) => ('first' in field ? [[field.name, field.first]] : [])));

/** Whether something was filled in that is on no record yet. */
const isUnrecorded = (stage: Stage, act: Act, values: Values): boolean =>
  (stage === 'fill' || stage === 'look') && JSON.stringify(values) !== JSON.stringify(firstValues(act));

interface LeavingNoteProps {
  readonly isAsked: boolean;
  readonly stay: () => void;
  readonly close: () => void;
}

function LeavingNote({ isAsked, stay, close }: LeavingNoteProps): ReactElement | null {
  const say = useSay();
  if (!isAsked) return null;
  return (
    <div className="notice fault" role="alert">
      <p>{say('act.unrecorded')}</p>
      <p className="row">
        <button type="button" autoFocus onClick={stay}>
          {say('act.stay')}
        </button>
        <button type="button" onClick={close}>
          {say('act.discard')}
        </button>
      </p>
    </div>
  );
}

function Steps({ stage }: { readonly stage: Stage }): ReactElement {
  const say = useSay();
  return (
    <ol className="steps">
      {(['fill', 'look', 'receipt'] as const).map((one, i) => (
        <li
          key={one}
          aria-current={one === stage || (one === 'receipt' && stage === 'handover') ? 'step' : undefined}
        >
          {i + 1}. {say(`act.stage.${one}`)}
        </li>
      ))}
    </ol>
  );
}

/** The gateway is too busy, or cannot tell who asks: it has sent nothing to the ledger. */
const NOT_TAKEN: ReadonlySet<string> = new Set(['OVERLOADED', 'AUTHENTICATION_UNAVAILABLE']);

function Fault({ error, labelOf }: Pick<ProblemNoteProps, 'error' | 'labelOf'>): ReactElement {
  const say = useSay();
  if (error instanceof NotAsShown) return <p className="notice fault">{say('act.notAsShown')}</p>;
  if (error instanceof DOMException) return <p className="notice fault">{say('act.authenticatorRefused')}</p>;
  const isUnknown = error instanceof ProblemError && error.isUnknown && !NOT_TAKEN.has(error.problem.code);
  return (
    <>
      {isUnknown && <p className="notice">{say('act.unknown')}</p>}
      <ProblemNote error={error} labelOf={labelOf} />
    </>
  );
}

export function ActDialog({ act, close, onRecorded }: ActDialogProps): ReactElement {
  const say = useSay();
  const queries = useQueryClient();
  const { policy } = useMe();
  const frame = useRef<HTMLDialogElement>(null);
  const run = useMemo(() => new ActRun(act), [act]);
  const [values, setValues] = useState(() => firstValues(act));
  const [stage, setStage] = useState<Stage>(act.fields.length > 0 ? 'fill' : 'look');
  const [tries, setTries] = useState(0);
  const [refused, setRefused] = useState<Readonly<Record<string, string>>>({});
  const [prepared, setPrepared] = useState<ActToSign>();
  const [recorded, setRecorded] = useState<unknown>();
  const [error, setError] = useState<Error>();
  const [isBusy, setBusy] = useState(false);
  const keys = useOwnKeys();
  const [chosen, choose] = useState<string>();
  const signer = act.signing ? keys.find(({ id }) => id === (chosen ?? keys[0]?.id)) : undefined;
  const kinds: readonly string[] | undefined = act.signing
    ? (policy.signatures?.acts as Readonly<Record<string, readonly string[]>> | undefined)?.[
        act.signing.transaction
      ]
    : undefined;
  const mustSign = kinds !== undefined;
  const twoPersons: readonly string[] = policy.signatures?.twoPersons ?? [];
  const isOfTwo = act.signing !== undefined && twoPersons.includes(act.signing.transaction);
  const [handover, setHandover] = useState('');
  const { isAsked, leave, stay } = useLeaving(isUnrecorded(stage, act, values), close);

  useEffect(() => {
    const opener = document.activeElement;
    frame.current?.showModal();
    return () => {
      // Whoever works by the keyboard goes on where he was; the button may be gone, since the act was done.
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
      else document.getElementById('main')?.focus();
    };
  }, []);

  /** What was refused of fields is shown at these, to be typed anew. */
  const takeBack = ({ problem }: ProblemError): void => {
    const found = refusedFields(act, values, problem.errors ?? []);
    if (Object.keys(found).length === 0) return;
    setRefused(found);
    setStage('fill');
    setTries((before) => before + 1);
  };
  const labelOf = (place: string): string | undefined => {
    const name = fieldAt(act, values, place);
    const field = act.fields.find((one) => one.name === name);
    return field && say(field.label);
  };
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      await work();
    } catch (cause) {
      setError(cause instanceof Error ? cause : new Error(String(cause)));
      if (cause instanceof ProblemError) takeBack(cause);
      // What is refused because of how things stand now is not as the page behind shows it.
      if (cause instanceof ProblemError && !cause.isUnknown) void queries.invalidateQueries();
    } finally {
      setBusy(false);
    }
  };
  const look = (): void => {
    setTries((before) => before + 1);
    if (Object.keys(faultsOf(act, values)).length > 0) return;
    void attempt(async () => {
      setPrepared(await run.look(values, signer));
      setStage('look');
    });
  };
  const hand = (key: OwnKey): void => {
    void attempt(async () => {
      setHandover(await handOver(act, values, key));
      setStage('handover');
    });
  };
  const carryOut = (): void => {
    if (isOfTwo && signer) {
      hand(signer);
      return;
    }
    void attempt(async () => {
      const record = await run.carryOut(values, signer);
      setRecorded(record);
      setStage('receipt');
      onRecorded?.(record);
      void queries.invalidateQueries();
    });
  };
  return (
    <dialog
      ref={frame}
      className="fade"
      aria-labelledby="act-title"
      onCancel={(event) => {
        event.preventDefault();
        if (!isBusy) leave();
      }}
      onClose={() => {
        // Browsers close at a second Escape whatever the page says.
        frame.current?.showModal();
        leave();
      }}
    >
      <div className="dialog-head">
        <div>
          <h2 id="act-title">{say(act.title)}</h2>
          <Steps stage={stage} />
        </div>
        <button type="button" className="plain" onClick={leave} disabled={isBusy}>
          {say('common.close')}
        </button>
      </div>
      <div className="dialog-body">
        {error && <Fault error={error} labelOf={labelOf} />}
        {stage === 'fill' && (
          <ActForm
            act={act}
            values={values}
            tries={tries}
            refused={refused}
            set={(name, value) => {
              setRefused((before) =>
                Object.fromEntries(Object.entries(before).filter(([one]) => one !== name)),
              );
              setValues((before) => ({ ...before, [name]: value }));
            }}
          />
        )}
        {stage === 'look' && (
          <ActPreview
            act={act}
            values={values}
            prepared={prepared}
            signer={signer}
            keys={keys}
            choose={choose}
            mustSign={mustSign || isOfTwo}
          />
        )}
        {stage === 'handover' && <HandoverText text={handover} />}
        {stage === 'receipt' && <ActReceipt said={{ act, values }} record={recorded} signer={signer?.id} />}
      </div>
      <LeavingNote isAsked={isAsked} stay={stay} close={close} />
      <div className="dialog-foot">
        {stage === 'look' && act.fields.length > 0 && (
          <button
            type="button"
            disabled={isBusy}
            onClick={() => {
              setStage('fill');
            }}
          >
            {say('act.back')}
          </button>
        )}
        {stage === 'fill' && (
          <button type="button" className="primary" onClick={look} disabled={isBusy}>
            {say('act.look')}
          </button>
        )}
        {stage === 'look' && (
          <button
            type="button"
            className="primary"
            onClick={carryOut}
            disabled={isBusy || ((mustSign || isOfTwo) && !signer)}
          >
            {isBusy
              ? say('act.recording')
              : say(isOfTwo ? 'agree.enter' : signer ? 'act.sign' : 'act.record')}
          </button>
        )}
        {(stage === 'receipt' || stage === 'handover') && (
          <button type="button" className="primary" onClick={close}>
            {say('common.close')}
          </button>
        )}
      </div>
    </dialog>
  );
}
