// SPDX-License-Identifier: Apache-2.0
/** Starts a gateway from the environment, and stops it when told to. */
import { startGateway } from './compose.js';
import { ConfigError, readConfig, type Config } from './config.js';
import { createLog } from './support/log.js';
import { stopSignal } from './support/stop-signal.js';

function exitOn(fault: ConfigError): never {
  process.stderr.write(`${fault.message}\n`);
  process.exit(2);
}

/** Ends the process with status 2 and every fault on standard error when the environment is not usable. */
function configOrExit(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    if (error instanceof ConfigError) exitOn(error);
    throw error;
  }
}

// Whatever it keeps, keys and databases, is for the user that it runs as.
process.umask(0o077);
const config = configOrExit();
const logger = createLog(config.logLevel);
try {
  await using gateway = await startGateway(config, logger);
  logger.info('listening', { address: gateway.url, ledger: config.ledger, auth: config.auth.kind });
  const signal = await stopSignal();
  logger.info('stopping', { signal });
} catch (error) {
  if (error instanceof ConfigError) exitOn(error);
  logger.error('the gateway failed', { error });
  process.exitCode = 1;
}
