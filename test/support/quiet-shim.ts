// SPDX-License-Identifier: Apache-2.0
/**
 * Import before the chaincode. The shim logs every decorator and every refusal unless told not to; and it takes
 * the process's uncaught errors and rejections, so that a test file that fails to load would pass as empty.
 */
import { createRequire } from 'node:module';

interface Logger {
  readonly exceptions: { unhandle(): void };
  debug: () => void;
  info: () => void;
  warn: () => void;
  error: () => void;
}
interface LoggerModule {
  getLogger(name: string): Logger;
}

process.env['CORE_CHAINCODE_LOGGING_LEVEL'] ??= 'CRITICAL';

/** Those of what runs in a call. A line below the level is put together all the same before it is dropped. */
const LOGGERS = {
  'fabric-shim/lib/logger.js': [
    'contracts-spi/chaincodefromcontract.js',
    'contracts-spi/datamarshall.js',
    'lib/chaincode.js',
  ],
  'fabric-contract-api/lib/logger.js': ['./lib/jsontransactionserializer.js', './lib/contract.js'],
};

const load = createRequire(import.meta.url);
const nothing = (): void => undefined;
for (const [module, names] of Object.entries(LOGGERS)) {
  const loggers = load(module) as LoggerModule;
  loggers.getLogger('_').exceptions.unhandle();
  for (const name of names)
    Object.assign(loggers.getLogger(name), { debug: nothing, info: nothing, warn: nothing, error: nothing });
}
for (const listener of process.listeners('unhandledRejection')) {
  if (listener.name === 'loggerUnhandledRejectionFn') process.off('unhandledRejection', listener);
}
