// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { copyFromModule, type GoBuild, goBuild } from '../engine/go.js';
import { images } from '../paths.js';
import type { Recipe } from './recipe.js';
import { type ImageSource, official } from './source.js';
import { makeWritable } from './writable.js';

const FABRIC = 'github.com/hyperledger/fabric';
const FABRIC_CA = 'github.com/hyperledger/fabric-ca';
const dockerfileGo = join(images, 'Dockerfile.go');
const helper = join(images, 'helper');

const fabricPrograms = (...programs: string[]): GoBuild => ({
  directory: join(images, 'fabric'),
  packages: programs.map((program) => `${FABRIC}/cmd/${program}`),
  ldflags: `-X ${FABRIC}/common/metadata.Version=v3.1.0`,
});

// SQLite is C: the tags leave out what would need a shared C library, so that the link can be static.
const caServer: GoBuild = {
  directory: join(images, 'fabric-ca'),
  packages: [`${FABRIC_CA}/cmd/fabric-ca-server`],
  ldflags: `-extldflags -static -X ${FABRIC_CA}/lib/metadata.Version=v1.5.15`,
  tags: 'netgo osusergo sqlite_omit_load_extension',
  cgo: true,
};

/** Peer, orderer, CA and tools, in the order in which they share compiled packages. */
export function fabricRecipes(source: ImageSource): Record<'peer' | 'orderer' | 'ca' | 'tools', Recipe> {
  return {
    peer: recipe('peer', source, fabricPrograms('peer'), async (rootfs) => {
      await compileHelper(rootfs);
      linkBuilder(rootfs);
      makeWritable(join(rootfs, 'data/externalbuilder'));
    }),
    orderer: recipe('orderer', source, fabricPrograms('orderer'), compileHelper),
    ca: recipe('ca', source, caServer, compileHelper),
    // Fabric 3 publishes no tools image: compiled whatever the source is.
    tools: recipe('tools', 'build', fabricPrograms('configtxgen', 'configtxlator'), compileHelper),
  };
}

function recipe(
  name: 'peer' | 'orderer' | 'ca' | 'tools',
  source: ImageSource,
  build: GoBuild,
  addOurs: (rootfs: string) => Promise<void>,
): Recipe {
  const base = source === 'official' && name !== 'tools' ? official[name] : 'scratch';
  return {
    name,
    dockerfile: 'Dockerfile.fabric',
    args: { BASE: base },
    inputs: [join(build.directory, 'go.mod'), join(build.directory, 'go.sum'), helper],
    async stage(context) {
      const rootfs = join(context, 'rootfs');
      for (const folder of ['data', 'tmp']) makeWritable(join(rootfs, folder));
      await addOurs(rootfs);
      if (base === 'scratch') await addProgram(build, rootfs);
    },
  };
}

async function addProgram(build: GoBuild, rootfs: string): Promise<void> {
  await goBuild(build, join(rootfs, 'usr/local/bin'), dockerfileGo);
  if (build.directory.endsWith('/fabric')) {
    await copyFromModule(build.directory, FABRIC, 'sampleconfig', join(rootfs, 'etc/hyperledger/fabric'));
  }
}

async function compileHelper(rootfs: string): Promise<void> {
  const bin = join(rootfs, 'usr/local/bin');
  await goBuild({ directory: helper, packages: ['.'] }, bin, dockerfileGo);
  symlinkSync('helper', join(bin, 'healthcheck'));
}

/** Where Fabric's own core.yaml looks for a chaincode-as-a-service builder. */
function linkBuilder(rootfs: string): void {
  const bin = join(rootfs, 'opt/hyperledger/ccaas_builder/bin');
  mkdirSync(bin, { recursive: true });
  for (const step of ['detect', 'build', 'release']) symlinkSync('/usr/local/bin/helper', join(bin, step));
}
