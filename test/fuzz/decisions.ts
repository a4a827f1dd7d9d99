// SPDX-License-Identifier: Apache-2.0
/**
 * Decisions that persons sign, recusals and entries that have to be complete: prepared, signed and sent in ways that nobody should, on a
 * ledger whose policy wants all of it. What is written without a signature over just that is found.
 */
import type { ActSignature } from '@catalog-chain/chaincode/domain/acts/signed-act';
import { SIGNABLE } from '@catalog-chain/chaincode/domain/acts/signable';
import { BUILT_IN_POLICY, rulesOf } from '@catalog-chain/chaincode/domain/members/policy';
import type { Resource } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import type { SignerRole } from '@catalog-chain/chaincode/domain/members/signer-records';
import type { ActToSign } from '@catalog-chain/gateway/usecases/people/acts';
import { content, grant, publish, requestBody } from '../support/api-flows.js';
import { ARBITER, openBody, SECOND, startCourt, STEPS, use, type As } from '../support/dispute-flows.js';
import { CONSUMER, MANAGER, OUTSIDER, PROVIDER, type Reply, type TestGateway } from '../support/gateway.js';
import { TestSigner } from '../support/signers.js';
import { Mutator } from './mutate.js';

interface Decision {
  readonly as: As;
  readonly operation: string;
  readonly at: string;
  readonly id?: string;
  readonly body?: object;
}

const manager = [MANAGER, 'officer'] as const;
const administrator = [MANAGER, 'admin'] as const;
const provider = [PROVIDER, 'officer'] as const;
const consumer = [CONSUMER, 'officer'] as const;
const arbiter = [ARBITER, 'arbitrator'] as const;
const second = [SECOND, 'arbitrator'] as const;
const SIGNING: readonly As[] = [manager, administrator, provider, consumer, arbiter, second];
const reason = { reason: 'It is looked into.' };

const onDispute = (as: As, operation: string, step: string, body: object): Decision[] =>
  ['D-1', 'D-2'].map((id) => ({ as, operation, at: `/v1/disputes/${id}/${step}`, id, body }));

/** What may come one after another for ever: most of it is refused at any time, and some of it is not. */
const DECISIONS: readonly Decision[] = [
  ...onDispute(manager, 'assignDispute', 'assignment', { arbitrator: ARBITER }),
  ...onDispute(manager, 'assignDispute', 'assignment', { arbitrator: SECOND }),
  ...onDispute(arbiter, 'recuseDispute', 'recusal', STEPS.recusal[1]),
  ...onDispute(second, 'recuseDispute', 'recusal', STEPS.recusal[1]),
  ...onDispute(arbiter, 'ruleDispute', 'ruling', { ...STEPS.ruling[1], grantAction: 'none' }),
  ...onDispute(consumer, 'appealDispute', 'appeal', STEPS.appeal[1]),
  { as: provider, operation: 'suspendGrant', at: '/v1/grants/G-1/suspension', id: 'G-1', body: reason },
  { as: provider, operation: 'resumeGrant', at: '/v1/grants/G-1/resumption', id: 'G-1', body: reason },
  {
    as: provider,
    operation: 'decideRequest',
    at: '/v1/requests/R-1/decision',
    id: 'R-1',
    body: { approved: true },
  },
  {
    as: manager,
    operation: 'suspendOrganisation',
    at: `/v1/organisations/${OUTSIDER}/suspension`,
    id: OUTSIDER,
  },
  {
    as: manager,
    operation: 'resumeOrganisation',
    at: `/v1/organisations/${OUTSIDER}/resumption`,
    id: OUTSIDER,
  },
  {
    as: administrator,
    operation: 'revokeSigner',
    at: `/v1/signers/${MANAGER}:spare-1/revocation`,
    id: `${MANAGER}:spare-1`,
    body: reason,
  },
];

class Office {
  readonly signers = new Map<string, TestSigner>();

  constructor(
    readonly gateway: TestGateway,
    readonly mutator: Mutator,
  ) {}

  signerOf = ([organisation, role]: As): TestSigner => {
    const signer = this.signers.get(`${organisation} ${role}`);
    if (!signer) throw new Error(`Nobody signs for ${organisation} as ${role}.`);
    return signer;
  };

  async done(as: As, at: string, body?: object): Promise<Reply> {
    const reply = await this.gateway.call(as, 'POST', at, body ? { body } : {});
    if (reply.status >= 300) throw new Error(`${at}: ${reply.text}`);
    return reply;
  }

  async register([organisation, role]: As, code: string): Promise<TestSigner> {
    const signer = new TestSigner(organisation, code, 'file');
    const body = signer.registration(role as SignerRole, Date.now() - 60_000);
    await this.done([organisation, 'admin'], '/v1/signers', body);
    return signer;
  }
}

async function filled(mutator: Mutator): Promise<Office> {
  const gateway = await startCourt();
  const office = new Office(gateway, mutator);
  const resource = await publish(gateway, 'SIGNED', 'conditional');
  await grant(gateway, 'G-1', resource);
  for (const id of ['D-1', 'D-2']) {
    const { correlation } = await use(gateway, 'G-1', { purpose: 'marketing' });
    await office.done(
      provider,
      '/v1/disputes',
      openBody(id, { kind: 'exchange', grant: 'G-1', correlation }),
    );
    await office.done(consumer, `/v1/disputes/${id}/answer`, STEPS.answer[1]);
  }
  await office.done(consumer, '/v1/requests', requestBody('R-1', resource));
  for (const as of SIGNING) office.signers.set(as.join(' '), await office.register(as, `${as[1]}-7f3a`));
  await office.register(manager, 'spare-1');
  const { genesisHash: chain } = await gateway.ledger.info();
  const acts = Object.fromEntries(SIGNABLE.map((name) => [name, ['file', 'webauthn']]));
  const policy = { ...rulesOf(BUILT_IN_POLICY), completeEntries: true, signatures: { chain, acts } };
  await office.done(manager, '/v1/policies', policy);
  return office;
}

const headerOf = (signature: unknown): string =>
  Buffer.from(JSON.stringify([signature]).slice(1, -1)).toString('base64url');

interface Tried {
  readonly name: string;
  readonly reply: Reply<object>;
  /** Whether a person had signed just this. */
  readonly isSigned: boolean;
}

/** Once in so many times, something else. */
const perhaps = <T>(mutator: Mutator, times: number, other: () => T, otherwise: T): T =>
  mutator.below(times) === 0 ? other() : otherwise;

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** A decision with nothing, something or everything wrong about it. */
async function tried({ gateway, mutator, signerOf, signers }: Office, decision: Decision): Promise<Tried[]> {
  const { as, operation, at, id, body } = decision;
  const caller = perhaps(mutator, 8, () => mutator.of(SIGNING), as);
  const signer = perhaps(mutator, 8, () => mutator.of([...signers.values()]), signerOf(caller));
  const content = body && perhaps(mutator, 4, () => mutator.json(body), body);
  const asked = { operation, signer: signer.code, ...(id !== undefined && { id }), ...(body && { content }) };
  const preparing = perhaps(mutator, 6, () => mutator.json(asked), asked) as typeof asked;
  const prepared = await gateway.call<ActToSign>(caller, 'POST', '/v1/acts/prepare', { body: preparing });
  const preparation = { name: `prepare ${operation}`, reply: prepared, isSigned: true };
  if (prepared.status !== 200) return [preparation];
  const { act, bytes } = prepared.body;
  const { chain, nonce } = act;
  const stated = { chain, signer: act.signer, at: act.at, nonce };
  const signature: ActSignature = {
    ...stated,
    signature: signer.signsBytes(Buffer.from(bytes, 'base64url')),
  };
  const sentSignature = perhaps(mutator, 2, () => mutator.json(signature), signature);
  const sentBody = body && perhaps(mutator, 3, () => mutator.json(body), body);
  const headers = perhaps(mutator, 6, () => ({}), { 'act-signature': headerOf(sentSignature) });
  const sending = { headers, ...(sentBody !== undefined && { body: sentBody as object }) };
  const reply = await gateway.call(caller, 'POST', at, sending);
  const isSigned = [
    'act-signature' in headers,
    isSame(sentSignature, signature),
    // Of an act that takes no body nothing of one is signed.
    !body || isSame(sentBody, preparing.content),
    signer.id === act.signer,
  ].every(Boolean);
  return [preparation, { name: operation, reply, isSigned }];
}

/** Entries of many kinds in one call; what is handed in lacks nothing. */
async function entered({ gateway, mutator }: Office, n: number): Promise<string[]> {
  const entry = { code: `E-${n}`, content: mutator.json(content('conditional')) };
  const { status, body, text } = await gateway.call<{ rows?: readonly { id: string; status: string }[] }>(
    provider,
    'POST',
    '/v1/resource-entries',
    { body: { entries: [entry, { code: `F-${n}`, content: content('conditional') }] } },
  );
  if (status >= 500) return [`entries answered ${status} ${text}`];
  const found: string[] = [];
  for (const { id, status: how } of body.rows ?? []) {
    if (how === 'refused') continue;
    const read = await gateway.call<Resource>(provider, 'GET', `/v1/resources/${id}`);
    const { pending, state } = read.body;
    if (state === 'submitted' && (pending?.lacks ?? []).length > 0)
      found.push(`${id} was handed in and lacks something`);
  }
  return found;
}

/** What is wrong with one answer. */
function* faultsOf({ name, reply, isSigned }: Tried): Generator<string> {
  const { status, body, text } = reply;
  if (status >= 500) yield `${name} answered ${status} ${text}`;
  if (status >= 400 && typeof (body as { code?: unknown }).code !== 'string')
    yield `${name}: a problem without a code`;
  if (status >= 300) return;
  if (!isSigned) yield `${name} was done without a signature over it: ${text}`;
  if (!text.includes('"signer"')) yield `${name}: its record names nobody: ${text}`;
}

const isWritten = ({ name, reply }: Tried): boolean => !name.startsWith('prepare ') && reply.status < 300;

/** @returns what was found, with the seed that finds it again */
export async function fuzzDecisions(
  seed: number,
  count: number,
): Promise<{ readonly written: number; readonly found: string[] }> {
  const mutator = new Mutator(seed);
  const office = await filled(mutator);
  await using gateway = office.gateway;
  const found: string[] = [];
  let written = 0;
  const height = async (): Promise<number> => (await gateway.ledger.info()).height;
  for (let n = 0; n < count; n += 1) {
    const faults = mutator.below(10) === 0 ? await entered(office, n) : [];
    const before = await height();
    const answers = await tried(office, mutator.of(DECISIONS));
    const done = answers.filter(isWritten).length;
    // An approval makes the record key first, once, whatever becomes of it.
    const keys = answers.some(({ name }) => name === 'decideRequest') ? 1 : 0;
    faults.push(...answers.flatMap((one) => [...faultsOf(one)]));
    if ((await height()) - before > done + keys) faults.push('more was written than was answered');
    written += done;
    found.push(...faults.map((one) => `decision ${n}, seed ${seed}: ${one}`));
  }
  return { written, found: [...found, ...gateway.departures] };
}
