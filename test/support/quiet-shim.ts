// SPDX-License-Identifier: Apache-2.0
/**
 * Import before the chaincode. The shim logs every decorator and every refusal unless told not to; and it takes
 * the process's uncaught errors and rejections, so that a test file that fails to load would pass as empty.
 */
import { createRequire } from 'node:module';

interface LoggerModule {
  getLogger(name: string): { readonly exceptions: { unhandle(): void } };
}

process.env['CORE_CHAINCODE_LOGGING_LEVEL'] ??= 'CRITICAL';

const load = createRequire(import.meta.url);
for (const module of ['fabric-shim/lib/logger.js', 'fabric-contract-api/lib/logger.js']) {
  (load(module) as LoggerModule).getLogger('_').exceptions.unhandle();
}
for (const listener of process.listeners('unhandledRejection')) {
  if (listener.name === 'loggerUnhandledRejectionFn') process.off('unhandledRejection', listener);
}
