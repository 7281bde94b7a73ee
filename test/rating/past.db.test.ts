import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { addMonths, type Day, daysBetween, firstOfMonth, lastOfMonth } from '../../src/base/time.ts';
import { isLeftOut, type Mark } from '../../src/customer/mark/mark.ts';
import type { Sql } from '../../src/db/client.ts';
import { allocate, type Cover, type Due, type Paid, standing } from '../../src/payment/allocation.ts';
import { type Forbearance, isForborne } from '../../src/payment/forbearance/forbearance.ts';
import { type At, bucketOf, daySchemes, type Scheme, worst } from '../../src/rating/behaviour/bucket.ts';
import { compare, type Disagreement } from '../../src/rating/behaviour/compare.ts';
import { past } from '../../src/rating/behaviour/past.ts';
import { indicatorShape } from '../../src/rating/indicator.ts';
import type { Known } from '../../src/rating/measure/measure.ts';
import { prepare } from '../../src/rating/prepare.ts';
import { readings } from '../../src/rating/readings.ts';
import { database } from '../database.ts';
import { firstImport, knownAt, secondImport, type Told, worlds, write } from './world.ts';

let sql: Sql;
beforeAll(async () => {
  sql = await database();
});

const customers = [0, 1, 2].map((n) => `00000001-0000-0000-0000-00000000000${n}`);
const rows = <Kind>(known: Known, fact: string, accountId: unknown): Kind[] =>
  (known.get(fact) ?? []).filter((row) => row.accountId === accountId) as unknown as Kind[];
const isLate = (bill: Cover, day: Day): boolean => bill.dueOn < day && (bill.coveredOn === null || bill.coveredOn > day);

/** What is known without the facts that marks leave out as of a day. */
function undisputed(known: Known, asOf: Day): Known {
  const marks = (known.get('mark') ?? []) as unknown as Mark[];
  return new Map([...known].map(([fact, all]) => [fact, all.filter(({ key }) => !isLeftOut(marks, fact, key, asOf))]));
}

/** How an account stood at a month's end (or stands today), by the plain allocation. */
function standingOf(known: Known, accountId: unknown, day: Day, asOf: Day, isLoaded: boolean): At {
  const start = rows<{ contractStart: Day | null }>(known, 'account', accountId)[0]?.contractStart;
  if (start && day < start) return 'unopened';
  const bills = standing(rows<Due>(known, 'bill', accountId), asOf).filter((bill) => bill.dueOn !== null && (bill.amountDueMinor ?? 0) > 0);
  const isBilled = bills.some((bill) => bill.period <= day && bill.availableOn <= day);
  if (!isBilled || !isLoaded) return 'unknown';
  const windows = rows<Forbearance & { availableOn: Day }>(known, 'forbearance', accountId).filter((row) => row.fromOn <= asOf && row.availableOn <= asOf);
  const late = allocate(bills, rows<Paid>(known, 'payment', accountId), asOf).filter((bill) => isLate(bill, day) && !isForborne(bill, windows, asOf));
  const oldest = late.map((bill) => bill.dueOn).sort()[0];
  return { daysPastDue: oldest === undefined ? 0 : daysBetween(oldest, day), billsOwed: late.length };
}

test('the past of customers and accounts is what allocating their facts gives, for one and many', async () => {
  await fc.assert(
    fc.asyncProperty(worlds, fc.constantFrom('2025-07-15', '2025-12-01', '2026-06-10'), async (world, asOf) => {
      await write(sql, world);
      const firsts = Array.from({ length: 14 }, (_, at) => addMonths(firstOfMonth(asOf), at - 14));
      const expected = new Map<string, { months: At[]; now: At }>();
      for (const customerId of customers) {
        const known = undisputed(knownAt(world, customerId, secondImport), asOf);
        const accounts = (known.get('account') ?? []).map((row) => row.accountId as string);
        const of = (own: string[]) => ({
          months: firsts.map((first) =>
            worst(own.map((id) => standingOf(known, id, lastOfMonth(first), asOf, first >= '2025-01-01' && first <= '2026-03-01'))),
          ),
          now: worst(own.map((id) => standingOf(known, id, asOf, asOf, true))),
        });
        expected.set(customerId, of(accounts));
        for (const accountId of accounts) expected.set(`${customerId}:${accountId}`, of([accountId]));
      }
      const asked = { asOf, today: '2026-11-22', months: 14 };
      expect(await past(sql, [...expected.keys()], asked)).toEqual(expected);
      const one = customers[0] as string;
      expect((await past(sql, [one], asked)).get(one)).toEqual(expected.get(one));
    }),
    { numRuns: 25 },
  );
}, 60_000);

test('a past behind today or of too many months is refused', async () => {
  const ids = [customers[0] as string];
  await expect(past(sql, ids, { asOf: '2026-11-23', today: '2026-11-22', months: 1 })).rejects.toMatchObject({ code: 'RATING_AS_OF_FUTURE' });
  await expect(past(sql, ids, { asOf: '2026-11-22', today: '2026-11-22', months: 1_000 })).rejects.toMatchObject({ code: 'RATING_HISTORY_MONTHS' });
  await expect(past(sql, ids, { asOf: '2026-11-22', today: '2026-11-22', months: -1 })).rejects.toMatchObject({ code: 'RATING_HISTORY_MONTHS' });
});

/** Where a reported status and the plain allocation part, by the definition. */
function disagreements(world: Told[], scheme: Scheme, from: Day, until: Day): Pick<Disagreement, 'key' | 'scheme' | 'reported' | 'derived'>[] {
  return customers.flatMap((customerId) => {
    const known = knownAt(world, customerId, secondImport);
    return (known.get('account_status') ?? []).flatMap((row) => {
      const own = row as unknown as { key: string; accountId: string; month: Day; scheme: string; code: number | null; daysPastDue: number | null };
      if (own.month < from || own.month > until) return [];
      const isCoded = own.code !== null && daySchemes.includes(own.scheme);
      const inScheme = isCoded ? (own.scheme as Scheme) : scheme;
      const reported = isCoded ? own.code : own.daysPastDue === null ? null : bucketOf(inScheme, { daysPastDue: own.daysPastDue, billsOwed: 0 });
      // What is reported is held against what was paid, whoever forbears or disputes.
      const unopened = new Map([...known].filter(([fact]) => fact !== 'account' && fact !== 'forbearance'));
      const derived = standingOf(unopened, own.accountId, lastOfMonth(own.month), '9999-12-31', true);
      if (reported === null || typeof derived !== 'object' || reported === bucketOf(inScheme, derived)) return [];
      return [{ key: own.key, scheme: inScheme, reported, derived: bucketOf(inScheme, derived) }];
    });
  });
}

test('reported statuses that disagree with the derived ones are listed whole, page by page', async () => {
  const scheme = fc.constantFrom<Scheme>('assay', 'metro2', 'pboc');
  await fc.assert(
    fc.asyncProperty(worlds, scheme, fc.constantFrom('0001-01-01', '2025-06-01'), async (told, asked, from) => {
      // Codes of three schemes: two that days follow from, and one that is the source's own. What bounces has bounced, seen from today.
      const world = told.map(({ first, second, ...rest }) => {
        const as = (row: typeof first) =>
          row && (rest.fact === 'account_status' ? { ...row, scheme: ['assay', 'pboc', 's'][Number(row['code'] ?? 0) % 3] ?? 's' } : row);
        return { ...rest, first: as(first), second: as(second) };
      });
      await write(sql, world);
      const expected = disagreements(world, asked, from, '2026-02-01');
      const found: Disagreement[] = [];
      let after: Awaited<ReturnType<typeof compare>>['next'];
      do {
        const page = await compare(sql, { scheme: asked, from, until: undefined, after, most: 2, today: '2026-03-31' });
        found.push(...page.rows);
        after = page.next;
      } while (after);
      const places = found.map((row) => `${row.customerId} ${row.accountId} ${row.month} ${row.key}`);
      expect(places).toEqual([...places].sort());
      const byKey = (a: { key: string }, b: { key: string }) => (a.key < b.key ? -1 : 1);
      expect(found.map(({ key, scheme: own, reported, derived }) => ({ key, scheme: own, reported, derived })).sort(byKey)).toEqual(expected.sort(byKey));
    }),
    { numRuns: 25 },
  );
}, 60_000);

test('a payment that bounced and a bill that was replaced by a later file count until then, and no more after', async () => {
  const [customerId = '', accountId, key] = [customers[0], '00000002-0000-0000-0000-000000000000', (n: number) => `00000003-0000-0000-0000-00000000000${n}`];
  const bill = (n: number, amountDueMinor: number, more: object = {}) => ({
    accountId,
    key: key(n),
    period: '2025-03-01',
    availableOn: '2025-03-01',
    dueOn: '2025-03-20',
    amountDueMinor,
    replaces: null,
    ...more,
  });
  const payment = (bouncedOn: string | null) => ({ accountId, key: key(9), paidOn: '2025-03-18', availableOn: '2025-03-18', amountMinor: 100, bouncedOn });
  await write(sql, [
    { fact: 'customer', customerId, first: { key: '', availableOn: '0001-01-01', kind: 'person' }, second: null },
    { fact: 'account', customerId, first: { accountId, key: '', availableOn: '2024-12-01', service: 'gas', number: '1', currency: 'EUR' }, second: null },
    { fact: 'bill', customerId, first: bill(0, 100), second: null },
    { fact: 'bill', customerId, first: null, second: bill(1, 60, { replaces: key(0), period: '2025-04-01', availableOn: '2025-03-28' }) },
    { fact: 'payment', customerId, first: payment(null), second: payment('2025-04-10') },
  ]);
  const words = { label: { en: 'x', zh: 'x' }, unit: 'x', better: 'neither' };
  const indicators = Object.fromEntries(
    [
      { measure: 'count' },
      { measure: 'sum', column: 'amountDueMinor' },
      { measure: 'arrears_amount' },
      { measure: 'days_past_due' },
      { measure: 'on_time_amount_share' },
    ].map((each) => [each.measure, indicatorShape.parse({ fact: 'bill', ...each, ...words })]),
  );
  const read = async (asOf: Day, known: string) => {
    const reader = await prepare(sql, indicators, asOf, known);
    const [row] = await sql.begin((tx) => readings(tx, reader, customerId, customerId));
    return row?.values.map((value) => (value.state === 'value' ? value.value : null));
  };
  // As the first file told it, whatever the day: one bill of 100, paid in time.
  expect(await read('2025-04-30', firstImport)).toEqual([1, 100, 0, 0, 1]);
  // With the second: in March the replacement is out, but of a later month, and nothing has bounced.
  expect(await read('2025-03-31', secondImport)).toEqual([1, 100, 0, 0, 1]);
  expect(await read('2025-04-01', secondImport)).toEqual([1, 60, 0, 0, 1]);
  expect(await read('2025-04-10', secondImport)).toEqual([1, 60, 60, 21, 0]);
});

test.each<[string, object, Day, number]>([
  ['before the month it is of', { period: '2025-04-01', availableOn: '2025-03-15' }, '2025-03-31', 100],
  ['before it is available', { period: '2025-03-01', availableOn: '2025-04-15' }, '2025-04-14', 100],
  ['from when it is available', { period: '2025-03-01', availableOn: '2025-04-15' }, '2025-04-15', 60],
])('a bill and its replacement, seen %s: one of them counts', async (_, when, asOf, sum) => {
  const [customerId = '', accountId, key] = [customers[0], '00000002-0000-0000-0000-000000000000', (n: number) => `00000003-0000-0000-0000-00000000000${n}`];
  const bill = { accountId, key: key(0), period: '2025-03-01', availableOn: '2025-03-01', dueOn: '2025-03-20', amountDueMinor: 100, replaces: null };
  await write(sql, [
    { fact: 'customer', customerId, first: { key: '', availableOn: '0001-01-01', kind: 'person' }, second: null },
    { fact: 'account', customerId, first: { accountId, key: '', availableOn: '2024-12-01', service: 'gas', number: '1', currency: 'EUR' }, second: null },
    { fact: 'bill', customerId, first: bill, second: null },
    { fact: 'bill', customerId, first: null, second: { ...bill, key: key(1), amountDueMinor: 60, replaces: key(0), ...when } },
  ]);
  const words = { label: { en: 'x', zh: 'x' }, unit: 'x', better: 'neither' };
  const billed = indicatorShape.parse({ fact: 'bill', measure: 'sum', column: 'amountDueMinor', ...words });
  const reader = await prepare(sql, { billed }, asOf, secondImport);
  const [row] = await sql.begin((tx) => readings(tx, reader, customerId, customerId));
  expect(row?.values).toEqual([{ state: 'value', value: sum }]);
});
