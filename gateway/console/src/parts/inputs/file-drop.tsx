// SPDX-License-Identifier: Apache-2.0
/** A place to drop one file, or to choose it. */
import { useId, useState, type ReactElement } from 'react';

export interface FileDropProps {
  readonly lead: string;
  readonly pick: string;
  readonly accept: string;
  readonly take: (file: File) => void;
}

export function FileDrop({ lead, pick, accept, take }: FileDropProps): ReactElement {
  const id = useId();
  const [isOver, setOver] = useState(false);
  return (
    <div
      className={isOver ? 'drop over' : 'drop'}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => {
        setOver(false);
      }}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const [file] = event.dataTransfer.files;
        if (file) take(file);
      }}
    >
      <p>{lead}</p>
      <label className="button" htmlFor={id}>
        {pick}
      </label>
      <input
        id={id}
        className="sr"
        type="file"
        accept={accept}
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          if (file) take(file);
          event.target.value = '';
        }}
      />
    </div>
  );
}
