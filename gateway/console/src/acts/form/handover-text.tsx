// SPDX-License-Identifier: Apache-2.0
/** What the first of two persons gives to the second: nothing is recorded until that one agrees. */
import { useState, type ReactElement } from 'react';
import { useSay } from '../../i18n/i18n';

export function HandoverText({ text }: { readonly text: string }): ReactElement {
  const say = useSay();
  const [isCopied, setCopied] = useState(false);
  return (
    <div role="status">
      <p className="notice">{say('agree.handOver')}</p>
      <textarea readOnly aria-label={say('agree.handover')} className="mono" value={text} />
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
    </div>
  );
}
