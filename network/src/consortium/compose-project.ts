// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../engine/shell.js';
import type { ImageSet } from '../images/images.js';
import { workspace } from '../paths.js';
import { runAs, writePrivate } from './files.js';
import { type NetworkSettings, type OrganisationPlan, portVariables, projectOf } from './plan.js';

/** Containers of images that are there start within seconds; a busy machine is given minutes. */
const COMPOSE_MS = 300_000;

/** One organisation's Compose project: network/compose.yaml with the organisation's variables. */
export class ComposeProject {
  readonly project: string;
  readonly #file: string;

  constructor(
    readonly settings: NetworkSettings,
    readonly plan: OrganisationPlan,
    readonly root: string,
  ) {
    this.project = projectOf(settings, plan.name);
    this.#file = join(root, 'compose.env');
  }

  /** Writes the variables that compose.yaml names. */
  prepare(images: ImageSet): void {
    this.setVariables({
      ORG: this.plan.name,
      MSP_ID: this.plan.mspId,
      RUN_AS: runAs,
      MATERIAL: this.root,
      CONSORTIUM_NETWORK: this.settings.name,
      PEER_IMAGE: images.peer,
      ORDERER_IMAGE: images.orderer,
      CA_IMAGE: images.ca,
      ...portVariables(this.plan),
    });
  }

  /** Adds or replaces variables. */
  setVariables(variables: Readonly<Record<string, string>>): void {
    const lines = Object.entries({ ...this.#variables(), ...variables });
    writePrivate(this.#file, lines.map(([name, value]) => `${name}=${value}\n`).join(''));
  }

  /** Starts services, or brings them to what their variables now say. */
  async up(...services: readonly string[]): Promise<void> {
    await this.compose(['up', '--detach', '--no-build', '--quiet-pull', ...services]);
  }

  /** Removes a service's container. */
  async remove(service: string): Promise<void> {
    await this.compose(['rm', '--stop', '--force', service]);
  }

  /** Removes every container, volume and network of the project; nothing where it was never prepared. */
  async removeAll(): Promise<void> {
    if (existsSync(this.#file)) await this.compose(['down', '--volumes', '--timeout', '1']);
  }

  /** Runs `docker compose` for this organisation and gives its output. */
  compose(args: readonly string[]): Promise<string> {
    const files = ['--file', join(workspace, 'compose.yaml'), '--env-file', this.#file];
    const project = ['--project-name', this.project, ...files, '--profile', '*'];
    return run('docker', ['compose', ...project, ...args], { timeoutMs: COMPOSE_MS });
  }

  /** The name that Compose gives to a service's container. */
  containerOf(service: string): string {
    return `${this.project}-${service}-1`;
  }

  #variables(): Record<string, string> {
    if (!existsSync(this.#file)) return {};
    const lines = readFileSync(this.#file, 'utf8').split('\n').filter(Boolean);
    return Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string]));
  }
}
