// SPDX-License-Identifier: Apache-2.0
/**
 * Where the dialog of an act stands: beside the screens and in none of them. A list or card that is read again may lose the
 * row or the buttons that it was opened from; what somebody types, and the receipt, stay until he closes them or goes to another page.
 */
import { useRouterState } from '@tanstack/react-router';
import {
  createContext,
  lazy,
  Suspense,
  use,
  useMemo,
  useState,
  type ReactElement,
  type ReactNode,
} from 'react';
import type { Act } from '../specs/spec';
import type { ActDialogProps } from './act-dialog';

const Dialog = lazy(async () => ({ default: (await import('./act-dialog')).ActDialog }));

export type ToAct = Omit<ActDialogProps, 'close'>;

interface Opened extends ToAct {
  /** The page that it was opened on. */
  readonly path: string;
}

export interface Stage {
  readonly open: (asked: ToAct) => void;
  /** Opens what the page's address asks for, once while somebody is on the page. */
  readonly openAsked: (asked: ToAct) => void;
}

const StageContext = createContext<Stage | undefined>(undefined);

/** @throws Error outside the console's shell */
export function useStage(): Stage {
  const stage = use(StageContext);
  if (!stage) throw new Error('Nothing is done here.');
  return stage;
}

/** What the address of a page asked for, as it was opened. */
const askedAt = (path: string, { title }: Act): string => `${path}?do=${title}`;

export function ActStage({ children }: { readonly children: ReactNode }): ReactElement {
  // Of the screen that is shown: the router's location is ahead of it while the next one is loaded.
  const path = useRouterState({ select: ({ matches }) => matches.at(-1)?.pathname ?? '' });
  const [opened, setOpened] = useState<Opened>();
  const [answered, setAnswered] = useState<string>();
  if (opened && opened.path !== path) setOpened(undefined);
  if (answered !== undefined && !answered.startsWith(`${path}?`)) setAnswered(undefined);
  const stage = useMemo(
    () => ({
      open: (asked: ToAct) => {
        setOpened({ ...asked, path });
      },
      openAsked: (asked: ToAct) => {
        const question = askedAt(path, asked.act);
        if (question === answered) return;
        setAnswered(question);
        setOpened({ ...asked, path });
      },
    }),
    [path, answered],
  );
  return (
    <StageContext value={stage}>
      {children}
      {opened && (
        <Suspense>
          <Dialog
            act={opened.act}
            onRecorded={opened.onRecorded}
            close={() => {
              setOpened(undefined);
            }}
          />
        </Suspense>
      )}
    </StageContext>
  );
}
