// SPDX-License-Identifier: Apache-2.0
import type { IndexReader } from '../index/ports.js';
import type { Principal } from './principal.js';

/** Roles of organisations that see what they are no party to. */
const OVERSEERS = ['manager', 'auditor', 'arbitrator'] as const;

/** Who may see what: a party sees its own requests, grants and uses; those that oversee see all. */
export class Viewers {
  constructor(private readonly index: Pick<IndexReader, 'get'>) {}

  /** @returns the organisation to whose own matters a view is narrowed; undefined when it sees all */
  async narrowedTo({ organisation }: Principal): Promise<string | undefined> {
    const found = await this.index.get('organisation', organisation);
    const oversees =
      found?.value.status === 'active' && OVERSEERS.some((role) => found.value.roles.includes(role));
    return oversees ? undefined : organisation;
  }
}

/** The same as a filter. */
export const partyFilter = (organisation: string | undefined): { readonly party?: string } =>
  organisation === undefined ? {} : { party: organisation };
