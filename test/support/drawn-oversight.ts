// SPDX-License-Identifier: Apache-2.0
/** Months closed and disputes, drawn at random. */
import fc from 'fast-check';
import {
  code,
  consumerOf,
  deadline,
  deadlineOf,
  HOUR_MS,
  party,
  stamp,
  when,
  type Happening,
} from './drawn.js';

export const closing: fc.Arbitrary<Happening> = fc
  .record({
    grant: fc.constantFrom('G1', 'G2', 'G3'),
    period: fc.constantFrom('2026-01', '2026-02'),
    reporter: party,
    deadline,
    at: when,
    reported: fc.constantFrom('uses', 'nil', 'silent'),
    matches: fc.boolean(),
  })
  .map(({ grant, period, reporter, deadline: drawn, reported, matches, at }) => (chain) => {
    const [consumer, side] = [consumerOf(grant), consumerOf(grant) === reporter ? 'claim' : 'attestation'];
    const closure = { grant, period, side, organisation: reporter, reported };
    const provider = consumer === 'AMSP' ? 'BMSP' : 'AMSP';
    const verdicts = [{ state: matches ? 'matched' : 'differs', stamp: stamp(at, reporter) }];
    chain.put(
      reporter,
      [['closure', grant, period, side], { ...closure, deadline: deadlineOf('close-period', drawn, true) }],
      [
        ['period', grant, period],
        { grant, period, provider, consumer, verdicts: reported === 'nil' ? [] : verdicts },
      ],
    );
  });

const ruling = fc.record({
  by: party,
  deadline,
  at: when,
  outdated: fc.boolean(),
  responsible: fc.option(party, { nil: undefined }),
  remedy: fc.option(deadline, { nil: undefined }),
  remedied: fc.constantFrom('open', 'done', 'closed'),
});
type RulingDrawn = typeof ruling extends fc.Arbitrary<infer T> ? T : never;

const rulingOf = ({ by, deadline: drawn, at, outdated, responsible, remedy, remedied }: RulingDrawn) => ({
  arbitrator: by,
  stamp: stamp(at, by),
  deadline: deadlineOf('rule', drawn, true),
  findings: [outdated ? 'outdated-data' : 'incorrect-data'],
  ...(responsible && { responsible }),
  ...(remedy && { remedyDue: deadlineOf('remedy', remedy, remedied !== 'open') }),
});

const drawnDispute = fc.record({
  id: fc.integer({ min: 1, max: 4 }),
  opener: party,
  openedAt: when,
  rulings: fc.array(ruling, { maxLength: 2 }),
  answer: deadline,
  assign: deadline,
  how: fc.constantFrom('pending', 'answer', 'default'),
  assigner: party,
  drawn: fc.boolean(),
  waits: fc.boolean(),
  code,
  state: fc.constantFrom('assigned', 'closed'),
  outcome: fc.option(fc.constantFrom('remedied', 'unremedied'), { nil: undefined }),
});
type DisputeDrawn = typeof drawnDispute extends fc.Arbitrary<infer T> ? T : never;

const respondentTo = (opener: string): string => (opener === 'AMSP' ? 'BMSP' : 'AMSP');

function taken(action: string, step: string, limit: DisputeDrawn['answer'], by: string) {
  const at = limit.startedAt + limit.took * HOUR_MS;
  return { action, deadline: deadlineOf(step, limit, true), stamp: stamp(at, by) };
}

function remedySteps({ rulings, opener }: DisputeDrawn): object[] {
  const last = rulings.at(-1);
  const due = last && rulingOf(last).remedyDue;
  if (last?.remedied !== 'done' || !due) return [];
  return [{ action: 'remedy', stamp: { at: due.doneAt, by: respondentTo(opener), tx: '' }, deadline: due }];
}

function stepsOf(drawn: DisputeDrawn): object[] {
  const { how, opener, openedAt, answer, assign, assigner } = drawn;
  const answered = taken(how, 'answer', answer, respondentTo(opener));
  const assigned = taken('assign', 'assign', assign, assigner);
  return [
    { action: 'open', stamp: stamp(openedAt, opener) },
    ...(how === 'pending' ? [] : [answered, assigned]),
    ...remedySteps(drawn),
  ];
}

function arbitratorsOf({ rulings, drawn, assign, assigner, answer, waits }: DisputeDrawn): object[] {
  const { stamp: assigned } = taken('assign', 'assign', assign, assigner);
  const ruling = rulings.map(rulingOf).map(({ arbitrator, deadline: limit }) => ({
    organisation: arbitrator,
    deadline: limit,
    stamp: assigned,
  }));
  const last = {
    organisation: assigner,
    drawn,
    stamp: assigned,
    // A millisecond later than any ruling drawn may have started: one arbitrator is not assigned twice at one time.
    deadline: deadlineOf('rule', { ...answer, startedAt: answer.startedAt + 1 }, waits),
  };
  return drawn ? [...ruling, last] : ruling;
}

export const dispute: fc.Arbitrary<Happening> = drawnDispute.map((drawn) => (chain) => {
  const { id, opener, openedAt, rulings, answer, assign, how, waits, state, outcome } = drawn;
  const pending =
    how === 'pending' ? deadlineOf('answer', answer, false) : deadlineOf('assign', assign, false);
  const record = {
    id: `D${id}`,
    opener,
    respondent: respondentTo(opener),
    parties: ['AMSP', 'BMSP'],
    resource: `AMSP:${drawn.code}`,
    state,
    rulings: rulings.map(rulingOf),
    steps: stepsOf(drawn),
    arbitrators: arbitratorsOf(drawn),
    opened: stamp(openedAt, opener),
    ...(outcome && { outcome }),
    ...((how === 'pending' || waits) && { pending }),
  };
  chain.put(opener, [['dispute', `D${id}`], record]);
});
