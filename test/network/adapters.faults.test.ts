// SPDX-License-Identifier: Apache-2.0
/** What the adapters make of peers that freeze, lag or lose connections. Each test leaves the network well. */
import { digestOf } from '@catalog-chain/chaincode/domain/encoding/digest';
import 'reflect-metadata';
import assert from 'node:assert/strict';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { openFabricGateway } from '@catalog-chain/gateway/ledger/fabric-gateway/open';
import { openFabricNetwork } from '@catalog-chain/gateway/ledger/fabric-network/open';
import type { FabricNode, FabricProfile } from '@catalog-chain/gateway/ledger/fabric/profile';
import type { Call, Ledger, Outcome } from '@catalog-chain/gateway/ledger/ledger';
import { eventually } from '@catalog-chain/network/engine/wait';
import type { StartedPeer } from '@catalog-chain/network/started/started-node';
import { admin, call, officer, Steps, unique } from '../contracts/ledger-harness.js';
import { found, writeMember } from '../support/fabric-client.js';
import { fabricProfile } from '../support/fabric-ledger.js';
import { sharedNetwork } from '../support/fabric-network.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { content, sharing } from '../support/sharing.js';
import { beforeAll, describe, test } from '../support/testing.js';

type Open = (profile: FabricProfile) => Ledger;

const T = TRANSACTIONS;
const network = await sharedNetwork();
const [provider, manager] = ['ProviderMSP', 'ManagerMSP'] as const;

beforeAll(async () => {
  await found(network);
  await using ledger = openFabricGateway(fabricProfile(network));
  await new Steps(ledger).member(manager, provider, ['provider']);
});

const newDuty = (): Call =>
  call(T.dutyRegister, { code: unique('D'), names: { en: 'Duty' }, legalBasis: 'Act 1' });

function providerPeers(): readonly [StartedPeer, StartedPeer] {
  const [first, second] = network.organisation('provider').peers;
  assert.ok(first && second);
  return [first, second];
}

/** The block numbers that a ledger's stream gives, for as long as it is followed. */
class Followed implements AsyncDisposable {
  readonly numbers: number[] = [];
  readonly #stop = new AbortController();
  readonly #done: Promise<void>;

  constructor(ledger: Ledger, from: number, onBlock: (number: number) => void = () => undefined) {
    this.#done = (async () => {
      for await (const { number } of ledger.blocks({ from, signal: this.#stop.signal })) {
        this.numbers.push(number);
        onBlock(number);
      }
    })();
  }

  /** Waits for the block. Asserts that nothing between was left out or came twice. */
  async reached(block: number, timeoutMs = 30_000): Promise<void> {
    const there = (): Promise<void> => {
      const isThere = (this.numbers.at(-1) ?? -1) >= block;
      return isThere ? Promise.resolve() : Promise.reject(new Error(`at ${this.numbers.at(-1) ?? 'none'}`));
    };
    await eventually(`block ${block}`, there, { timeoutMs });
    const [first = 0] = this.numbers;
    assert.deepEqual(
      this.numbers,
      this.numbers.map((_, i) => first + i),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#done;
  }
}

async function heightOf(ledger: Ledger): Promise<number> {
  return (await ledger.info()).height;
}

function survives(open: Open): void {
  test('an own peer that freezes: reads, writes and the block stream go on at the second one', async () => {
    await using ledger = open(fabricProfile(network, 'provider'));
    const steps = new Steps(ledger);
    await steps.commit(officer(provider), newDuty());
    await using followed = new Followed(ledger, await heightOf(ledger));
    await followed.reached((await steps.commit(officer(provider), newDuty())).block);
    const [first] = providerPeers();
    await first.pause();
    try {
      const start = performance.now();
      await ledger.evaluate(officer(provider), call(T.organisationList));
      const { block } = await steps.commit(officer(provider), newDuty());
      await followed.reached(block);
      assert.ok(performance.now() - start < 30_000, 'inside the deadline of a submission');
    } finally {
      await first.unpause();
    }
    await network.ready();
  });

  test('a stream alone, without other calls, leaves a peer that freezes', async () => {
    await using ledger = open(fabricProfile(network, 'provider'));
    const from = await heightOf(ledger);
    await using followed = new Followed(ledger, from);
    await writeMember(network);
    await followed.reached(from);
    const [first] = providerPeers();
    await first.pause();
    try {
      // The manager's peer may ask the frozen one to endorse, and wait for it in vain.
      await eventually('a write', () => writeMember(network), { timeoutMs: 180_000 });
      await followed.reached(from + 1);
    } finally {
      await first.unpause();
    }
    await network.ready();
  });

  test('turned to a peer that lags, the stream waits for it and skips nothing', async () => {
    const [first, second] = providerPeers();
    await using ledger = open(fabricProfile(network, 'provider'));
    await second.stop();
    const from = await heightOf(ledger);
    await using followed = new Followed(ledger, from);
    for (let n = 0; n < 3; n += 1) await writeMember(network);
    await followed.reached(from + 2);
    await first.stop();
    try {
      await writeMember(network);
      await second.start();
      await followed.reached(from + 3, 60_000);
    } finally {
      await first.start();
      await second.start();
    }
    await network.ready();
  });

  test('a block stream that is cut again and again is taken up where it was', async () => {
    await using proxies = await proxied('manager');
    await using ledger = open(proxies.profile);
    const height = await heightOf(ledger);
    assert.ok(height > 12);
    let cuts = 0;
    // From a little way back: at the end of a run the whole chain is long.
    await using followed = new Followed(ledger, Math.max(height - 40, 0), (number) => {
      if (number % 5 !== 4 || cuts >= 3) return;
      cuts += 1;
      proxies.peer.cut();
    });
    await writeMember(network);
    // A reset that reaches nobody is found out by silence, once for each cut at worst.
    await followed.reached(height, 60_000);
    assert.ok(cuts > 1);
  });

  test('a connection that is dead without being told so is left for a new one to the only peer', async () => {
    await using proxies = await proxied('manager');
    await using ledger = open(proxies.profile);
    const from = await heightOf(ledger);
    await using followed = new Followed(ledger, from);
    await writeMember(network);
    await followed.reached(from);
    proxies.peer.deaden();
    await writeMember(network);
    await followed.reached(from + 1);
    assert.ok((await heightOf(ledger)) > from + 1);
  });

  test('an envelope whose answer was lost is sent again, and committed once', async () => {
    await using proxies = await proxied('manager');
    await using direct = openFabricGateway(fabricProfile(network, 'manager'));
    await using ledger = open(proxies.profile);
    const by = officer(manager);
    const steps = new Steps(ledger);
    await steps.commit(by, newDuty());
    const prepared = await steps.prepare(by, newDuty());
    const from = await heightOf(direct);
    proxies.swallowAnswers();
    const lost = ledger.submit(prepared);
    const seenElsewhere = async (): Promise<Outcome> => {
      const seen = await direct.outcome(prepared.transactionId, by);
      assert.equal(seen.status, 'committed');
      return seen;
    };
    const outcome = await eventually('the commit', seenElsewhere, { timeoutMs: 15_000 });
    proxies.cut();
    assert.notEqual((await lost).status, 'rejected', 'what is not known is not guessed');
    assert.deepEqual(await ledger.submit(prepared), outcome);
    const blocks = await new Steps(direct).blocks(from, (await heightOf(direct)) - 1);
    const copies = blocks.flatMap(({ transactions }) => transactions);
    const valid = copies.filter(({ id, valid }) => id === prepared.transactionId && valid);
    assert.equal(valid.length, 1);
  });

  test('another chain behind the same name is refused by its genesis hash', async () => {
    await using ledger = open({ ...fabricProfile(network), genesisHash: 'f'.repeat(64) });
    await assert.rejects(ledger.info(), { code: 'LEDGER_OTHER_CHAIN' });
    await assert.rejects(ledger.ready(), { code: 'LEDGER_OTHER_CHAIN' });
  });

  test('a manager suspends a resource while every peer of its owner is frozen', async () => {
    await using ledger = open(fabricProfile(network));
    const id = await publishedResource(new Steps(ledger, [provider, manager].map(admin)));
    const peers = providerPeers();
    await Promise.all(peers.map((peer) => peer.pause()));
    try {
      const suspend = call(T.resourceSuspend, { id, reason: 'Under review' });
      const suspended = (): Promise<unknown> => new Steps(ledger).commit(officer(manager), suspend);
      await eventually('the suspension', suspended, { timeoutMs: 180_000 });
    } finally {
      await Promise.all(peers.map((peer) => peer.unpause()));
    }
    await network.ready();
  });
}

async function publishedResource(steps: Steps): Promise<string> {
  const code = unique('R');
  const duty = { code, names: { en: 'Duty' }, legalBasis: 'Act 1' };
  const system = { code, names: { en: 'System' }, duties: [`${provider}:${code}`] };
  await steps.commit(officer(provider), call(T.dutyRegister, duty));
  await steps.commit(officer(provider), call(T.systemRegister, system));
  const open = { ...content(sharing('unconditional')), system: `${provider}:${code}` };
  await steps.commit(officer(provider), call(T.resourceDraft, { code, content: open }));
  await steps.commit(officer(provider), call(T.resourceSubmit, `${provider}:${code}`));
  const review = call(T.resourceReview, {
    id: `${provider}:${code}`,
    approved: true,
    digest: digestOf(open),
  });
  await steps.commit(officer(manager), review);
  return `${provider}:${code}`;
}

/** Proxies before an organisation's own peer and before the orderers. */
class Proxies implements AsyncDisposable {
  constructor(
    /** Goes through them. */
    readonly profile: FabricProfile,
    readonly peer: TcpProxy,
    private readonly orderers: readonly TcpProxy[],
  ) {}

  cut(): void {
    for (const proxy of this.#all) proxy.cut();
  }

  swallowAnswers(): void {
    for (const proxy of this.#all) proxy.swallowAnswers();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#all.map((proxy) => proxy[Symbol.asyncDispose]()));
  }

  get #all(): readonly TcpProxy[] {
    return [this.peer, ...this.orderers];
  }
}

async function proxied(name: string): Promise<Proxies> {
  const profile = fabricProfile(network, name);
  const [member] = profile.members;
  const [own] = member?.peers ?? [];
  assert.ok(member && own);
  const peer = await TcpProxy.before(own.endpoint);
  const orderers = await Promise.all(profile.orderers.map(({ endpoint }) => TcpProxy.before(endpoint)));
  const behind = (node: FabricNode, proxy: TcpProxy | undefined): FabricNode => ({
    ...node,
    endpoint: proxy?.endpoint ?? node.endpoint,
  });
  const through: FabricProfile = {
    ...profile,
    members: [{ ...member, peers: [behind(own, peer)] }],
    orderers: profile.orderers.map((node, i) => behind(node, orderers[i])),
  };
  return new Proxies(through, peer, orderers);
}

describe('through fabric-gateway', () => {
  survives(openFabricGateway);
});
describe('through fabric-network', () => {
  survives(openFabricNetwork);
});
