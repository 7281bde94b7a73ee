import { beforeAll, expect, test } from 'vitest';
import type { Sql } from '../../src/db/client.ts';
import { indicatorShape, type Measured } from '../../src/rating/indicator.ts';
import { measure, type Row } from '../../src/rating/measure/measure.ts';
import { prepare } from '../../src/rating/prepare.ts';
import { readings } from '../../src/rating/readings.ts';
import { database } from '../database.ts';
import { secondImport, type Told, write } from './world.ts';

let sql: Sql;
beforeAll(async () => {
  sql = await database();
});

const [customerId, accountId] = ['00000001-0000-0000-0000-000000000000', '00000002-0000-0000-0000-000000000000'];
const key = (n: number) => `00000003-0000-0000-0000-00000000000${n}`;
const fact = (name: string, n: number, content: object): Told => ({
  fact: name,
  customerId,
  first: { accountId, key: key(n), availableOn: '2025-03-01', ...content },
  second: null,
});
const agreed = (n: number, cancelledOn: string | null = null) =>
  fact('arrangement', n, { agreedOn: '2025-03-03', kind: 'repayment', amountMinor: null, cancelledOn });
const due = (n: number, arrangement: number, dueOn: string) => fact('instalment', n, { dueOn, arrangement: key(arrangement), amountMinor: 100 });
const paid = (n: number, paidOn: string, amountMinor: number) => fact('payment', n, { paidOn, availableOn: paidOn, amountMinor, bouncedOn: null });

test.each<[string, Told[], object, number]>([
  ['two arrangements count the same payment', [agreed(0), agreed(1), due(2, 0, '2025-04-15'), due(3, 1, '2025-04-15'), paid(4, '2025-04-10', 100)], {}, 0],
  ['two instalments of one do not', [agreed(0), due(2, 0, '2025-04-14'), due(3, 0, '2025-04-15'), paid(4, '2025-04-10', 100)], {}, 1],
  ['what was paid before does not count', [agreed(0), due(2, 0, '2025-04-15'), paid(4, '2025-03-02', 100)], {}, 1],
  ['what was paid on the due day does', [agreed(0), due(2, 0, '2025-04-15'), paid(4, '2025-04-15', 100)], {}, 0],
  ['what was paid after it does not', [agreed(0), due(2, 0, '2025-04-15'), paid(4, '2025-04-16', 100)], {}, 1],
  ['cancelled the day it broke, it is broken', [agreed(0, '2025-04-16'), due(2, 0, '2025-04-15')], {}, 1],
  ['cancelled before, it is not', [agreed(0, '2025-04-15'), due(2, 0, '2025-04-15')], {}, 0],
  ['broken before the window', [agreed(0), due(2, 0, '2025-04-15')], { window: { days: 14 } }, 0],
  ['broken on its first day', [agreed(0), due(2, 0, '2025-04-15')], { window: { days: 15 } }, 1],
  ['of another kind', [agreed(0), due(2, 0, '2025-04-15')], { where: [{ column: 'kind', op: '=', value: 'promise' }] }, 0],
])('broken arrangements: %s', async (_, told, more, count) => {
  expect(await read({ fact: 'arrangement', measure: 'broken_arrangements', ...more }, '2025-05-01', told)).toBe(count);
});

const bounced = { fact: 'payment', measure: 'count', where: [{ column: 'bouncedOn', op: '>=', value: '2000-01-01' }] };

test.each([
  ['2025-04-19', 0],
  ['2025-04-20', 1],
])('a payment bounced on 20 April has as of %s bounced %i times: nobody looks ahead', async (asOf, count) => {
  const payment = fact('payment', 4, { paidOn: '2025-04-10', availableOn: '2025-04-10', amountMinor: 100, bouncedOn: '2025-04-20' });
  expect(await read(bounced, asOf, [payment])).toBe(count);
  const known = new Map([['payment', [payment.first as unknown as Row]]]);
  expect(measure(indicatorShape.parse({ label: { en: 'x', zh: 'x' }, unit: 'x', better: 'lower', ...bounced }) as Measured, known, asOf, new Map())).toEqual([
    count,
  ]);
});

const bill = (dueOn: string) => fact('bill', 5, { period: '2025-03-01', dueOn, amountDueMinor: 100, replaces: null });

test.each<[string, Told[], object, number | string]>([
  ['of what was 30 days late at a month end, and paid after', [bill('2025-03-31'), paid(4, '2025-05-10', 100)], {}, 2],
  ['of what was paid on that month end', [bill('2025-03-31'), paid(4, '2025-04-30', 100)], {}, 'missing'],
  ['of what was paid the day after', [bill('2025-03-31'), paid(4, '2025-05-01', 100)], {}, 2],
  ['of what was 29 days late at a month end', [bill('2025-04-01'), paid(4, '2025-05-10', 100)], {}, 'missing'],
  ['of what was paid in time', [bill('2025-03-31'), paid(4, '2025-03-31', 100)], {}, 'missing'],
  ['of what is still not paid', [bill('2025-03-31')], {}, 0],
  ['of a window that begins on that month end', [bill('2025-03-31'), paid(4, '2025-05-10', 100)], { window: { days: 76 } }, 2],
  ['of a window that begins the day after', [bill('2025-03-31'), paid(4, '2025-05-10', 100)], { window: { days: 75 } }, 'missing'],
])('months since cured, %s', async (_, told, more, months) => {
  expect(await read({ fact: 'bill', measure: 'cured_months', ...more }, '2025-07-15', told)).toBe(months);
});

async function read(document: object, asOf: string, told: Told[]): Promise<unknown> {
  await write(sql, [
    { fact: 'customer', customerId, first: { key: '', availableOn: '0001-01-01', kind: 'person' }, second: null },
    { fact: 'account', customerId, first: { accountId, key: '', availableOn: '2024-12-01', service: 'gas', number: '1', currency: 'EUR' }, second: null },
    ...told,
  ]);
  const indicator = indicatorShape.parse({ label: { en: 'x', zh: 'x' }, unit: 'x', better: 'lower', ...document });
  const reader = await prepare(sql, { indicator }, asOf, secondImport);
  const [row] = await sql.begin((tx) => readings(tx, reader, customerId, customerId));
  const value = row?.values[0];
  return value?.state === 'value' ? value.value : value?.state;
}
