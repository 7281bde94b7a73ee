import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits } from '../../src/base/limits.ts';
import { meets, type PopulationCondition } from '../../src/rating/card/population.ts';
import { examplesOf } from '../../src/rating/check/cells.ts';
import type { Yield } from '../../src/rating/check/yield.ts';
import { missing, type Value } from '../../src/rating/indicator.ts';
import { decidePolicy, isStanding, type Policy, type PolicyCondition, type Row, type Standing, stands } from '../../src/rating/policy/policy.ts';
import { tableFaults } from '../../src/rating/policy/table.ts';
import { number, special, word } from './card.ts';

const grades = ['A', 'B', 'C'];
const rowOf = (at: number, when: Row['when'], then: Row['then']): Row => ({ name: `r${at}`, when, then });
const numeric: Yield = { kind: 'number', floor: -1, whole: false, words: undefined, special: [-9] };
const worded: Yield = { kind: 'word', floor: 0, whole: false, words: ['x', 'y', 'z'], special: [] };
const yieldsOf = (rows: readonly Row[]): Map<string, Yield> => {
  const read = new Set(rows.flatMap(({ when }) => when.flatMap((each) => (isStanding(each) ? [] : [each.indicator]))));
  return new Map([...(read.has('n') ? [['n', numeric] as const] : []), ...(read.has('w') ? [['w', worded] as const] : [])]);
};

/** Every grade, and one value at least of every kind that conditions over whole numbers from -1 to 4 can tell apart. */
const standings: Standing[] = [...grades.flatMap((grade) => [false, true].map((provisional) => ({ grade, provisional }))), { grade: null, provisional: false }];
const numbers: Value[] = [missing, special(-9), ...Array.from({ length: 13 }, (_, at) => number(-1 + at / 2))];
const words: Value[] = [missing, word('x'), word('y'), word('z')];
const points = standings.flatMap((standing) => numbers.flatMap((n) => words.map((w) => ({ standing, values: { n, w } as Record<string, Value> }))));

const compared = fc.integer({ min: -1, max: 4 });
const condition: fc.Arbitrary<PolicyCondition> = fc.oneof(
  fc.record({ grade: fc.uniqueArray(fc.constantFrom(...grades), { minLength: 1 }) }),
  fc.record({ rated: fc.boolean() }),
  fc.record({ provisional: fc.boolean() }),
  fc.record({ indicator: fc.constant('n'), op: fc.constantFrom('=', '<>', '<', '<=', '>', '>='), value: compared }),
  fc.record({ indicator: fc.constant('n'), op: fc.constant('in' as const), value: fc.array(compared, { minLength: 1, maxLength: 3 }) }),
  fc.record({ indicator: fc.constant('w'), op: fc.constantFrom('=', '<>'), value: fc.constantFrom('x', 'y', 'z') }),
  fc.record({ indicator: fc.constantFrom('n', 'w'), missing: fc.boolean() }),
  fc.record({ indicator: fc.constant('n'), special: fc.constant(-9) }),
);
/** A few rows, of which some ask nothing; or more than one number has bits for. */
const table: fc.Arbitrary<Row[]> = fc
  .oneof(
    fc.array(fc.array(condition, { maxLength: 2 }), { minLength: 1, maxLength: 5 }),
    fc.array(fc.array(condition, { minLength: 1, maxLength: 3 }), { minLength: 30, maxLength: 70 }),
  )
  .map((all) => all.map((when, at) => rowOf(at, when, { paymentMode: 'prepaid' })));

/** The definition, row by row. */
const holding = (rows: readonly Row[], { standing, values }: (typeof points)[number]): number[] =>
  rows.flatMap(({ when }, at) =>
    when.every((each) => (isStanding(each) ? stands(each, standing) : meets(each, values[each.indicator] as Value))) ? [at] : [],
  );

describe('any decision table', () => {
  it('has the gaps, overlaps and idle rows that trying every kind of customer finds', () => {
    fc.assert(
      fc.property(table, (rows) => {
        const policy: Policy = { outputs: ['paymentMode'], rows, schedules: {} };
        const held = points.map((point) => holding(rows, point));
        const faults = tableFaults(policy, grades, yieldsOf(rows));
        const ever = new Set(held.flat());
        const deciding = new Set(held.flatMap(([first]) => (first === undefined ? [] : [first])));
        const pairs = new Set(held.flatMap(([first, ...later]) => later.map((each) => `r${first} r${each}`)));
        const of = (code: string) => faults.filter((fault) => fault.code === code);
        expect(of('RATING_POLICY_GAP')).toHaveLength(held.some((each) => each.length === 0) ? 1 : 0);
        expect(of('RATING_POLICY_ROW_NEVER').map(({ params }) => params['row'])).toEqual(rows.filter((_, at) => !ever.has(at)).map(({ name }) => name));
        expect(of('RATING_POLICY_ROW_UNREACHABLE').map(({ params }) => params['row'])).toEqual(
          rows.filter((_, at) => ever.has(at) && !deciding.has(at)).map(({ name }) => name),
        );
        const told = of('RATING_POLICY_OVERLAP').map(({ params }) => `${params['first']} ${params['second']}`);
        const due = [...pairs].filter((pair) => {
          const later = Number(pair.split(' r')[1]);
          return deciding.has(later) && (rows[later] as Row).when.length > 0;
        });
        expect(told.toSorted()).toEqual(due.toSorted());
      }),
      { numRuns: 150 },
    );
  });

  it('is decided by the first row that holds', () => {
    fc.assert(
      fc.property(table, fc.constantFrom(...points), (rows, point) => {
        const decision = decidePolicy({ outputs: ['paymentMode'], rows, schedules: {} }, point.standing, (name) => point.values[name] as Value);
        expect(decision?.at).toBe(holding(rows, point)[0]);
        expect(decision?.row).toBe(rows[holding(rows, point)[0] as number]);
      }),
    );
  });

  it('has amounts only where the first row has a number to multiply', () => {
    fc.assert(
      fc.property(table, fc.nat(), (all, pick) => {
        const at = pick % all.length;
        const rows = all.map((row, nth): Row => (nth === at ? rowOf(at, row.when, { creditLimit: { times: 2, of: 'n', currency: 'CNY' } }) : row));
        const lacking = points.some((point) => holding(rows, point)[0] === at && typeof (point.values['n'] as { value?: unknown }).value !== 'number');
        const faults = tableFaults({ outputs: ['creditLimit'], rows, schedules: {} }, grades, new Map([...yieldsOf(rows), ['n', numeric]]));
        expect(faults.filter(({ code }) => code === 'RATING_POLICY_AMOUNT_LACKING').map(({ path }) => path)).toEqual(
          lacking ? [`policy.rows[${at}].then.creditLimit.of`] : [],
        );
      }),
      { numRuns: 60 },
    );
  });

  it('of the most cells and rows that are checked is held against itself at once', () => {
    // 9 grades and none, 8 indicators of 4 kinds but one of 6: 983,040 cells.
    const names = Array.from({ length: 8 }, (_, at) => `i${at}`);
    const yields = new Map<string, Yield>(names.map((name) => [name, { ...numeric, special: [], floor: Number.NEGATIVE_INFINITY }]));
    const asked = (row: number): Row['when'] =>
      names.map((indicator, bit) => ({ indicator, op: (row >> bit) & 1 ? '<' : '>=', value: bit === 0 && row % 2 === 1 ? 2 : 1 }));
    const rows = Array.from({ length: limits.policyRows }, (_, row) => rowOf(row, row === limits.policyRows - 1 ? [] : asked(row), {}));
    const many = Array.from({ length: 9 }, (_, at) => `G${at}`);
    const faults = tableFaults({ outputs: ['paymentMode'], rows, schedules: {} }, many, yields);
    // Each pair from the first on shares what lies between the two cuts of the first indicator.
    expect(faults.map(({ code, path }) => `${code} ${path}`)).toEqual(
      Array.from({ length: 49 }, (_, pair) => `RATING_POLICY_OVERLAP policy.rows[${2 * pair + 1}].when`),
    );
  });
});

describe('the kinds of numbers that are tried', () => {
  const halves = fc.integer({ min: -12, max: 12 }).map((half) => half / 2);
  const bounds = fc.oneof(
    fc.record({ whole: fc.boolean(), floor: fc.constantFrom(Number.NEGATIVE_INFINITY, -3, 0) }),
    fc.record({ whole: fc.boolean(), floor: fc.constantFrom(-2, 0), ceiling: fc.constantFrom(1, 3) }),
    fc.uniqueArray(halves, { minLength: 1, maxLength: 6 }).map((numbers) => ({ numbers, floor: Math.min(...numbers), whole: numbers.every(Number.isInteger) })),
  );

  it('stand for every number that the indicator may have, each once, and are such numbers', () => {
    fc.assert(
      fc.property(bounds, fc.uniqueArray(halves, { maxLength: 5 }), (of: Pick<Yield, 'floor' | 'whole' | 'ceiling' | 'numbers'>, cuts) => {
        const yields: Yield = { kind: 'number', words: undefined, special: [], ...of };
        const asked = cuts.map((value): PopulationCondition => ({ indicator: 'n', op: '<', value }));
        const tried = examplesOf(asked, yields).flatMap(({ value }) => (value.state === 'value' ? [value.value as number] : []));
        const may = (value: number) =>
          value >= yields.floor &&
          value <= (yields.ceiling ?? Number.POSITIVE_INFINITY) &&
          (!yields.whole || Number.isInteger(value)) &&
          (yields.numbers?.includes(value) ?? true);
        const kindOf = (value: number) => cuts.map((cut) => Math.sign(value - cut)).join();
        const all = Array.from({ length: 81 }, (_, at) => (at - 40) / 4).filter(may);
        expect(tried.every(may)).toBe(true);
        expect(tried.map(kindOf).toSorted()).toEqual([...new Set(all.map(kindOf))].toSorted());
      }),
      { numRuns: 400 },
    );
  });
});
