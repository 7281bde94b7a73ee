import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import type { Sql } from '../../src/db/client.ts';
import { allocate, type Due, type Paid } from '../../src/payment/allocation.ts';
import { type Agreed, type Instalment, type Outcome, outcome } from '../../src/payment/arrangement.ts';
import { conclude } from '../../src/payment/conclude.ts';
import { coveredDays, paymentsOfBills } from '../../src/payment/share/store.ts';
import { database } from '../database.ts';
import { knownAt, secondImport, worlds, write } from '../rating/world.ts';

let sql: Sql;
beforeAll(async () => {
  sql = await database();
});

const always = '9999-12-31';
const customers = [0, 1, 2].map((n) => `00000001-0000-0000-0000-00000000000${n}`);

test('the caches hold what allocating the current facts gives', async () => {
  await fc.assert(
    fc.asyncProperty(worlds, async (world) => {
      await write(sql, world);
      for (const customerId of customers) {
        const known = knownAt(world, customerId, secondImport);
        const accounts = [...new Set((known.get('account') ?? []).map((row) => row.accountId as string))];
        for (const accountId of accounts) {
          const of = <Kind>(fact: string) => (known.get(fact) ?? []).filter((row) => row.accountId === accountId) as unknown as Kind[];
          // What has bounced was never made, from today's point of view.
          const payments = of<Paid>('payment').filter((payment) => payment.bouncedOn === null);
          const expected = allocate(of<Due>('bill'), payments, always).map(({ key, dueOn, coveredOn }) => ({ key, dueOn, coveredOn }));
          const kept =
            await sql`select key, due_on as "dueOn", covered_on as "coveredOn" from assay.bill_cover where customer_id = ${customerId} and account_id = ${accountId} order by due_on, key`;
          expect([...kept]).toEqual(expected);
        }
      }
    }),
    { numRuns: 30 },
  );
});

const accountId = '00000002-0000-0000-0000-000000000000';
const bill = (period: string, dueOn: string, availableOn = period) => ({
  fact: 'bill',
  row: { period, dueOn, availableOn, statementMinor: null, amountDueMinor: 100 as number | null, cause: null, replaces: null as string | null },
});
const paid = (paidOn: string, availableOn = paidOn, bouncedOn: string | null = null) => ({
  fact: 'payment',
  row: { paidOn, availableOn, bouncedOn, amountMinor: 100, channel: null },
});
const replacing = (period: string, dueOn: string, other: number) => {
  const { fact, row } = bill(period, dueOn);
  return { fact, row: { ...row, replaces: `00000003-0000-0000-0000-00000000000${other}` } };
};
const undue = (period: string, other: number | null) => {
  const { fact, row } = bill(period, period);
  return { fact, row: { ...row, amountDueMinor: null, replaces: other === null ? null : `00000003-0000-0000-0000-00000000000${other}` } };
};
const [january, february] = [bill('2026-01-01', '2026-01-20'), bill('2026-02-01', '2026-02-20')];

test.each<[string, ReturnType<typeof bill | typeof paid | typeof replacing | typeof undue>[], boolean]>([
  ['everything became known in order', [january, february, paid('2026-01-15'), paid('2026-02-15', '2026-02-18')], true],
  ['a payment became known late, before the next was made', [january, paid('2026-01-15', '2026-01-20'), paid('2026-02-15')], true],
  ['payments of one day became known on one day', [january, paid('2026-01-15', '2026-01-20'), paid('2026-01-15', '2026-01-20')], true],
  ['a bill due before another became known after it', [bill('2026-01-01', '2026-01-20', '2026-02-02'), february], false],
  ['a later bill is due before', [bill('2026-01-01', '2026-03-20'), february], false],
  ['a payment became known after a later one', [january, paid('2026-01-15', '2026-02-16'), paid('2026-02-15')], false],
  ['payments of one day became known on different days', [january, paid('2026-01-15'), paid('2026-01-15', '2026-01-16')], false],
  ['a payment bounced', [january, paid('2026-01-15', '2026-01-15', '2026-01-17')], false],
  ['a bill replaces another', [january, replacing('2026-01-01', '2026-01-20', 0)], false],
  ['a bill without an amount due replaces another', [undue('2026-01-01', null), undue('2026-01-01', 0)], false],
])('the caches answer for every day, or say that they do not, when %s', async (_, rows, exact) => {
  const customerId = customers[0] as string;
  const owners = [
    { fact: 'customer', customerId, first: { key: '', availableOn: '2025-01-01', kind: 'person' }, second: null },
    { fact: 'account', customerId, first: { accountId, key: '', availableOn: '2025-01-01', service: 'gas', number: '1', currency: 'EUR' }, second: null },
  ];
  await write(sql, [
    ...owners,
    ...rows.map(({ fact, row }, n) => ({ fact, customerId, first: { ...row, accountId, key: `00000003-0000-0000-0000-00000000000${n}` }, second: null })),
  ]);
  expect(await sql`select exact from assay.account_cover`).toEqual([{ exact }]);
});

test('what payments give a bill adds up to what of it is covered', async () => {
  await fc.assert(
    fc.asyncProperty(worlds, async (world) => {
      await write(sql, world);
      const bills = await sql<{ id: string; due: number; cumulative: number; paid: number }[]>`
        select customer_id || ':' || account_id || ':' || key as id, amount_due_minor as due, cumulative_minor as cumulative, a.paid_minor as paid
        from assay.bill_cover join assay.account_cover a using (customer_id, account_id)`;
      const shares = await paymentsOfBills(
        sql,
        bills.map((bill) => bill.id),
      );
      for (const { id, due, cumulative, paid } of bills) {
        const given = (shares.get(id) ?? []).reduce((sum, share) => sum + share.allocatedMinor, 0);
        expect(given).toBe(Math.max(0, Math.min(due, paid - (cumulative - due))));
      }
    }),
    { numRuns: 40 },
  );
});

test('a bill that says it replaces itself counts', async () => {
  const customerId = customers[0] as string;
  await write(sql, [
    { fact: 'customer', customerId, first: { key: '', availableOn: '2025-01-01', kind: 'person' }, second: null },
    { fact: 'account', customerId, first: { accountId, key: '', availableOn: '2025-01-01', service: 'gas', number: '1', currency: 'EUR' }, second: null },
    {
      fact: 'bill',
      customerId,
      first: { ...replacing('2026-01-01', '2026-01-20', 0).row, accountId, key: '00000003-0000-0000-0000-000000000000' },
      second: null,
    },
  ]);
  expect(await sql`select amount_due_minor as due from assay.bill_cover`).toEqual([{ due: 100 }]);
});

test('a bill whose amount due is unknown, or that was replaced, is covered by no payment', async () => {
  const customerId = customers[0] as string;
  const rows = [undue('2026-01-01', null), january, replacing('2026-01-01', '2026-01-20', 1), paid('2026-01-15')];
  await write(sql, [
    { fact: 'customer', customerId, first: { key: '', availableOn: '2025-01-01', kind: 'person' }, second: null },
    { fact: 'account', customerId, first: { accountId, key: '', availableOn: '2025-01-01', service: 'gas', number: '1', currency: 'EUR' }, second: null },
    ...rows.map(({ fact, row }, n) => ({ fact, customerId, first: { ...row, accountId, key: `00000003-0000-0000-0000-00000000000${n}` }, second: null })),
  ]);
  const ids = [0, 1, 2].map((n) => `${customerId}:${accountId}:00000003-0000-0000-0000-00000000000${n}`);
  const found = await paymentsOfBills(sql, ids);
  expect(ids.map((id) => (found.get(id) ?? []).map(({ allocatedMinor }) => allocatedMinor))).toEqual([[], [], [100]]);
  expect([...(await coveredDays(sql, ids))]).toEqual([[ids[2], '2026-01-15']]);
});

test('arrangements stand as the plain definition says, many at once', async () => {
  await fc.assert(
    fc.asyncProperty(worlds, fc.constantFrom('2025-04-01', '2025-07-21', '2026-04-01'), async (world, asOf) => {
      await write(sql, world);
      const expected = new Map<string, Outcome>();
      for (const customerId of customers) {
        const known = knownAt(world, customerId, secondImport);
        for (const row of known.get('arrangement') ?? []) {
          const of = <Kind>(fact: string) => (known.get(fact) ?? []).filter((each) => each.accountId === row.accountId) as unknown as Kind[];
          const own = of<Instalment & { arrangement: string }>('instalment').filter(({ arrangement }) => arrangement === row.key);
          expected.set(`${customerId}:${row.accountId}:${row.key}`, outcome(row as unknown as Agreed, own, of<Paid>('payment'), asOf));
        }
      }
      expect(await conclude(sql, [...expected.keys()], { asOf })).toEqual(expected);
    }),
    { numRuns: 20 },
  );
});
