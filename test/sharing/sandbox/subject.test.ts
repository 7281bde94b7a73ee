import { describe, expect, it } from 'vitest';
import { behaviour, played } from '../../../src/sharing/sandbox/behaviour.ts';
import { type Candidate, choose, consentingOf, expectedOf, isWhole, referencesOf, unknownSubject } from '../../../src/sharing/sandbox/subject.ts';

const candidate = (customerId: string, more: Partial<Candidate> = {}): Candidate => ({ customerId, grade: 'B', isKnockedOut: false, why: null, ...more });
const crowd: Candidate[] = [
  candidate('out', { grade: null, why: 'outside' }),
  candidate('knocked', { grade: 'C', isKnockedOut: true }),
  ...['A', 'B', 'B', 'B', 'C', 'A', 'A'].map((grade, at) => candidate(`${grade}${at}`, { grade })),
];

describe('who stands behind a test subject', () => {
  it('one of each grade that occurs, and somebody for every outcome', () => {
    const chosen = choose(crowd);
    expect(Object.fromEntries([...chosen].map(([reference, { customerId }]) => [reference, customerId]))).toEqual({
      'test-grade-a': 'A0',
      'test-grade-b': 'B1',
      'test-grade-c': 'C4',
      'test-knock-out': 'knocked',
      'test-not-rated': 'out',
      'test-provisional': 'B2',
      'test-not-consented': 'B3',
      'test-consent-ended': 'A5',
      'test-slow': 'A6',
    });
    expect(isWhole(chosen)).toBe(false);
    expect(isWhole(choose([...crowd, candidate('one more')]))).toBe(true);
  });

  it('nobody stands behind two', () => {
    const customers = [...choose([...crowd, ...crowd.map((each) => ({ ...each, customerId: `${each.customerId}'` }))]).values()].map(
      ({ customerId }) => customerId,
    );
    expect(new Set(customers).size).toBe(customers.length);
  });

  const expected: [string, Candidate | undefined, string][] = [
    ['test-grade-a', candidate('x', { grade: 'A' }), 'grade A'],
    ['test-knock-out', candidate('x', { grade: 'C', isKnockedOut: true }), 'grade C, by a knock-out'],
    ['test-provisional', candidate('x'), 'grade B, provisional (by `grade`; `customer` tells it as it is kept, not provisional)'],
    ['test-not-rated', candidate('x', { grade: null, why: 'outside' }), 'not rated (outside)'],
    ['test-slow', candidate('x'), 'grade B, after three seconds'],
    ['test-error', candidate('x'), 'an error, once it is on record: it counts and is charged as the answer it would have been, with the same key once'],
    ['test-not-consented', candidate('x'), 'the uniform refusal'],
    ['test-consent-ended', candidate('x'), 'the uniform refusal'],
    [unknownSubject, undefined, 'the uniform refusal'],
  ];
  it.each(expected)('%s is told what to expect', (reference, customer, text) => {
    expect(expectedOf(reference, customer).en).toBe(text);
  });

  it('every grade and every outcome has a name, also those that nobody has', () => {
    const names = referencesOf({ candidates: crowd, grades: ['A', 'B', 'D'] });
    expect(names.slice(0, 5)).toEqual(['test-grade-a', 'test-grade-b', 'test-grade-c', 'test-grade-d', 'test-knock-out']);
  });

  it('only two of them do not consent as long as it is said', () => {
    expect(['test-grade-a', 'test-not-consented', 'test-consent-ended'].map(consentingOf)).toEqual(['yes', 'no', 'ended']);
  });
});

describe('what a test subject does', () => {
  it('it does in the sandbox alone', () => {
    const all = (sandbox: boolean) => ['test-slow', 'test-error', 'test-provisional', 'test-grade-a', null].map((name) => behaviour({ sandbox }, name));
    expect(all(true)).toEqual(['slow', 'error', 'provisional', undefined, undefined]);
    expect(all(false)).toEqual([undefined, undefined, undefined, undefined, undefined]);
  });

  it('a grade is marked provisional for one of them, and nothing else of it changes', () => {
    const reading = { shared: { grade: 'B', provisional: false }, why: null } as never;
    expect(played({ sandbox: true }, 'test-provisional', reading)).toEqual({ shared: { grade: 'B', provisional: true }, why: null });
    for (const [sandbox, reference] of [
      [true, 'test-grade-b'],
      [false, 'test-provisional'],
      [true, null],
    ] as const)
      expect(played({ sandbox }, reference, reading)).toBe(reading);
    const unrated = { shared: null, why: 'outside' } as const;
    expect(played({ sandbox: true }, 'test-provisional', unrated)).toBe(unrated);
  });
});
