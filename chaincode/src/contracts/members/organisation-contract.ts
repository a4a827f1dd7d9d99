// SPDX-License-Identifier: Apache-2.0
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { CatalogContract } from '../catalog-contract';
import { encode } from '../../domain/encoding/canonical-json';
import { DomainError, ensure } from '../../domain/errors';
import { EVENTS, type EventName } from '../../domain/events';
import {
  changedTo,
  organisationChange,
  organisationInput,
  registered,
  withStatus,
  type OrganisationInput,
} from '../../domain/members/organisation';
import {
  membershipHistory,
  membershipInput,
  nextMembership,
  type Membership,
} from '../../domain/members/membership';
import type { Organisation, OrganisationCode } from '../../domain/records';
import { check, decodeAs, mspId } from '../../domain/text/schema';
import { CatalogContext } from '../../ledger';

/** Members of the consortium, registered by a manager. The first caller founds it by registering itself as one. */
@Info({ title: 'organisation', description: 'Members of the consortium' })
export class OrganisationContract extends CatalogContract {
  constructor() {
    super('organisation');
  }

  /**
   * By a manager; the first one registers itself. `OrganisationInput` → `Organisation`.
   * @throws DomainError `ROLE_REQUIRED`, `ALREADY_EXISTS`, also for a code that another member has
   */
  @Transaction()
  @Returns('string')
  async register(ctx: CatalogContext, input: string): Promise<string> {
    const organisation = decodeAs(organisationInput, input);
    await this.authoriseRegistration(ctx, organisation);
    const existing = await ctx.find<Organisation>('organisation', organisation.mspId);
    ensure(existing === undefined, 'ALREADY_EXISTS', 'The organisation is registered already.');
    await claimCode(ctx, organisation);
    return this.store(ctx, registered(organisation, ctx.stamp), EVENTS.organisationRegistered);
  }

  /**
   * Names and roles, by a manager. What was done under the old roles stays, and that it had them.
   * @throws DomainError `ROLE_REQUIRED`, `NOT_FOUND`, `CONFLICT_OF_INTEREST`
   */
  @Transaction()
  @Returns('string')
  async update(ctx: CatalogContext, input: string): Promise<string> {
    await ctx.authorise();
    const change = decodeAs(organisationChange, input);
    const organisation = await ctx.get<Organisation>('organisation', change.mspId);
    const keepsManager = change.mspId !== ctx.caller.mspId || change.roles.includes('manager');
    ensure(keepsManager, 'CONFLICT_OF_INTEREST', 'A manager does not give up its own role.');
    await claimCode(ctx, organisation);
    return this.store(ctx, changedTo(organisation, change, ctx.stamp), EVENTS.organisationUpdated);
  }

  /** By a manager: the organisation's users can do nothing until it is resumed. @throws DomainError `INVALID_STATE` */
  @Transaction()
  @Returns('string')
  async suspend(ctx: CatalogContext, id: string): Promise<string> {
    return this.setStatus(ctx, id, 'suspended');
  }

  /** By a manager. @throws DomainError `INVALID_STATE` */
  @Transaction()
  @Returns('string')
  async resume(ctx: CatalogContext, id: string): Promise<string> {
    return this.setStatus(ctx, id, 'active');
  }

  /** @throws DomainError `NOT_FOUND` */
  @Transaction(false)
  @Returns('string')
  async read(ctx: CatalogContext, id: string): Promise<string> {
    return encode(await ctx.get<Organisation>('organisation', check(mspId, id)));
  }

  /** Every member, in order of MSP id. */
  @Transaction(false)
  @Returns('string')
  async list(ctx: CatalogContext): Promise<string> {
    return encode(await ctx.list<Organisation>('organisation'));
  }

  /**
   * By a manager: the organisations of the channel and their root certificates, whenever they have changed. The same
   * again changes nothing. `MembershipInput` → `Membership`. @throws DomainError `ROLE_REQUIRED`
   */
  @Transaction()
  @Returns('string')
  async recordMembers(ctx: CatalogContext, input: string): Promise<string> {
    await ctx.authorise();
    const newest = (await ctx.list<Membership>('membership')).at(-1);
    const next = nextMembership(newest, decodeAs(membershipInput, input), ctx.stamp);
    if (!next) return encode(newest);
    ctx.emit(EVENTS.organisationMembersRecorded, { id: String(next.version) });
    return ctx.put<Membership>(next, next.version);
  }

  /** Every version there is → `MembershipHistory`. */
  @Transaction(false)
  @Returns('string')
  async readMembers(ctx: CatalogContext): Promise<string> {
    return encode(membershipHistory(await ctx.list<Membership>('membership')));
  }

  private async setStatus(ctx: CatalogContext, id: string, status: Organisation['status']): Promise<string> {
    await ctx.authorise();
    const organisation = await ctx.get<Organisation>('organisation', check(mspId, id));
    if (status === 'suspended' && id === ctx.caller.mspId) {
      throw new DomainError('CONFLICT_OF_INTEREST', 'A manager does not suspend itself.');
    }
    const event = status === 'active' ? EVENTS.organisationResumed : EVENTS.organisationSuspended;
    return this.store(ctx, withStatus(organisation, status, ctx.stamp), event);
  }

  private store(ctx: CatalogContext, organisation: Organisation, event: EventName): Promise<string> {
    ctx.emit(event, { id: organisation.mspId, organisations: [organisation.mspId] });
    return ctx.put(organisation, organisation.mspId);
  }

  /** Only a stranger's call looks whether there are members: members' registrations do not contend. */
  private async authoriseRegistration(ctx: CatalogContext, input: OrganisationInput): Promise<void> {
    const { mspId: caller, role } = ctx.caller;
    const known = await ctx.find<Organisation>('organisation', caller);
    if (known !== undefined || !(await isFirst(ctx))) {
      await ctx.authorise();
      return;
    }
    const founds = role === 'admin' && input.mspId === caller && input.roles.includes('manager');
    ensure(
      founds,
      'ROLE_REQUIRED',
      'The first organisation is a manager, registered by its own administrator.',
    );
  }
}

/**
 * One code, one member: a record under the code names its member, so that nobody reads the list of members for it. A
 * member registered before there were such records gets its own with its next change.
 */
async function claimCode(ctx: CatalogContext, member: { code: string; mspId: string }): Promise<void> {
  const { code, mspId: organisation } = member;
  const claim = await ctx.find<OrganisationCode>('organisation-code', code);
  ensure(
    claim === undefined || claim.organisation === organisation,
    'ALREADY_EXISTS',
    'Another member has the code.',
  );
  if (claim === undefined)
    await ctx.put<OrganisationCode>({ type: 'organisation-code', code, organisation }, code);
}

const isFirst = async (ctx: CatalogContext): Promise<boolean> =>
  (await ctx.list<Organisation>('organisation')).length === 0;
