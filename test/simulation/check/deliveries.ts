// SPDX-License-Identifier: Apache-2.0
/** What came to a receiver: each event that its subscription asks for, whole, and in the order of the chain. */
import { cloudEventOf } from '@catalog-chain/gateway/events/cloud-event';
import type { Message, MessageReader } from '@catalog-chain/gateway/index/model/messages';
import type { Post } from '../actors/receiver.js';
import type { Subscriber } from '../actors/subscriber.js';
import type { Model } from './model.js';

/** More than there are in any run. */
const MOST = 10_000;

export interface Told {
  /** Made from the chain alone. */
  readonly index: MessageReader;
  /** Genesis hash. */
  readonly chain: string;
  readonly posts: readonly Post[];
}

export async function checkDeliveries(model: Model, subscriber: Subscriber, told: Told): Promise<void> {
  const { organisation: party, from } = subscriber.setting;
  const start = await told.index.positionBefore(from);
  const due = await told.index.messages({ ...subscriber.filter, party }, start, MOST);
  const posts = Map.groupBy(
    told.posts.filter(({ url }) => url === subscriber.url),
    ({ id }) => id,
  );
  for (const fault of [
    ...faultsOf(due, posts, subscriber.givenUp),
    ...bodyFaults(due, posts, party, told.chain),
  ])
    model.fault(`webhook of ${party}: ${fault}`);
}

function* faultsOf(
  due: readonly Message[],
  posts: ReadonlyMap<string, readonly Post[]>,
  givenUp: ReadonlySet<string>,
): Generator<string> {
  for (const { id, name } of due) {
    const came = posts.get(id) ?? [];
    if (!came.some(({ fate }) => fate === 'taken')) yield `${name} ${id} never came`;
    if (givenUp.has(id) && !came.some(({ fate }) => fate === 'refused'))
      yield `${name} ${id} was given up though the receiver never refused it`;
  }
  const order = due.map(({ id }) => id);
  const firsts = [...posts.keys()];
  const known = firsts.filter((id) => order.includes(id));
  if (known.length < firsts.length) yield 'something came that was not asked for';
  if (known.some((id, i) => id !== order[i])) yield 'what came first came out of order';
}

function* bodyFaults(
  due: readonly Message[],
  posts: ReadonlyMap<string, readonly Post[]>,
  viewer: string,
  chain: string,
): Generator<string> {
  for (const message of due) {
    const right = cloudEventOf(message, { chain, viewer });
    if (posts.get(message.id)?.some(({ body }) => body !== right))
      yield `${message.id} came with something else in it than the chain says`;
  }
}
