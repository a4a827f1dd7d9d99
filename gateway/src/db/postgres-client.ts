// SPDX-License-Identifier: Apache-2.0
/** How connections to PostgreSQL are made: none waits for ever for a server, or a network, that has gone silent. */
import pg from 'pg';

/** The server gives up a statement that takes longer; none of the gateway's needs a tenth of it. */
const STATEMENT_MS = 60_000;
/** The client gives up on a server that has not even said so. */
const ANSWER_MS = 75_000;
const CONNECT_MS = 10_000;
/** A transaction whose gateway has died holds its locks no longer. */
const IDLE_IN_TRANSACTION_MS = 60_000;
const KEEP_ALIVE_AFTER_MS = 10_000;

/** @returns what every client and pool of the gateway is made with */
export const patientConfig = (connectionString: string): pg.ClientConfig => ({
  connectionString,
  connectionTimeoutMillis: CONNECT_MS,
  statement_timeout: STATEMENT_MS,
  query_timeout: ANSWER_MS,
  idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
  keepAlive: true,
  keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
});

/** The driver's words for a query that was not answered in time. */
const UNANSWERED = 'Query read timeout';

/**
 * A client whose connection ends with the first query that is not answered in time: the next one would only wait behind
 * it, also the ROLLBACK.
 */
export class ImpatientClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    const query = this.query.bind(this) as (...args: unknown[]) => unknown;
    const guarded = (...args: unknown[]): unknown => {
      const answer = query(...args);
      if (answer instanceof Promise) answer.catch(this.leave);
      return answer;
    };
    this.query = guarded as typeof this.query;
  }

  private readonly leave = (error: unknown): void => {
    if (!(error instanceof Error) || error.message !== UNANSWERED) return;
    // The driver has no other way to leave a connection without asking the server.
    const { connection } = this as unknown as { readonly connection: { stream: { destroy(): void } } };
    connection.stream.destroy();
  };
}
