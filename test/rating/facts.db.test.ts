import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import type { Sql } from '../../src/db/client.ts';
import { type Condition, indicatorShape, type Measured, type Value } from '../../src/rating/indicator.ts';
import { known as derived } from '../../src/rating/known.ts';
import { coveredBy } from '../../src/rating/measure/coverage.ts';
import { measure } from '../../src/rating/measure/measure.ts';
import { always as alwaysKnown, form } from '../../src/rating/measure/parts.ts';
import { prepare } from '../../src/rating/prepare.ts';
import { readings } from '../../src/rating/readings.ts';
import { attributesOf, coverageAt } from '../../src/rating/store.ts';
import { columnOf, vocabulary } from '../../src/rating/vocabulary.ts';
import { database } from '../database.ts';
import { firstImport, knownAt, secondImport, worlds, write } from './world.ts';

let sql: Sql;
beforeAll(async () => {
  sql = await database();
});

const words = { label: { en: 'x', zh: 'x' }, unit: 'x', better: 'neither' };
const wholeMonths = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 14 }).map((months) => ({ months })) },
  { weight: 1, arbitrary: fc.constantFrom('year_to_date', 'last_year') },
);
const days = fc.constantFrom(1, 14, 31, 90, 365).map((n) => ({ days: n }));
const window = fc.oneof(fc.constant('all'), days, wholeMonths);
const conditions: Record<string, Condition[]> = {
  bill: [
    { column: 'cause', op: '=', value: 'regular' },
    { column: 'statementMinor', op: '>', value: 100 },
    { column: 'account.service', op: '=', value: 'gas' },
    { column: 'dueOn', op: '<=', value: '2025-08-01' },
    { column: 'dueOn', open: true },
    { column: 'dueOn', op: '>', value: { column: 'period' } },
    { column: 'dueOn', op: '<', value: { asOf: -14 } },
  ],
  payment: [
    { column: 'channel', op: '<>', value: 'cash' },
    { column: 'amountMinor', op: '>=', value: 50 },
    { column: 'account.prepaid', op: '=', value: true },
    { column: 'account.attributes.zone', op: '=', value: "o'south" },
    { column: 'bouncedOn', open: true },
    { column: 'paidOn', op: '<', value: { column: 'bouncedOn' } },
    { column: 'paidOn', op: '>=', value: { asOf: -90 } },
  ],
  account_status: [
    { column: 'code', op: 'in', value: [0, 1, 2] },
    { column: 'scheme', op: '=', value: 's' },
  ],
  usage: [
    { column: 'unit', op: '=', value: 'kWh' },
    { column: 'quantity', op: '<', value: 40.5 },
    { column: 'account.service', op: 'in', value: ['gas', 'water'] },
    { column: 'account.service', op: '=', value: 'mobile' },
    { column: 'account.contractStart', op: '<>', value: { asOf: 0 } },
  ],
  arrangement: [
    { column: 'kind', op: '=', value: 'promise' },
    { column: 'account.service', op: '=', value: 'gas' },
    { column: 'cancelledOn', open: false },
  ],
  account: [
    { column: 'service', op: 'in', value: ['gas', 'water'] },
    { column: 'contractStart', open: false },
  ],
  list_entry: [
    { column: 'expiresOn', open: true },
    { column: 'list', op: '=', value: 'bad_debt' },
    { column: 'endedOn', open: false },
    { column: 'startedOn', op: '>', value: { asOf: -90 } },
  ],
  forbearance: [
    { column: 'expiresOn', open: true },
    { column: 'untilOn', op: '<=', value: { asOf: 0 } },
    { column: 'account.service', op: '=', value: 'gas' },
  ],
  mark: [
    { column: 'untilOn', open: true },
    { column: 'effect', op: '=', value: 'left_out' },
    { column: 'fact', op: 'in', value: ['bill', 'payment', 'list_entry'] },
  ],
};
const numbers: Record<string, string[]> = {
  bill: ['statementMinor', 'amountDueMinor'],
  payment: ['amountMinor'],
  account_status: ['code', 'daysPastDue'],
  usage: ['quantity'],
  account: ['creditLimitMinor'],
};
const where = (fact: string) => fc.shuffledSubarray(conditions[fact] ?? [], { maxLength: 2 });
const over = (fact: string) =>
  fc.record({
    fact: fc.constant(fact),
    measure: fc.constantFrom('latest', 'sum', 'mean', 'min', 'max'),
    column: fc.constantFrom(...(numbers[fact] as string[])),
    window,
    where: where(fact),
    special: fc.subarray([-2, 0, 3]),
  });
const events = fc.constantFrom('bill', 'payment', 'account_status', 'usage');
/** Facts that the installation keeps itself: no source covers them. */
const own = fc.constantFrom('list_entry', 'forbearance', 'mark');
const byMonth = (fact: string) =>
  fc.record({
    fact: fc.constant(fact),
    measure: fc.constantFrom('monthly_mean', 'volatility', 'trend', 'growth', 'half_growth'),
    column: fc.option(fc.constantFrom(...(numbers[fact] as string[])), { nil: undefined, freq: 4 }),
    window: wholeMonths,
    where: where(fact),
    special: fc.subarray([-2, 0, 3]),
  });
const account = [
  { column: 'account.service', op: '=', value: 'gas' },
  { column: 'account.attributes.zone', op: '<>', value: 'north' },
  { column: 'account.contractStart', open: true },
] as const;

/** Any measured indicator of the closed vocabulary. */
const indicators: fc.Arbitrary<Measured> = fc
  .oneof(
    fc.constantFrom('bill', 'payment', 'account_status', 'usage', 'account').chain(over),
    events.chain((fact) => fc.record({ fact: fc.constant(fact), measure: fc.constant('count'), window, where: where(fact) })),
    events.chain((fact) =>
      fc.record({
        fact: fc.constant(fact),
        measure: fc.constant('share'),
        window,
        where: where(fact),
        match: fc.subarray(conditions[fact] as Condition[], { minLength: 1 }),
        by: fc.option(fc.constantFrom(...(numbers[fact] as string[])), { nil: undefined }),
      }),
    ),
    events.chain((fact) => fc.record({ fact: fc.constant(fact), measure: fc.constant('months_since'), window, where: where(fact) })),
    fc.record({ fact: fc.constant('bill'), measure: fc.constant('months_since'), column: fc.constant('dueOn'), where: where('bill') }),
    fc.record({ fact: fc.constant('account'), measure: fc.constant('tenure_months'), column: fc.constant('contractStart'), where: where('account') }),
    fc.record({ fact: fc.constant('account'), measure: fc.constant('latest'), column: fc.constantFrom('service', 'prepaid') }),
    fc.constant({ fact: 'account', measure: 'latest', column: 'service', codes: { gas: 1, mobile: 2.5 } }),
    fc.record({ fact: fc.constant('customer'), measure: fc.constant('latest'), column: fc.constantFrom('attributes.income', 'attributes.plan', 'kind') }),
    fc.record({
      fact: fc.constant('bill'),
      measure: fc.constant('days_past_due'),
      where: fc.subarray([...account]),
      window: fc.oneof(fc.constant({ months: 6 }), days, wholeMonths),
      over: fc.constantFrom('current', 'max', 'mean'),
    }),
    fc.record({
      fact: fc.constant('bill'),
      measure: fc.constantFrom('on_time_share', 'on_time_amount_share'),
      where: fc.subarray([...account]),
      window,
      graceDays: fc.constantFrom(0, 0, 1, 2, 15),
    }),
    fc.record({ fact: fc.constant('bill'), measure: fc.constantFrom('arrears_amount', 'cured_months'), window, where: fc.subarray([...account]) }),
    fc.record({ fact: fc.constant('arrangement'), measure: fc.constant('broken_arrangements'), window, where: where('arrangement') }),
    own.chain((fact) => fc.record({ fact: fc.constant(fact), measure: fc.constantFrom('count', 'months_since', 'tenure_months'), window, where: where(fact) })),
    own.chain((fact) => fc.record({ fact: fc.constant(fact), measure: fc.constantFrom('monthly_mean', 'trend'), window: wholeMonths, where: where(fact) })),
    fc.constant({ fact: 'list_entry', measure: 'latest', column: 'list' }),
    events.chain(byMonth),
    fc.constant('usage').chain(byMonth),
  )
  .map((indicator) => indicatorShape.parse({ ...indicator, ...words }) as Measured);

/** The payment measures have most boundaries: every world meets them. */
const always = [
  { measure: 'days_past_due' },
  { measure: 'days_past_due', over: 'max', window: { months: 12 } },
  { measure: 'days_past_due', over: 'mean', window: { months: 3 } },
  { measure: 'on_time_share', window: { months: 6 } },
  { measure: 'on_time_share', graceDays: 2 },
  { measure: 'on_time_amount_share' },
  { measure: 'arrears_amount' },
  { measure: 'cured_months' },
  { measure: 'sum', column: 'amountDueMinor' },
  { fact: 'arrangement', measure: 'broken_arrangements' },
  { measure: 'monthly_mean', column: 'statementMinor', window: { months: 6 } },
  { fact: 'usage', measure: 'trend', column: 'quantity', window: { months: 3 } },
  { fact: 'usage', measure: 'growth', column: 'quantity', window: 'year_to_date' },
  { fact: 'usage', measure: 'monthly_mean', column: 'quantity', window: 'year_to_date', where: [{ column: 'quantity', op: '<', value: 39.5 }] },
  { fact: 'list_entry', measure: 'count', where: [{ column: 'expiresOn', open: true }] },
].map((indicator) => indicatorShape.parse({ fact: 'bill', ...indicator, ...words }) as Measured);

test('one statement equals the plain definition, for one, many and all, as of any day and as known at any instant', async () => {
  const asOf = fc.constantFrom('2025-03-31', '2025-07-15', '2025-12-01', '2025-04-01', '2026-01-20', '2026-04-01');
  await fc.assert(
    fc.asyncProperty(worlds, fc.array(indicators, { minLength: 4, maxLength: 20 }), asOf, async (world, some, day) => {
      const list = [...always, ...some];
      await write(sql, world);
      const attributes = await attributesOf(sql);
      const named = Object.fromEntries(list.map((indicator, n) => [`i${n}`, indicator]));
      for (const known of [firstImport, secondImport]) {
        const intervals = await coverageAt(sql, known);
        const reader = await prepare(sql, named, day, known);
        const plain = (customerId: string): Value[] =>
          list.map((indicator) => {
            const fact = vocabulary.get(indicator.fact);
            const kind = (fact && indicator.column && columnOf(fact, indicator.column, attributes)?.kind) || 'number';
            return form(
              indicator,
              measure(indicator, knownAt(world, customerId, known), day, attributes),
              day,
              coveredBy(intervals, ['s'], indicator, day),
              kind,
            );
          });
        const all = await sql.begin((tx) => readings(tx, reader, '00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'));
        expect(all.map((each) => each.customerId)).toEqual(
          world.filter(({ fact, first }) => fact === 'customer' && (first !== null || known === secondImport)).map((each) => each.customerId),
        );
        for (const { customerId, values } of all) {
          expect(values).toEqual(plain(customerId));
          const [one] = await sql.begin((tx) => readings(tx, reader, customerId, customerId));
          expect(one?.values).toEqual(values);
        }
        // Nothing came behind the second import: what is known now was known then.
        if (known !== secondImport) continue;
        const now = await prepare(sql, named, day, alwaysKnown);
        expect(
          await derived(
            sql,
            now,
            all.map(({ customerId }) => customerId),
          ),
        ).toEqual(all);
      }
    }),
    { numRuns: 40 },
  );
}, 90_000);

/** How often each table is scanned in a plan, wherever in it. */
function scans(plan: unknown, found = new Map<string, number>()): Map<string, number> {
  if (Array.isArray(plan)) for (const each of plan) scans(each, found);
  else if (plan !== null && typeof plan === 'object') {
    const table = (plan as Record<string, unknown>)['Relation Name'];
    if (typeof table === 'string') found.set(table, (found.get(table) ?? 0) + 1);
    for (const each of Object.values(plan)) scans(each, found);
  }
  return found;
}

test.each(['current', 'known', 'now'] as const)(
  'the statement over %s facts scans each fact table at most once, however many indicators read it',
  async (reading) => {
    const list = [...always, ...fc.sample(indicators, { numRuns: 60, seed: 5 })];
    const knownAt = reading === 'now' ? alwaysKnown : secondImport;
    const reader = await prepare(sql, Object.fromEntries(list.map((indicator, n) => [`i${n}`, indicator])), '2025-12-01', knownAt);
    const statement = reading === 'current' ? reader.current : reader.known;
    const ids = ['00000001-0000-0000-0000-000000000000', '00000001-0000-0000-0000-000000000002'];
    const lead = reading === 'current' ? ['2025-12-01', ...ids] : ['2025-12-01', ids, knownAt];
    const [explained] = await sql.unsafe(`explain (format json) ${statement.text}`, [...lead, ...statement.constants] as never[]);
    const found = scans(explained?.['QUERY PLAN']);
    expect([...found.keys()]).toEqual(
      expect.arrayContaining(['bill', 'payment', 'account_status', 'arrangement', 'instalment', 'usage', 'account', 'customer', 'forbearance', 'mark']),
    );
    // Besides, late bills look up their forbearance, and a range of customers whom the caches do not answer for.
    const besides = reading === 'current' ? ['forbearance', 'mark'] : ['forbearance', 'forbearance_history'];
    const most = (table: string): number => (besides.includes(table) ? 2 : 1);
    expect([...found].filter(([table, times]) => times > most(table))).toEqual([]);
    expect([...found.keys()].some((table) => table.endsWith('_history'))).toBe(reading === 'known');
  },
);
