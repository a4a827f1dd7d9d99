// SPDX-License-Identifier: Apache-2.0

/** As much of a logger as the machinery uses; winston's fits. Details hold codes and counts, never contents. */
export interface Log {
  info(message: string, details?: object): unknown;
  warn(message: string, details?: object): unknown;
  error(message: string, details?: object): unknown;
}
