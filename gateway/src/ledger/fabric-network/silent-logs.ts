// SPDX-License-Identifier: Apache-2.0
/**
 * Import this before `fabric-network`: fabric-common takes its logger from this global as it is loaded, and would
 * otherwise write to the console past the gateway's own log. What fails is told by what is thrown.
 */
const ignore = (): void => undefined;

Object.assign(globalThis, { hfc: { logger: { debug: ignore, info: ignore, warn: ignore, error: ignore } } });
