import { beforeAll, describe, expect, it } from 'vitest';
import { nameKey } from '../../src/base/digest.ts';
import { encodeId } from '../../src/base/id.ts';
import type { Sql } from '../../src/db/client.ts';
import { cover } from '../../src/payment/cover.ts';
import { type Both, both } from './both.ts';

const customer = nameKey('fast', 'customer', 'P');
const known = { source: 'own', content_hash: 1, available_on: '2026-01-01', available_assumed: false, recorded_at: '2026-11-22T10:00:00.000Z' };
const id = encodeId('cus', customer);

type Bill = [name: string, period: string, dueOn: string | null, due: number | null, more?: object];
type Paid = [name: string, on: string, amount: number, more?: object];

/** One account whose bills and payments meet in every way: ahead, in parts, over several bills, on one day, bounced, stated, nothing at all. */
const bills: Bill[] = [
  ['b1', '2026-01-01', '2026-01-20', 1000],
  ['b2', '2026-02-01', '2026-02-21', 1000],
  ['b3', '2026-03-01', '2026-03-22', 1000],
  ['free', '2026-03-01', '2026-03-20', 0],
  ['unknown', '2026-04-01', null, 700],
  ['amountless', '2026-04-01', '2026-04-20', null],
  ['wrong', '2026-05-01', '2026-05-20', 9999],
  ['right', '2026-05-01', '2026-05-21', 500, { replaces: 'wrong' }],
  ['open', '2026-06-01', '2026-06-20', 800],
];
const paid: Paid[] = [
  ['early', '2025-12-30', 300],
  ['nothing', '2026-01-05', 0],
  ['bounced', '2026-01-10', 700, { bounced_on: '2026-01-12' }],
  ['stated', '2026-01-15', 900, { bill: 'b2' }],
  ['same-1', '2026-02-20', 400],
  ['same-2', '2026-02-20', 1400, { bill: 'b1' }],
  ['bouncedstated', '2026-03-01', 50, { bill: 'free', bounced_on: '2026-03-02' }],
  ['part', '2026-06-25', 550, { bill: 'unknown' }],
];

async function seed(sql: Sql, name: string, currency: string): Promise<void> {
  const account = nameKey('fast', 'account', name);
  const owner = { customer_id: customer, account_id: account };
  const key = (kind: string, of: string): string => nameKey('fast', kind, `${name} ${of}`);
  const put = (table: string, row: object) => sql`insert into ${sql(`assay.${table}`)} ${sql({ ...owner, ...known, ...row } as never)}`;
  await sql`insert into assay.account ${sql({ ...owner, ...known, source_key: name, service: 'water', number: name, currency, attributes: sql.json({}) } as never)}`;
  for (const [of, period, due_on, amount_due_minor, { replaces } = {} as { replaces?: string }] of bills as [
    string,
    string,
    string | null,
    number | null,
    { replaces?: string }?,
  ][])
    await put('bill', { key: key('bill', of), period, due_on, amount_due_minor, statement_minor: 5, replaces: replaces ? key('bill', replaces) : null });
  for (const [of, paid_on, amount_minor, { bill, ...more } = {} as { bill?: string }] of paid as [string, string, number, { bill?: string }?][])
    await put('payment', { key: key('payment', of), paid_on, amount_minor, channel: 'a "b"\n', bill: bill ? key('bill', bill) : null, ...more });
  for (const [of, agreed_on, cancelled_on, amount_minor] of [
    ['kept', '2025-12-01', null, 1000],
    ['open', '2026-06-01', null, 5000],
    ['cancelled', '2026-07-01', '2026-07-02', 100],
    ['broken', '2026-11-01', null, null],
  ] as const) {
    await put('arrangement', { key: key('arrangement', of), agreed_on, kind: 'instalments', cancelled_on, amount_minor });
    for (const [due_on, amount] of of === 'cancelled'
      ? []
      : ([
          ['2026-06-30', 400],
          ['2026-12-30', 600],
        ] as const))
      await put('instalment', { key: key('instalment', of + due_on), due_on, arrangement: key('arrangement', of), amount_minor: amount });
  }
}

let world: Both;
beforeAll(async () => {
  world = await both();
  const { sql } = world;
  await sql`insert into assay.customer (customer_id, kind, name, name_key, attributes, provenance, recorded_at) values (${customer}, 'person', 'Pay', 'pay', '{}', '{"records":[],"fields":{}}', now())`;
  for (const [name, currency] of [
    ['one', 'JPY'],
    ['two', 'KWD'],
  ] as const)
    await seed(sql, name, currency);
  await sql.begin(async (tx) => {
    await tx`create temp table touched_account on commit drop as select customer_id, account_id from assay.account where customer_id = ${customer}`;
    await cover(tx);
  });
}, 120_000);

const shares =
  'payments { stated allocated { amountMinor currency amount } payment { id source paidOn bouncedOn channel bill recordedAt amount { amountMinor amount currency } } }';

describe('bills and what was paid for them, by one statement', () => {
  it('as the resolvers allocate', async () => {
    const { customer: found } = await world.ask(
      'admin',
      `query ($id: ID) { customer(id: $id) { accounts { bills(last: 20) { id period coveredOn ${shares} } } } }`,
      { id },
    );
    expect(found.accounts).toHaveLength(2);
    const byBill = new Map(found.accounts[0].bills.map((bill: { period: string; payments: unknown[] }) => [bill.period, bill]));
    expect(byBill.get('2026-01')).toMatchObject({ coveredOn: '2026-01-15' });
    const amounts = found.accounts[0].bills.flatMap((bill: { payments: { allocated: { amountMinor: number } }[] }) =>
      bill.payments.map((each) => each.allocated.amountMinor),
    );
    expect(amounts.filter((amount: number) => amount > 0).reduce((sum: number, amount: number) => sum + amount, 0)).toBe(3550);
  });

  it.each(['coveredOn', shares, 'period', `coveredOn a: payments { stated } b: ${shares}`, '__typename payments { __typename payment { __typename } }'])(
    'selecting %s alone, of the last, within days, twice',
    async (selected) => {
      for (const args of ['', '(last: 2)', '(from: "2026-02-01", until: "2026-05-31")'])
        await world.ask(
          'agent',
          `query ($id: ID) { customer(id: $id) { accounts { x: bills${args} { ${selected} } y: bills(last: 1) { ${selected} } } } }`,
          { id },
          'zh',
        );
    },
  );

  it('of many customers on a page', async () => {
    await world.ask(
      'admin',
      `{ customers(first: 20) { edges { node { accounts(first: 3) { bills(last: 5) { coveredOn ${shares} } arrangements(last: 3) { state brokenOn instalments { dueOn amount { amount currency } } } } } } } }`,
    );
  });

  it('reads no cover and no payments for bills alone, and each by its index where they are asked', async () => {
    const plan = (selected: string) => world.plan('agent', `query ($id: ID) { customer(id: $id) { accounts { bills { ${selected} } } } }`, { id });
    expect((await plan('period')).text).not.toMatch(/bill_cover|assay.payment/);
    const whole = (await plan(`coveredOn ${shares}`)).plan;
    expect(whole).toContain('bill_cover_customer_id_account_id_due_on_key_pk');
    expect(whole).toContain('payment_customer_id_account_id_paid_on_key_pk');
    expect((await plan('coveredOn')).plan).not.toContain('payment_');
  });
});

describe('arrangements by one statement', () => {
  it('stand as the resolvers conclude', async () => {
    const { customer: found } = await world.ask(
      'admin',
      'query ($id: ID) { customer(id: $id) { accounts { arrangements { id agreedOn state brokenOn instalments { id dueOn arrangement amount { amount currency } } } } } }',
      { id },
    );
    for (const { arrangements } of found.accounts) {
      expect(arrangements.map((each: { state: string }) => each.state)).toEqual(['broken', 'cancelled', 'open', 'kept']);
      expect(arrangements.map((each: { brokenOn: string | null }) => each.brokenOn)).toEqual(['2026-07-01', null, null, null]);
      expect(arrangements.map((each: { instalments: unknown[] }) => each.instalments.length)).toEqual([2, 0, 2, 2]);
    }
  });
});
