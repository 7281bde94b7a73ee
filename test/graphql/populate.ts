import fc from 'fast-check';
import { nameKey } from '../../src/base/digest.ts';
import { attributeClasses, type Fact, type FactColumn, snake } from '../../src/base/fact.ts';
import { addDays, firstOfMonth } from '../../src/base/time.ts';
import { facts as consumption } from '../../src/consumption/fact.ts';
import { facts as customer } from '../../src/customer/fact.ts';
import type { Sql } from '../../src/db/client.ts';
import { cover } from '../../src/payment/cover.ts';
import { facts as payment } from '../../src/payment/fact.ts';
import { facts as service } from '../../src/service/fact.ts';
import { type Row, recordId, tell } from '../customer/staging.ts';

const facts: readonly Fact[] = [...customer, ...consumption, ...payment, ...service].filter(({ name }) => name !== 'customer' && name !== 'account');
const recordedAt = '2026-01-01T00:00:00.123Z';
export const people = 9;
/** One of them has no account, others up to three. */
const accountsOf = (person: number): number => person % 4;

/** Any text that Postgres stores, control characters, quotes and astral signs included. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }).filter((each) => each.isWellFormed() && !each.includes('\u0000')),
  fc.constantFrom('王小明', 'Zoë "Zo" O’Neill', 'back\\slash', '\u0001\u0002\u0003', 'line\u2028end', '𝔘𝔫𝔦', '', '{"json": [1]}', "Robert'); drop table"),
);
const day = fc.integer({ min: 0, max: 640 }).map((n) => addDays('2025-01-01', n));
const minor = fc.oneof(fc.integer({ min: 0, max: 20_000 }), fc.constantFrom(0, 1, 9_007_199_254_740_991));
const decimal = fc.constantFrom('0', '1', '0.5', '12.345', '1000000.000', '-3.10', '0.000001', '99999999999.9');
const maybe = <T>(value: fc.Arbitrary<T>, column: FactColumn) => (column.required ? value : fc.option(value, { nil: null, freq: 2 }));
/** Columns that their table has no null in, though a source need not say them: intake fills them. */
const filled = ['account.number', 'account.currency', 'mark.marked'];

const columnOf = (fact: Fact, name: string, column: FactColumn): fc.Arbitrary<unknown> => {
  const made: Record<FactColumn['type'], fc.Arbitrary<unknown>> = {
    text,
    code: column.words ? fc.constantFrom(...column.words) : text,
    integer: fc.integer({ min: 0, max: 200 }),
    quantity: column.nonNegative ? decimal.filter((each) => !each.startsWith('-')) : decimal,
    money: column.nonNegative
      ? fc.integer({ min: 0, max: 20_000 })
      : fc.oneof(
          minor,
          minor.map((amount) => -amount),
        ),
    date: day,
    month: day.map(firstOfMonth),
    boolean: fc.boolean(),
    reference: fc.nat({ max: 30 }),
    instant: fc.tuple(day, fc.constantFrom('T00:00:00Z', 'T23:59:59.999Z', 'T12:30:00.5Z')).map((parts) => parts.join('')),
    customer: fc.integer({ min: 0, max: people + 1 }),
  };
  if (Object.values(fact.columns).some(({ toIn }) => toIn === name)) return fc.constantFrom('bill', 'payment', 'interaction', 'list_entry');
  return filled.includes(`${fact.name}.${name}`) ? made[column.type] : maybe(made[column.type], column);
};

const words = fc.oneof(text, fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean());
/** One attribute of every class, and one that nobody declared. */
const attributes = fc.dictionary(fc.constantFrom(...attributeClasses, 'undeclared', 'constructor'), words);

const person: fc.Arbitrary<Omit<Row, 'key'>> = fc.record(
  {
    kind: fc.constantFrom('person', 'organisation'),
    name: fc.oneof(text, fc.constantFrom('Ann Miller', 'Ann Muller')),
    bornOn: day,
    address: text,
    industry: text,
    occupation: text,
    size: text,
    incomeBand: text,
    attributes,
  },
  { requiredKeys: ['kind', 'attributes'] },
) as fc.Arbitrary<Omit<Row, 'key'>>;

/** Customers, some of two sources, their accounts, and rows of every fact on them: all that may be empty is, now and then. The same seed gives the same. */
export async function populate(sql: Sql, seed: number): Promise<void> {
  let drawn = 0;
  const sample = <T>(of: fc.Arbitrary<T>, count: number): T[] => fc.sample(of, { seed: seed + (drawn += 1), numRuns: count });
  const names = [...attributeClasses, 'constructor'];
  for (const fact of ['customer', 'account'])
    await sql`insert into assay.attribute ${sql(names.map((name) => ({ fact, name, source: 'own', class: name === 'constructor' ? 'plain' : name, type: 'word' })))}`;
  const said = sample(person, people);
  const ids = (at: number): Row['ids'] => ({
    national_id: `ID${at}23456789`,
    ...(at % 2 ? { phone: `+1555012345${at}`, email: `p${at}@example.org?`, bank_account: `DE0012345678${at}` } : {}),
  });
  await tell(
    sql,
    'own',
    said.map((each, at) => ({ ...each, key: `R-${at}`, ids: ids(at) })),
  );
  await tell(
    sql,
    'other',
    sample(person, 3).map((each, at) => ({
      ...each,
      key: `RB-${at}`,
      kind: said[at]?.kind as string,
      ids: { national_id: `ID${at}23456789`, passport: `P${at}99999` },
    })),
    200,
  );
  const homes = await sql<
    { source_key: string; customer_id: string }[]
  >`select source_key, customer_id from assay.source_record where source = 'own' and source_key like 'R-%'`;
  const home = new Map(homes.map((row) => [row.source_key, row.customer_id]));
  const owners = Array.from({ length: people }, (_, at) => home.get(`R-${at}`) as string);
  const accounts = owners.flatMap((customer_id, at) =>
    Array.from({ length: accountsOf(at) }, (_, n) => ({ customer_id, account_id: nameKey('own', 'account', `R-${at}-${n}`), source_key: `R-${at}-${n}` })),
  );
  const account = consumption.find(({ name }) => name === 'account') as Fact;
  const held = sample(rowOf(account), accounts.length).map((row, at) => ({ ...row, ...accounts[at], currency: 'CNY' }));
  await sql.begin(async (tx) => {
    const kept = sample(attributes, accounts.length);
    await tx`insert into assay.account ${tx(held.map((row, at) => ({ ...row, ...known, attributes: tx.json(kept[at] as never) })) as never[])}`;
    await tx`insert into assay.account_directory select account_id, customer_id, number from assay.account where source = 'own' on conflict do nothing`;
    for (const fact of facts)
      await tx`insert into ${tx(`assay.${fact.name}`)} ${tx(rowsOf(fact, fact.owner === 'account' ? accounts.map(({ customer_id, account_id }) => ({ customer_id, account_id })) : owners.map((customer_id) => ({ customer_id })), sample) as never[])}`;
    await tx`create temp table touched_account on commit drop as select customer_id, account_id from assay.account where source = 'own'`;
    await cover(tx);
  });
}

const known = { source: 'own', content_hash: '1', available_on: '2025-01-01', available_assumed: true, recorded_at: recordedAt };
const rowOf = (fact: Fact) => fc.record(Object.fromEntries(Object.entries(fact.columns).map(([name, column]) => [snake(name), columnOf(fact, name, column)])));

type Owner = { customer_id: string; account_id?: string };

/** A few rows for each owner; a reference names an earlier row of it, or none that is there. */
function rowsOf(fact: Fact, owners: readonly Owner[], sample: <T>(of: fc.Arbitrary<T>, count: number) => T[]): object[] {
  const key = (name: string, owner: Owner, at: number): string => nameKey('own', name, `${owner.customer_id} ${owner.account_id ?? ''} ${at}`);
  const counts = sample(fc.integer({ min: 0, max: 5 }), owners.length);
  return owners.flatMap((owner, which) =>
    sample(rowOf(fact), (counts[which] as number) + (which === 0 ? 1 : 0)).map((row, at) => {
      const own: Record<string, unknown> = { ...row };
      for (const [name, column] of Object.entries(fact.columns)) {
        const told = own[snake(name)];
        if (column.type === 'reference' && typeof told === 'number')
          own[snake(name)] = key(column.to ?? String(row[column.toIn as string]), owner, column.to === fact.name && told >= at ? 99 : told % 6);
        if (column.type === 'customer' && typeof told === 'number') own[snake(name)] = recordId('own', `R-${told}`);
      }
      return { ...own, ...owner, ...known, key: key(fact.name, owner, at) };
    }),
  );
}
