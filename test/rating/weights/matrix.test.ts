import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contradiction, eigenOf, entryOf, isSquare, randomIndex, ratioText, squareOf, together, unreciprocal } from '../../../src/rating/weights/matrix.ts';
import type { Entry } from '../../../src/rating/weights/weights.ts';
import { referenceFile } from '../../data.ts';

const four: Entry[][] = [
  [1, 3, 5, 7],
  ['1/3', 1, 3, 5],
  ['1/5', '1/3', 1, 3],
  ['1/7', '1/5', '1/3', 1],
];
const three: Entry[][] = [
  [1, 2, 6],
  ['1/2', 1, 4],
  ['1/6', '1/4', 1],
];

describe('a matrix of comparisons', () => {
  it('is held to the random indices of 1 to 10 things', () => {
    expect(randomIndex).toEqual([0, 0, 0.58, 0.9, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49]);
  });

  it.each<[string, Entry[][], number[], number, number, number]>([
    ['of four things', four, [0.565009, 0.262201, 0.117504, 0.055285], 4.116982, 0.038994, 0.043327],
    ['of three things', three, [0.587631, 0.323386, 0.088983], 3.009203, 0.004601, 0.007933],
    [
      'of two things',
      [
        [1, 3],
        ['1/3', 1],
      ],
      [0.75, 0.25],
      2,
      0,
      0,
    ],
    ['of one thing', [[1]], [1], 1, 0, 0],
  ])('%s gives weights, principal eigenvalue, consistency index and ratio', (_, rows, weights, lambda, ci, cr) => {
    const eigen = eigenOf(squareOf(rows));
    expect(eigen.weights.map((each) => each.toFixed(6))).toEqual(weights.map((each) => each.toFixed(6)));
    expect([eigen.lambda, eigen.ci, eigen.cr].map((each) => each.toFixed(6))).toEqual([lambda, ci, cr].map((each) => each.toFixed(6)));
  });

  it('gives the published weights and ratios', ({ skip }) => {
    const file = referenceFile('published_values.json');
    if (file === undefined) return skip();
    const { m4, m3 } = JSON.parse(readFileSync(file, 'utf8')).ahp;
    const [eigen4, eigen3] = [m4, m3].map(({ matrix }) => eigenOf(squareOf(matrix)));
    m4.weights_eig.forEach((weight: number, at: number) => expect(eigen4?.weights[at]).toBeCloseTo(weight, 7));
    m3.weights_eig.forEach((weight: number, at: number) => expect(eigen3?.weights[at]).toBeCloseTo(weight, 7));
    expect([eigen4?.lambda, eigen4?.ci, eigen4?.cr].map((each) => each?.toFixed(12))).toEqual([m4.lambda_max, m4.CI, m4.CR].map((each) => each.toFixed(12)));
    expect([eigen3?.lambda, eigen3?.ci, eigen3?.cr].map((each) => each?.toFixed(12))).toEqual(
      [m3.lambda_max, m3.CI, m3['CR_RI_0.58']].map((each) => each.toFixed(12)),
    );
  });

  it('says the same by its upper half alone', () => {
    expect(squareOf([[1, 3, 5, 7], [1, 3, 5], [1, 3], [1]])).toEqual(squareOf(four));
  });

  it.each<[Entry, number | undefined]>([
    [3, 3],
    ['3', 3],
    ['1/3', 1 / 3],
    [' 2.5 / 5 ', 0.5],
    [0, undefined],
    [-1, undefined],
    [1e7, undefined],
    ['1/0', undefined],
    ['0/0', undefined],
    ['', undefined],
    ['a third', undefined],
    ['1/-3', undefined],
    ['1/3/5', undefined],
  ])('reads the entry %j as %j', (entry, value) => {
    expect(entryOf(entry)).toBe(value);
  });

  it.each<[number[][], number, boolean]>([
    [[[1]], 1, true],
    [[[1, 1], [1]], 2, true],
    [[[1, 1], [1, 1], []], 2, false],
    [[[1, 1]], 2, false],
    [[[1], [1, 1]], 2, false],
    [[], 1, false],
  ])('has rows for all things: %j of %i', (rows, size, isSound) => {
    expect(isSquare(rows, size)).toBe(isSound);
  });

  it('names pairs that are not reciprocal, and things that are not 1 against themselves', () => {
    const spoiled = [
      [1, 3, 5],
      [0.333, 1, 3],
      [0.2, 0.5, 2],
    ];
    expect(unreciprocal(spoiled)).toEqual([
      [0, 1],
      [1, 2],
      [2, 2],
    ]);
    expect(unreciprocal(squareOf(four))).toEqual([]);
  });

  it('names the comparison farthest from the weights, and what would fit', () => {
    const matrix = squareOf([[1, 3, 9, 9], [1, 3, 3], [1, '1/9'], [1]]);
    const eigen = eigenOf(matrix);
    expect(eigen.cr).toBeGreaterThan(0.1);
    const { i, j, value, fit } = contradiction(matrix, eigen.weights);
    expect([i, j, value]).toEqual([2, 3, 1 / 9]);
    expect(fit).toBeCloseTo((eigen.weights[2] as number) / (eigen.weights[3] as number), 12);
  });

  it.each([
    [3, '3'],
    [1, '1'],
    [0.99999, '1'],
    [1 / 3, '1/3'],
    [2.719, '2.72'],
    [0.4, '1/2.5'],
  ])('is told in words of ratios: %d as %s', (value, text) => {
    expect(ratioText(value)).toBe(text);
  });
});

const weights = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 10 }).map((list) => {
  const sum = list.reduce((total, each) => total + each, 0);
  return list.map((each) => each / sum);
});
const judgement = (size: number) =>
  fc
    .array(fc.array(fc.constantFrom(1, 2, 3, 4, 5, 6, 7, 8, 9, 1 / 2, 1 / 3, 1 / 5, 1 / 7, 1 / 9), { minLength: size, maxLength: size }), {
      minLength: size,
      maxLength: size,
    })
    .map((rows) => squareOf(rows.map((row, i) => [1, ...row.slice(i + 1)])));
const several = fc.integer({ min: 1, max: 10 }).chain((size) => fc.array(judgement(size), { minLength: 1, maxLength: 5 }));

describe('comparisons', () => {
  it('that are ratios of weights give these weights back, with a consistency ratio of 0', () => {
    fc.assert(
      fc.property(weights, (given) => {
        const { weights: found, lambda, ci, cr } = eigenOf(given.map((a) => given.map((b) => a / b)));
        found.forEach((each, at) => expect(each).toBeCloseTo(given[at] as number, 10));
        expect([lambda, ci, cr]).toEqual([given.length, 0, 0]);
      }),
    );
  });

  it('of any kind give weights above 0 that sum to 1, and never less contradiction than none', () => {
    fc.assert(
      fc.property(several, ([matrix = []]) => {
        const { weights: found, lambda, ci, cr } = eigenOf(matrix);
        expect(found.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 12);
        for (const each of found) expect(each).toBeGreaterThan(0);
        expect(Math.min(lambda - matrix.length, ci, cr)).toBeGreaterThanOrEqual(0);
        // The eigenvector is one: the matrix stretches it by the eigenvalue.
        matrix.forEach((row, i) => expect(row.reduce((sum, a, j) => sum + a * (found[j] as number), 0)).toBeCloseTo(lambda * (found[i] as number), 9));
      }),
    );
  });

  it('of several experts are the same in any order, reciprocal, and those of one where all agree', () => {
    fc.assert(
      fc.property(several, fc.integer({ min: 1, max: 4 }), (matrices, turn) => {
        const joined = together(matrices);
        expect(together([...matrices.slice(turn), ...matrices.slice(0, turn)].toReversed())).toEqual(joined);
        expect(unreciprocal(joined)).toEqual([]);
        const [one = []] = matrices;
        expect(together([one])).toEqual(one);
        together([one, one, one]).forEach((row, i) => row.forEach((each, j) => expect(each / (one[i]?.[j] as number)).toBeCloseTo(1, 12)));
      }),
    );
  });
});
