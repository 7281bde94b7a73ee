import { describe, expect, test } from 'vitest';
import { asOfNumber, monthEnd, monthNumber, world } from '../../src/demo/calendar.ts';
import { type Customer, customerOf } from '../../src/demo/customer.ts';
import { people } from '../../src/demo/people.ts';
import { rows } from '../../src/demo/rows.ts';
import { auc, rate } from './plain.ts';

const told: Customer[] = people.map((_, index) => customerOf(world.seed, index));
const named = (latinName: string): Customer => told.find(({ identity }) => identity.latinName === latinName) as Customer;
const worst = ({ accounts }: Customer): number =>
  Math.max(
    0,
    ...Array.from({ length: 12 }, (_, at) => monthEnd(world.months - 12 + at)).flatMap((end) =>
      accounts.map(({ history }) => history.ledger.arrears(end).days),
    ),
  );

describe('the people whose story is told', () => {
  test('are twenty, the first of every world', () => {
    expect(people).toHaveLength(20);
    for (const seed of [1, 99]) for (const [index, { who }] of people.entries()) expect(customerOf(seed, index).identity.name).toBe(who.name);
  });

  test.each(people.map((story, index) => [story.who.latinName, story, told[index] as Customer] as const))('%s lives as told', (_, { expected }, customer) => {
    const [least, most] = expected.worstDays;
    expect(worst(customer)).toBeGreaterThanOrEqual(least);
    expect(worst(customer)).toBeLessThanOrEqual(most);
    expect(customer.accounts.some(({ history }) => history.ledger.arrears(asOfNumber - 1).days > 0)).toBe(expected.pastDue);
    expect(customer.defaultedOn === undefined ? null : customer.defaultedOn !== null).toBe(expected.outcome);
  });

  test('Lin Meihua pays every bill on its due day', () => {
    for (const { history } of named('Lin Meihua').accounts)
      for (const [at, charge] of history.ledger.charges.entries()) expect(history.ledger.deposits[at]?.paidOn).toBe(charge.dueOn);
  });

  test('one cheque of Chen Guocheng bounced in March 2026 and was paid nine days after the due day', () => {
    const deposits = rows(world.seed, named('Chen Guocheng'))['billing/payments'];
    const bounced = deposits.filter((row) => row[6] !== null);
    expect(bounced).toHaveLength(1);
    expect(String(bounced[0]?.[6])).toMatch(/^2026-03-/);
    expect(deposits.filter((row) => row[4] === bounced[0]?.[4] && row[6] === null)).toHaveLength(1);
  });

  test('two records of Gao Liping carry one identity number', () => {
    const records = rows(world.seed, named('Gao Liping'))['crm/customers'];
    expect(records).toHaveLength(2);
    expect(records[0]?.[5]).toBe(records[1]?.[5]);
    expect(records[0]?.[0]).not.toBe(records[1]?.[0]);
  });

  test('the Novak brothers share a telephone and nothing else that is verified', () => {
    const [pavel, jonas] = [named('Pavel Novak').identity, named('Jonas Novak').identity];
    expect(pavel.phone).toBe(jonas.phone);
    expect(pavel.number).not.toBe(jonas.number);
    expect(told.filter(({ identity }) => identity.phone === pavel.phone)).toHaveLength(2);
  });

  test('bills went to the old address of Amara Okafor', () => {
    const amara = named('Amara Okafor');
    expect(amara.billingAddress).not.toBe(amara.identity.address);
  });

  test('Ines Marino used next to nothing while away and then paid all at once', () => {
    const electricity = named('Ines Marino').accounts.find(({ service }) => service === 'electricity');
    const used = electricity?.history.used;
    expect((used?.get(monthNumber('2025-08'))?.quantity ?? 0) / (used?.get(monthNumber('2024-08'))?.quantity ?? 1)).toBeLessThan(0.3);
    expect(electricity?.history.ledger.balance()).toBeLessThanOrEqual(0);
  });

  test('winters of Greta Baumann cost several times her summers', () => {
    const used = named('Greta Baumann').accounts.find(({ service }) => service === 'gas')?.history.used;
    expect((used?.get(monthNumber('2026-01'))?.quantity ?? 0) / (used?.get(monthNumber('2025-07'))?.quantity ?? 1)).toBeGreaterThan(5);
  });

  test('Petra Dahl is in credit', () => {
    for (const { history } of named('Petra Dahl').accounts) expect(history.ledger.balance()).toBeLessThan(0);
  });

  test('Emil Kowal was estimated twice, Xu Siyu is new, Huang Zhiqiang holds nothing', () => {
    expect(rows(world.seed, named('Emil Kowal'))['billing/bills'].filter((row) => row[7] === 'estimated')).toHaveLength(2);
    expect(rows(world.seed, named('Xu Siyu'))['billing/bills']).toHaveLength(3);
    expect(rows(world.seed, named('Huang Zhiqiang'))['billing/accounts']).toEqual([]);
  });
});

describe('the demo card, by the plain definitions', () => {
  const rated = rate(world.seed, 800);

  test.each([
    ['Lin Meihua', 'A', []],
    ['Otto Hartmann', 'A', []],
    ['Hugo Lindgren', 'C', ['OFTEN_LATE']],
    ['Huang Zhiqiang', 'C', ['NO_HISTORY']],
    ['Zhou Xiaoyan', 'D', ['PAST_DUE_NOW', 'OFTEN_LATE', 'LATE_LAST_YEAR', 'ARREARS']],
    ['Wu Jianjun', 'E', ['LONG_PAST_DUE', 'ARREARS', 'LATE_LAST_YEAR', 'OFTEN_LATE']],
    ['Xu Wenbo', 'A', []],
  ])('grades %s %s', (name, grade, reasons) => {
    const found = rated.find(({ customer }) => customer.identity.latinName === name && customer.story !== undefined)?.evaluation;
    expect(found?.grade).toBe(grade);
    expect(found?.reasons.map(({ code }) => code)).toEqual(reasons);
  });

  test('tells those who default from those who do not, as real cards do', () => {
    const observed = rated.filter(({ customer }) => customer.defaultedOn !== undefined);
    const area = auc(observed.map(({ customer, evaluation }) => ({ score: evaluation.score as number, bad: customer.defaultedOn !== null })));
    expect(area).toBeGreaterThan(0.68);
    expect(area).toBeLessThan(0.86);
  });
});
