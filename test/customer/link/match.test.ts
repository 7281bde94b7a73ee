import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Arrival, type Candidate, type Mark, match } from '../../../src/customer/link/match.ts';

/** `national_id=1` is verified, `national_id=1?` is not. */
const marks = (...texts: string[]): Mark[] =>
  texts.map((text) => {
    const [kind = '', hash = ''] = text.split('=');
    return { kind, hash: hash.replace('?', ''), verified: !hash.endsWith('?') };
  });
const arrival = (recordId: string, ...texts: string[]): Arrival => ({ recordId, marks: marks(...texts) });
const candidate = (customerId: string, records: number, ...texts: string[]): Candidate => ({ customerId, records, marks: marks(...texts) });
const placed = (arrivals: Arrival[], candidates: Candidate[] = [], most = 20): string =>
  match(arrivals, candidates, most)
    .map(({ recordId, customerId, evidence }) => `${recordId}>${customerId} ${evidence.outcome}`)
    .join(', ');

describe('exact linking', () => {
  it.each([
    ['links by a verified number that agrees', [arrival('r', 'national_id=1')], [candidate('c', 1, 'national_id=1')], 'r>c linked'],
    ['founds a customer when nothing agrees', [arrival('r', 'national_id=2')], [candidate('c', 1, 'national_id=1')], 'r>r alone'],
    ['does not link by an unverified number of the record', [arrival('r', 'national_id=1?')], [candidate('c', 1, 'national_id=1')], 'r>r alone'],
    ['does not link by an unverified number of the customer', [arrival('r', 'national_id=1')], [candidate('c', 1, 'national_id=1?')], 'r>r alone'],
    [
      'does not link by a phone, an e-mail or a bank account',
      [arrival('r', 'phone=1', 'email=1', 'bank_account=1')],
      [candidate('c', 1, 'phone=1', 'email=1', 'bank_account=1')],
      'r>r alone',
    ],
    ['does not mix kinds', [arrival('r', 'passport=1')], [candidate('c', 1, 'national_id=1')], 'r>r alone'],
    [
      'is vetoed by another verified number of a kind',
      [arrival('r', 'passport=7', 'national_id=2')],
      [candidate('c', 1, 'passport=7', 'national_id=1')],
      'r>r vetoed',
    ],
    ['is not vetoed by an unverified one', [arrival('r', 'passport=7', 'national_id=2?')], [candidate('c', 1, 'passport=7', 'national_id=1')], 'r>c linked'],
    ['is not vetoed by a phone', [arrival('r', 'passport=7', 'phone=2')], [candidate('c', 1, 'passport=7', 'phone=1')], 'r>c linked'],
    [
      'takes the one customer that no veto excludes',
      [arrival('r', 'passport=7', 'national_id=2')],
      [candidate('a', 1, 'passport=7', 'national_id=1'), candidate('b', 1, 'passport=7')],
      'r>b linked',
    ],
    [
      'does not choose among several',
      [arrival('r', 'passport=7', 'national_id=2')],
      [candidate('a', 1, 'passport=7'), candidate('b', 1, 'national_id=2')],
      'r>r ambiguous',
    ],
    ['stops at the most records of one customer', [arrival('r', 'passport=7')], [candidate('c', 20, 'passport=7')], 'r>r full'],
    ['links records of one batch with each other', [arrival('s', 'passport=7'), arrival('r', 'passport=7')], [], 'r>r alone, s>r linked'],
    [
      'links on by what an earlier record brought',
      [arrival('r', 'passport=7', 'national_id=1'), arrival('s', 'national_id=1')],
      [candidate('c', 1, 'passport=7')],
      'r>c linked, s>c linked',
    ],
    [
      'is vetoed by what an earlier record brought',
      [arrival('r', 'passport=7', 'national_id=1'), arrival('s', 'passport=7', 'national_id=2')],
      [candidate('c', 1, 'passport=7')],
      'r>c linked, s>s vetoed',
    ],
  ])('%s', (_, arrivals, candidates, expected) => {
    expect(placed(arrivals, candidates)).toBe(expected);
  });

  it('tells what agreed and what vetoed', () => {
    const [decision] = match(
      [arrival('r', 'passport=7', 'national_id=2')],
      [candidate('a', 1, 'passport=7', 'national_id=1'), candidate('b', 1, 'passport=7', 'tax_number=5')],
      20,
    );
    expect(decision).toEqual({
      recordId: 'r',
      customerId: 'b',
      rule: 'identifier',
      evidence: { outcome: 'linked', agreed: [{ customerId: 'b', kinds: ['passport'] }], vetoed: [{ customerId: 'a', kinds: ['national_id'] }] },
    });
  });

  it('identifies nobody by a number that many customers carry, and names only some of them', () => {
    const carriers = Array.from({ length: 50 }, (_, at) => candidate(`c${at}`, 1, 'passport=7', `national_id=${at}`));
    const [decision] = match([arrival('r', 'passport=7', 'national_id=3')], carriers, 5);
    expect(decision).toMatchObject({ customerId: 'r', rule: 'own', evidence: { outcome: 'ambiguous' } });
    expect((decision?.evidence.agreed?.length ?? 0) + (decision?.evidence.vetoed?.length ?? 0)).toBeLessThanOrEqual(10);
  });

  const mark = fc.record({
    kind: fc.constantFrom('national_id', 'passport', 'tax_number', 'phone'),
    hash: fc.constantFrom('1', '2', '3'),
    verified: fc.boolean(),
  });
  const arrivalsOf = fc.uniqueArray(fc.record({ recordId: fc.stringMatching(/^r[0-9]$/), marks: fc.array(mark, { maxLength: 3 }) }), {
    selector: (each) => each.recordId,
    maxLength: 8,
  });
  const candidatesOf = fc.uniqueArray(
    fc.record({ customerId: fc.stringMatching(/^c[0-9]$/), records: fc.integer({ min: 1, max: 3 }), marks: fc.array(mark, { maxLength: 3 }) }),
    {
      selector: (each) => each.customerId,
      maxLength: 5,
    },
  );

  it('does not depend on the order of what it is given', () => {
    fc.assert(
      fc.property(arrivalsOf, candidatesOf, fc.integer({ min: 1, max: 5 }), (arrivals, candidates, most) => {
        expect(match([...arrivals].reverse(), [...candidates].reverse(), most)).toEqual(match(arrivals, candidates, most));
      }),
    );
  });

  it('joins only what agrees and what nothing speaks against, and never more than it may', () => {
    fc.assert(
      fc.property(arrivalsOf, fc.integer({ min: 1, max: 5 }), (arrivals, most) => {
        const numbers = (recordId: string): Mark[] =>
          arrivals.find((each) => each.recordId === recordId)?.marks.filter((mark) => mark.verified && mark.kind !== 'phone') ?? [];
        for (const decisions of Map.groupBy(match(arrivals, [], most), (decision) => decision.customerId).values()) {
          expect(decisions.length).toBeLessThanOrEqual(most);
          expect(decisions.map((each) => each.rule)).toEqual(decisions.map((each) => (each.recordId === each.customerId ? 'own' : 'identifier')));
          for (const [at, { recordId }] of decisions.entries()) {
            if (at === 0) continue;
            const own = numbers(recordId);
            const theirs = decisions.slice(0, at).flatMap((each) => numbers(each.recordId));
            const agrees = (mark: Mark): boolean => theirs.some((other) => other.kind === mark.kind && other.hash === mark.hash);
            expect(own.some(agrees)).toBe(true);
            for (const { kind } of own)
              expect(!theirs.some((other) => other.kind === kind) || own.some((mark) => mark.kind === kind && agrees(mark))).toBe(true);
          }
        }
      }),
    );
  });
});
