import fc from 'fast-check';
import { type Fact, snake } from '../../src/base/fact.ts';
import { addDays, addMonths } from '../../src/base/time.ts';
import { isMarkable } from '../../src/customer/mark/mark.ts';
import type { Sql } from '../../src/db/client.ts';
import { cover } from '../../src/payment/cover.ts';
import type { Known, Row } from '../../src/rating/measure/measure.ts';
import { vocabulary } from '../../src/rating/vocabulary.ts';

export const firstImport = '2026-01-01T00:00:00.000Z';
export const secondImport = '2026-02-01T00:00:00.000Z';
const ownerless = { customer: true, account: true } as Record<string, boolean>;

/** A fact through time: what the first import said, and what the second changed it to (null: the second brought it). */
export interface Told {
  readonly fact: string;
  readonly customerId: string;
  readonly first: Row | null;
  readonly second: Row | null;
}

const uuid = (n: number, kind: number): string => `${kind.toString(16).padStart(8, '0')}-0000-0000-0000-${n.toString(16).padStart(12, '0')}`;
/** Few days, as-of days and month ends among them, so that the boundaries meet. */
const day = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '2025-02-28',
      '2025-03-30',
      '2025-03-31',
      '2025-03-31',
      '2025-04-01',
      '2025-06-30',
      '2025-07-14',
      '2025-07-15',
      '2025-07-15',
      '2025-07-19',
      '2025-07-21',
      '2025-11-30',
      '2025-12-01',
    ),
  },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 450 }).map((n) => addDays('2025-01-01', n)) },
);
const month = fc.integer({ min: 0, max: 14 }).map((n) => addMonths('2025-01-01', n));
const minor = fc.constantFrom(0, 1, 50, 99, 100, 100, 150, 300);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 4 });
/** Nothing mostly. */
const seldom = <T>(value: fc.Arbitrary<T>) => fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: value });
/** Days from what it is about to when it was available; what is about a whole month may be out before it begins. */
const lag = fc.oneof(
  { weight: 17, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 40 }) },
  { weight: 1, arbitrary: fc.integer({ min: -40, max: -1 }) },
);

const contents: Record<string, fc.Arbitrary<Record<string, unknown>>> = {
  bill: fc.record({
    period: month,
    statementMinor: maybe(fc.integer({ min: -200, max: 500 })),
    amountDueMinor: maybe(minor),
    dueOn: fc.option(day, { nil: null, freq: 12 }),
    cause: maybe(fc.constantFrom('regular', 'estimated')),
    replaces: seldom(fc.nat({ max: 29 })),
  }),
  payment: fc
    .record({ paidOn: day, amountMinor: minor, channel: maybe(fc.constantFrom('cash', 'debit')), bouncedOn: seldom(day) })
    .map((p) => ({ ...p, bouncedOn: p.bouncedOn !== null && p.bouncedOn > p.paidOn ? p.bouncedOn : null })),
  account_status: fc.record({
    month,
    scheme: fc.constant('s'),
    code: maybe(fc.integer({ min: -2, max: 4 })),
    daysPastDue: maybe(fc.integer({ min: 0, max: 90 })),
  }),
  arrangement: fc.record({
    agreedOn: day,
    kind: fc.constantFrom('repayment', 'promise'),
    amountMinor: maybe(minor),
    cancelledOn: seldom(day),
  }),
  instalment: fc.record({ dueOn: day, arrangement: fc.nat({ max: 5 }), amountMinor: minor }),
  list_entry: fc.record({
    startedOn: day,
    list: fc.constantFrom('bad_debt', 'vip'),
    cause: fc.constantFrom('fraud', 'strategic'),
    text: fc.constant('x'),
    expiresOn: maybe(day),
    endedOn: seldom(day),
  }),
  // Mostly long: most bills of its account are to fall due in it.
  forbearance: fc.tuple(fc.constantFrom('2025-01-01', '2025-04-01'), day, day, fc.boolean()).map(([from, a, b, isLong]) => {
    const [fromOn, untilOn, expiresOn] = [from, isLong ? '2025-12-01' : a, b].sort();
    return { fromOn, untilOn, expiresOn, cause: isLong ? 'disaster' : 'outage', text: 'x' };
  }),
  mark: fc.record({
    fromOn: day,
    marked: fc.nat({ max: 60 }),
    effect: fc.constantFrom('left_out', 'left_out', 'counts'),
    untilOn: seldom(day),
    text: fc.constant('x'),
  }),
  usage: fc.record({ period: month, quantity: fc.integer({ min: -5000, max: 90000 }).map((n) => (n / 1000).toFixed(3)), unit: fc.constantFrom('kWh', 'm3') }),
};
const days: Record<string, string> = {
  bill: 'period',
  payment: 'paidOn',
  account_status: 'month',
  usage: 'period',
  arrangement: 'agreedOn',
  instalment: 'dueOn',
  list_entry: 'startedOn',
  forbearance: 'fromOn',
  mark: 'fromOn',
};

const told = (fact: string) =>
  fc
    .tuple(
      contents[fact] as fc.Arbitrary<Record<string, unknown>>,
      contents[fact] as fc.Arbitrary<Record<string, unknown>>,
      lag,
      fc.integer({ min: 0, max: 9 }),
      fc.integer({ min: 0, max: 5 }),
    )
    .map(([a, b, wait, when, owner]) => ({ fact, a, b, wait, when, owner }));

const accountOf = fc.record({
  service: fc.constantFrom('gas', 'water', 'mobile'),
  contractStart: maybe(day),
  prepaid: fc.boolean(),
  creditLimitMinor: maybe(minor),
  availableOn: fc.constantFrom('2024-12-01', '2024-12-01', '2025-07-15'),
  attributes: fc.constantFrom({}, { zone: 'north' }, { zone: "o'south" }),
});

/** Bills due in their month, none replaced, and no payment bounced: only so are most accounts' caches exact, and read. */
const calm = (content: Record<string, unknown>, n: number): Record<string, unknown> => ({
  ...content,
  ...(content['dueOn'] && content['period'] ? { dueOn: addDays(content['period'] as string, 14 + (n % 18)) } : {}),
  ...('bouncedOn' in content ? { bouncedOn: null } : {}),
  ...('replaces' in content ? { replaces: null } : {}),
});

/** A few customers with accounts and facts, some superseded and some first told by the second import; the last customer may be new with it. */
export const worlds: fc.Arbitrary<Told[]> = fc
  .tuple(
    fc.array(told('bill'), { maxLength: 30, size: 'max' }),
    fc.array(told('payment'), { maxLength: 25, size: 'max' }),
    fc.array(told('account_status'), { maxLength: 15 }),
    fc.array(told('usage'), { maxLength: 30, size: 'max' }),
    fc.array(told('arrangement'), { maxLength: 10, size: 'max' }),
    fc.array(told('instalment'), { maxLength: 24, size: 'max' }),
    fc.array(fc.oneof(told('list_entry'), told('forbearance'), told('forbearance'), told('mark')), { maxLength: 24, size: 'max' }),
    fc.array(fc.tuple(accountOf, seldom(accountOf)), { minLength: 6, maxLength: 6 }),
    fc.array(seldom(fc.integer({ min: 0, max: 9 })), { minLength: 3, maxLength: 3 }),
    fc.integer({ min: 0, max: 3 }),
    fc.boolean(),
  )
  .map(([bills, payments, statuses, usages, arrangements, instalments, kept, accounts, incomes, isNew, isCalm]) => {
    const out: Told[] = [];
    for (let customer = 0; customer < 3; customer++) {
      const customerId = uuid(customer, 1);
      const golden = (income: number): Row => ({ key: '', availableOn: '0001-01-01', kind: 'person', attributes: { income, plan: `p${customer}` } });
      const again = incomes[customer] ?? null;
      const first = golden(customer * 1000);
      out.push({
        fact: 'customer',
        customerId,
        ...(customer === 2 && isNew === 0 ? { first: null, second: first } : { first, second: again === null ? null : golden(again) }),
      });
      for (const own of [0, 1]) {
        const n = customer * 2 + own;
        const [before, after] = accounts[n] as (typeof accounts)[number];
        const row = (content: object): Row => ({ ...(content as Row), accountId: uuid(n, 2), key: '', number: `n${n}`, currency: 'EUR' });
        out.push({ fact: 'account', customerId, first: row(before), second: after && row(after) });
      }
    }
    // What keeps a customer from being read by the caches stays with one of them each.
    const stays = { forbearance: 0, mark: 2 } as Readonly<Record<string, number>>;
    const own = isCalm ? kept.map((each) => ({ ...each, owner: each.fact in stays ? (stays[each.fact] as number) + (each.owner % 2) : each.owner })) : kept;
    const all = [...bills, ...payments, ...statuses, ...usages, ...arrangements, ...instalments, ...own];
    /** A reference is told as a number: the so-manieth other fact of its kind on the account. */
    const referred = (fact: string, owner: number, told: unknown, self: number): string | null => {
      const own = all.flatMap((each, n) => (each.fact === fact && each.owner === owner && n !== self ? [uuid(n, 3)] : []));
      return typeof told === 'number' && own.length > 0 ? (own[told % own.length] as string) : null;
    };
    const isOfCustomer = (fact: string): boolean => vocabulary.get(fact)?.owner === 'customer';
    /** A mark is told as a number too: the so-manieth other fact of its customer that can be marked. */
    const marked = (owner: number, told: number): Record<string, unknown> => {
      const ours = all.flatMap((each, n) => (each.owner >> 1 === owner >> 1 && isMarkable(vocabulary.get(each.fact) as Fact) ? [{ ...each, n }] : []));
      const paid = ours.filter(({ fact }) => fact === 'bill' || fact === 'payment');
      const found = told % 4 === 0 || paid.length === 0 ? ours[told % ours.length] : paid[told % paid.length];
      return found
        ? { fact: found.fact, marked: uuid(found.n, 3), accountId: isOfCustomer(found.fact) ? null : uuid(found.owner, 2) }
        : { fact: 'bill', marked: uuid(0, 4), accountId: null };
    };
    all.forEach(({ fact, a, b, wait, when, owner }, n) => {
      const row = (told: Record<string, unknown>): Row => {
        const content = { ...(isCalm ? calm(told, n) : told) };
        if ('replaces' in content) content['replaces'] = referred('bill', owner, content['replaces'], n);
        if ('arrangement' in content) content['arrangement'] = referred('arrangement', owner, content['arrangement'], n) ?? uuid(0, 4);
        const hangsOn = fact === 'mark' ? marked(owner, content['marked'] as number) : isOfCustomer(fact) ? {} : { accountId: uuid(owner, 2) };
        return { ...content, ...hangsOn, key: uuid(n, 3), availableOn: addDays(content[days[fact] as string] as string, wait) };
      };
      out.push({ fact, customerId: uuid(Math.floor(owner / 2), 1), first: when === 0 ? null : row(a), second: when <= 1 ? row(b) : null });
    });
    return out;
  });

/** What is known of a customer at an instant: the definition of "as known at". */
export function knownAt(world: readonly Told[], customerId: string, at: string): Known {
  const known = new Map<string, Row[]>();
  for (const { fact, customerId: owner, first, second } of world) {
    const row = at >= secondImport ? (second ?? first) : first;
    if (owner === customerId && row) known.set(fact, [...(known.get(fact) ?? []), row]);
  }
  return known;
}

/** Writes a world as intake would have left it after both imports, caches included. */
export async function write(sql: Sql, world: readonly Told[]): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`
      truncate assay.customer, assay.customer_history, assay.account, assay.account_history, assay.bill, assay.bill_history, assay.payment, assay.payment_history,
        assay.account_status, assay.account_status_history, assay.arrangement, assay.arrangement_history, assay.instalment, assay.instalment_history, assay.usage, assay.usage_history,
        assay.list_entry, assay.list_entry_history, assay.forbearance, assay.forbearance_history, assay.mark, assay.mark_history, assay.source_record, assay.fact_clock, assay.coverage, assay.bill_cover, assay.account_cover, assay.attribute`;
    const rows = new Map<string, Record<string, unknown>[]>();
    const add = (table: string, row: Record<string, unknown>) => rows.set(table, [...(rows.get(table) ?? []), row]);
    for (const { fact, customerId, first, second } of world) {
      const current = second ?? first;
      if (current) add(fact, columnsOf(fact, customerId, current, second ? secondImport : firstImport));
      if (first && second) add(`${fact}_history`, { ...columnsOf(fact, customerId, first, firstImport), superseded_at: secondImport });
      if (fact === 'customer') add('source_record', recordOf(customerId, first ? firstImport : secondImport));
    }
    for (const [table, list] of rows) await tx`insert into ${tx(`assay.${table}`)} ${tx(list as Record<string, never>[])}`;
    await tx`insert into assay.fact_clock values (1, ${secondImport})`;
    await tx`insert into assay.attribute values ('customer', 'income', 's', 'plain', 'number'), ('customer', 'plan', 's', 'plain', 'word'), ('account', 'zone', 's', 'plain', 'word')`;
    for (const fact of Object.keys(contents).filter((name) => !vocabulary.get(name)?.own))
      await tx`insert into assay.coverage values ('s', ${fact}, '2025-01-01', '2025-09-30', ${firstImport}), ('s', ${fact}, '2025-10-01', '2026-03-31', ${secondImport})`;
    await tx`create temp table touched_account on commit drop as select customer_id, account_id from assay.account`;
    await cover(tx);
  });
}

const recordOf = (customerId: string, recordedAt: string) => ({
  customer_id: customerId,
  record_id: customerId,
  source: 's',
  source_key: customerId,
  content: {},
  content_hash: '0',
  available_on: '2025-01-01',
  available_assumed: false,
  recorded_at: recordedAt,
});

function columnsOf(name: string, customerId: string, row: Row, recordedAt: string): Record<string, unknown> {
  const fact = vocabulary.get(name) as Fact;
  const { accountId, key, availableOn, attributes, ...own } = row;
  const columns: Record<string, unknown> = { customer_id: customerId, recorded_at: recordedAt };
  if (accountId !== undefined) columns['account_id'] = accountId;
  if (name !== 'customer') Object.assign(columns, { source: 's', available_on: availableOn, available_assumed: false, content_hash: '0' });
  if (!ownerless[name]) columns['key'] = key;
  if (fact.attributes) columns['attributes'] = attributes ?? {};
  if (name === 'account') columns['source_key'] = 'k';
  if (name === 'customer') Object.assign(columns, { name: 'n', name_key: 'n', provenance: {} });
  for (const [column, value] of Object.entries(own)) if (column in fact.columns) columns[snake(column)] = value;
  return columns;
}
