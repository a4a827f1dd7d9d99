// SPDX-License-Identifier: Apache-2.0
/** What a contract sees of the ledger: typed records, the caller, the transaction's time. */
import { isUtf8 } from 'node:buffer';
import { Context } from 'fabric-contract-api';
import type { ChaincodeStub } from 'fabric-shim';
import { currentPolicy } from './lookups/members/current-policy';
import type { StoredRecord } from './lookups/record-source';
import type { AdmittedAct } from './domain/acts/signed-act';
import { decode, encode } from './domain/encoding/canonical-json';
import { DomainError, ensure } from './domain/errors';
import type { EventName, EventPayload } from './domain/events';
import { ROLE_ATTRIBUTE, tenDigits, USER_ROLES, type ObjectType, type UserRole } from './domain/names';
import { isInvolved, oversees, type KnownRecord } from './domain/rights/relations';
import { rightOf } from './domain/rights/rights';
import { ownerPolicy, soleOwner } from './domain/members/owner-endorsement';
import type { Organisation, Stamp } from './domain/records';
import { formatInstant } from './domain/calendar/time';

/** Who called, by certificate. */
export interface Caller {
  readonly mspId: string;
  readonly role: UserRole | undefined;
  /** Fabric's client identity string: subject and issuer of the certificate. */
  readonly id: string;
}

/** What the stub has and its types lack. */
interface RawArguments {
  getBufferArgs(): readonly Uint8Array[];
}

const notFound = (type: ObjectType): DomainError =>
  new DomainError('NOT_FOUND', 'There is no such {kind}.', { kind: type });

const noText = (): string => '\ufffd';

export class CatalogContext extends Context {
  private authorised: Organisation | undefined;

  /** Set where a person signed this transaction, once the signature is known to be good. */
  act?: AdmittedAct;

  /**
   * Called by the dispatcher before it decodes and quotes every argument as text, several times over, whether or not
   * a method wants it so: with a batch of 1,000 events a seventh of all time. Bytes that are no text say so instead.
   */
  setChaincodeStub(stub: ChaincodeStub): void {
    this.stub = stub;
    for (const argument of (stub as unknown as RawArguments).getBufferArgs()) {
      if (!isUtf8(argument))
        Object.defineProperty(argument, 'toString', { value: noText, configurable: true });
    }
  }

  get caller(): Caller {
    const value = this.clientIdentity.getAttributeValue(ROLE_ATTRIBUTE);
    const role = USER_ROLES.find((known) => known === value);
    return { mspId: this.clientIdentity.getMSPID(), role, id: this.clientIdentity.getID() };
  }

  /** The transaction's time, milliseconds since 1970. */
  get now(): number {
    const { seconds, nanos } = this.stub.getTxTimestamp();
    return Number(seconds) * 1000 + Math.floor(nanos / 1_000_000);
  }

  /** Who, when and in which transaction: for the record being written. */
  get stamp(): Stamp {
    const { act } = this;
    const by = this.clientIdentity.getMSPID();
    return {
      at: formatInstant(this.now),
      tx: this.stub.getTxID(),
      by,
      ...(act && { signer: act.signer.id }),
      ...(act?.agreement && { agreed: act.agreement.signer.id }),
    };
  }

  /** `contract:method` */
  get transaction(): string {
    return Buffer.from(this.rawArgument(-1)).toString('utf8');
  }

  /** How many arguments the transaction has. */
  get argumentCount(): number {
    return (this.stub as unknown as RawArguments).getBufferArgs().length - 1;
  }

  /** An argument's bytes as they came, counted from 0; the dispatcher hands them to a method as UTF-8 text. */
  rawArgument(index: number): Uint8Array {
    return (this.stub as unknown as RawArguments).getBufferArgs()[index + 1] ?? new Uint8Array();
  }

  /** @returns the record, or undefined where there is none. */
  async find<T extends StoredRecord>(
    type: T['type'],
    ...parts: readonly (string | number)[]
  ): Promise<T | undefined> {
    const bytes = await this.stub.getState(this.key(type, parts));
    return bytes.length === 0 ? undefined : (decode(Buffer.from(bytes).toString('utf8')) as unknown as T);
  }

  /** @throws DomainError `NOT_FOUND` */
  async get<T extends StoredRecord>(type: T['type'], ...parts: readonly (string | number)[]): Promise<T> {
    const record = await this.find<T>(type, ...parts);
    if (!record) throw notFound(type);
    return record;
  }

  /**
   * A record that only its parties, who decides it and those that oversee know of: to anybody else it does not exist.
   * @throws DomainError `NOT_FOUND`, in the same words where there is none and where it is others'
   */
  async getKnown<T extends KnownRecord>(type: T['type'], ...parts: readonly (string | number)[]): Promise<T> {
    const record = await this.get<T>(type, ...parts);
    const { mspId } = this.caller;
    if (isInvolved(record, mspId)) return record;
    const organisation = await this.find<Organisation>('organisation', mspId);
    if (!organisation || !oversees(organisation.roles)) throw notFound(type);
    return record;
  }

  /** Stores the record under its key, emits nothing. @returns the record's canonical JSON. */
  async put<T extends StoredRecord>(record: T, ...parts: readonly (string | number)[]): Promise<string> {
    const text = encode(record);
    const key = this.key(record.type, parts);
    await this.stub.putState(key, Buffer.from(text, 'utf8'));
    const owner = soleOwner(record);
    if (owner !== undefined) await this.requireOwner(key, owner);
    return text;
  }

  /** The transaction's one event; of several calls the last wins, as on Fabric. Names ids, never content. */
  emit(name: EventName, payload: EventPayload): void {
    this.stub.setEvent(name, Buffer.from(encode(payload), 'utf8'));
  }

  /** Records of one type under a key prefix, in key order. For short lists only. */
  async list<T extends StoredRecord>(type: T['type'], ...parts: readonly string[]): Promise<T[]> {
    const found: T[] = [];
    for await (const { value } of this.stub.getStateByPartialCompositeKey(type, [...parts])) {
      found.push(decode(Buffer.from(value).toString('utf8')) as unknown as T);
    }
    return found;
  }

  /** Whether there is a record of the type under a key prefix. Reads no more than the first. */
  async hasAny(type: ObjectType, ...parts: readonly string[]): Promise<boolean> {
    const found = this.stub.getStateByPartialCompositeKey(type, [...parts])[Symbol.asyncIterator]();
    const { done } = await found.next();
    if (done === true) return false;
    await found.return?.();
    return true;
  }

  /** The caller's registered, active organisation. @throws DomainError `NOT_A_MEMBER`, `ORGANISATION_SUSPENDED` */
  async member(): Promise<Organisation> {
    const organisation = await this.find<Organisation>('organisation', this.caller.mspId);
    ensure(
      organisation !== undefined,
      'NOT_A_MEMBER',
      'The organisation of this certificate is not registered.',
    );
    ensure(organisation.status === 'active', 'ORGANISATION_SUSPENDED', 'The organisation is suspended.');
    return organisation;
  }

  /** The name that the transaction was called by, `contract:method`. */
  get called(): string {
    return Buffer.from((this.stub as unknown as RawArguments).getBufferArgs()[0] ?? []).toString('utf8');
  }

  /**
   * The caller's organisation, when the table of rights lets the user and the organisation call this transaction. Asked
   * before every transaction, whether or not its method asks again for the organisation.
   * @throws DomainError `ROLE_REQUIRED`, `NOT_A_MEMBER`, `ORGANISATION_SUSPENDED`
   */
  async authorise(): Promise<Organisation> {
    if (this.authorised) return this.authorised;
    const right = rightOf(this.called);
    const { role } = this.caller;
    const entrances = right === undefined || right.entrances === 'open' ? [] : right.entrances;
    const ways = entrances.filter(({ users }) => role !== undefined && users.includes(role));
    const users = new Set(entrances.flatMap((one) => one.users));
    ensure(ways.length > 0, 'ROLE_REQUIRED', 'Needs a user role: {roles}.', { roles: [...users] });
    const organisation = await this.member();
    const wanted = ways.flatMap(({ organisations }) => organisations);
    ensure(
      ways.some(({ organisations }) => organisations.length === 0) ||
        wanted.some((one) => organisation.roles.includes(one)),
      'ROLE_REQUIRED',
      'Needs an organisation with a role: {roles}.',
      { roles: wanted },
    );
    this.authorised = organisation;
    return organisation;
  }

  /** From now on the key is changed only with the owner's endorsement. Set where it differs: each time is a write. */
  private async requireOwner(key: string, owner: string): Promise<void> {
    const { endorsers = [] } = await currentPolicy(this);
    const wanted = ownerPolicy(owner, endorsers);
    if (!wanted) return;
    const present = (await this.stub.getStateValidationParameter(key)) as Uint8Array | undefined;
    if (present && Buffer.from(wanted).equals(present)) return;
    await this.stub.setStateValidationParameter(key, wanted);
  }

  private key(type: ObjectType, parts: readonly (string | number)[]): string {
    return this.stub.createCompositeKey(
      type,
      parts.map((part) => (typeof part === 'number' ? tenDigits(part) : part)),
    );
  }
}
