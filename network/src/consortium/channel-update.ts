// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { makeFolder, writePrivate } from './files.js';
import { channelName, type NodePlan, type OrganisationPlan } from './plan.js';
import { inside, type Tools } from './tools.js';

/** The part of a channel's configuration that a change of members touches, as configtxlator writes it. */
export interface ChannelConfig {
  readonly channel_group: { readonly groups: { readonly Application: { groups: Record<string, unknown> } } };
}

/** Changes a channel's configuration with the signatures of a majority of its organisations. */
export class ChannelUpdate {
  readonly #folder: string;

  constructor(
    readonly tools: Tools,
    readonly members: readonly OrganisationPlan[],
    readonly orderer: { readonly owner: string; readonly node: NodePlan },
  ) {
    this.#folder = join(tools.folder, 'updates', randomUUID());
    makeFolder(this.#folder);
  }

  /** Reads the configuration, lets `change` alter it, has a majority sign what is different and submits it. */
  async apply(change: (config: ChannelConfig) => void): Promise<void> {
    const config = await this.#fetch();
    this.#write('before.json', config);
    change(config);
    this.#write('after.json', config);
    await this.#encode('common.Config', 'before');
    await this.#encode('common.Config', 'after');
    await this.#difference();
    await this.#signAndSubmit();
  }

  async #fetch(): Promise<ChannelConfig> {
    const [first] = this.members;
    if (first === undefined) throw new Error('a channel has members');
    await this.#peer(first, 'channel', 'fetch', 'config', this.#seen('block.pb'), ...this.#destination());
    await this.#decode('common.Block', 'block');
    interface ConfigBlock {
      data: { data: [{ payload: { data: { config: ChannelConfig } } }] };
    }
    return (this.#read('block.json') as ConfigBlock).data.data[0].payload.data.config;
  }

  async #difference(): Promise<void> {
    const files = { original: 'before.pb', updated: 'after.pb', output: 'difference.pb' };
    const args = Object.entries(files).map(([name, file]) => `--${name}=${this.#seen(file)}`);
    await this.tools.run('configtxlator', 'compute_update', `--channel_id=${channelName}`, ...args);
    await this.#decode('common.ConfigUpdate', 'difference');
    const header = { channel_header: { channel_id: channelName, type: 2 } };
    const data = { config_update: this.#read('difference.json') };
    this.#write('update.json', { payload: { header, data } });
    await this.#encode('common.Envelope', 'update');
  }

  /** The one that submits signs as well: one fewer need to sign before. */
  async #signAndSubmit(): Promise<void> {
    const majority = Math.floor(this.members.length / 2) + 1;
    const [submitter, ...others] = this.members;
    const update = this.#seen('update.pb');
    for (const member of others.slice(0, majority - 1)) {
      await this.#peer(member, 'channel', 'signconfigtx', '--file', update);
    }
    await this.#peer(
      submitter as OrganisationPlan,
      'channel',
      'update',
      '--file',
      update,
      ...this.#destination(),
    );
  }

  #peer(member: OrganisationPlan, ...args: readonly string[]): Promise<string> {
    const [peer] = member.peers;
    if (peer === undefined) throw new Error(`${member.name} has no peer`);
    return this.tools.peer(member, peer, ...args);
  }

  #destination(): string[] {
    const { owner, node } = this.orderer;
    const trust = ['--tls', '--cafile', `${inside}/${owner}/${node.service}/tls/ca.crt`];
    return ['--orderer', `${node.host}:${node.port}`, ...trust, '--channelID', channelName];
  }

  #encode(type: string, name: string): Promise<string> {
    const files = [`--input=${this.#seen(`${name}.json`)}`, `--output=${this.#seen(`${name}.pb`)}`];
    return this.tools.run('configtxlator', 'proto_encode', `--type=${type}`, ...files);
  }

  #decode(type: string, name: string): Promise<string> {
    const files = [`--input=${this.#seen(`${name}.pb`)}`, `--output=${this.#seen(`${name}.json`)}`];
    return this.tools.run('configtxlator', 'proto_decode', `--type=${type}`, ...files);
  }

  #seen(file: string): string {
    return `${inside}/updates/${basename(this.#folder)}/${file}`;
  }

  #write(file: string, value: unknown): void {
    writePrivate(join(this.#folder, file), JSON.stringify(value));
  }

  #read(file: string): unknown {
    return JSON.parse(readFileSync(join(this.#folder, file), 'utf8'));
  }
}
