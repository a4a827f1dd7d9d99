// SPDX-License-Identifier: Apache-2.0
/** Language and light, as buttons with words. */
import { useState, type ReactElement } from 'react';
import { chooseLanguage, currentLanguage, useSay } from '../i18n/i18n';
import { chooseTheme, currentTheme, type Theme } from '../theme/theme';

export function Settings(): ReactElement {
  const say = useSay();
  const [theme, setTheme] = useState<Theme>(currentTheme());
  const [isLost, setLost] = useState(false);
  const other = theme === 'dark' ? 'light' : 'dark';
  const tongue = currentLanguage() === 'zh' ? 'en' : 'zh';
  return (
    <span className="settings">
      <button
        type="button"
        className="plain"
        lang={tongue === 'en' ? 'en' : 'zh-CN'}
        onClick={() => {
          setLost(false);
          chooseLanguage(tongue).catch(() => {
            setLost(true);
          });
        }}
      >
        {tongue === 'en' ? 'English' : '中文'}
      </button>
      {isLost && <span role="alert">{say('problem.lost.title')}</span>}
      <button
        type="button"
        className="plain"
        onClick={() => {
          chooseTheme(other);
          setTheme(other);
        }}
      >
        {say(`common.${other}`)}
      </button>
    </span>
  );
}
