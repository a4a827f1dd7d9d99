// SPDX-License-Identifier: Apache-2.0

/** What stands in a text field of a form, without the spaces around it. */
export function textIn(form: HTMLFormElement, name: string): string {
  const value = new FormData(form).get(name);
  return typeof value === 'string' ? value.trim() : '';
}
