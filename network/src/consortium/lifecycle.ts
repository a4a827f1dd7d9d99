// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import type { ChaincodePackage } from './chaincode-package.js';
import { writePrivate } from './files.js';
import { channelName, chaincodeName, type NodePlan, type OrganisationPlan } from './plan.js';
import { inside, type Tools } from './tools.js';

/** What organisations agree on before chaincode runs: Fabric's definition, with the channel's endorsement policy. */
export interface Definition {
  readonly version: string;
  /** Counts the definitions on the channel from 1. */
  readonly sequence: number;
}

/** Fabric's chaincode lifecycle: install, approve, commit. */
export class Lifecycle {
  constructor(
    readonly tools: Tools,
    /** An orderer that takes the transactions, and the organisation that runs it. */
    readonly orderer: { readonly owner: string; readonly node: NodePlan },
  ) {}

  /** A lifecycle whose transactions go to the first orderer of these organisations. Throws when none has one. */
  static through(tools: Tools, organisations: readonly OrganisationPlan[]): Lifecycle {
    const owner = organisations.find(({ orderers }) => orderers.length > 0);
    const node = owner?.orderers[0];
    if (owner === undefined || node === undefined) throw new Error('no organisation runs an orderer');
    return new Lifecycle(tools, { owner: owner.name, node });
  }

  /** Installs the package on every peer of the organisation. */
  async install(organisation: OrganisationPlan, chaincode: ChaincodePackage): Promise<void> {
    const file = join(organisation.name, `${chaincode.label}.tar.gz`);
    writePrivate(join(this.tools.folder, file), chaincode.bytes);
    for (const peer of organisation.peers) {
      if (await this.#isInstalled(organisation, peer, chaincode.id)) continue;
      await this.tools.peer(organisation, peer, 'lifecycle', 'chaincode', 'install', file);
    }
  }

  /** The organisation's vote for a definition, and which package it runs for it. Voted before, nothing changes. */
  async approve(organisation: OrganisationPlan, definition: Definition, packageId: string): Promise<void> {
    const [peer] = organisation.peers;
    if (peer === undefined) throw new Error(`${organisation.name} has no peer`);
    const vote = ['lifecycle', 'chaincode', 'approveformyorg', '--package-id', packageId];
    try {
      await this.tools.peer(organisation, peer, ...vote, ...this.#transaction(definition));
    } catch (refused) {
      if (!(await this.#hasApproved(organisation, peer, definition, packageId))) throw refused;
    }
  }

  /** Puts an approved definition into force; endorsed by the organisations given, which must be a majority. */
  async commit(organisations: readonly OrganisationPlan[], definition: Definition): Promise<void> {
    const [first] = organisations;
    const peer = first?.peers[0];
    if (first === undefined || peer === undefined) throw new Error('a commit needs organisations');
    const endorsers = organisations.flatMap(({ name, peers }) =>
      peers
        .slice(0, 1)
        .flatMap(({ host, port, service }) => [
          ...['--peerAddresses', `${host}:${port}`],
          ...['--tlsRootCertFiles', `${inside}/${name}/${service}/tls/ca.crt`],
        ]),
    );
    const transaction = this.#transaction(definition);
    await this.tools.peer(first, peer, 'lifecycle', 'chaincode', 'commit', ...transaction, ...endorsers);
  }

  async #isInstalled(organisation: OrganisationPlan, peer: NodePlan, id: string): Promise<boolean> {
    const query = ['lifecycle', 'chaincode', 'queryinstalled', '-O', 'json'];
    return (await this.tools.peer(organisation, peer, ...query)).includes(`"${id}"`);
  }

  async #hasApproved(
    organisation: OrganisationPlan,
    peer: NodePlan,
    { sequence }: Definition,
    packageId: string,
  ): Promise<boolean> {
    const query = ['lifecycle', 'chaincode', 'queryapproved', '--sequence', String(sequence), '-O', 'json'];
    const place = ['--channelID', channelName, '--name', chaincodeName];
    const answer = await this.tools.peer(organisation, peer, ...query, ...place).catch(() => '');
    return answer.includes(`"${packageId}"`);
  }

  #transaction({ version, sequence }: Definition): string[] {
    const { owner, node } = this.orderer;
    return [
      ...['--channelID', channelName, '--name', chaincodeName],
      ...['--version', version, '--sequence', String(sequence)],
      ...['--orderer', `${node.host}:${node.port}`],
      ...['--tls', '--cafile', `${inside}/${owner}/${node.service}/tls/ca.crt`],
    ];
  }
}
