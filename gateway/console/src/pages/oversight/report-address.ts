// SPDX-License-Identifier: Apache-2.0
import type { Language } from '../../i18n/i18n';
import type { Span } from './span';

/** Address of a supervision report in another form than the screen's, in the language of the screen. */
export function reportAddress(
  span: Span & { readonly asOf?: string },
  reason: object,
  format: 'html' | 'csv' | 'xlsx',
  language: Language,
): string {
  return `/v1/supervision?${new URLSearchParams({ ...span, ...reason, format, language }).toString()}`;
}
