// SPDX-License-Identifier: Apache-2.0
/** The gateway's routes that the command line uses, each by its name. */
import type { Dispute } from '@catalog-chain/chaincode/domain/dispute/dispute-records';
import type { AccessRequest, Grant } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import type { UserRole } from '@catalog-chain/chaincode/domain/names';
import type { Duty, Organisation, Policy, System } from '@catalog-chain/chaincode/domain/records';
import type { Resource, ResourceVersion } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import type { Side } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { ApiError, type ApiCall, type Caller } from './api-client.js';
import { omit } from '../../import/fields.js';
import {
  requestBody,
  type Member,
  type PlannedDuty,
  type PlannedOrganisation,
  type PlannedRequest,
  type PlannedResource,
  type PlannedSystem,
  type UseEvent,
} from '../../import/plan/plan.js';
import type {
  ImportBeginning,
  ImportEnding,
  ImportRecord,
  TouchedThing,
} from '../../import/record/import-records.js';
import type { Logins } from './logins.js';

/** One row's fate, as the gateway answers. */
export interface UseResult {
  readonly row: number;
  readonly status: 'accepted' | 'duplicate' | 'refused';
  readonly code?: string;
  readonly field?: string;
  readonly message?: string;
}

/** As many as the gateway tells in one answer. */
const MOST_IMPORTS = 1000;

/** What became of one of many entries. */
export interface EntryAnswer {
  readonly row: number;
  readonly status: 'written' | 'drafted' | 'unchanged' | 'refused';
  /** What the law of the profile asks of an entry and this one does not say. */
  readonly lacks?: readonly string[];
  /** Digest of what waits for a manager. */
  readonly underReview?: string;
  readonly code?: string;
  readonly message?: string;
  /** The call was repeated, so that `unchanged` may be what its first run had done. */
  readonly isRepeated?: true;
}

/** An entry, and what its newest content lacks. */
export type LackingEntry = Resource & { readonly lacks: readonly string[] };

interface EntryAnswers {
  readonly rows: readonly EntryAnswer[];
}

/** What a batch of uses came to. `state` is of those that were kept, as far as it was waited for. */
export interface UseReport {
  readonly rows: readonly UseResult[];
  readonly receipt?: string;
  readonly state?: string;
}

const SIDE_PATH = { claim: '/v1/usage-events', attestation: '/v1/attestations' } as const satisfies Record<
  Side,
  string
>;

const at = (id: string): string => encodeURIComponent(id);

export const noLogin = (organisation: string, role: UserRole): ApiError =>
  new ApiError(403, 'NO_LOGIN', `No login as ${role} of ${organisation} was given.`);

export class CatalogApi {
  constructor(
    readonly client: Caller,
    readonly logins: Logins,
  ) {}

  /** Whether there is a login for this. */
  async canSpeakFor(organisation: string, role: UserRole): Promise<boolean> {
    return (await this.logins.tokenFor(organisation, role)) !== undefined;
  }

  /** Calls on behalf of an organisation. @throws ApiError `NO_LOGIN` where no login was given for it */
  async as<T>(organisation: string, role: UserRole, call: ApiCall): Promise<T> {
    return this.client.call<T>({ ...call, organisation, token: await this.token(organisation, role) });
  }

  /** What lies at the path, as the organisation sees it; undefined where nothing does. */
  async find<T>(organisation: string, path: string): Promise<T | undefined> {
    const token = await this.token(organisation, await this.readerOf(organisation));
    return this.client.find<T>({ method: 'GET', path, organisation, token });
  }

  organisation(reader: string, id: string): Promise<Organisation | undefined> {
    return this.find(reader, `/v1/organisations/${at(id)}`);
  }

  register(manager: string, one: PlannedOrganisation): Promise<object> {
    const body = omit(one, 'isNameless');
    return this.as(manager, 'officer', { method: 'POST', path: '/v1/organisations', body });
  }

  /** The first organisation of a ledger registers itself, by its administrator. */
  found(body: PlannedOrganisation): Promise<object> {
    return this.as(body.organisation, 'admin', { method: 'POST', path: '/v1/organisations', body });
  }

  policy(reader: string): Promise<Policy | undefined> {
    return this.find(reader, '/v1/policies/current');
  }

  setPolicy(manager: string, body: Omit<Policy, 'type' | 'version' | 'set'>): Promise<object> {
    return this.as(manager, 'officer', { method: 'POST', path: '/v1/policies', body });
  }

  changeOrganisation(
    manager: string,
    id: string,
    body: Pick<PlannedOrganisation, 'names' | 'roles'>,
  ): Promise<object> {
    const path = `/v1/organisations/${at(id)}`;
    return this.as(manager, 'officer', { method: 'PUT', path, body });
  }

  duty(organisation: string, id: string): Promise<Duty | undefined> {
    return this.find(organisation, `/v1/duties/${at(id)}`);
  }

  registerDuty({ organisation, ...body }: PlannedDuty): Promise<object> {
    return this.as(organisation, 'officer', { method: 'POST', path: '/v1/duties', body });
  }

  system(organisation: string, id: string): Promise<System | undefined> {
    return this.find(organisation, `/v1/systems/${at(id)}`);
  }

  registerSystem({ organisation, ...body }: PlannedSystem): Promise<object> {
    return this.as(organisation, 'officer', { method: 'POST', path: '/v1/systems', body });
  }

  resource(organisation: string, id: string): Promise<Resource | undefined> {
    return this.find(organisation, `/v1/resources/${at(id)}`);
  }

  resourceVersion(organisation: string, id: string, version: number): Promise<ResourceVersion | undefined> {
    return this.find(organisation, `/v1/resources/${at(id)}/versions/${version}`);
  }

  /** Every member. */
  organisations(reader: string): AsyncGenerator<Member> {
    return this.everything(reader, '/v1/organisations?');
  }

  /** Every resource of the organisation, as the reader sees them. */
  resourcesOf(organisation: string, reader = organisation): AsyncGenerator<Resource> {
    return this.everything(reader, `/v1/resources?organisation=${at(organisation)}&`);
  }

  /** Every request for what the provider shares, as the reader sees them. */
  requestsTo(reader: string, provider: string): AsyncGenerator<AccessRequest> {
    return this.everything(reader, `/v1/requests?provider=${at(provider)}&`);
  }

  /** Entries whose newest content lacks this of what the law asks, or anything, with what each lacks. */
  lacking(reader: string, lacks: string, organisation?: string): AsyncGenerator<LackingEntry> {
    const whose = organisation === undefined ? '' : `&organisation=${at(organisation)}`;
    return this.everything(reader, `/v1/resources?lacks=${at(lacks)}${whose}&`);
  }

  /** @param list a path with its question, to which more can be added */
  private async *everything<T>(reader: string, list: string): AsyncGenerator<T> {
    let cursor: string | undefined;
    do {
      const more = cursor === undefined ? '' : `&cursor=${at(cursor)}`;
      const page = await this.find<{ items: readonly T[]; next?: string }>(
        reader,
        `${list}limit=1000${more}`,
      );
      yield* page?.items ?? [];
      cursor = page?.next;
    } while (cursor !== undefined);
  }

  draft({ organisation, code, content }: PlannedResource): Promise<Resource> {
    const body = { code, content };
    return this.as(organisation, 'officer', { method: 'POST', path: '/v1/resources', body });
  }

  submit(organisation: string, id: string): Promise<Resource> {
    const path = `/v1/resources/${at(id)}/submission`;
    return this.as(organisation, 'officer', { method: 'POST', path });
  }

  /** @param digest of the content that is published, as its owner's draft shows it */
  publish(manager: string, id: string, digest: string): Promise<Resource> {
    const path = `/v1/resources/${at(id)}/review`;
    return this.as(manager, 'officer', { method: 'POST', path, body: { approved: true, digest } });
  }

  /** Writes entries and hands them in, those of one organisation. @returns an answer per entry, in order */
  async enter(
    organisation: string,
    resources: readonly Pick<PlannedResource, 'code' | 'content'>[],
  ): Promise<readonly EntryAnswer[]> {
    const body = { entries: resources.map(({ code, content }) => ({ code, content })) };
    const course = { isRepeated: false };
    const onRepeat = (): void => {
      course.isRepeated = true;
    };
    const call = { method: 'POST', path: '/v1/resource-entries', body, onRepeat } as const;
    const { rows } = await this.as<EntryAnswers>(organisation, 'officer', call);
    return course.isRepeated ? rows.map((row) => ({ ...row, isRepeated: true as const })) : rows;
  }

  /** Publishes what was read. @returns an answer per review, in order */
  async publishAll(
    manager: string,
    reviews: readonly { readonly id: string; readonly digest: string }[],
  ): Promise<readonly EntryAnswer[]> {
    const call = { method: 'POST', path: '/v1/resource-reviews', body: { reviews } } as const;
    return (await this.as<EntryAnswers>(manager, 'officer', call)).rows;
  }

  request(organisation: string, id: string): Promise<AccessRequest | undefined> {
    return this.find(organisation, `/v1/requests/${at(id)}`);
  }

  ask(request: PlannedRequest): Promise<AccessRequest> {
    const body = requestBody(request);
    return this.as(request.consumer, 'officer', { method: 'POST', path: '/v1/requests', body });
  }

  decide(provider: string, id: string, body: object): Promise<AccessRequest> {
    const path = `/v1/requests/${at(id)}/decision`;
    return this.as(provider, 'officer', { method: 'POST', path, body });
  }

  confirm(manager: string, id: string, body: object): Promise<AccessRequest> {
    const path = `/v1/requests/${at(id)}/confirmation`;
    return this.as(manager, 'officer', { method: 'POST', path, body });
  }

  withdraw(consumer: string, id: string): Promise<AccessRequest> {
    return this.as(consumer, 'officer', { method: 'POST', path: `/v1/requests/${at(id)}/withdrawal` });
  }

  grant(organisation: string, id: string): Promise<Grant | undefined> {
    return this.find(organisation, `/v1/grants/${at(id)}`);
  }

  /** Suspends or revokes a grant. */
  endGrant(
    organisation: string,
    id: string,
    how: 'suspension' | 'revocation',
    reason: string,
  ): Promise<Grant> {
    const path = `/v1/grants/${at(id)}/${how}`;
    return this.as(organisation, 'officer', { method: 'POST', path, body: { reason } });
  }

  dispute(organisation: string, id: string): Promise<Dispute | undefined> {
    return this.find(organisation, `/v1/disputes/${at(id)}`);
  }

  openDispute(organisation: string, body: object): Promise<Dispute> {
    return this.as(organisation, 'officer', { method: 'POST', path: '/v1/disputes', body });
  }

  /** Reports uses and waits up to the given seconds for their commit. */
  async report(
    organisation: string,
    side: Side,
    events: readonly UseEvent[],
    waitSeconds: number,
  ): Promise<UseReport> {
    return this.as(organisation, await this.reporterOf(organisation), {
      method: 'POST',
      path: SIDE_PATH[side],
      body: events,
      headers: { prefer: `wait=${waitSeconds}` },
    });
  }

  /** What became of a request for usage, waiting for it up to the given seconds. */
  async receipt(organisation: string, id: string, waitSeconds: number): Promise<{ readonly state: string }> {
    const headers = { prefer: `wait=${waitSeconds}` };
    return this.as(organisation, await this.reporterOf(organisation), {
      method: 'GET',
      path: `/v1/receipts/${at(id)}`,
      headers,
    });
  }

  /** Records of earlier imports, the newest first. */
  async imports(organisation: string): Promise<readonly ImportRecord[]> {
    const role = (await this.canSpeakFor(organisation, 'officer')) ? 'officer' : 'submitter';
    const path = `/v1/imports?limit=${MOST_IMPORTS}`;
    return (await this.as<{ items: ImportRecord[] }>(organisation, role, { method: 'GET', path })).items;
  }

  /** One record of an import, as a login of the organisation reads it. */
  importOf(organisation: string, id: string): Promise<ImportRecord | undefined> {
    return this.find(organisation, `/v1/imports/${at(id)}`);
  }

  /** Begins the record of an import. */
  beginImport(organisation: string, body: ImportBeginning): Promise<ImportRecord> {
    return this.ofImport(organisation, '/v1/imports', body);
  }

  /** Tells what an import has touched. */
  tellImport(organisation: string, id: string, things: readonly TouchedThing[]): Promise<ImportRecord> {
    return this.ofImport(organisation, `/v1/imports/${at(id)}/things`, { things });
  }

  /** Ends the record of an import. */
  endImport(organisation: string, id: string, body: ImportEnding): Promise<ImportRecord> {
    return this.ofImport(organisation, `/v1/imports/${at(id)}/ending`, body);
  }

  private async ofImport(organisation: string, path: string, body: object): Promise<ImportRecord> {
    const role = (await this.canSpeakFor(organisation, 'officer')) ? 'officer' : 'submitter';
    return this.as(organisation, role, { method: 'POST', path, body });
  }

  /** Whether anybody may read for the organisation. */
  async canRead(organisation: string): Promise<boolean> {
    return (await this.canSpeakFor(organisation, 'officer')) || this.canSpeakFor(organisation, 'submitter');
  }

  /** Who reads: an officer where there is a login of one, else the organisation's software. */
  private async readerOf(organisation: string): Promise<'officer' | 'submitter'> {
    const isSoftware = !(await this.canSpeakFor(organisation, 'officer'));
    return isSoftware && (await this.canSpeakFor(organisation, 'submitter')) ? 'submitter' : 'officer';
  }

  /** Who reports uses: the organisation's software where there is a login of it, else an officer, who may as well. */
  async reporterOf(organisation: string): Promise<'officer' | 'submitter'> {
    return (await this.canSpeakFor(organisation, 'submitter')) ? 'submitter' : 'officer';
  }

  private async token(organisation: string, role: UserRole): Promise<string> {
    const token = await this.logins.tokenFor(organisation, role);
    if (token === undefined) throw noLogin(organisation, role);
    return token;
  }
}
