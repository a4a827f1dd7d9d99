// SPDX-License-Identifier: Apache-2.0
/**
 * Brings resources about, many in one call. What the ledger has of an owner is asked once for all, and not entry by
 * entry: a catalogue may hold a hundred thousand.
 */
import { digestOf } from '@catalog-chain/chaincode/domain/encoding/digest';
import { lackingUnder } from '@catalog-chain/chaincode/domain/catalogue/resource';
import type {
  Resource,
  ResourceContent,
  ResourceVersion,
} from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import { noLogin, type EntryAnswer } from '../../cli/client/catalog-api.js';
import { chunks, inParallel } from '../../cli/client/pool.js';
import { refusedOf, RowError } from '../faults.js';
import { ownedId, type PlannedResource } from '../plan/plan.js';
import { changedContent, joined } from './compare.js';
import type { Effect } from './effects.js';
import { foretellReview } from './foretell-obligations.js';
import { ensureGoing } from './interrupted.js';
import type { Surroundings } from './surroundings.js';
import { isRowFault, titleOf } from './tally.js';

/** Entries of one call, and calls at the same time: what is under way shares the ledger's blocks. */
const CALL = 100;
const CALLS = 4;

/** What is remembered of a resource: little, for there are many. */
interface Held {
  /** Of what its owner wrote last. */
  readonly digest: string | undefined;
  /** Of what is published. */
  readonly published: string | undefined;
  /** Something written waits to be handed in or published. */
  readonly waits: boolean;
  /** It waits to be handed in. */
  readonly isDraft: boolean;
  readonly state: Resource['state'];
}

/** What the ledger has of an entry of a plan. */
export interface EntryStanding {
  /** Undefined where it has none, or nobody may see it. */
  readonly state: Resource['state'] | undefined;
  /** It says what the file says. */
  readonly isSame: boolean;
}

/** An entry to write or to take on, and what that will have been. */
interface Entering {
  readonly resource: PlannedResource;
  readonly effect: Effect;
  /** Names of the fields that change. */
  readonly fields: readonly string[];
}

interface Review {
  readonly entering: Entering;
  readonly id: string;
  readonly digest: string;
}

const heldOf = ({ pending, digest, state }: Resource): Held => ({
  state,
  digest: pending?.digest ?? digest,
  published: digest,
  waits: pending?.state === 'draft' || pending?.state === 'submitted',
  isDraft: pending?.state === 'draft',
});

export class ResourceCarrier {
  /** By owner, by id. */
  private readonly held = new Map<string, ReadonlyMap<string, Held>>();

  private owners: ReadonlyMap<string, string> = new Map();

  constructor(private readonly around: Surroundings) {}

  /** Looks at what the owners have. @param isAway whether somebody else has to be asked of an owner */
  async look(
    resources: readonly PlannedResource[],
    isAway: (organisation: string) => boolean,
  ): Promise<void> {
    for (const organisation of new Set(resources.map((one) => one.organisation)))
      await this.learn(organisation, isAway(organisation));
  }

  /** Of an entry whose owner was looked at. */
  standingOf(resource: PlannedResource): EntryStanding {
    const held = this.held.get(resource.organisation)?.get(ownedId(resource));
    if (!held) return { state: undefined, isSame: false };
    const digest = digestOf(resource.content);
    return { state: held.state, isSame: held.digest === digest || held.published === digest };
  }

  /**
   * Of owners that were looked at. Told to stop, it publishes what was handed in and hands in no more.
   * @param owners names of organisations, by id
   * @throws Interrupted
   */
  async ensure(resources: readonly PlannedResource[], owners: ReadonlyMap<string, string>): Promise<void> {
    this.owners = owners;
    const { rehearse, concurrency } = this.around;
    const found = await inParallel(resources, concurrency, (one) => this.judged(one));
    const entering = found.filter((one) => one !== undefined);
    if (rehearse) for (const one of entering) this.foretold(one);
    else await this.publish(await this.enter(entering));
    ensureGoing(this.around);
  }

  /** Asks once what an owner has; of whoever cannot be spoken for, nothing. */
  private async learn(organisation: string, isAway: boolean): Promise<void> {
    if (this.held.has(organisation)) return;
    const { api, manager } = this.around;
    const held = new Map<string, Held>();
    if (!(await api.canSpeakFor(organisation, 'officer'))) return;
    if (isAway && manager === undefined) return;
    this.held.set(organisation, held);
    const reader = isAway ? manager : organisation;
    for await (const resource of api.resourcesOf(organisation, reader))
      held.set(resource.id, heldOf(resource));
  }

  /** @returns what is to be done; undefined where nothing is */
  private async judged(resource: PlannedResource): Promise<Entering | undefined> {
    const { organisation } = resource;
    const owned = this.held.get(organisation);
    const held = owned?.get(ownedId(resource));
    if (!owned) {
      const { code, message } = noLogin(organisation, 'officer');
      this.around.tally.refuse({ row: resource.row, code, message });
      return undefined;
    }
    if (!held) return { resource, effect: 'created', fields: [] };
    const digest = digestOf(resource.content);
    const isPublished = resource.isExport === true && held.published === digest;
    if (held.digest !== digest && !isPublished) return this.compared(resource);
    if (held.waits && !isPublished) return { resource, effect: 'unchanged', fields: [] };
    this.around.tally.add('resources', 'unchanged');
    return undefined;
  }

  private async compared(resource: PlannedResource): Promise<Entering | undefined> {
    const held = await this.contentOf(resource);
    const content = resource.isPart && held ? joined(resource.content, held) : resource.content;
    const fields = held ? changedContent(content, held) : ['content'];
    const effect = fields.length === 0 ? 'unchanged' : 'updated';
    return { resource: { ...resource, content }, effect, fields };
  }

  /** What the resource's owner wrote last: published or on its way there. */
  private async contentOf({ organisation, code }: PlannedResource): Promise<ResourceContent | undefined> {
    const { api } = this.around;
    const id = ownedId({ organisation, code });
    const known = await api.resource(organisation, id);
    if (known?.pending) return known.pending.content;
    if (!known || known.version === 0) return undefined;
    const version: ResourceVersion | undefined = await api.resourceVersion(organisation, id, known.version);
    return version?.content;
  }

  /** @returns what waits for a manager */
  private async enter(entering: readonly Entering[]): Promise<Review[]> {
    const byOwner = Map.groupBy(entering, ({ resource }) => resource.organisation);
    const calls = [...byOwner].flatMap(([organisation, entries]) =>
      chunks(entries, CALL).map((items) => ({ organisation, items })),
    );
    const reviews = await inParallel(calls, CALLS, async ({ organisation, items }) => {
      if (this.around.signal?.aborted === true) return [];
      const written = await this.answered(items, (some) =>
        this.around.api.enter(
          organisation,
          some.map(({ resource }) => resource),
        ),
      );
      return written.flatMap(([one, answer]) => this.afterEntering(one, answer));
    });
    return reviews.flat();
  }

  /**
   * Where nobody is there to publish it, what is handed in is all that could be done. What the gateway found done, in the
   * first run of a call, somebody else did meanwhile.
   */
  private afterEntering(judged: Entering, answer: EntryAnswer): Review[] {
    const { status, lacks, underReview: digest, isRepeated } = answer;
    const isAnothers = status === 'unchanged' && isRepeated !== true;
    const entering: Entering = isAnothers ? { ...judged, effect: 'unchanged', fields: [] } : judged;
    const id = ownedId(entering.resource);
    if (status === 'drafted') this.noteDraft(entering, lacks ?? []);
    if (digest !== undefined && this.around.manager !== undefined) return [{ entering, id, digest }];
    this.done(entering);
    return [];
  }

  /** As `afterEntering`, by the same rule: what lacks something is left a draft where the policy wants entries complete. */
  private foretold(entering: Entering): void {
    const { policy } = this.around;
    const { resource, effect } = entering;
    const isHandedIn =
      effect !== 'unchanged' ||
      this.held.get(resource.organisation)?.get(ownedId(resource))?.isDraft === true;
    const lacks = policy?.completeEntries === true ? lackingUnder(resource.content, policy) : [];
    if (isHandedIn && lacks.length > 0) this.noteDraft(entering, lacks);
    else if (isHandedIn) foretellReview(this.around);
    this.done(entering);
  }

  private noteDraft({ resource: { row } }: Entering, lacks: readonly string[]): void {
    const { tally, language } = this.around;
    tally.note(refusedOf(row, new RowError('READ_INCOMPLETE', { field: lacks.join(', ') }), language));
  }

  private async publish(reviews: readonly Review[]): Promise<void> {
    const { api, manager = '' } = this.around;
    await inParallel(chunks(reviews, CALL), CALLS, async (some) => {
      const published = await this.answered(some, (ones) =>
        api.publishAll(
          manager,
          ones.map(({ id, digest }) => ({ id, digest })),
        ),
      );
      for (const [{ entering }] of published) this.done(entering);
    });
  }

  /**
   * Sends some, and where the call as a whole is refused, one by one: whatever is at fault in one does not stop the
   * others. @returns those that passed, each with its answer
   */
  private async answered<T extends Entering | Review>(
    some: readonly T[],
    send: (some: readonly T[]) => Promise<readonly EntryAnswer[]>,
  ): Promise<[T, EntryAnswer][]> {
    try {
      const answers = await send(some);
      return some.flatMap((one, i) => this.passed(one, answers[i]));
    } catch (error) {
      if (!isRowFault(error)) throw error;
      const [only] = some;
      if (some.length > 1) {
        // The call that was refused may be under way still, and do some of them.
        const again = async (ones: readonly T[]): Promise<EntryAnswer[]> =>
          (await send(ones)).map((answer) => ({ ...answer, isRepeated: true as const }));
        const each = await inParallel(some, CALLS, (one) => this.answered([one], again));
        return each.flat();
      }
      if (only) this.refuse(only, error.code, error.message);
      return [];
    }
  }

  private passed<T extends Entering | Review>(one: T, answer: EntryAnswer | undefined): [T, EntryAnswer][] {
    if (answer && answer.status !== 'refused') return [[one, answer]];
    const { code = 'NO_RESULT', message = 'The gateway did not say what became of the entry.' } =
      answer ?? {};
    this.refuse(one, code, message);
    return [];
  }

  private refuse(one: Entering | Review, code: string, message: string): void {
    const { resource } = 'entering' in one ? one.entering : one;
    this.around.tally.refuse({ row: resource.row, code, message });
  }

  private done({ resource, effect, fields }: Entering): void {
    const { tally } = this.around;
    const { organisation, content } = resource;
    tally.add('resources', effect);
    if (effect !== 'unchanged')
      tally.touch({
        what: 'resources',
        effect,
        id: ownedId(resource),
        title: titleOf(content.names),
        owner: this.owners.get(organisation) ?? organisation,
        ...(effect === 'updated' && { fields }),
      });
    if (effect === 'updated') tally.name('resources', fields);
  }
}
