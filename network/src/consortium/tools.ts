// SPDX-License-Identifier: Apache-2.0
import { run } from '../engine/shell.js';
import type { NodePlan, OrganisationPlan } from './plan.js';
import { runAs } from './files.js';

/** Where a network's generated files are seen inside the tool containers. */
export const inside = '/material';

/** Runs Fabric's own programs in containers on the consortium's network, as a given organisation's administrator. */
export class Tools {
  constructor(
    readonly network: string,
    readonly folder: string,
    readonly images: { readonly peer: string; readonly tools: string },
  ) {}

  /** Runs configtxgen or configtxlator. */
  run(program: 'configtxgen' | 'configtxlator', ...args: readonly string[]): Promise<string> {
    return this.#docker(this.images.tools, {}, [program, ...args]);
  }

  /** Runs the `peer` command as the organisation's administrator against one of its peers. */
  peer(organisation: OrganisationPlan, node: NodePlan, ...args: readonly string[]): Promise<string> {
    return this.#peer(organisation, node, 'users/admin', args);
  }

  /** Runs the `peer` command to read, as the peer itself: it works whichever users are revoked. */
  reader(organisation: OrganisationPlan, node: NodePlan, ...args: readonly string[]): Promise<string> {
    return this.#peer(organisation, node, node.service, args);
  }

  #peer(
    organisation: OrganisationPlan,
    node: NodePlan,
    identity: string,
    args: readonly string[],
  ): Promise<string> {
    const home = `${inside}/${organisation.name}`;
    const env = {
      FABRIC_LOGGING_SPEC: 'error',
      CORE_PEER_LOCALMSPID: organisation.mspId,
      CORE_PEER_MSPCONFIGPATH: `${home}/${identity}/msp`,
      CORE_PEER_ADDRESS: `${node.host}:${node.port}`,
      CORE_PEER_TLS_ENABLED: 'true',
      CORE_PEER_TLS_ROOTCERT_FILE: `${home}/${node.service}/tls/ca.crt`,
    };
    return this.#docker(this.images.peer, env, ['peer', ...args]);
  }

  #docker(image: string, env: Readonly<Record<string, string>>, command: readonly string[]): Promise<string> {
    const variables = Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
    const place = ['--network', this.network, '--volume', `${this.folder}:${inside}`, '--workdir', inside];
    const tidy = ['--rm', '--user', runAs, '--no-healthcheck', '--cap-drop', 'ALL', '--tmpfs', '/tmp'];
    return run('docker', ['run', ...tidy, ...place, ...variables, image, ...command], { timeoutMs: 180_000 });
  }
}
