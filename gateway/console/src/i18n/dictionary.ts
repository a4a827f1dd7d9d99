// SPDX-License-Identifier: Apache-2.0
/** A dictionary of the other language: the same keys, any texts. */
export type Dictionary<T> = { readonly [K in keyof T]: T[K] extends string ? string : Dictionary<T[K]> };
