// SPDX-License-Identifier: Apache-2.0
/** Language and light, as buttons with words. */
import { useState, type ReactElement } from 'react';
import { chooseLanguage, currentLanguage, useSay } from '../i18n/i18n';
import { chooseTheme, currentTheme, type Theme } from '../theme/theme';

export function Settings(): ReactElement {
  const say = useSay();
  const [theme, setTheme] = useState<Theme>(currentTheme());
  const other = theme === 'dark' ? 'light' : 'dark';
  const tongue = currentLanguage() === 'zh' ? 'en' : 'zh';
  return (
    <span className="settings">
      <button
        type="button"
        className="plain"
        lang={tongue === 'en' ? 'en' : 'zh-CN'}
        onClick={() => {
          chooseLanguage(tongue);
        }}
      >
        {tongue === 'en' ? 'English' : '中文'}
      </button>
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
