// SPDX-License-Identifier: Apache-2.0
import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { X509Certificate, X509Crl } from '@peculiar/x509';
import { eventually, Hopeless } from '../engine/wait.js';
import { makeFolder, writePrivate } from './files.js';
import { heightOf } from './health.js';
import { Material } from './material.js';
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
  readonly values: {
    readonly MSP: { readonly value: { readonly config: { revocation_list?: string[] | null } } };
  };
}

/** How far the configuration of a channel is, and what it says. */
interface Configured {
  /** Counts the configurations of the channel. */
  readonly sequence: number;
  /** The number of the block that holds it. */
  readonly block: number;
  readonly config: ChannelConfig;
}

/** What a change takes to be accepted. */
export type Signatures = 'of a majority' | 'of the submitter';

/** Another update may come first, or the answer to this one be lost: then it is read again what is left to be done. */
const APPLY_MS = 60_000;
const ARRIVAL_MS = 60_000;

/** Changes a channel's configuration with the signatures of as many of its organisations as that takes. */
export class ChannelUpdate {
  readonly #folder: string;

  /**
   * @param members organisations whose peers go by the configuration; the first one that can submits
   * @param onTheWay organisations that may be in the channel already while their peers are not
   */
  constructor(
    readonly tools: Tools,
    readonly members: readonly OrganisationPlan[],
    readonly orderer: { readonly owner: string; readonly node: NodePlan },
    readonly onTheWay: readonly OrganisationPlan[] = [],
  ) {
    this.#folder = join(tools.folder, 'updates', randomUUID());
    makeFolder(this.#folder);
  }

  /**
   * Reads the configuration, lets `change` alter it, has what is different signed and submits it; where nothing is
   * different, nothing is submitted. Ends when every member's first peer goes by the configuration that holds the
   * change, and gives the number of that configuration's block.
   */
  async apply(
    change: (config: ChannelConfig) => void,
    signatures: Signatures = 'of a majority',
  ): Promise<number> {
    const attempt = (): Promise<number> => this.#submitOnce(change, signatures);
    const sequence = await eventually('the channel to take its new configuration', attempt, {
      timeoutMs: APPLY_MS,
      everyMs: 1_000,
    });
    const block = await this.#blockOf(sequence);
    await Promise.all(this.members.map((member) => this.arrival(member, block)));
    return block;
  }

  /** Waits until the organisation's first peer has the block, and so goes by the configuration in it. */
  async arrival(member: OrganisationPlan, block: number): Promise<void> {
    const peer = firstPeer(member);
    const look = async (): Promise<void> => {
      const height = await heightOf(peer, channelName);
      if (height <= block) throw new Error(`it has ${height} blocks`);
    };
    await eventually(`the channel’s block ${block} at the peer of ${member.name}`, look, {
      timeoutMs: ARRIVAL_MS,
    });
  }

  /** Waits until the orderers have the configuration of that number, or a later one, and gives its block's. */
  async #blockOf(sequence: number): Promise<number> {
    const look = async (): Promise<number> => {
      const now = await this.#fetch();
      if (now.sequence < sequence) throw new Error(`configuration ${now.sequence} is in force`);
      return now.block;
    };
    return eventually(`configuration ${sequence} at the orderers`, look, { timeoutMs: ARRIVAL_MS });
  }

  /** @returns the number of the configuration that holds the change */
  async #submitOnce(change: (config: ChannelConfig) => void, signatures: Signatures): Promise<number> {
    const { sequence, config } = await this.#fetch();
    const before = JSON.stringify(config);
    change(config);
    const after = JSON.stringify(config);
    if (after === before) return sequence;
    const signers = this.#signers(JSON.parse(before) as ChannelConfig, signatures);
    this.#write('before.json', before);
    this.#write('after.json', after);
    await this.#encode('common.Config', 'before');
    await this.#encode('common.Config', 'after');
    await this.#difference();
    await this.#signAndSubmit(signers);
    return sequence + 1;
  }

  /** The newest configuration that the orderers have. */
  async #fetch(): Promise<Configured> {
    const [reader] = this.members;
    if (reader === undefined) throw new Error('a channel has members');
    const file = this.#seen('block.pb');
    const fetch = ['channel', 'fetch', 'config', file, ...this.#destination()];
    await this.tools.reader(reader, firstPeer(reader), ...fetch);
    await this.#decode('common.Block', 'block');
    interface ConfigBlock {
      header: { number: string };
      data: { data: [{ payload: { data: { config: ChannelConfig & { sequence: string } } } }] };
    }
    const { header, data } = this.#read('block.json') as ConfigBlock;
    const { config } = data.data[0].payload.data;
    return { sequence: Number(config.sequence), block: Number(header.number), config };
  }

  /** Who signs: organisations of the channel whose administrator it does not hold for revoked; the submitter first. */
  #signers({ channel_group: { groups } }: ChannelConfig, signatures: Signatures): OrganisationPlan[] {
    const admitted = groups.Application.groups as Readonly<Record<string, MspGroup | undefined>>;
    const able = [...this.members, ...this.onTheWay].filter((plan) => {
      const definition = admitted[plan.mspId];
      const administrator = new Material(join(this.tools.folder, plan.name), plan).user('admin');
      return definition !== undefined && !isRevoked(administrator.certificatePem, definition);
    });
    if (signatures === 'of the submitter') {
      const [own] = this.members;
      if (own !== undefined && able.includes(own)) return [own];
      throw new Hopeless(`the administrator of ${own?.name ?? 'nobody'} is revoked: renew it first`);
    }
    const needed = Math.floor(Object.keys(admitted).length / 2) + 1;
    if (able.length >= needed) return able.slice(0, needed);
    throw new Hopeless(
      `the change takes ${needed} administrators’ signatures, and ${able.length} can be had`,
    );
  }

  async #difference(): Promise<void> {
    const files = { original: 'before.pb', updated: 'after.pb', output: 'difference.pb' };
    const args = Object.entries(files).map(([name, file]) => `--${name}=${this.#seen(file)}`);
    await this.tools.run('configtxlator', 'compute_update', `--channel_id=${channelName}`, ...args);
    await this.#decode('common.ConfigUpdate', 'difference');
    const header = { channel_header: { channel_id: channelName, type: 2 } };
    const data = { config_update: this.#read('difference.json') };
    this.#write('update.json', JSON.stringify({ payload: { header, data } }));
    await this.#encode('common.Envelope', 'update');
  }

  /** The one that submits signs as well: one fewer need to sign before. */
  async #signAndSubmit([submitter, ...others]: readonly OrganisationPlan[]): Promise<void> {
    if (submitter === undefined) throw new Error('somebody submits');
    const update = this.#seen('update.pb');
    for (const member of others) {
      await this.tools.peer(member, firstPeer(member), 'channel', 'signconfigtx', '--file', update);
    }
    const submit = ['channel', 'update', '--file', update, ...this.#destination()];
    await this.tools.peer(submitter, firstPeer(submitter), ...submit);
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

  #write(file: string, json: string): void {
    writePrivate(join(this.#folder, file), json);
  }

  #read(file: string): unknown {
    return JSON.parse(readFileSync(join(this.#folder, file), 'utf8'));
  }
}

function firstPeer({ name, peers }: OrganisationPlan): NodePlan {
  const [peer] = peers;
  if (peer === undefined) throw new Error(`${name} has no peer`);
  return peer;
}

/** Whether the organisation's list in the channel names the certificate. */
function isRevoked(certificatePem: string, { values }: MspGroup): boolean {
  const certificate = new X509Certificate(certificatePem);
  const lists = values.MSP.value.config.revocation_list ?? [];
  return lists.some((list) => {
    const crl = new X509Crl(Buffer.from(list, 'base64').toString());
    return crl.findRevoked(certificate) !== null;
  });
}
