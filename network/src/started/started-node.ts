// SPDX-License-Identifier: Apache-2.0
import { healthy, leads } from '../consortium/health.js';
import type { NodePlan } from '../consortium/plan.js';
import { run } from '../engine/shell.js';

/** A container that can be disturbed, by its name. */
export class StartedContainer {
  constructor(readonly container: string) {}

  /** Asks the program to end, and kills it when it has not after ten seconds. */
  async stop(): Promise<void> {
    await this.#docker('stop');
  }

  /** Ends the program at once, without warning. */
  async kill(): Promise<void> {
    await this.#docker('kill');
  }

  /** Starts it after stop or kill; does not wait until it is of use. */
  async start(): Promise<void> {
    await this.#docker('start');
  }

  /** Stops and starts it; does not wait until it is of use. */
  async restart(): Promise<void> {
    await this.#docker('restart');
  }

  /** Freezes every process in it, connections left open (what `kill -STOP` does). */
  async pause(): Promise<void> {
    await this.#docker('pause');
  }

  /** Lets a frozen container go on. */
  async unpause(): Promise<void> {
    await this.#docker('unpause');
  }

  /** What the program wrote, both streams' order kept by Docker. */
  logs(): Promise<string> {
    return this.#docker('logs');
  }

  #docker(command: string): Promise<string> {
    return run('docker', [command, this.container], { timeoutMs: 120_000 });
  }
}

/** A running peer. */
export class StartedPeer extends StartedContainer {
  /** host:port on this machine. */
  readonly endpoint: string;
  /** host:port on the consortium's network. */
  readonly internalEndpoint: string;
  /** The name in the peer's TLS certificate, to be given as override where the endpoint is an address. */
  readonly tlsHostName: string;

  constructor(
    container: string,
    readonly node: NodePlan,
    /** PEM of the authority that the peer's TLS certificate must come from. */
    readonly tlsCaPem: string,
  ) {
    super(container);
    this.endpoint = `127.0.0.1:${node.port}`;
    this.internalEndpoint = `${node.host}:${node.port}`;
    this.tlsHostName = node.host;
  }

  /** Waits until the operations endpoint says that all is well. */
  healthy(): Promise<void> {
    return healthy(this.node);
  }
}

/** A running orderer. */
export class StartedOrderer extends StartedPeer {
  /** True while this orderer leads the channel. */
  leads(): Promise<boolean> {
    return leads(this.node);
  }
}
