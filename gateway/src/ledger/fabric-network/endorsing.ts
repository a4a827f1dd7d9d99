// SPDX-License-Identifier: Apache-2.0
/** Collects endorsements as clients did before peers had a gateway service. */
import type { EndorsedTransaction, FabricCall } from '../fabric/transport.js';
import { agreed, unavailable, type Answers } from './answers.js';
import type { Endorser, Session } from './session.js';

const ENDORSE_MS = 20_000;

type Endorsement = ReturnType<Session['channel']['newEndorsement']>;
type Query = ReturnType<Session['channel']['newQuery']>;

/** One proposal to one peer of each organisation that must endorse it. @throws LedgerError */
export async function endorseOnce(session: Session, call: FabricCall): Promise<EndorsedTransaction> {
  const targets = await targetsOf(session, call.endorsers);
  const endorsement = session.channel.newEndorsement(call.chaincode);
  const sentAt = performance.now();
  const answers = await propose(session, endorsement, call, { targets, requestTimeout: ENDORSE_MS });
  for (const peer of silentAmong(targets, answers)) session.leave(peer, sentAt);
  const { response } = agreed(answers);
  return {
    transactionId: endorsement.getTransactionId(),
    payload: endorsement.newCommit().build(session.identity),
    result: response.payload,
  };
}

/** Builds, signs and sends a proposal; whatever fails on the way is among the errors. */
export async function propose(
  session: Session,
  proposal: Endorsement | Query,
  { transaction, args, transient }: FabricCall,
  request: { readonly targets: Endorser[]; readonly requestTimeout: number },
): Promise<Answers> {
  const payload = proposal.build(session.identity, {
    fcn: transaction,
    // The declared type is wrong: bytes are taken as they are, strings would be encoded.
    args: args.map((arg) => Buffer.from(arg)) as unknown as string[],
    ...(transient && { transientMap: buffers(transient) }),
  });
  session.sign(proposal, payload);
  try {
    return await proposal.send(request);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { responses: [], errors: [error] };
  }
}

const buffers = (transient: Readonly<Record<string, Uint8Array>>): Record<string, Buffer> =>
  Object.fromEntries(Object.entries(transient).map(([name, bytes]) => [name, Buffer.from(bytes)]));

/**
 * One peer of each organisation named; where none is, of the caller's own and of others up to a majority, which is
 * what Fabric's default policy asks for.
 */
async function targetsOf(session: Session, named: readonly string[] | undefined): Promise<Endorser[]> {
  const candidates = named ? new Set(named) : new Set(session.organisations);
  const needed = named ? candidates.size : Math.floor(candidates.size / 2) + 1;
  const targets: Endorser[] = [];
  for (const mspId of candidates) {
    if (targets.length === needed) break;
    const peer = await reachablePeer(session, mspId);
    if (peer) targets.push(peer);
  }
  if (targets.length < needed) throw unavailable();
  return targets;
}

async function reachablePeer(session: Session, mspId: string): Promise<Endorser | undefined> {
  for (const peer of session.peersOf(mspId)) {
    if (await session.reachable(peer)) return peer;
    session.demote(peer);
  }
  return undefined;
}

/** The library names the peer on each answer and error that came of it. */
function silentAmong(targets: readonly Endorser[], { errors }: Answers): readonly Endorser[] {
  const silent = new Set(errors.map((error) => ('peer' in error ? error.peer : undefined)));
  return targets.filter(({ name }) => silent.has(name));
}
