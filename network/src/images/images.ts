// SPDX-License-Identifier: Apache-2.0
import { type Report, timed } from '../report.js';
import { fabricRecipes } from './fabric-recipes.js';
import { keycloakRecipe } from './keycloak-recipe.js';
import { dependenciesRecipe, type NodeImage, workspaceRecipe } from './node-recipes.js';
import { postgresRecipe } from './postgres-recipe.js';
import { ensureImage } from './recipe.js';
import { chooseSource, type ImageSource } from './source.js';

/** Image names, tag included, as compose and `docker run` take them. */
export interface ImageSet {
  readonly peer: string;
  readonly orderer: string;
  readonly ca: string;
  readonly tools: string;
  readonly chaincode: string;
}

const chaincodeImage: NodeImage = { workspace: 'chaincode', uses: [], folders: ['chaincode/dist'] };
const gatewayImage: NodeImage = {
  workspace: 'gateway',
  uses: ['chaincode', 'gateway/verifier'],
  folders: ['gateway/dist', 'gateway/verifier/dist', 'gateway/console/dist', 'chaincode/dist'],
};

/**
 * Gives the consortium's images, building those that this machine does not have yet. The Go programs are
 * compiled one after the other (they share packages and would only fight for cores); the Node image, which
 * waits for downloads rather than for cores, is made beside them.
 */
export async function ensureImages(report: Report): Promise<ImageSet> {
  const source = await chooseSource();
  report(`images: ${source}`);
  const { peer, orderer, ca, tools } = fabricRecipes(source);
  return timed(report, 'images ready', async () => {
    const chaincode = ensureWorkspace(chaincodeImage, source, report);
    const fabric = async (): Promise<Omit<ImageSet, 'chaincode'>> => ({
      peer: await ensureImage(peer, report),
      orderer: await ensureImage(orderer, report),
      tools: await ensureImage(tools, report),
      ca: await ensureImage(ca, report),
    });
    const [programs, contracts] = await Promise.all([fabric(), chaincode]);
    return { ...programs, chaincode: contracts };
  });
}

/** Gives the gateway's image, building it where this machine does not have it yet. */
export async function ensureGatewayImage(report: Report): Promise<string> {
  return ensureWorkspace(gatewayImage, await chooseSource(), report);
}

/** Gives the image of a PostgreSQL server for tests, building it where this machine does not have it yet. */
export async function ensurePostgresImage(report: Report): Promise<string> {
  return ensureImage(await postgresRecipe(), report);
}

/** Gives the image of the identity provider, building it where this machine does not have it yet. */
export async function ensureKeycloakImage(report: Report): Promise<string> {
  return ensureImage(keycloakRecipe(await chooseSource()), report);
}

async function ensureWorkspace(image: NodeImage, source: ImageSource, report: Report): Promise<string> {
  const dependencies = await ensureImage(dependenciesRecipe(image, source), report);
  return ensureImage(workspaceRecipe(image, dependencies), report);
}
