// SPDX-License-Identifier: Apache-2.0
import type { ReadBatch } from '../../domain/usage/batch';
import type { Grant } from '../../domain/sharing/grant-records';
import type { JudgedGrant } from '../../domain/usage/judge';
import type { ResourceVersion } from '../../domain/catalogue/resource-records';
import type { CatalogContext } from '../../ledger';

/** Reads the grants that a batch names, each once; unknown ones are left out. */
export async function judgedGrants(
  ctx: CatalogContext,
  { grants, leaves }: ReadBatch,
): Promise<Map<string, JudgedGrant>> {
  const attests = leaves.some(({ leaf }) => leaf.side === 'attestation');
  const known = new Map<string, JudgedGrant>();
  for (const id of grants) {
    const grant = await ctx.find<Grant>('grant', id);
    if (grant) known.set(id, { grant, providerSystems: attests ? await systemsOf(ctx, grant) : [] });
  }
  return known;
}

/** The systems that held the resource in each version the grant was given for. Only attestations need them. */
async function systemsOf(ctx: CatalogContext, { terms, history }: Grant): Promise<string[]> {
  const versions = new Set(
    history.flatMap((change) => ('resourceVersion' in change ? change.resourceVersion : [])),
  );
  const systems = new Set<string>();
  for (const version of versions) {
    const found = await ctx.find<ResourceVersion>('resource-version', terms.resource, version);
    if (found) systems.add(found.content.system);
  }
  return [...systems];
}
