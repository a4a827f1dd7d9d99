// SPDX-License-Identifier: Apache-2.0
import type { Language } from '../import/faults.js';

/** Chinese where the environment asks for it. */
export function languageOf(env: NodeJS.ProcessEnv = process.env): Language {
  const locale = [env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find((value) => value);
  return locale?.toLowerCase().startsWith('zh') === true ? 'zh' : 'en';
}
