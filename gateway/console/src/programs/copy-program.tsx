// SPDX-License-Identifier: Apache-2.0
/** "As a program": what a form or a list asks of the gateway, for whoever will have a program do it. */
import { useState, type ReactElement } from 'react';
import { useSay } from '../i18n/i18n';
import type { Call } from './call';
import { curlOf } from './curl';
import { javaOf } from './java';
import { pythonOf } from './python';

const LANGUAGES = ['curl', 'Java', 'Python'] as const;
type Language = (typeof LANGUAGES)[number];

const TOLD: Readonly<Record<Language, (call: Call) => string>> = {
  curl: curlOf,
  Java: javaOf,
  Python: pythonOf,
};

function Told({ call }: { readonly call: Call }): ReactElement {
  const say = useSay();
  const [language, setLanguage] = useState<Language>('curl');
  const [copied, setCopied] = useState<string>();
  const text = TOLD[language](call);
  return (
    <>
      <p className="small quiet">{say('program.lead')}</p>
      <div role="group" aria-label={say('program.language')}>
        {LANGUAGES.map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={one === language}
            onClick={() => {
              setLanguage(one);
            }}
          >
            {one}
          </button>
        ))}
      </div>
      <pre className="mono" tabIndex={0} role="region" aria-label={language}>
        {text}
      </pre>
      <button
        type="button"
        onClick={() => {
          void navigator.clipboard.writeText(text).then(() => {
            setCopied(text);
          });
        }}
      >
        {say(copied === text ? 'common.copied' : 'common.copy')}
      </button>
    </>
  );
}

export function CopyProgram({ call }: { readonly call: Call }): ReactElement {
  const say = useSay();
  const [isOpen, setOpen] = useState(false);
  return (
    <details
      className="program"
      onToggle={(event) => {
        setOpen(event.currentTarget.open);
      }}
    >
      <summary>{say('program.title')}</summary>
      {isOpen && <Told call={call} />}
    </details>
  );
}
