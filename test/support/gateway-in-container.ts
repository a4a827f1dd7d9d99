// SPDX-License-Identifier: Apache-2.0
/**
 * The gateway's own image as an agency would run it: in production, on a read-only root, beside a PostgreSQL, an identity
 * provider and a receiver of webhooks, all in one Docker network. No port is published: the test speaks to the gateway at
 * its address there.
 */
import { chmodSync, copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import {
  GenericContainer,
  Network,
  Wait,
  type StartedNetwork,
  type StartedTestContainer,
} from 'testcontainers';
import { run } from '@catalog-chain/network/engine/shell';
import { eventually } from '@catalog-chain/network/engine/wait';
import { ensureGatewayImage, ensurePostgresImage } from '@catalog-chain/network/images/images';
import { serverCertificate } from './certificates.js';
import { labels, report } from './containers.js';
import {
  AUDITOR,
  CONSUMER,
  MANAGER,
  PROVIDER,
  type Reply,
  type Sending,
  type TestGateway,
} from './gateway.js';
import { alone } from './lock.js';
import type { Received } from './webhook-receiver.js';

const MATERIAL = '/material';
const PORT = 8_080;
const NEIGHBOUR_PORT = 8_443;
const NEIGHBOUR = `https://neighbour:${NEIGHBOUR_PORT}`;
const AUDIENCE = 'catalog-chain';
/** A busy machine may be ten times as slow. */
const READY = { timeoutMs: 240_000, everyMs: 100 };
/** Who may come by the network that only the test's containers are in. */
const WHO_MAY_CONNECT = 'host all all samenet trust\n';
const COMPILED_NEIGHBOUR = path.join(import.meta.dirname, 'neighbour.js');

/** As `network/compose.yaml` runs it. */
class HardenedContainer extends GenericContainer {
  constructor(image: string) {
    super(image);
    this.hostConfig.ReadonlyRootfs = true;
    this.withDroppedCapabilities('ALL').withSecurityOpt('no-new-privileges:true').withTmpFs({ '/tmp': 'rw' });
  }
}

interface Images {
  readonly gateway: string;
  readonly postgres: string;
}

/** A network with all but the gateway in it; disposing removes everything. */
export class Surroundings implements AsyncDisposable {
  /** What the receiver has got so far. */
  readonly received: Omit<Received, 'event'>[] = [];
  private readonly volume: string;

  private constructor(
    private readonly images: Images,
    private readonly network: StartedNetwork,
    private readonly folder: string,
    private readonly key: CryptoKey,
    private readonly opened: AsyncDisposableStack,
  ) {
    this.volume = `state-${network.getName()}`;
  }

  static async start(): Promise<Surroundings> {
    await using opened = new AsyncDisposableStack();
    const images = {
      gateway: await alone('test-gateway-image', () => ensureGatewayImage(report)),
      postgres: await alone('test-postgres-image', () => ensurePostgresImage(report)),
    };
    const folder = mkdtempSync(path.join(tmpdir(), 'catalog-chain-'));
    opened.defer(() => {
      rmSync(folder, { recursive: true });
    });
    const key = await layMaterial(folder);
    const network = await new Network().start();
    opened.defer(async () => {
      await network.stop();
    });
    const all = new Surroundings(images, network, folder, key, opened.move());
    try {
      await all.startOthers();
      return all;
    } catch (error) {
      await all[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Where webhooks are received. */
  get hook(): string {
    return `${NEIGHBOUR}/hook`;
  }

  /** A gateway of the image over the state that the one before it left. */
  async startGateway(): Promise<GatewayInContainer> {
    const container = await new HardenedContainer(this.images.gateway)
      .withLabels(labels)
      .withNetwork(this.network)
      .withCommand(['dist/main.js'])
      .withBindMounts([this.material, { source: this.volume, target: '/data', mode: 'rw' }])
      .withEnvironment({
        HOST: '0.0.0.0',
        PORT: String(PORT),
        STATE_DIR: '/data',
        ORGANISATIONS: [MANAGER, PROVIDER, CONSUMER, AUDITOR].join(','),
        DATABASE_URL: 'postgres://catalog@database/postgres',
        OIDC_ISSUER: NEIGHBOUR,
        OIDC_AUDIENCE: AUDIENCE,
        OIDC_JWKS_URI: `${NEIGHBOUR}/keys`,
        NODE_EXTRA_CA_CERTS: `${MATERIAL}/cert.pem`,
        WEBHOOK_ALLOW_PRIVATE: 'true',
      })
      .withWaitStrategy(Wait.forLogMessage('listening').withStartupTimeout(READY.timeoutMs))
      .start();
    const url = `http://${container.getIpAddress(this.network.getName())}:${PORT}`;
    const gateway = new GatewayInContainer(container, url, this.key);
    await eventually('the gateway', () => gateway.ready(), READY);
    return gateway;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.opened.disposeAsync();
  }

  private get material(): { source: string; target: string; mode: 'ro' } {
    return { source: this.folder, target: MATERIAL, mode: 'ro' };
  }

  private async startOthers(): Promise<void> {
    await run('docker', ['volume', 'create', this.volume]);
    this.opened.defer(async () => {
      await run('docker', ['volume', 'rm', '-f', this.volume]);
    });
    await Promise.all([this.startDatabase(), this.startNeighbour()]);
  }

  private async startDatabase(): Promise<void> {
    const settings = [
      'fsync=off',
      'listen_addresses=*',
      'unix_socket_directories=',
      `hba_file=${MATERIAL}/hba.conf`,
    ];
    await this.keep(
      new GenericContainer(this.images.postgres)
        .withNetworkAliases('database')
        .withCommand(settings.flatMap((setting) => ['-c', setting]))
        .withWaitStrategy(Wait.forLogMessage('database system is ready to accept connections')),
    );
  }

  private async startNeighbour(): Promise<void> {
    const listen = (stream: Readable): void => {
      createInterface({ input: stream }).on('line', (line) => {
        if (line.startsWith('{')) this.received.push(JSON.parse(line) as Omit<Received, 'event'>);
      });
    };
    await this.keep(
      new GenericContainer(this.images.gateway)
        .withNetworkAliases('neighbour')
        .withCommand([`${MATERIAL}/neighbour.mjs`, MATERIAL, String(NEIGHBOUR_PORT)])
        .withLogConsumer(listen)
        .withWaitStrategy(Wait.forLogMessage('listening')),
    );
  }

  private async keep(container: GenericContainer): Promise<void> {
    const started = await container
      .withLabels(labels)
      .withNetwork(this.network)
      .withBindMounts([this.material])
      .withStartupTimeout(READY.timeoutMs)
      .start();
    this.opened.defer(async () => {
      await started.stop({ timeout: 0 });
    });
  }
}

/** What containers read, each as whichever user it runs. @returns the key with which the provider signs tokens */
async function layMaterial(folder: string): Promise<CryptoKey> {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const { cert, key } = await serverCertificate('neighbour');
  const keys = { keys: [{ ...(await exportJWK(publicKey)), alg: 'ES256', use: 'sig', kid: '1' }] };
  const files = {
    'cert.pem': cert,
    'key.pem': key,
    'keys.json': JSON.stringify(keys),
    'hba.conf': WHO_MAY_CONNECT,
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content);
  copyFileSync(COMPILED_NEIGHBOUR, path.join(folder, 'neighbour.mjs'));
  chmodSync(folder, 0o755);
  return privateKey;
}

export class GatewayInContainer implements Pick<TestGateway, 'call'> {
  constructor(
    private readonly container: StartedTestContainer,
    private readonly url: string,
    private readonly key: CryptoKey,
  ) {}

  async ready(): Promise<void> {
    const answer = await fetch(`${this.url}/readyz`);
    if (!answer.ok) throw new Error(await answer.text());
  }

  async call<T>(
    as: Parameters<TestGateway['call']>[0],
    method: string,
    at: string,
    { body, headers }: Sending = {},
  ): Promise<Reply<T>> {
    const token = as && (await this.token(...as));
    const response = await fetch(new URL(at, this.url), {
      method,
      headers: {
        'content-type': 'application/json',
        prefer: 'wait=60',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: JSON.parse(text) as T };
  }

  /** Runs a script inside, beside the gateway. @returns what it printed */
  async inside(script: string): Promise<string> {
    return (await this.container.exec(['/usr/local/bin/node', '-e', script])).output.trim();
  }

  /** As an operator does: it is told to stop and ends what is under way. The container goes, its volume stays. */
  async stop(): Promise<void> {
    await this.container.stop({ timeout: READY.timeoutMs });
  }

  private token(organisation: string, role: string): Promise<string> {
    return new SignJWT({ organisation, role })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: '1' })
      .setSubject(`${role}-1`)
      .setIssuer(NEIGHBOUR)
      .setAudience(AUDIENCE)
      .setIssuedAt()
      .setExpirationTime('10m')
      .sign(this.key);
  }
}
