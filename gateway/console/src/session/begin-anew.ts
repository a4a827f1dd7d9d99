// SPDX-License-Identifier: Apache-2.0
const MARK = 'begun-anew';
const PAUSE_MS = 30_000;

/**
 * For code that did not come, since the gateway was upgraded under an open page or the network failed: a page that is begun anew
 * asks for what there is now. Once in half a minute, so that what stays away is not asked for for ever.
 * @returns whether the page is begun anew
 */
export function beginAnew(): boolean {
  if (Date.now() - Number(sessionStorage.getItem(MARK) ?? '0') < PAUSE_MS) return false;
  sessionStorage.setItem(MARK, String(Date.now()));
  location.reload();
  return true;
}
