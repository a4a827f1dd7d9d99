// SPDX-License-Identifier: Apache-2.0
/** Chains with a bit of everything that an appraisal counts, drawn at random. */
import fc from 'fast-check';
import { VIOLATIONS, type Leaf, type Violation } from '@catalog-chain/chaincode/domain/usage/usage-records';
import {
  code,
  consumerOf,
  deadline,
  deadlineOf,
  HOUR_MS,
  iso,
  names,
  party,
  stamp,
  STEP_MS,
  when,
  type Happening,
  type Party,
} from './drawn.js';
import { closing, dispute } from './drawn-oversight.js';
import { leafOf, ScriptedChain, uuid7 } from './scripted-chain.js';

/** Whether a grant was there follows from the chain. */
const OF_A_LEAF = VIOLATIONS.filter((code) => code !== 'no-grant');

const policy: fc.Arbitrary<Happening> = fc
  .record({
    utcOffsetMinutes: fc.constantFrom(0, 480, -300),
    holiday: fc.constantFrom('2026-01-05', '2026-01-20'),
    closeWithin: fc.integer({ min: 1, max: 20 }),
    setAt: when,
  })
  .map(({ utcOffsetMinutes, holiday, closeWithin, setAt }) => (chain) => {
    const calendar = { utcOffsetMinutes, holidays: [holiday], workdays: ['2026-01-10'] };
    const deadlines = { 'close-period': closeWithin };
    const record = { version: 1, calendar, deadlines, set: stamp(setAt, 'AMSP') };
    chain.put('AMSP', [['policy', '0000000001'], record], [['policy', 'current'], record]);
  });

const organisation: fc.Arbitrary<Happening> = fc
  .record({ mspId: party, roles: fc.subarray(['consumer', 'manager', 'provider']) })
  .map(({ mspId, roles }) => (chain) => {
    chain.put(mspId, [['organisation', mspId], { mspId, roles, status: 'active' }]);
  });

const duty: fc.Arbitrary<Happening> = fc
  .record({ owner: party, code, status: fc.constantFrom('active', 'repealed') })
  .map(({ owner, code, status }) => (chain) => {
    chain.put(owner, [
      ['duty', `${owner}:${code}`],
      { id: `${owner}:${code}`, organisation: owner, code, status },
    ]);
  });

const system: fc.Arbitrary<Happening> = fc
  .record({
    owner: party,
    code,
    status: fc.constantFrom('active', 'active', 'retired'),
    duties: fc.subarray(['X', 'Y', 'Z']),
  })
  .map(({ owner, code, status, duties }) => (chain) => {
    const record = { id: `${owner}:${code}`, organisation: owner, code, status };
    chain.put(owner, [['system', record.id], { ...record, duties: duties.map((one) => `${owner}:${one}`) }]);
  });

const review = fc.record({ deadline, by: party, approved: fc.boolean() });
type ReviewDrawn = typeof review extends fc.Arbitrary<infer T> ? T : never;

const reviewOf = ({ deadline: drawn, by, approved }: ReviewDrawn) => ({
  approved,
  stamp: stamp(drawn.startedAt + drawn.took * HOUR_MS, by),
  deadline: deadlineOf('review', drawn, true),
});

const content = fc.record({
  names,
  summary: names,
  items: fc.array(fc.record({ names }), { minLength: 1, maxLength: 2 }),
  updateCycle: fc.constantFrom('daily', 'unknown'),
  system: code,
  schema: fc.boolean(),
});

const resource: fc.Arbitrary<Happening> = fc
  .record({
    owner: party,
    code,
    content,
    publishedAt: when,
    version: fc.integer({ min: 1, max: 3 }),
    state: fc.constantFrom('published', 'published', 'suspended', 'retired'),
    old: fc.boolean(),
    done: fc.array(review, { maxLength: 2 }),
    making: fc.array(review, { maxLength: 1 }),
    open: fc.option(deadline, { nil: undefined }),
  })
  .map(({ owner, code, content: drawn, version, publishedAt, old, open, ...rest }) => (chain) => {
    const id = `${owner}:${code}`;
    const { schema, system: held, ...described } = drawn;
    const written = { ...described, system: `${owner}:${held}`, ...(schema && { schemaDigest: 'ab' }) };
    const pending = {
      reviews: rest.making.map(reviewOf),
      ...(open && { deadline: deadlineOf('review', open, false) }),
    };
    const record = { id, organisation: owner, code, state: rest.state, version };
    const published = stamp(old ? publishedAt - 366 * 24 * HOUR_MS : publishedAt, owner);
    const fixed = { id, version, content: written, published, reviews: rest.done.map(reviewOf) };
    chain.put(
      owner,
      [['resource', id], open || rest.making.length > 0 ? { ...record, pending } : record],
      [['resource-version', id, String(version).padStart(10, '0')], fixed],
    );
  });

const request: fc.Arbitrary<Happening> = fc
  .record({
    id: fc.integer({ min: 1, max: 6 }),
    provider: party,
    submitted: when,
    by: party,
    law: fc.boolean(),
    approved: fc.boolean(),
    decide: deadline,
    confirm: deadline,
    state: fc.constantFrom('submitted', 'decided', 'granted', 'refused', 'withdrawn'),
  })
  .map(({ id, provider, submitted, by, law, approved, state, decide, confirm }) => (chain) => {
    const consumer = provider === 'AMSP' ? 'BMSP' : 'AMSP';
    const step = (name: string, drawn: typeof decide, who: string) => ({
      step: name,
      approved,
      stamp: stamp(drawn.startedAt + drawn.took * HOUR_MS, who),
      deadline: deadlineOf(name, drawn, true),
    });
    const decided = step('decide', decide, provider);
    const done = {
      submitted: { decisions: [], pending: deadlineOf('decide', decide, false) },
      withdrawn: { decisions: [], pending: deadlineOf('decide', decide, true) },
      decided: { decisions: [decided], pending: deadlineOf('confirm', confirm, false) },
      granted: { decisions: [decided, step('confirm', confirm, by)] },
      refused: { decisions: [decided] },
    }[state];
    const record = { id: `R${id}`, terms: { provider, consumer, resource: `${provider}:X` }, state, ...done };
    const sharingType = law ? 'not-shared' : 'conditional';
    chain.put(provider, [
      ['request', `R${id}`],
      { ...record, sharingType, submitted: stamp(submitted, consumer) },
    ]);
  });

const drawnLeaf = fc.record({
  id: fc.integer({ min: 1, max: 60 }),
  kind: fc.constantFrom<Leaf['kind']>('use', 'use', 'use', 'denied', 'nil', 'correction'),
  grant: fc.constantFrom('G1', 'G2', 'G3', 'G9'),
  correlation: fc.integer({ min: 1, max: 12 }),
  at: when,
  corrects: fc.integer({ min: 1, max: 60 }),
  states: fc.boolean(),
  codes: fc.oneof(fc.constant([]), fc.subarray(OF_A_LEAF, { maxLength: 3 })),
});

const batch: fc.Arbitrary<Happening> = fc
  .record({
    reporter: party,
    leaves: fc.uniqueArray(drawnLeaf, { minLength: 1, maxLength: 12, selector: ({ id }) => id }),
  })
  .map(({ reporter, leaves }) => (chain) => {
    const drawn = leaves.map((one) => leafFor(reporter, one));
    const violations: Record<number, readonly Violation[]> = {};
    for (const [i, { codes, grant }] of leaves.entries()) {
      const judged: readonly Violation[] = chain.holds('grant', grant) ? codes : ['no-grant', ...codes];
      if (judged.length > 0) violations[i] = judged;
    }
    chain.batch(reporter, drawn, { violations });
  });

type DrawnLeaf = typeof drawnLeaf extends fc.Arbitrary<infer T> ? T : never;

function leafFor(reporter: Party, drawn: DrawnLeaf): Leaf {
  const { id, kind, grant, correlation, at, corrects, states } = drawn;
  const { record = '', ...rest } = leafOf(1);
  const correcting =
    kind === 'correction' ? { corrects: uuid7(corrects * 0x1000), retracts: 'ab'.repeat(32) } : {};
  const stated =
    kind === 'nil' || (kind === 'correction' && !states) ? {} : id % 2 === 0 ? { record } : { count: id };
  return {
    ...rest,
    ...stated,
    ...correcting,
    id: uuid7(id * 0x1000),
    kind,
    grant,
    at: iso(at),
    correlation: `exchange-${correlation}`,
    side: consumerOf(grant) === reporter ? 'claim' : 'attestation',
  };
}

const grants: Happening = (chain) => {
  chain.grant('G1', 'AMSP:X', 'AMSP', 'BMSP');
  chain.grant('G2', 'AMSP:Y', 'AMSP', 'BMSP');
  chain.grant('G3', 'BMSP:X', 'BMSP', 'AMSP');
};

/** A request of one's own id is one more `request` record: grants bring theirs, without steps. */
const happening = fc.oneof(
  ...[
    { arbitrary: policy, weight: 1 },
    { arbitrary: organisation, weight: 2 },
    { arbitrary: duty, weight: 2 },
  ],
  ...[
    { arbitrary: system, weight: 3 },
    { arbitrary: resource, weight: 4 },
    { arbitrary: request, weight: 5 },
  ],
  { arbitrary: batch, weight: 6 },
  { arbitrary: closing, weight: 4 },
  { arbitrary: dispute, weight: 4 },
);

export const happenings: fc.Arbitrary<readonly Happening[]> = fc.array(happening, {
  minLength: 1,
  maxLength: 90,
  size: 'max',
});

/** @param after how many of them the grants are made */
export function chainOf(all: readonly Happening[], after = 0): ScriptedChain {
  const chain = new ScriptedChain('appraised', STEP_MS);
  for (const [i, happen] of all.entries()) {
    if (i === Math.min(after, all.length - 1)) grants(chain);
    happen(chain);
  }
  return chain;
}
