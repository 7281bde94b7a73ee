import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  asOf,
  type Ballot,
  barred,
  type Draft,
  daysLater,
  type Kept,
  personOf,
  reassigned,
  type Submission,
  type Submitted,
  submitted,
  voted,
  withdrawn,
} from '../../src/approval/approval.ts';
import type { refusal } from '../../src/approval/errors.ts';
import { limits } from '../../src/base/limits.ts';
import { textOf } from '../../src/graphql/texts.ts';

const at = '2026-11-22T10:00:00.000Z';
const deadline = daysLater(at, 10);
const draft: Draft = { state: 'draft', kind: 'override', subjectId: 'ovr_1', digest: 'one', author: 'ann', title: { en: 'Up', zh: '上调' }, detail: {} };
const asked: Submission = { approvalId: 'a1', submitter: 'sam', why: 'because', needed: 1, approvers: null, deadline };
const open = (more: Partial<Submission & Pick<Draft, 'kind' | 'digest'>> = {}): Submitted => {
  const { kind = draft.kind, digest = draft.digest, ...submission } = more;
  return submitted({ ...draft, kind, digest }, { ...asked, ...submission }, at);
};
const cast = (kept: Kept, ballot: Partial<Ballot> = {}, when = daysLater(at, 1), digest: string | undefined = kept.digest) =>
  voted(kept, { who: 'bob', choice: 'approve', digest: 'one', comment: 'seen', ...ballot }, { at: when, digest });
const own = { who: 'sam', digest: 'one', comment: 'bob is on leave' };
const codeOf = (act: () => unknown): string | undefined => {
  try {
    act();
  } catch (error) {
    return (error as { code?: string }).code;
  }
  return undefined;
};

describe('a request', () => {
  it('is approved by one other person, when one is needed', () => {
    expect(cast(open())).toMatchObject({ state: 'approved', decidedAt: daysLater(at, 1), votes: [{ who: 'bob', choice: 'approve', digest: 'one' }] });
  });
  it('stays open until as many have approved as it needs', () => {
    const first = cast(open({ needed: 2 }));
    expect(first.state).toBe('submitted');
    expect(cast(first, { who: 'eve' })).toMatchObject({ state: 'approved', votes: [{ who: 'bob' }, { who: 'eve' }] });
  });
  it('is refused by one person, whoever approved before', () => {
    expect(cast(cast(open({ needed: 3 })), { who: 'eve', choice: 'refuse' })).toMatchObject({ state: 'refused' });
  });
  it('can still be decided at its deadline and has expired a millisecond later', () => {
    expect(cast(open(), {}, deadline).state).toBe('approved');
    expect(asOf(open(), deadline).state).toBe('submitted');
    expect(asOf(open(), daysLater(deadline, 1)).state).toBe('expired');
  });
  it('goes on with others after its deadline once the submitter names them', () => {
    const late = daysLater(deadline, 3);
    const again = reassigned(open({ approvers: ['bob'] }), { ...own, approvers: ['eve'], deadline: daysLater(late, 1) }, late);
    expect(barred(again, 'bob')).toBe('NOT_APPROVER');
    expect(cast(again, { who: 'eve' }, late).state).toBe('approved');
  });
  it('keeps the approvals it has when others are named', () => {
    const half = cast(open({ needed: 2, approvers: ['bob', 'eve'] }));
    const again = reassigned(half, { ...own, approvers: ['kim'], deadline }, daysLater(at, 2));
    expect(cast(again, { who: 'kim' })).toMatchObject({ state: 'approved', votes: [{ who: 'bob' }, { who: 'kim' }] });
  });
  it('is taken back by its submitter, also past the deadline', () => {
    expect(withdrawn(open(), own, daysLater(deadline, 1)).state).toBe('withdrawn');
  });
});

const ended = cast(open());
const refusals: [string, string, () => unknown][] = [
  ['a vote of the author', 'APPROVAL_AUTHOR_CANNOT_APPROVE', () => cast(open(), { who: 'ann' })],
  ['a refusal by the author', 'APPROVAL_AUTHOR_CANNOT_APPROVE', () => cast(open(), { who: 'ann', choice: 'refuse' })],
  ['a vote of the author, who is among those named', 'APPROVAL_AUTHOR_CANNOT_APPROVE', () => cast(open({ approvers: ['ann', 'bob'] }), { who: 'ann' })],
  ['the author in another spelling', 'APPROVAL_AUTHOR_CANNOT_APPROVE', () => cast(open(), { who: ' Ａnn ' })],
  ['the author with a letter that nobody sees', 'APPROVAL_AUTHOR_CANNOT_APPROVE', () => cast(open(), { who: 'a\u200bnn\u00ad' })],
  ['a vote of one whose name nobody sees', 'APPROVAL_PERSON_MISSING', () => cast(open(), { who: '\u200b\u2060' })],
  ['a second vote with more blanks', 'APPROVAL_VOTED', () => cast(cast(open({ needed: 2 }), { who: 'Bob Lee' }), { who: 'bob \t lee' })],
  ['a vote of the submitter', 'APPROVAL_SUBMITTER_CANNOT_APPROVE', () => cast(open(), { who: 'sam' })],
  ['a vote of one not named', 'APPROVAL_NOT_APPROVER', () => cast(open({ approvers: ['eve'] }))],
  ['a second vote', 'APPROVAL_VOTED', () => cast(cast(open({ needed: 2 })), { who: 'BOB' })],
  ['a vote of nobody', 'APPROVAL_PERSON_MISSING', () => cast(open(), { who: ' ' })],
  ['a vote on another form', 'APPROVAL_DIGEST_CHANGED', () => cast(open(), { digest: 'two' })],
  ['a vote on a thing that changed', 'APPROVAL_DIGEST_CHANGED', () => cast(open(), {}, at, 'two')],
  [
    'a vote on a thing that is gone',
    'APPROVAL_DIGEST_CHANGED',
    () => voted(open(), { who: 'bob', choice: 'approve', digest: 'one', comment: 'x' }, { at, digest: undefined }),
  ],
  ['a vote past the deadline', 'APPROVAL_DEADLINE_PASSED', () => cast(open(), {}, daysLater(deadline, 1))],
  ['a vote on what is decided', 'APPROVAL_DECIDED', () => cast(ended, { who: 'eve' })],
  ['a vote on what another took the place of', 'APPROVAL_DECIDED', () => cast({ ...open(), state: 'expired' })],
  ['a vote without a comment', 'APPROVAL_COMMENT_MISSING', () => cast(open(), { comment: ' \n' })],
  ['a long comment', 'APPROVAL_COMMENT_LONG', () => cast(open(), { comment: 'x'.repeat(limits.approvalCommentCharacters + 1) })],
  ['taking back what is decided', 'APPROVAL_DECIDED', () => withdrawn(ended, own, at)],
  ['taking back what somebody else submitted', 'APPROVAL_NOT_SUBMITTER', () => withdrawn(open(), { ...own, who: 'bob' }, at)],
  ['taking back another form', 'APPROVAL_DIGEST_CHANGED', () => withdrawn(open(), { ...own, digest: 'two' }, at)],
  ['taking back without a comment', 'APPROVAL_COMMENT_MISSING', () => withdrawn(open(), { ...own, comment: '' }, at)],
  ['other approvers named by somebody else', 'APPROVAL_NOT_SUBMITTER', () => reassigned(open(), { ...own, who: 'ann', approvers: null, deadline }, at)],
  ['a new deadline that has passed', 'APPROVAL_DEADLINE_EARLY', () => reassigned(open(), { ...own, approvers: null, deadline: at }, at)],
  ['only the author and the submitter named', 'APPROVAL_APPROVERS_FEW', () => open({ approvers: ['ann', 'sam'] })],
  ['one person named twice for two approvals', 'APPROVAL_APPROVERS_FEW', () => open({ needed: 2, approvers: ['bob', 'Bob'] })],
  [
    'more persons named than are kept',
    'APPROVAL_APPROVERS_MANY',
    () => open({ approvers: Array.from({ length: limits.approversNamed + 1 }, (_, each) => `p${each}`) }),
  ],
  ['no approval needed', 'APPROVAL_NEEDED_RANGE', () => open({ needed: 0 })],
  ['a deadline at once', 'APPROVAL_DEADLINE_EARLY', () => open({ deadline: at })],
  ['a deadline far away', 'APPROVAL_DEADLINE_FAR', () => open({ deadline: daysLater(at, limits.approvalDaysMax + 1) })],
  ['a submission without a reason', 'APPROVAL_COMMENT_MISSING', () => open({ why: '' })],
  ['a submission by nobody', 'APPROVAL_PERSON_MISSING', () => open({ submitter: '' })],
  ['a ruleset approved by its author', 'RULESET_AUTHOR_CANNOT_APPROVE', () => cast(open({ kind: 'ruleset' }), { who: 'ann' })],
  ['a ruleset approved by its submitter', 'RULESET_SUBMITTER_CANNOT_APPROVE', () => cast(open({ kind: 'ruleset' }), { who: 'sam' })],
  ['a ruleset approved in another form', 'RULESET_DIGEST_CHANGED', () => cast(open({ kind: 'ruleset' }), { digest: 'two' })],
  ['a ruleset approved too late', 'RULESET_DEADLINE_PASSED', () => cast(open({ kind: 'ruleset' }), {}, daysLater(deadline, 1))],
  ['a ruleset approved twice by one person', 'APPROVAL_VOTED', () => cast(cast(open({ kind: 'ruleset', needed: 2 })))],
];
test.each(refusals)('refused: %s (%s)', (_, code, act) => expect(codeOf(act)).toBe(code));

test('every refusal says all it knows, in both languages', () => {
  for (const [, , act] of refusals) {
    try {
      act();
    } catch (error) {
      const { code, params } = error as ReturnType<typeof refusal>;
      for (const language of ['en', 'zh'] as const) expect(Object.values(textOf(code, language, params)).join(' '), code).not.toMatch(/\{\w+\}/);
    }
  }
});

describe('whatever people do, in whatever order', () => {
  const persons = ['ann', 'sam', 'bob', 'Bob ', 'eve', 'kim', 'ＫＩＭ', 'lee'];
  const who = fc.constantFrom(...persons);
  const digest = fc.constantFrom('one', 'one', 'one', 'two');
  const step = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ do: fc.constant('vote' as const), who, digest, now: digest, refuse: fc.integer({ min: 0, max: 9 }).map((n) => n === 0) }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('withdraw' as const), who, digest }) },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('reassign' as const),
        who,
        digest,
        approvers: fc.option(fc.array(who, { maxLength: 6 })),
        days: fc.integer({ min: -2, max: 9 }),
      }),
    },
  );
  const days = fc.array(fc.tuple(step, fc.integer({ min: 0, max: 6 })), { maxLength: 25 });
  const request = fc.record({ needed: fc.integer({ min: 1, max: 3 }), approvers: fc.option(fc.uniqueArray(who, { minLength: 1 })) });

  type Step = typeof step extends fc.Arbitrary<infer Each> ? Each : never;

  /** Everything as it was done and when; what was refused changed nothing. */
  function played({ needed, approvers }: { needed: number; approvers: string[] | null }, steps: [Step, number][]): [Kept, string][] {
    let now = at;
    let kept: Kept;
    try {
      kept = open({ needed, approvers });
    } catch {
      return [];
    }
    const states: [Kept, string][] = [[kept, now]];
    for (const [each, later] of steps) {
      now = daysLater(now, later);
      try {
        if (each.do === 'vote') kept = cast(kept, { who: each.who, digest: each.digest, choice: each.refuse ? 'refuse' : 'approve' }, now, each.now);
        else if (each.do === 'withdraw') kept = withdrawn(kept, { ...own, who: each.who, digest: each.digest }, now);
        else kept = reassigned(kept, { ...own, who: each.who, digest: each.digest, approvers: each.approvers, deadline: daysLater(now, each.days) }, now);
        states.push([kept, now]);
      } catch {
        // A refusal: the next step finds the request as it was.
      }
    }
    return states;
  }

  it('a request is approved only by as many persons as it needs, none its author or submitter, all on its digest and in time', () => {
    let approved = 0;
    fc.assert(
      fc.property(request, days, (asked, steps) => {
        const states = played(asked, steps);
        for (const [at, [kept, now]] of states.entries()) {
          const [before] = states[at - 1] ?? [];
          const voters = kept.votes.map((vote) => personOf(vote.who));
          expect(new Set(voters).size).toBe(voters.length);
          expect(voters).not.toContain('ann');
          expect(voters).not.toContain('sam');
          expect(kept.votes.every((vote) => vote.digest === kept.digest)).toBe(true);
          if (before && kept.votes.length > before.votes.length) {
            expect(before.state).toBe('submitted');
            expect(now <= before.deadline).toBe(true);
            expect(before.approvers?.map(personOf) ?? voters).toContain(voters.at(-1));
          }
          if (before) expect(before.state).toBe('submitted');
          const approvals = kept.votes.filter(({ choice }) => choice === 'approve').length;
          expect(kept.state === 'approved').toBe(approvals === kept.needed);
          expect(kept.state === 'refused').toBe(approvals < kept.votes.length);
          if (kept.state === 'approved') approved += 1;
        }
      }),
      { numRuns: 2_000 },
    );
    expect(approved).toBeGreaterThan(100);
  });

  it('another form of the thing begins without an approval, and nobody approves it by what he said of the other', () => {
    fc.assert(
      fc.property(request, days, (asked, steps) => {
        const last = played(asked, steps).at(-1)?.[0];
        if (last === undefined) return;
        const edited = open({ ...asked, digest: 'edited' });
        expect(edited.votes).toEqual([]);
        for (const { who } of last.votes) expect(codeOf(() => cast(edited, { who, digest: last.digest }))).toMatch(/DIGEST_CHANGED|NOT_APPROVER/);
        for (const { who } of last.votes) expect(codeOf(() => cast(last, { who, digest: 'edited' }, at, 'edited'))).toBeDefined();
      }),
      { numRuns: 300 },
    );
  });
});
