// SPDX-License-Identifier: Apache-2.0

/** Filters of a list, by the API's own names, as they stand in an address. */
export type Filters = Readonly<Record<string, string>>;
