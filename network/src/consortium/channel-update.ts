// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { makeFolder, writePrivate } from './files.js';
import { eventually } from '../engine/wait.js';
import { channelName, type NodePlan, type OrganisationPlan } from './plan.js';
import { inside, type Tools } from './tools.js';

/** The part of a channel's configuration that a change of members touches, as configtxlator writes it. */
export interface ChannelConfig {
  readonly channel_group: { readonly groups: Readonly<Record<'Application' | 'Orderer', Group>> };
}

interface Group {
  readonly groups: Record<string, unknown>;
  readonly policies: Record<string, unknown>;
  readonly values: Record<string, unknown>;
}

/** SmartBFT's policy of who signs blocks, `BlockValidation` of the group `Orderer`: the same orderers by name. */
export interface BlockValidation {
  readonly policy: {
    readonly value: { readonly identities: { readonly principal: { id_bytes: string } }[] };
  };
}

/** SmartBFT's list of orderers, `Orderers` among the values of the group `Orderer`; certificates are base64 of PEM. */
export interface ConsenterMapping {
  readonly value: {
    readonly consenter_mapping: {
      readonly host: string;
      identity: string;
      client_tls_cert: string;
      server_tls_cert: string;
    }[];
  };
}

/** The part of an organisation's definition that says whose certificates count. */
export interface MspGroup {
  readonly values: { readonly MSP: { readonly value: { readonly config: { revocation_list: string[] } } } };
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

  /**
   * Reads the configuration, lets `change` alter it, has a majority sign what is different and submits it. Ends when
   * every member's first peer goes by the new configuration.
   */
  async apply(change: (config: ChannelConfig) => void): Promise<void> {
    const [submitter] = this.members;
    if (submitter === undefined) throw new Error('a channel has members');
    const { sequence, config } = await this.#fetch(submitter, this.#destination());
    this.#write('before.json', config);
    change(config);
    this.#write('after.json', config);
    await this.#encode('common.Config', 'before');
    await this.#encode('common.Config', 'after');
    await this.#difference();
    await this.#signAndSubmit(submitter);
    await Promise.all(this.members.map((member) => this.#arrival(member, sequence)));
  }

  /** The newest configuration: from an orderer, or without one from the member's own peer. */
  async #fetch(
    member: OrganisationPlan,
    orderer: readonly string[],
  ): Promise<{ readonly sequence: number; readonly config: ChannelConfig }> {
    const name = `block-${member.name}`;
    const from = orderer.length === 0 ? ['--channelID', channelName] : orderer;
    await this.#peer(member, 'channel', 'fetch', 'config', this.#seen(`${name}.pb`), ...from);
    await this.#decode('common.Block', name);
    interface ConfigBlock {
      data: { data: [{ payload: { data: { config: ChannelConfig & { sequence: string } } } }] };
    }
    const { config } = (this.#read(`${name}.json`) as ConfigBlock).data.data[0].payload.data;
    return { sequence: Number(config.sequence), config };
  }

  async #arrival(member: OrganisationPlan, previous: number): Promise<void> {
    const look = async (): Promise<void> => {
      const { sequence } = await this.#fetch(member, []);
      if (sequence <= previous) throw new Error('the old configuration is in force');
    };
    await eventually(`the new configuration at ${member.name}`, look, { timeoutMs: 60_000 });
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
  async #signAndSubmit(submitter: OrganisationPlan): Promise<void> {
    const majority = Math.floor(this.members.length / 2) + 1;
    const others = this.members.filter((member) => member !== submitter);
    const update = this.#seen('update.pb');
    for (const member of others.slice(0, majority - 1)) {
      await this.#peer(member, 'channel', 'signconfigtx', '--file', update);
    }
    await this.#peer(submitter, 'channel', 'update', '--file', update, ...this.#destination());
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
