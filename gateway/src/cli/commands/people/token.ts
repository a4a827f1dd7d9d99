// SPDX-License-Identifier: Apache-2.0
import { USER_ROLES } from '@catalog-chain/chaincode/domain/names';
import { type Terminal, UsageError } from '@catalog-chain/verifier/command/terminal';
import { openSession, type SessionOptions } from '../../client/session.js';
import { EXIT } from '../exit.js';

/** Prints a token for a user role of an organisation: minted with the demo's key, or looked up. */
export async function token(
  organisation: string,
  role: string,
  options: SessionOptions,
  terminal: Terminal,
): Promise<number> {
  const known = USER_ROLES.find((one) => one === role);
  if (!known) throw new UsageError(`The role is one of ${USER_ROLES.join(', ')}.`);
  const { api } = await openSession(options);
  const found = await api.logins.tokenFor(organisation, known);
  if (found === undefined) throw new UsageError(`No login as ${role} of ${organisation} was given.`);
  terminal.out(found);
  return EXIT.ok;
}
