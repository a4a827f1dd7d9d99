// SPDX-License-Identifier: Apache-2.0
/**
 * Verifies the parts of a bundle, one after another, by themselves: no network, no server, no clock, no file. What is
 * checked is written down in docs/evidence-format.md. Of each part after the first only sums are kept.
 */
import { createHash } from 'node:crypto';
import { decode, encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { tenDigits } from '@catalog-chain/chaincode/domain/names';
import type { ReadLeaf } from '@catalog-chain/chaincode/domain/usage/leaf-line';
import type { BatchHeader } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { Archive } from './archive.js';
import { FILES, manifestShape, readLines, stateKey, transactionFile, type Manifest } from '../format.js';
import { anchorOf, checkNotOlder, type Anchor, type AsOf } from './proof/as-of.js';
import { checkClaim, type Proven } from './claims.js';
import type { Proved } from './content/complete.js';
import { checkHead, contradictions } from './contradictions.js';
import { membersOf } from './proof/endorsements.js';
import { Examination } from './examination.js';
import { demand, Fault, orFault, Unreadable } from './faults.js';
import { Journals, type PlacedLeaf } from './content/journals.js';
import { checkLeaf, Leaves } from './content/leaves.js';
import { Membership, trustedAt } from './proof/membership.js';
import { checkRead, readGiven, Reads, type GivenRead } from './proof/reads.js';
import { checkSignedAct } from './proof/signed-acts.js';
import { checkCarried, checkTransaction, type ProvedTransaction } from './proof/transactions.js';
import { Trust, type RootsByOrganisation, type TrustHistory } from './proof/trust.js';
import { unproved } from './unproved.js';

export interface Verdict {
  readonly valid: boolean;
  /** Of the first part. */
  readonly manifest: Manifest;
  /** Absent where the bundle does not show its time. */
  readonly asOf?: AsOf;
  /** Where the roots came from. */
  readonly roots: 'given' | 'bundle';
  /** The organisations of which more than half had to endorse what was read. */
  readonly members: readonly string[];
  readonly claims: readonly Proven[];
  readonly faults: readonly Pick<Fault, 'code' | 'where' | 'message'>[];
  /** Sentences: what a reader might take for proved and is not. */
  readonly unproved: readonly string[];
  readonly counts: {
    readonly parts: number;
    readonly reads: number;
    readonly transactions: number;
    readonly leaves: number;
  };
}

/** A verdict with what was proved on the way to it: of an invalid bundle, nothing that may be relied on. */
export interface Evidence {
  readonly verdict: Verdict;
  readonly proved?: Proved;
}

export interface Expectations {
  /** A bundle of an earlier time is refused, milliseconds since 1970. */
  readonly notOlderThan?: number;
  /** Keeps every event of the months that are walked: as much memory as there are events. */
  readonly keepEvents?: boolean;
}

/**
 * @param trusted root certificates; absent: those in the bundle, which then vouch for themselves
 * @throws Unreadable
 */
export async function examineParts(
  parts: AsyncIterable<Archive>,
  trusted: TrustHistory | undefined,
  expected: Expectations,
): Promise<Evidence> {
  let bundle: BundleExamination | undefined;
  for await (const archive of parts) {
    const manifest = await readManifest(archive);
    bundle ??= new BundleExamination(manifest, trusted, expected);
    await bundle.addPart(archive, manifest);
    if (bundle.isOver) break;
  }
  if (!bundle) throw new Unreadable('The archive holds no part.');
  return bundle.finish();
}

async function readManifest(archive: Archive): Promise<Manifest> {
  const bytes = archive.has(FILES.manifest) ? await archive.read(FILES.manifest) : new Uint8Array();
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return manifestShape.parse(decode(text));
  } catch {
    throw new Unreadable('manifest.json is missing, or not a manifest of this format.');
  }
}

/** What every part of a bundle is judged by: made from the first. */
interface Ground {
  readonly anchor: Anchor;
  readonly present: Trust;
  readonly membership: Membership;
  readonly journals: Journals;
}

class BundleExamination {
  readonly #examination = new Examination();
  readonly #reads = new Reads();
  readonly #leaves = new Leaves();
  readonly #transactions = new Map<string, ProvedTransaction>();
  readonly #counts = { parts: 0, reads: 0, transactions: 0, leaves: 0 };
  /** Batches of the first part, by the transaction that carried them. */
  readonly #carriers = new Map<string, { readonly header: BatchHeader; readonly text: string }>();
  #ground: Ground | undefined;
  /** After the part that says that it is the last. */
  #isEnded = false;
  /** After a part that is not the next one: what follows is no part of this bundle. */
  #isLost = false;

  constructor(
    private readonly manifest: Manifest,
    private readonly trusted: TrustHistory | undefined,
    private readonly expected: Expectations,
  ) {}

  /** Whether further parts are not looked at: nothing that they hold would make the bundle valid. */
  get isOver(): boolean {
    return this.#isLost || this.#examination.isGivenUp;
  }

  async addPart(archive: Archive, manifest: Manifest): Promise<void> {
    this.#counts.parts += 1;
    this.#examination.try(() => {
      this.#checkPart(archive, manifest);
    });
    const part = new Part(archive, manifest, this.#examination);
    const given = await this.#givenReads(part);
    const isFirst = this.#counts.parts === 1;
    if (isFirst) await this.#lay(part, given);
    const ground = this.#ground;
    if (!ground) return;
    const headers = isFirst ? this.#reads : this.#laterReads(given, ground);
    await this.#takeLeaves(part, headers);
    await this.#takeBatches(part, headers, ground, isFirst);
    await this.#takeTransactions(part, headers, ground);
  }

  finish(): Evidence {
    const { manifest, trusted } = this;
    const ground = this.#ground;
    const roots = trusted ? 'given' : 'bundle';
    this.#checkNumber();
    const proved = ground && this.#proved(ground);
    const claims = proved ? this.#claims(proved) : [];
    const { faults } = this.#examination;
    const valid = faults.length === 0 && claims.length === manifest.claims.length && claims.length > 0;
    const verdict: Verdict = {
      valid,
      manifest,
      ...(ground && { asOf: ground.anchor.asOf }),
      roots,
      members: ground ? membersOf(ground.present) : [],
      claims,
      faults,
      unproved: proved ? unproved(manifest, roots, claims, proved) : [],
      counts: this.#counts,
    };
    return { verdict, ...(proved && { proved }) };
  }

  /** @throws Fault `parts-differ` */
  #checkPart({ names }: Archive, { part, claims, asOf, ledger }: Manifest): void {
    const number = this.#counts.parts;
    const where = `part ${number}`;
    const same =
      encode({ asOf, ledger }) === encode({ asOf: this.manifest.asOf, ledger: this.manifest.ledger });
    const isNext = this.#isNext(part) && same;
    this.#isLost = !isNext;
    demand(isNext, 'parts-differ', where, 'The part is not the next one of the bundle.');
    const plain = number === 1 || (claims.length === 0 && !names.some((one) => one.startsWith('roots/')));
    demand(plain, 'parts-differ', where, 'Claims and roots are in the first part.');
  }

  /** One part says nothing of its number; of several each but the last says that there is another. */
  #isNext(part: Manifest['part']): boolean {
    const number = this.#counts.parts;
    const isOpen = !this.#isEnded;
    this.#isEnded = part?.last ?? true;
    if (part === undefined) return number === 1;
    return part.number === number && isOpen && !(number === 1 && part.last);
  }

  #checkNumber(): void {
    this.#examination.try(() => {
      demand(this.#isEnded, 'parts-differ', 'manifest.json', 'Parts of the bundle are missing.');
    });
    this.#examination.try(() => {
      const some = this.manifest.claims.length > 0;
      demand(some, 'record-missing', 'manifest.json', 'The bundle claims nothing.');
    });
  }

  async #givenReads(part: Part): Promise<GivenRead[]> {
    const given: GivenRead[] = [];
    this.#counts.reads += await part.eachLine(FILES.reads, (line, where) => {
      given.push(readGiven(line, where, this.manifest));
    });
    return given;
  }

  /** Time, roots and everything that was read: what the rest stands on. */
  async #lay(part: Part, given: readonly GivenRead[]): Promise<void> {
    const roots = await part.roots();
    this.#examination.try(() => {
      const own = Trust.of(roots);
      const anchor = anchorOf(this.manifest, given);
      const present = this.trusted ? trustedAt(this.trusted, anchor.at) : own;
      for (const read of given)
        this.#examination.try(() => {
          this.#take(read, { anchor, present }, this.#reads);
        });
      for (const one of this.#reads.batches()) this.#carriers.set(one.header.committed.tx, one);
      const membership = this.#membership(present);
      const journals = new Journals(this.manifest.claims, this.#reads);
      this.#ground = { anchor, present, membership, journals };
      this.#checkAge(anchor);
    });
  }

  #membership(present: Trust): Membership {
    const found = this.#reads.find('membership-history')?.record;
    if (found?.type === 'membership-history' && found.versions.length > 0)
      return Membership.recorded(present, found);
    return Membership.known(present, this.trusted ?? []);
  }

  #checkAge({ at, asOf }: Anchor): void {
    const { notOlderThan = Number.NEGATIVE_INFINITY } = this.expected;
    this.#examination.try(() => {
      demand(at >= notOlderThan, 'too-old', 'manifest.json', `The bundle is as of ${asOf.time}.`);
    });
  }

  #take(read: GivenRead, { anchor, present }: Pick<Ground, 'anchor' | 'present'>, into: Reads): void {
    checkRead(read, anchor.at, present, this.manifest);
    checkNotOlder(read, anchor);
    into.add(read.key, read, read.where);
  }

  /** Headers only, and those of no batch that is there already. */
  #laterReads(given: readonly GivenRead[], ground: Ground): Reads {
    const found = new Reads();
    for (const read of given)
      this.#examination.try(() => {
        const { record, where, key } = read;
        demand(record.type === 'batch', 'parts-differ', where, 'A later part holds headers of batches only.');
        demand(!this.#reads.find(...key), 'read-repeated', where, 'The same record is given twice.');
        this.#take(read, ground, found);
        checkHead(this.#reads, record.organisation, record.journal, record.sequence);
      });
    return found;
  }

  async #takeLeaves(part: Part, headers: Reads): Promise<void> {
    this.#counts.leaves += await part.eachLine(FILES.leaves, (line, where) => {
      checkLeaf(line, where, headers, this.#leaves);
    });
  }

  /** Journal by journal, in the order of their numbers, each with the transaction that carried it where it is there. */
  async #takeBatches(part: Part, headers: Reads, ground: Ground, isFirst: boolean): Promise<void> {
    for (const { header, text } of inOrder(headers.batches())) {
      const path = transactionFile(header.committed.tx);
      const carried = part.archive.has(path) ? await this.#carried(part, header, text, ground) : undefined;
      if (!ground.journals.isWalked(header)) continue;
      const leaves = (isMeant: (one: ReadLeaf) => boolean): readonly PlacedLeaf[] =>
        carried ? placed(carried, isMeant) : this.#leaves.ofBatch(header).filter(isMeant);
      if (carried) this.#counts.leaves += carried.length;
      if (this.expected.keepEvents === true && carried) this.#leaves.keep(header, carried);
      const utcOffsetMinutes = (): number => {
        const where = `batch ${header.sequence} of journal ${header.journal}`;
        return this.#reads.get(where, 'policy', tenDigits(header.policyVersion)).calendar.utcOffsetMinutes;
      };
      ground.journals.offer(header, { leaves, utcOffsetMinutes }, isFirst);
      if (!isFirst) this.#leaves.forget(header);
    }
  }

  /** The leaves of a batch, all of them, as its reporter signed them. */
  async #carried(
    part: Part,
    header: BatchHeader,
    text: string,
    ground: Ground,
  ): Promise<readonly ReadLeaf[] | undefined> {
    const { tx } = header.committed;
    const transaction = await this.#transaction(part, tx, ground);
    if (!transaction) return undefined;
    const isRight = this.#examination.try(() => {
      checkCarried(transaction, header, text, transactionFile(tx));
      return true;
    });
    return isRight === true ? transaction.batch?.leaves : undefined;
  }

  async #takeTransactions(part: Part, headers: Reads, ground: Ground): Promise<void> {
    for (const path of part.archive.names) {
      const id = /^transactions\/(.+)\.bin$/.exec(path)?.[1];
      if (id === undefined || part.looked.has(path)) continue;
      const transaction = await this.#transaction(part, id, ground);
      if (!transaction) continue;
      const carried = headers === this.#reads ? undefined : this.#carriers.get(id);
      if (carried)
        this.#examination.try(() => {
          checkCarried(transaction, carried.header, carried.text, path);
        });
    }
  }

  async #transaction(part: Part, id: string, { membership }: Ground): Promise<ProvedTransaction | undefined> {
    const path = transactionFile(id);
    const bytes = await part.read(path);
    if (!bytes) return undefined;
    return this.#examination.try(() => {
      const { manifest } = this;
      const found = checkTransaction(id, bytes, path, membership, manifest);
      if (found.signed) checkSignedAct(found.signed, found.organisation, this.#reads, manifest.ledger, path);
      this.#counts.transactions += 1;
      const { batch, writes, ...rest } = found;
      // Of a batch in a later part nothing is kept but that it is there.
      const kept = batch && this.#counts.parts > 1 ? new Map<string, string>() : writes;
      this.#transactions.set(id, { ...rest, writes: kept });
      return { ...rest, writes, ...(batch && { batch }) };
    });
  }

  #proved({ anchor, journals }: Ground): Proved {
    const [reads, leaves, transactions] = [this.#reads, this.#leaves, this.#transactions];
    return { reads, leaves, transactions, journals, anchor };
  }

  #claims(proved: Proved): Proven[] {
    this.#examination.try(() => {
      const { transaction: id, asOf } = proved.anchor;
      const { organisation } = this.manifest.asOf;
      const found = proved.transactions.get(id);
      const text = proved.reads.find('evidence-request', organisation, this.manifest.asOf.id)?.text;
      const key = stateKey(['evidence-request', organisation, this.manifest.asOf.id]);
      const own = found?.organisation === organisation && found.writes.get(key) === text;
      demand(own, 'time-missing', 'manifest.json', `The transaction of ${asOf.time} is not in the bundle.`);
    });
    for (const rule of contradictions(proved)) this.#examination.try(rule);
    return this.manifest.claims.flatMap(
      (claim) => this.#examination.try(() => checkClaim(claim, proved)) ?? [],
    );
  }
}

const placed = (carried: readonly ReadLeaf[], isMeant: (one: ReadLeaf) => boolean): PlacedLeaf[] =>
  carried.flatMap((one, index) => (isMeant(one) ? [{ ...one, index }] : []));

const inOrder = (batches: ReturnType<Reads['batches']>): ReturnType<Reads['batches']> =>
  batches.sort(({ header: a }, { header: b }) => {
    const [one, other] = [`${a.organisation}\0${a.journal}`, `${b.organisation}\0${b.journal}`];
    if (one !== other) return one < other ? -1 : 1;
    return a.sequence - b.sequence;
  });

/** The files of one part, each compared with what the manifest lists when it is looked at. */
class Part {
  readonly looked = new Set<string>();
  readonly #listed: ReadonlyMap<string, Manifest['files'][number]>;

  constructor(
    readonly archive: Archive,
    { files }: Manifest,
    private readonly examination: Examination,
  ) {
    this.#listed = new Map(files.map((one) => [one.path, one]));
    for (const path of archive.names)
      this.examination.try(() => {
        const known = path === FILES.manifest || this.#listed.has(path);
        demand(known, 'file-unknown', path, 'The manifest does not list the file.');
      });
    this.examination.try(() => {
      const once = this.#listed.size === files.length && !this.#listed.has(FILES.manifest);
      demand(once, 'file-unknown', FILES.manifest, 'A file is listed twice.');
    });
    for (const { path } of files)
      this.examination.try(() => {
        demand(archive.has(path), 'file-missing', path, 'The file is not in the bundle.');
      });
  }

  /** @returns undefined for what is not there, or is not what the manifest lists */
  async read(path: string): Promise<Uint8Array | undefined> {
    this.looked.add(path);
    const listed = this.#listed.get(path);
    if (!listed || !this.archive.has(path)) return undefined;
    const content = await this.archive.read(path);
    return this.examination.try(() => {
      const digest = createHash('sha256').update(content).digest('hex');
      const same = content.length === listed.bytes && digest === listed.sha256;
      demand(same, 'file-altered', path, 'The file is not the one that the manifest lists.');
      return content;
    });
  }

  async roots(): Promise<RootsByOrganisation> {
    const roots = new Map<string, string>();
    for (const path of this.archive.names) {
      const organisation = /^roots\/(.+)\.pem$/.exec(path)?.[1];
      if (organisation === undefined) continue;
      roots.set(organisation, Buffer.from((await this.read(path)) ?? []).toString('utf8'));
    }
    return roots;
  }

  /** @returns how many lines were looked at */
  async eachLine(path: string, check: (line: string, where: string) => void): Promise<number> {
    const bytes = (await this.read(path)) ?? new Uint8Array();
    const lines = readLines(bytes);
    let count = 0;
    while (!this.examination.isGivenUp) {
      const next = this.examination.try(() =>
        orFault('file-altered', path, 'The file is not lines of UTF-8.', () => lines.next()),
      );
      if (!next || next.done === true) break;
      count += 1;
      const { value } = next;
      this.examination.try(() => {
        check(value, `${path}:${count}`);
      });
    }
    return count;
  }
}
