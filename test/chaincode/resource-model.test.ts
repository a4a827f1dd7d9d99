// SPDX-License-Identifier: Apache-2.0
/** Random lives of one catalogue entry, held to a model that knows nothing of the code. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { digestOf } from '@catalog-chain/chaincode/domain/encoding/digest';
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import type { Resource, ResourceVersion } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import { addSystem, content } from '../support/catalogue-fixtures.js';
import { consortium, MANAGER, PROVIDER, type ChaincodeHarness } from '../support/chaincode-harness.js';
import { test } from '../support/testing.js';

const id = 'ProviderMSP:R1';
const CYCLES = ['daily', 'weekly', 'monthly'] as const;
type Variant = 0 | 1 | 2;
const variantContent = (variant: Variant): ReturnType<typeof content> =>
  content({ updateCycle: CYCLES[variant] });

/** What the entry is, in the fewest words. */
interface Model {
  exists: boolean;
  /** Variants published so far, oldest first. */
  versions: Variant[];
  pending: { variant: Variant; stage: 'draft' | 'submitted' | 'returned'; rounds: number } | undefined;
  held: 'no' | 'by owner' | 'by manager' | 'for good';
}

type Outcome = 'ok' | 'NOT_FOUND' | 'INVALID_STATE' | 'CONDITION_NOT_MET' | 'ROLE_REQUIRED' | 'NOT_OWNER';
type By = 'owner' | 'manager';

abstract class Act implements fc.AsyncCommand<Model, ChaincodeHarness> {
  abstract call(chain: ChaincodeHarness): Promise<unknown>;
  abstract predict(model: Readonly<Model>): Outcome;
  abstract change(model: Model): void;

  check(): boolean {
    return true;
  }

  async run(model: Model, chain: ChaincodeHarness): Promise<void> {
    chain.time += 3_600_000;
    const predicted = this.predict(model);
    assert.equal(await outcomeOf(this.call(chain)), predicted);
    if (predicted === 'ok') this.change(model);
    else assert.deepEqual(chain.writes, []);
    await agree(model, chain);
  }
}

const outcomeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'ok',
    (error: unknown) => (error instanceof DomainError ? error.code : String(error)),
  );

/** What a model in which the entry is alive and known would answer. */
const unlessGone = (model: Readonly<Model>, otherwise: Outcome): Outcome => {
  if (!model.exists) return 'NOT_FOUND';
  return model.held === 'for good' ? 'INVALID_STATE' : otherwise;
};

class Draft extends Act {
  constructor(private readonly variant: Variant) {
    super();
  }
  call(chain: ChaincodeHarness): Promise<unknown> {
    return chain.submit(PROVIDER, 'resource:draft', [{ code: 'R1', content: variantContent(this.variant) }]);
  }
  predict(model: Readonly<Model>): Outcome {
    if (!model.exists) return 'ok';
    return unlessGone(model, model.pending?.stage === 'submitted' ? 'INVALID_STATE' : 'ok');
  }
  change(model: Model): void {
    const rounds = model.pending?.rounds ?? 0;
    Object.assign(model, { exists: true, pending: { variant: this.variant, stage: 'draft', rounds } });
  }
  override toString(): string {
    return `draft ${this.variant}`;
  }
}

class Submit extends Act {
  call(chain: ChaincodeHarness): Promise<unknown> {
    return chain.submit(PROVIDER, 'resource:submit', [id]);
  }
  predict(model: Readonly<Model>): Outcome {
    const { pending, versions } = model;
    if (pending?.stage !== 'draft') return unlessGone(model, 'INVALID_STATE');
    return unlessGone(model, versions.at(-1) === pending.variant ? 'CONDITION_NOT_MET' : 'ok');
  }
  change(model: Model): void {
    if (model.pending) model.pending.stage = 'submitted';
  }
  override toString(): string {
    return 'submit';
  }
}

/** Of the content in the making; where there is none, one that nothing has. */
const readDigest = (chain: ChaincodeHarness): Promise<string> =>
  chain.evaluate<Resource>(MANAGER, 'resource:read', [id]).then(
    ({ pending }) => pending?.digest ?? '0'.repeat(64),
    () => '0'.repeat(64),
  );

class Review extends Act {
  constructor(private readonly approved: boolean) {
    super();
  }
  async call(chain: ChaincodeHarness): Promise<unknown> {
    const verdict = this.approved ? {} : { reasons: 'Say more.' };
    const digest = await readDigest(chain);
    return chain.submit(MANAGER, 'resource:review', [{ id, approved: this.approved, digest, ...verdict }]);
  }
  predict(model: Readonly<Model>): Outcome {
    return unlessGone(model, model.pending?.stage === 'submitted' ? 'ok' : 'INVALID_STATE');
  }
  change(model: Model): void {
    const { pending } = model;
    if (!pending) return;
    if (this.approved) {
      model.versions.push(pending.variant);
      model.pending = undefined;
    } else Object.assign(pending, { stage: 'returned', rounds: pending.rounds + 1 });
  }
  override toString(): string {
    return this.approved ? 'approve' : 'return';
  }
}

const CALLER = { owner: PROVIDER, manager: MANAGER } as const;

class Suspend extends Act {
  constructor(private readonly by: By) {
    super();
  }
  call(chain: ChaincodeHarness): Promise<unknown> {
    return chain.submit(CALLER[this.by], 'resource:suspend', [{ id, reason: 'A pause.' }]);
  }
  predict(model: Readonly<Model>): Outcome {
    return unlessGone(model, model.versions.length > 0 && model.held === 'no' ? 'ok' : 'INVALID_STATE');
  }
  change(model: Model): void {
    model.held = `by ${this.by}`;
  }
  override toString(): string {
    return `suspend by ${this.by}`;
  }
}

class Resume extends Act {
  constructor(private readonly by: By) {
    super();
  }
  call(chain: ChaincodeHarness): Promise<unknown> {
    return chain.submit(CALLER[this.by], 'resource:resume', [id]);
  }
  predict(model: Readonly<Model>): Outcome {
    if (model.held === 'no') return unlessGone(model, 'INVALID_STATE');
    if (model.held === `by ${this.by}`) return 'ok';
    return unlessGone(model, this.by === 'owner' ? 'ROLE_REQUIRED' : 'NOT_OWNER');
  }
  change(model: Model): void {
    model.held = 'no';
  }
  override toString(): string {
    return `resume by ${this.by}`;
  }
}

class Retire extends Act {
  call(chain: ChaincodeHarness): Promise<unknown> {
    return chain.submit(PROVIDER, 'resource:retire', [{ id, reason: 'The register is closed.' }]);
  }
  predict(model: Readonly<Model>): Outcome {
    return unlessGone(model, 'ok');
  }
  change(model: Model): void {
    Object.assign(model, { held: 'for good', pending: undefined });
  }
  override toString(): string {
    return 'retire';
  }
}

function stateOf(model: Readonly<Model>): Resource['state'] {
  if (model.held === 'for good') return 'retired';
  if (model.held !== 'no') return 'suspended';
  if (model.versions.length > 0) return 'published';
  return model.pending?.stage === 'submitted' ? 'submitted' : 'draft';
}

/** The ledger's record and every version say what the model says. */
async function agree(model: Readonly<Model>, chain: ChaincodeHarness): Promise<void> {
  if (!model.exists) {
    await chain.refuses('NOT_FOUND', PROVIDER, 'resource:read', [id]);
    return;
  }
  const resource = await chain.evaluate<Resource>(PROVIDER, 'resource:read', [id]);
  assert.equal(resource.state, stateOf(model));
  assert.equal(resource.version, model.versions.length);
  assert.equal(resource.pending?.state, model.pending?.stage);
  assert.equal(resource.pending?.reviews.length, model.pending?.rounds);
  assert.equal(resource.suspension !== undefined, stateOf(model) === 'suspended');
  for (const [index, variant] of model.versions.entries()) {
    const number = String(index + 1);
    const version = await chain.evaluate<ResourceVersion>(PROVIDER, 'resource:readVersion', [id, number]);
    assert.deepEqual(version.content, variantContent(variant));
    assert.equal(version.digest, digestOf(variantContent(variant)));
    assert.equal(version.reviews.at(-1)?.approved, true);
  }
}

const by = fc.constantFrom<By>('owner', 'manager');
const commands = fc.commands(
  [
    fc.constantFrom<Variant>(0, 1, 2).map((variant) => new Draft(variant)),
    fc.constant(new Submit()),
    fc.oneof({ arbitrary: fc.constant(true), weight: 3 }, fc.constant(false)).map((yes) => new Review(yes)),
    by.map((who) => new Suspend(who)),
    by.map((who) => new Resume(who)),
    // Rare, for nothing follows it.
    fc.oneof({ arbitrary: fc.constant(new Submit()), weight: 9 }, fc.constant(new Retire())),
  ],
  { maxCommands: 40, size: 'max' },
);

test('an entry lives as the model says, and no published version ever changes', async () => {
  await fc.assert(
    fc.asyncProperty(commands, async (acts) => {
      const real = await consortium();
      await addSystem(real, PROVIDER);
      const model: Model = { exists: false, versions: [], pending: undefined, held: 'no' };
      await fc.asyncModelRun(() => ({ model, real }), acts);
    }),
    { numRuns: 40 },
  );
});
