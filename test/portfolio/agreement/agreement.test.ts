import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agreement, type Counts, rho, tau } from '../../../src/portfolio/agreement/agreement.ts';

/** How many have each pair of values of two lists; the least value is the best. */
function counted(x: readonly number[], y: readonly number[]): number[][] {
  const [left, right] = [x, y].map((values) => [...new Set(values)].sort((a, b) => a - b)) as [number[], number[]];
  return left.map((a) => right.map((b) => x.filter((each, at) => each === a && y[at] === b).length));
}

/** Every customer apart, as pairs of ranks. */
const apart = (counts: Counts): [number, number][] =>
  counts.flatMap((row, own) => row.flatMap((count, word) => Array.from({ length: count }, (): [number, number] => [own, word])));

/** Tau-b as it is defined: over every pair. */
function defined(customers: readonly (readonly [number, number])[]): number | null {
  let [order, left, right] = [0, 0, 0];
  customers.forEach(([a, b], at) => {
    for (const [c, d] of customers.slice(at + 1)) {
      order += Math.sign(a - c) * Math.sign(b - d);
      if (a !== c) left += 1;
      if (b !== d) right += 1;
    }
  });
  return left && right ? order / Math.sqrt(left * right) : null;
}

describe('rank correlation', () => {
  it.each<[string, number[], number[], number, number]>([
    // Spearman's 1 - 6 * 194 / (10 * 99), and 20 pairs in order against 25 in reverse, of 45.
    ['intelligence and hours of television of ten', [106, 100, 86, 101, 99, 103, 97, 113, 112, 110], [7, 27, 2, 50, 28, 29, 20, 12, 6, 17], -29 / 165, -5 / 45],
    // The example of the documentation of SciPy, with ties in both.
    ['five with ties', [12, 2, 1, 12, 2], [1, 4, 7, 1, 0], -5 / Math.sqrt(9 * 9.5), -0.4714045207910316],
    ['three in one order', [1, 2, 3], [10, 20, 30], 1, 1],
    ['three in reverse', [1, 2, 3], [3, 2, 1], -1, -1],
  ])('of %s', (_, x, y, spearman, kendall) => {
    expect(rho(counted(x, y))).toBeCloseTo(spearman, 12);
    expect(tau(counted(x, y))).toBeCloseTo(kendall, 12);
  });

  it.each<[Counts, number, number]>([
    // By hand: 69 pairs in order, 3 in reverse, 94 that each ranking tells apart. Rho as SciPy has it for the customers one by one.
    [
      [
        [3, 1, 0],
        [1, 4, 2],
        [0, 1, 5],
      ],
      0.7503496503496504,
      66 / 94,
    ],
    // Of two grades each both are the phi coefficient: (20 * 12 - 5 * 3) / sqrt(25 * 15 * 23 * 17).
    [
      [
        [20, 5],
        [3, 12],
      ],
      225 / Math.sqrt(25 * 15 * 23 * 17),
      225 / Math.sqrt(25 * 15 * 23 * 17),
    ],
    [
      [
        [10, 5, 2],
        [8, 20, 10],
        [3, 9, 33],
      ],
      0.5512438857716632,
      0.5122325972697152,
    ],
    [
      [
        [1, 2, 3, 4],
        [0, 5, 6, 7],
        [9, 1, 0, 2],
      ],
      -0.45795587072685257,
      -0.4013292162419829,
    ],
    [
      [
        [0, 0, 4],
        [0, 3, 0],
        [2, 0, 0],
      ],
      -1,
      -1,
    ],
  ])('of the matrix %j', (counts, spearman, kendall) => {
    expect(rho(counts)).toBeCloseTo(spearman, 12);
    expect(tau(counts)).toBeCloseTo(kendall, 12);
  });

  it.each<[string, Counts]>([
    [
      'nobody',
      [
        [0, 0],
        [0, 0],
      ],
    ],
    [
      'one',
      [
        [1, 0],
        [0, 0],
      ],
    ],
    [
      'all of one grade',
      [
        [3, 4],
        [0, 0],
      ],
    ],
    [
      'all with one word',
      [
        [3, 0],
        [4, 0],
      ],
    ],
    ['no grades at all', []],
  ])('is none of %s', (_, counts) => {
    expect([rho(counts), tau(counts)]).toEqual([null, null]);
  });

  const matrices = fc
    .record({ grades: fc.integer({ min: 1, max: 4 }), words: fc.integer({ min: 1, max: 5 }) })
    .chain(({ grades, words }) => fc.array(fc.array(fc.nat({ max: 3 }), { minLength: words, maxLength: words }), { minLength: grades, maxLength: grades }));
  const close = (a: number | null, b: number | null): void => {
    if (a === null || b === null) expect(a).toBe(b);
    else expect(a).toBeCloseTo(b, 12);
  };
  const turned = (counts: Counts): number[][] => (counts[0] ?? []).map((_, word) => counts.map((row) => row[word] as number));
  const negated = (value: number | null): number | null => (value === null ? null : -value);

  it('counts pairs as its definition does', () => {
    fc.assert(
      fc.property(matrices, (counts) => close(tau(counts), defined(apart(counts)))),
      { numRuns: 200 },
    );
  });

  it('is the same whichever ranking comes first, turns its sign with one of them, and stays within 1', () => {
    fc.assert(
      fc.property(matrices, (counts) => {
        for (const of of [rho, tau]) {
          close(of(turned(counts)), of(counts));
          close(of(counts.toReversed()), negated(of(counts)));
          close(of(counts.map((row) => row.toReversed())), negated(of(counts)));
          expect(Math.abs(of(counts) ?? 0)).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('holds for a million customers', () => {
    const counts = [
      [400_000, 50_000],
      [50_000, 500_000],
    ];
    const phi = (400_000 * 500_000 - 50_000 ** 2) / (450_000 * 550_000);
    expect(tau(counts)).toBeCloseTo(phi, 12);
    expect(rho(counts)).toBeCloseTo(phi, 12);
  });
});

describe('agreement in the own grades', () => {
  it('counts who has the very grade that the word stands for, and who is one beside it', () => {
    // AAA and AA stand for A, B for C.
    expect(
      agreement(
        [
          [4, 3, 1],
          [0, 2, 1],
          [0, 1, 8],
        ],
        [0, 0, 2],
      ),
    ).toMatchObject({ customers: 20, exact: 15, near: 18, exactShare: 0.75, nearShare: 0.9 });
  });

  it('is no share of nobody', () => {
    expect(agreement([[0], [0]], [0])).toEqual({ customers: 0, rho: null, tau: null, exact: 0, near: 0, exactShare: null, nearShare: null });
  });
});
