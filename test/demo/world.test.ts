import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { workingDay } from '../../src/base/profile.ts';
import { addDays, addMonths, daysBetween } from '../../src/base/time.ts';
import { normalise } from '../../src/customer/identifier.ts';
import { asOfNumber, dayText, monthEnd, season, working, world } from '../../src/demo/calendar.ts';
import { type Service, services } from '../../src/demo/consumption.ts';
import { type Customer, customerOf, defaultDays } from '../../src/demo/customer.ts';
import { rows } from '../../src/demo/rows.ts';
import { sheetNames, sheets } from '../../src/demo/sheet.ts';
import { write } from '../../src/demo/write.ts';
import { allocate, type Due, type Paid } from '../../src/payment/allocation.ts';
import { checked, known } from './plain.ts';

const count = 2_500;
const customers: Customer[] = Array.from({ length: count }, (_, index) => customerOf(world.seed, index));
const accounts = customers.flatMap((customer) => customer.accounts);
const persons = customers.filter(({ identity }) => identity.kind === 'person');
const share = (part: number, whole: number) => part / whole;

const folders: string[] = [];
async function written(options: { customers: number; seed: number }): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-world-'));
  folders.push(folder);
  const files = await write(folder, options);
  return sheetNames.map((sheet) => (files[sheet] ? readFileSync(files[sheet], 'utf8') : ''));
}
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

describe('the same world', () => {
  test('comes of the same seed byte by byte, another of another', async () => {
    const [first, again, other] = [
      await written({ customers: 80, seed: 5 }),
      await written({ customers: 80, seed: 5 }),
      await written({ customers: 80, seed: 6 }),
    ];
    expect(again).toEqual(first);
    for (const [at, text] of first.entries()) if (text !== '') expect(other[at]).not.toBe(text);
  });

  test('begins a larger one', async () => {
    const [small, large] = [await written({ customers: 60, seed: 5 }), await written({ customers: 140, seed: 5 })];
    for (const [at, text] of small.entries()) expect(large[at]?.startsWith(text)).toBe(true);
  });

  test('has the columns it declares in every row, and one key per row', () => {
    const tables = customers.slice(0, 600).map((customer) => rows(world.seed, customer));
    const double = ['billing/usage', 'billing/statuses', 'billing/instalments', 'crm/assignments', 'crm/ratings', 'savings/balances'];
    for (const sheet of sheetNames) {
      const all = tables.flatMap((table) => table[sheet]);
      expect(all.length, sheet).toBeGreaterThan(0);
      expect([...new Set(all.map((row) => row.length))], sheet).toEqual([sheets[sheet].length]);
      const keys = all.map((row) => (double.some((name) => sheet.startsWith(name)) ? `${row[0]} ${row[1]} ${sheet === 'crm/ratings' ? row[4] : ''}` : row[0]));
      expect(new Set(keys).size, sheet).toBe(keys.length);
    }
  });
});

describe('the population', () => {
  test('is 85 % persons, each with an identity number of nobody, one each', () => {
    expect(share(persons.length, count)).toBeGreaterThan(0.82);
    expect(share(persons.length, count)).toBeLessThan(0.88);
    const numbers = customers.map(({ identity }) => normalise(identity.kind === 'person' ? 'national_id' : 'registration_number', identity.number));
    expect(numbers).not.toContain(undefined);
    expect(new Set(numbers).size).toBe(count);
    expect(persons.every(({ identity }) => /^1[123]9/.test(identity.number))).toBe(true);
  });

  test('holds nothing as a child', () => {
    for (const { identity, since } of customers) if (identity.bornOn) expect(since > addMonths(identity.bornOn, 17 * 12)).toBe(true);
  });

  test('stays without a doubled number up to a million', () => {
    const numbers = [0, 1, 999, 1_000, 498_999, 499_000, 997_999, 998_000, 999_999].map((index) => customerOf(1, index).identity.number);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  test('holds each service in its share', () => {
    const held = (service: Service) => share(customers.filter((customer) => customer.accounts.some((account) => account.service === service)).length, count);
    const expected: Record<Service, [number, number]> = { electricity: [0.6, 0.78], water: [0.17, 0.27], gas: [0.12, 0.21], mobile: [0.23, 0.33] };
    for (const service of services) {
      expect(held(service), service).toBeGreaterThan(expected[service][0]);
      expect(held(service), service).toBeLessThan(expected[service][1]);
    }
    expect(customers.filter((customer) => customer.accounts.length === 0).length).toBeGreaterThan(0);
  });

  test('has records that link, records that cannot, and second ones', () => {
    expect(share(customers.filter(({ numberInBilling }) => !numberInBilling).length, count)).toBeLessThan(0.04);
    expect(customers.some(({ numberInBilling }) => !numberInBilling)).toBe(true);
    expect(customers.filter(({ secondRecord }) => secondRecord).length).toBeGreaterThan(10);
  });
});

describe('payment', () => {
  const buckets = 5;
  const bucket = (days: number) => (days <= 0 ? 0 : 1 + Math.floor(days / 30));

  test('ends in an outcome for 6 to 12 % of persons', () => {
    const bad = persons.filter(({ defaultedOn }) => typeof defaultedOn === 'string');
    expect(share(bad.length, persons.length)).toBeGreaterThan(0.06);
    expect(share(bad.length, persons.length)).toBeLessThan(0.12);
  });

  test('rolls to the next bucket the more surely the worse the bucket', () => {
    const rolled = Array.from({ length: buckets }, () => ({ from: 0, up: 0 }));
    for (const { history, plan } of accounts) {
      for (let month = plan.from + 1; month < world.months; month++) {
        const [before, after] = [bucket(history.ledger.arrears(monthEnd(month - 1)).days), bucket(history.ledger.arrears(monthEnd(month)).days)];
        const held = rolled[before];
        if (!held || !history.used.has(month)) continue;
        held.from += 1;
        if (after > before) held.up += 1;
      }
    }
    const rates = rolled.map(({ from, up }) => share(up, from));
    expect(rates).toEqual(rates.toSorted((a, b) => a - b));
    expect(rates[0]).toBeLessThan(0.08);
    expect(rates[4]).toBeGreaterThan(0.6);
  });

  test('comes on time, late, in parts, at once after months, and bounces', () => {
    const deposits = accounts.flatMap(({ history }) => history.ledger.deposits);
    const bounced = deposits.filter(({ bouncedOn }) => bouncedOn !== null).length;
    expect(share(bounced, deposits.length)).toBeGreaterThan(0.003);
    expect(share(bounced, deposits.length)).toBeLessThan(0.03);
    const charges = accounts.flatMap(({ history }) =>
      history.ledger.charges.filter((charge) => charge.dueOn < asOfNumber).map((charge) => ({ charge, ledger: history.ledger })),
    );
    const inTime = share(charges.filter(({ charge, ledger }) => ledger.paidBy(charge.dueOn) >= charge.total).length, charges.length);
    expect(inTime).toBeGreaterThan(0.7);
    expect(inTime).toBeLessThan(0.92);
    const catchUp = deposits.filter(({ amount }, at) => amount > 2.5 * (deposits[at - 1]?.amount ?? amount)).length;
    expect(catchUp).toBeGreaterThan(20);
  });

  test('is reported as it is: the statuses of the files agree with the allocation of their bills and payments', () => {
    for (const customer of customers.slice(20, 260)) {
      const facts = known(customer);
      for (const row of facts.get('account_status') ?? []) {
        const of = <Kind>(fact: string) => (facts.get(fact) ?? []).filter(({ accountId }) => accountId === row.accountId) as unknown as Kind[];
        const end = addDays(addMonths(String(row.month), 1), -1);
        const oldest = allocate(of<Due>('bill'), of<Paid>('payment'), end).filter(({ dueOn, uncoveredMinor }) => dueOn < end && uncoveredMinor > 0)[0];
        expect(row.daysPastDue, `${row.key}`).toBe(oldest ? daysBetween(oldest.dueOn, end) : 0);
      }
    }
  });

  test('knows nothing of the days from the as-of day on, but the outcome does', () => {
    const agreedAhead = ['DUE_ON', 'DEADLINE_ON', 'VALID_UNTIL'];
    const days = customers.slice(0, 600).flatMap((customer) => {
      const table = rows(world.seed, customer);
      const told = sheetNames.filter((sheet) => sheet !== 'billing/outcomes');
      return told.flatMap((sheet) =>
        table[sheet].flatMap((row) => row.filter((cell, at) => !agreedAhead.includes(sheets[sheet][at] as string) && /^\d{4}-\d{2}-\d{2}$/.test(String(cell)))),
      );
    });
    expect(days.length).toBeGreaterThan(10_000);
    expect(days.filter((day) => String(day) >= world.asOf)).toEqual([]);
    for (const { defaultedOn } of customers) if (defaultedOn) expect(defaultedOn > world.asOf && defaultedOn <= world.observedUntil).toBe(true);
    expect(world.observedUntil).toBe(addMonths(world.asOf, world.horizonMonths));
    expect(addMonths(world.firstMonth, world.months)).toBe(world.asOf);
    expect(defaultDays).toBeGreaterThan(30);
  });

  test('is due on working days as everywhere in the house', () => {
    for (let day = asOfNumber; day < asOfNumber + 14; day++) expect(dayText(working(day))).toBe(workingDay(dayText(day)));
  });
});

describe('consumption', () => {
  const mean = (service: Service, months: number[]) => {
    const used = accounts
      .filter((account) => account.service === service && account.plan.from === 0)
      .flatMap(({ history, plan }) =>
        [...history.used].filter(([month]) => month < world.months && months.includes(season(month))).map(([, use]) => use.quantity / plan.habit.level),
      );
    return used.reduce((sum, quantity) => sum + quantity, 0) / used.length;
  };

  test.each<[Service, number[], number[], number, number]>([
    ['electricity', [6, 7], [3, 9], 1.7, 2.6],
    ['electricity', [0], [3, 9], 1.3, 2],
    ['gas', [11, 0, 1], [5, 6, 7], 3.5, 8],
    ['water', [6, 7], [0, 1], 1.1, 1.6],
    ['mobile', [6, 7], [0, 1], 0.9, 1.1],
  ])('%s shows its season', (service, high, low, least, most) => {
    expect(mean(service, high) / mean(service, low)).toBeGreaterThan(least);
    expect(mean(service, high) / mean(service, low)).toBeLessThan(most);
  });

  test('of firms is a multiple of that of households', () => {
    const level = (kind: string) => {
      const levels = customers
        .filter(({ identity }) => identity.kind === kind)
        .flatMap((customer) => customer.accounts.filter(({ service }) => service === 'electricity').map(({ plan }) => plan.habit.level))
        .sort((a, b) => a - b);
      return levels[Math.floor(levels.length / 2)] ?? 0;
    };
    expect(level('organisation') / level('person')).toBeGreaterThan(4);
  });
});

test('the demo card is without fault, its golden cases included', () => {
  expect(checked.faults).toEqual([]);
  expect(checked.ruleset?.cards[0]?.characteristics.length).toBeGreaterThanOrEqual(8);
  expect(checked.ruleset?.grades.length).toBeGreaterThanOrEqual(5);
});
