// SPDX-License-Identifier: Apache-2.0
import {
  inclusionFault,
  leafHash,
  nodeHash,
  type ProofFault,
} from '@catalog-chain/chaincode/domain/encoding/merkle';

interface Place {
  /** Above the leaves. */
  readonly height: number;
  readonly at: number;
}
interface Node extends Place {
  readonly hash: string;
}
/** A node on the way up, and how many hashes of the path led to it. */
interface Step extends Node {
  readonly used: number;
}

const MAX_SIZE = 2 ** 31 - 1;
const SHA256_HEX = /^[0-9a-f]{64}$/;

/**
 * A tree of RFC 9162 §2.1 of which only root and size are known at first. A path that leads to the root proves every
 * node on it, and these are remembered: a later leaf is hashed up to the first node that is known, and the rest of its
 * path must be the nodes known to stand there. A thousand leaves thus cost two thousand hashes, not eleven thousand.
 * Whoever knows a node knows the nodes above it and beside them, as they came by the same path.
 */
export class ProvenTree {
  /** Hashes in lower-case hex, by height, then by position. */
  readonly #known: Map<number, string>[] = [new Map<number, string>()];

  constructor(
    readonly root: string,
    readonly size: number,
  ) {
    for (let last = size - 1; last > 0; last >>= 1) this.#known.push(new Map<number, string>());
    this.#known.at(-1)?.set(0, root);
  }

  /** @returns undefined when the line lies there, else why not, as `inclusionFault` words it */
  fault(line: string, index: number, path: readonly string[]): ProofFault | undefined {
    if (this.#holds(line, index, path)) return undefined;
    const { root, size } = this;
    return inclusionFault(line, { index, size, root, path });
  }

  #holds(line: string, index: number, path: readonly string[]): boolean {
    if (!this.#isPlace(index)) return false;
    const found: Node[] = [];
    const met = this.#climb({ height: 0, at: index, hash: leafHash(line), used: 0 }, path, found);
    if (!met || !this.#leadsOn(met, path)) return false;
    for (const { height, at, hash } of found) this.#known[height]?.set(at, hash);
    return true;
  }

  #isPlace(index: number): boolean {
    const { size } = this;
    return (
      Number.isInteger(size) && size <= MAX_SIZE && Number.isInteger(index) && index >= 0 && index < size
    );
  }

  /** @returns the first known node, where the path leads to it; on the way collects what it would prove */
  #climb(leaf: Step, path: readonly string[], found: Node[]): Step | undefined {
    let step = leaf;
    for (; !this.#at(step); step = above(step, path, found, this.#hasSibling(step)))
      if (this.#hasSibling(step) && !SHA256_HEX.test(path[step.used] ?? '')) return undefined;
    return this.#at(step) === step.hash ? step : undefined;
  }

  /** Whether the path goes on with the nodes beside those above a known one, and ends at the root. */
  #leadsOn({ height, at, used }: Step, path: readonly string[]): boolean {
    let next = used;
    for (let place: Place = { height, at }; place.height < this.#known.length - 1; place = parent(place))
      if (this.#hasSibling(place) && path[next++] !== this.#at(sibling(place))) return false;
    return next === path.length;
  }

  #at({ height, at }: Place): string | undefined {
    return this.#known[height]?.get(at);
  }

  /** A last node that stands alone rises as it is. */
  #hasSibling({ height, at }: Place): boolean {
    return (at ^ 1) <= (this.size - 1) >> height;
  }
}

const sibling = ({ height, at }: Place): Place => ({ height, at: at ^ 1 });
const parent = ({ height, at }: Place): Place => ({ height: height + 1, at: at >> 1 });

function above(step: Step, path: readonly string[], found: Node[], isPaired: boolean): Step {
  const { at, hash, used } = step;
  found.push(step);
  if (!isPaired) return { ...parent(step), hash, used };
  const beside = path[used] ?? '';
  found.push({ ...sibling(step), hash: beside });
  return {
    ...parent(step),
    hash: at % 2 === 1 ? nodeHash(beside, hash) : nodeHash(hash, beside),
    used: used + 1,
  };
}
