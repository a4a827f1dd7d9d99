// SPDX-License-Identifier: Apache-2.0
/**
 * The one table of rights: for every transaction, which user of which organisation may call it, and how its organisation
 * must stand to the thing. The contracts ask it before they look at an argument, and what it does not list nobody may
 * do; the gateway's routes take their roles from it; `docs/access-control.md` is printed from it.
 */
import type { OrganisationRole, TransactionName, UserRole } from '../names';

/** A way in: the user has one of the roles, and its organisation one of the others; none named: whatever it is. */
export interface Entrance {
  readonly users: readonly UserRole[];
  readonly organisations: readonly OrganisationRole[];
}

/** How an organisation may stand to what an act is about. */
export const RELATIONS = {
  none: 'no relation is asked for',
  itself: 'its own affairs',
  owner: 'it owns the thing',
  consumer: 'it is the consumer',
  provider: 'it is the provider',
  party: 'it is a party',
  manager: 'it manages, and is no party that decides its own case',
  assigned: 'it was assigned to decide, or has to answer',
  holder: 'it holds the key',
} as const;
export type Relation = keyof typeof RELATIONS;

export interface Right {
  /** One of them is enough; none: open to whoever can ask, for it reads what every peer holds. */
  readonly entrances: readonly Entrance[] | 'open';
  /** One of them is enough. To anybody else what is known to its parties only does not exist: `relations.ts`. */
  readonly relations: readonly Relation[];
  /** Operations of the gateway that perform it. */
  readonly operations: readonly string[];
  /** It asks for its entrance itself, later: the consortium's first call comes from nobody's member. */
  readonly founds?: true;
}

const OFFICER: readonly UserRole[] = ['officer'];
const DESK: readonly UserRole[] = ['officer', 'admin'];
const SYSTEM: readonly UserRole[] = ['officer', 'submitter'];
const REPORTER: readonly UserRole[] = ['submitter', 'officer', 'admin'];
const ANY: readonly UserRole[] = ['officer', 'submitter', 'auditor', 'arbitrator', 'admin'];

const by = (
  users: readonly UserRole[],
  ...organisations: readonly OrganisationRole[]
): readonly Entrance[] => [{ users, organisations }];

/** An officer of whoever is concerned, or an auditor of an auditing organisation. */
const DISPUTANT: readonly Entrance[] = [...by(OFFICER), ...by(['auditor'], 'auditor')];
const READER: readonly Entrance[] = [...by(['auditor'], 'auditor'), ...by(['arbitrator'], 'arbitrator')];

const right = (
  entrances: readonly Entrance[],
  relations: readonly Relation[],
  ...operations: readonly string[]
): Right => ({ entrances, relations, operations });

const open = (...operations: readonly string[]): Right => ({
  entrances: 'open',
  relations: ['none'],
  operations,
});

/** A transaction that is not here does not compile; one that is called under another name is refused. */
export const RIGHTS: Readonly<Record<TransactionName, Right>> = {
  'organisation:register': { ...right(by(DESK, 'manager'), ['none'], 'registerOrganisation'), founds: true },
  'organisation:update': right(by(DESK, 'manager'), ['none'], 'updateOrganisation'),
  'organisation:suspend': right(by(DESK, 'manager'), ['none'], 'suspendOrganisation'),
  'organisation:resume': right(by(DESK, 'manager'), ['none'], 'resumeOrganisation'),
  'organisation:read': open(),
  'organisation:list': open(),
  'organisation:recordMembers': right(by(REPORTER, 'manager'), ['none']),
  'organisation:readMembers': open(),
  'signer:register': right(by(['admin']), ['itself'], 'registerSigner'),
  'signer:revoke': right(by(['admin']), ['owner'], 'revokeSigner'),
  'signer:read': open(),
  'policy:set': right(by(DESK, 'manager'), ['none'], 'setPolicy'),
  'policy:read': open(),
  'duty:register': right(by(DESK, 'provider', 'consumer', 'manager'), ['itself'], 'registerDuty'),
  'duty:repeal': right(by(DESK), ['owner'], 'repealDuty'),
  'duty:read': open(),
  'system:register': right(by(DESK, 'provider', 'consumer', 'manager'), ['itself'], 'registerSystem'),
  'system:retire': right(by(DESK), ['owner'], 'retireSystem'),
  'system:read': open(),
  'resource:draft': right(by(DESK, 'provider'), ['itself', 'owner'], 'draftResource', 'enterResources'),
  'resource:submit': right(by(DESK, 'provider'), ['owner'], 'submitResource', 'enterResources'),
  'resource:review': right(by(DESK, 'manager'), ['none'], 'reviewResource', 'publishResources'),
  'resource:suspend': right(by(DESK), ['owner', 'manager'], 'suspendResource'),
  'resource:resume': right(by(DESK), ['owner', 'manager'], 'resumeResource'),
  'resource:retire': right(by(DESK), ['owner'], 'retireResource'),
  'resource:read': open(),
  'resource:readVersion': open(),
  'change:declare': right(by(DESK), ['owner', 'manager'], 'declareCatalogueChange'),
  'change:recordUpdate': right(by(DESK, 'provider'), ['owner'], 'recordCatalogueUpdate'),
  'change:contestUpdate': right(by(OFFICER, 'manager'), ['manager'], 'contestCatalogueUpdate'),
  'change:read': open(),
  'source:designate': right(by(OFFICER, 'manager'), ['none'], 'designateSource'),
  'source:end': right(by(OFFICER, 'manager'), ['none'], 'endSource'),
  'source:read': open(),
  'source:askUpdate': right(by(OFFICER, 'provider'), ['owner'], 'askSourceUpdate'),
  'source:declareUpdate': right(by(OFFICER, 'provider'), ['assigned'], 'declareSourceUpdate'),
  'source:confirmUpdate': right(by(OFFICER, 'provider'), ['owner'], 'confirmSourceUpdate'),
  'source:contestUpdate': right(by(OFFICER, 'provider'), ['owner'], 'contestSourceUpdate'),
  'source:readUpdate': open(),
  'demand:state': right(by(OFFICER, 'consumer'), ['itself'], 'stateDemand'),
  'demand:meet': right(by(OFFICER, 'provider'), ['provider'], 'listDemanded'),
  'demand:refuse': right(by(OFFICER, 'provider'), ['provider'], 'refuseDemand'),
  'demand:withdraw': right(by(OFFICER, 'consumer'), ['consumer'], 'withdrawDemand'),
  'demand:read': open(),
  'request:submit': right(by(OFFICER, 'consumer'), ['itself'], 'submitRequest'),
  'request:decide': right(by(OFFICER, 'provider'), ['provider'], 'decideRequest'),
  'request:confirm': right(by(OFFICER, 'manager'), ['manager'], 'confirmRequest'),
  'request:withdraw': right(by(OFFICER, 'consumer'), ['consumer'], 'withdrawRequest'),
  'request:askSupplement': right(by(OFFICER, 'provider'), ['provider'], 'askSupplement'),
  'request:supplement': right(by(OFFICER, 'consumer'), ['consumer'], 'giveSupplement'),
  'request:read': open(),
  'grant:read': open(),
  'grant:renew': right(by(OFFICER, 'provider'), ['provider'], 'renewGrant'),
  'grant:suspend': right(by(OFFICER), ['provider', 'manager'], 'suspendGrant'),
  'grant:resume': right(by(OFFICER), ['provider', 'manager'], 'resumeGrant'),
  'grant:revoke': right(by(OFFICER), ['party', 'manager'], 'revokeGrant'),
  'grant:expire': right(by(SYSTEM), ['party', 'manager'], 'expireGrant'),
  'grant:deliver': right(by(SYSTEM), ['provider'], 'declareDelivery'),
  'grant:confirmDelivery': right(by(SYSTEM), ['consumer'], 'confirmDelivery'),
  'grant:contestDelivery': right(by(SYSTEM), ['consumer'], 'contestDelivery'),
  'obligation:read': open(),
  'obligation:askExtension': right(by(OFFICER), ['owner'], 'askExtension'),
  'obligation:answerExtension': right(by(OFFICER, 'manager'), ['manager'], 'answerExtension'),
  'grant:return': right(by(OFFICER, 'provider'), ['provider'], 'returnData'),
  'grant:rectify': right(by(OFFICER, 'consumer'), ['consumer'], 'declareRectification'),
  'grant:contestRectification': right(by(OFFICER), ['provider', 'manager'], 'contestRectification'),
  'variation:ask': right(by(OFFICER, 'consumer'), ['consumer'], 'askVariation'),
  'variation:answer': right(by(OFFICER, 'provider'), ['provider'], 'answerVariation'),
  'variation:withdraw': right(by(OFFICER, 'consumer'), ['consumer'], 'withdrawVariation'),
  'variation:read': open(),
  'service:announce': right(by(OFFICER, 'provider'), ['provider'], 'announceServiceChange'),
  'service:consult': right(by(OFFICER, 'consumer'), ['consumer'], 'consultOnServiceChange'),
  'service:file': right(by(OFFICER, 'provider'), ['provider'], 'fileServiceChange'),
  'service:receive': right(by(OFFICER, 'manager'), ['manager'], 'receiveServiceChange'),
  'service:takeEffect': right(by(SYSTEM, 'provider'), ['provider'], 'putServiceChangeIntoEffect'),
  'service:withdraw': right(by(OFFICER, 'provider'), ['provider'], 'withdrawServiceChange'),
  'service:read': open(),
  'disposal:instruct': right(by(OFFICER, 'provider'), ['provider'], 'instructDisposal'),
  'disposal:declare': right(by(OFFICER, 'consumer'), ['consumer'], 'declareDisposal'),
  'disposal:confirm': right(by(OFFICER, 'provider'), ['provider'], 'confirmDisposal'),
  'disposal:contest': right(by(OFFICER, 'provider'), ['provider'], 'contestDisposal'),
  'disposal:read': open(),
  'report:submit': right(by(OFFICER, 'consumer'), ['consumer'], 'submitUseReport'),
  'report:read': open(),
  'order:issue': right(by(OFFICER, 'manager'), ['manager'], 'issueOrder'),
  'order:report': right(by(OFFICER), ['assigned'], 'reportOrder'),
  'order:conclude': right(by(OFFICER, 'manager'), ['owner'], 'concludeOrder'),
  'order:withdraw': right(by(OFFICER, 'manager'), ['owner'], 'withdrawOrder'),
  'order:read': open(),
  'criticism:issue': right(by(OFFICER, 'manager'), ['manager'], 'issueCriticism'),
  'criticism:read': open(),
  'incident:report': right(by(OFFICER), ['itself'], 'reportIncident'),
  'incident:close': right(by(OFFICER), ['owner'], 'closeIncident'),
  'incident:read': open(),
  'complaint:receive': right(by(OFFICER), ['itself'], 'receiveComplaint'),
  'complaint:answer': right(by(OFFICER), ['owner'], 'answerComplaint'),
  'complaint:read': open(),
  'key:deposit': right(by(OFFICER), ['party'], 'depositRecordKey'),
  'key:read': right(by(['officer', 'submitter', 'auditor', 'arbitrator']), ['holder']),
  'key:disclose': right(by(OFFICER), ['party'], 'discloseRecordKey'),
  'key:deliver': right(by(OFFICER), ['party']),
  'key:purge': right(by(OFFICER), ['holder'], 'purgeRecordKey'),
  'journal:open': right(by(REPORTER), ['itself']),
  'journal:checkpoint': right(by(REPORTER), ['none']),
  'journal:close': right(by(REPORTER), ['itself']),
  'journal:read': open(),
  'usage:submit': right(by(REPORTER), ['itself', 'party']),
  'usage:readHeader': open(),
  'seal:commit': right(by(OFFICER), ['itself'], 'sealUses'),
  'seal:read': open(),
  'seal:readMonth': open(),
  'period:close': right(by(SYSTEM), ['party', 'manager'], 'closePeriod'),
  'period:read': open(),
  'period:readClosure': open(),
  'dispute:open': right(DISPUTANT, ['party', 'manager'], 'openDispute'),
  'dispute:answer': right(DISPUTANT, ['party'], 'answerDispute'),
  'dispute:assign': right(DISPUTANT, ['manager', 'party'], 'assignDispute'),
  'dispute:refer': right(DISPUTANT, ['party'], 'referDispute'),
  'dispute:coordinate': right(by(OFFICER, 'manager'), ['assigned'], 'coordinateDispute'),
  'dispute:escalate': right(DISPUTANT, ['party', 'assigned'], 'escalateDispute'),
  'dispute:decide': right(by(OFFICER, 'government'), ['assigned'], 'decideDispute'),
  'dispute:rule': right(by(['arbitrator'], 'arbitrator'), ['assigned'], 'ruleDispute'),
  'dispute:recuse': right(by(['arbitrator'], 'arbitrator'), ['assigned'], 'recuseDispute'),
  'dispute:appeal': right(DISPUTANT, ['party'], 'appealDispute'),
  'dispute:accept': right(DISPUTANT, ['party'], 'acceptDispute'),
  'dispute:lapse': right(DISPUTANT, ['party', 'manager'], 'lapseDispute'),
  'dispute:remedy': right(DISPUTANT, ['party'], 'remedyDispute'),
  'dispute:close': right(DISPUTANT, ['party', 'manager'], 'closeDispute'),
  'dispute:withdraw': right(DISPUTANT, ['party'], 'withdrawDispute'),
  'dispute:read': open(),
  'correction:open': right(by(OFFICER, 'consumer'), ['consumer'], 'openCorrection'),
  'correction:answer': right(by(OFFICER), ['assigned'], 'answerCorrection'),
  'correction:withdraw': right(by(OFFICER, 'consumer'), ['consumer'], 'withdrawCorrection'),
  'correction:dispute': right(by(OFFICER, 'consumer'), ['consumer'], 'disputeCorrection'),
  'correction:read': open(),
  'audit:recordRead': right(READER, ['none']),
  'audit:read': open(),
  'audit:listJournals': open(),
  'audit:readJournalHead': open(),
  'evidence:request': right(by(ANY), ['none']),
  'evidence:read': open(),
};

/** The right of a transaction by the name it was called by; undefined where there is none, which allows nobody anything. */
export const rightOf = (name: string): Right | undefined =>
  Object.hasOwn(RIGHTS, name) ? RIGHTS[name as TransactionName] : undefined;

/** Users that have a way in, whatever their organisation is. */
export function usersOf({ entrances }: Right): readonly UserRole[] {
  if (entrances === 'open') return ANY;
  return ANY.filter((user) => entrances.some(({ users }) => users.includes(user)));
}

/** Whether there is a way in for the user of an organisation with these roles. */
export function admits({ entrances }: Right, user: UserRole, roles: readonly OrganisationRole[]): boolean {
  if (entrances === 'open') return true;
  return entrances.some(
    ({ users, organisations }) =>
      users.includes(user) &&
      (organisations.length === 0 || organisations.some((role) => roles.includes(role))),
  );
}
