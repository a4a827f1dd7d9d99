// SPDX-License-Identifier: Apache-2.0
import type { Request } from 'express';
import type { Language } from './text.js';

/** The reader's language, by `Accept-Language`; English where neither is wanted. */
export const languageOf = (request: Request): Language =>
  request.acceptsLanguages('en', 'zh') === 'zh' ? 'zh' : 'en';
