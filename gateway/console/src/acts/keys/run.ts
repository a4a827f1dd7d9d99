// SPDX-License-Identifier: Apache-2.0
/**
 * Carries an act out, once. The same content is always sent under the same key and with the same signature, so that a write
 * whose answer was lost is asked about and never written a second time; other content is another attempt.
 */
import { write } from '../../api/client';
import { ProblemError } from '../../api/problem';
import type { OwnKey } from './own-keys';
import { prepare, sign, type ActToSign } from './sign';
import { contentOf } from '../specs/faults';
import type { Act, Values } from '../specs/spec';

interface Attempt {
  readonly key: string;
  readonly prepared?: ActToSign;
  signature?: string;
}

export class ActRun {
  private readonly attempts = new Map<string, Attempt>();

  constructor(private readonly act: Act) {}

  /** What there is to sign of it. @throws ProblemError, NotAsShown */
  async look(values: Values, signer: OwnKey | undefined): Promise<ActToSign | undefined> {
    const { signing } = this.act;
    const body = contentOf(this.act, values);
    const name = this.nameOf(body, signer);
    const known = this.attempts.get(name);
    if (known) return known.prepared;
    const key = crypto.randomUUID();
    if (!signing || !signer) {
      this.attempts.set(name, { key });
      return undefined;
    }
    const { operation, id } = signing;
    const prepared = await prepare({ operation, id, content: body }, signer);
    this.attempts.set(name, { key, prepared });
    return prepared;
  }

  /** @returns what was recorded. @throws ProblemError, DOMException of the authenticator */
  async carryOut(values: Values, signer: OwnKey | undefined): Promise<unknown> {
    const body = contentOf(this.act, values);
    const name = this.nameOf(body, signer);
    await this.look(values, signer);
    const attempt = this.attempts.get(name);
    if (!attempt) throw new Error('The act was not looked at.');
    if (attempt.prepared && signer) attempt.signature ??= await sign(attempt.prepared, signer);
    try {
      const { key, signature } = attempt;
      const { address, method } = this.act;
      return await write(address, body, {
        key,
        ...(method && { method }),
        ...(signature !== undefined && { signature }),
      });
    } catch (error) {
      // Refused for good: whoever corrects what was wrong, or signs anew, makes another attempt.
      if (error instanceof ProblemError && !error.isUnknown && error.status !== 401 && error.status !== 429)
        this.attempts.delete(name);
      throw error;
    }
  }

  private nameOf(body: unknown, signer: OwnKey | undefined): string {
    return JSON.stringify([body ?? null, signer?.id ?? null]);
  }
}
