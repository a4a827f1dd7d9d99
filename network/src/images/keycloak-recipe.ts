// SPDX-License-Identifier: Apache-2.0
/** Keycloak as an image: the distribution from Maven on Debian's Java, or what its makers publish. */
import { mkdirSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type Artifact, unpackArtifact } from '../engine/maven.js';
import { run } from '../engine/shell.js';
import { addPackages, currentVersion } from './debian.js';
import type { Recipe } from './recipe.js';
import { type ImageSource, official } from './source.js';
import { makeWritable } from './writable.js';

const KEYCLOAK: Artifact = {
  group: 'org.keycloak',
  name: 'keycloak-quarkus-dist',
  version: '26.7.3',
  type: 'zip',
  sha256: '27a6535553c3cdcd083872ba40629efafb3475e3b758e0c6f691395561dd0f1f',
};

/** What Java links to; nothing else of a distribution is needed to run it. */
const LIBRARIES = ['libc6', 'libstdc++6', 'libgcc-s1', 'zlib1g'];

export function keycloakRecipe(source: ImageSource): Recipe {
  return {
    name: 'keycloak',
    dockerfile: 'Dockerfile.keycloak',
    args: { BASE: source === 'official' ? official.keycloak : 'scratch' },
    inputs: [],
    async stage(context) {
      const rootfs = join(context, 'rootfs');
      makeWritable(join(rootfs, 'opt/keycloak/data'));
      if (source === 'official') return;
      makeWritable(join(rootfs, 'tmp'));
      await addKeycloak(join(context, 'keycloak'), join(rootfs, 'opt/keycloak'));
      await addJava(context, rootfs);
      await addTruststore(join(rootfs, 'etc/ssl/certs/java'));
    },
  };
}

async function addJava(context: string, rootfs: string): Promise<void> {
  // The package of no version depends on the one of the current version.
  const version = await currentVersion('default-jre-headless', /openjdk-(\d+)-jre-headless/);
  await addPackages(context, rootfs, [`openjdk-${version}-jre-headless`, ...LIBRARIES]);
  const machines = readdirSync(join(rootfs, 'usr/lib/jvm'));
  const home = machines.find((name) => name.startsWith(`java-${version}-openjdk-`));
  if (home === undefined) throw new Error(`Debian’s Java ${version} lies where it is not looked for`);
  symlinkSync(`/usr/lib/jvm/${home}`, join(rootfs, 'opt/java'));
}

/** Keycloak does not start without one. It is empty: nobody else is asked for anything. Maven has brought the tool. */
async function addTruststore(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const store = ['-keystore', join(folder, 'cacerts'), '-storepass', 'changeit', '-alias', 'none'];
  await run('keytool', ['-genkeypair', '-keyalg', 'EC', '-dname', 'CN=none', ...store]);
  await run('keytool', ['-delete', ...store]);
}

async function addKeycloak(work: string, home: string): Promise<void> {
  await unpackArtifact(KEYCLOAK, work);
  const unpacked = join(work, `keycloak-${KEYCLOAK.version}`);
  for (const name of readdirSync(unpacked).filter((one) => one !== 'data'))
    renameSync(join(unpacked, name), join(home, name));
  rmSync(work, { recursive: true });
}
