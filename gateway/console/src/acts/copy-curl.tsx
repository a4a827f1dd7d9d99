// SPDX-License-Identifier: Apache-2.0
/** "Copy as curl": what a form does, for whoever will have a program do it. */
import { useState, type ReactElement } from 'react';
import { useSay } from '../i18n/i18n';
import { curlOf } from './curl';

export interface CopyCurlProps {
  readonly address: string;
  readonly body: unknown;
}

export function CopyCurl({ address, body }: CopyCurlProps): ReactElement {
  const say = useSay();
  const [isCopied, setCopied] = useState(false);
  const text = curlOf(address, body);
  return (
    <details>
      <summary>{say('act.curl')}</summary>
      <pre className="mono" tabIndex={0}>
        {text}
      </pre>
      <button
        type="button"
        onClick={() => {
          void navigator.clipboard.writeText(text).then(() => {
            setCopied(true);
          });
        }}
      >
        {say(isCopied ? 'common.copied' : 'common.copy')}
      </button>
    </details>
  );
}
