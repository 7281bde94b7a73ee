import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import type { Fact } from '../../src/base/fact.ts';
import { addDays, type Day } from '../../src/base/time.ts';
import type { Sql } from '../../src/db/client.ts';
import { indicatorShape, type Measured, type Value } from '../../src/rating/indicator.ts';
import { known } from '../../src/rating/known.ts';
import { coveredBy, type Interval } from '../../src/rating/measure/coverage.ts';
import { gather, ofAccounts, ofMembers, type Standing } from '../../src/rating/measure/gather.ts';
import { type Known, measure, type Row } from '../../src/rating/measure/measure.ts';
import { form } from '../../src/rating/measure/parts.ts';
import { prepare } from '../../src/rating/prepare.ts';
import { readings } from '../../src/rating/readings.ts';
import { attributesOf, coverageAt } from '../../src/rating/store.ts';
import { itself, type Subject } from '../../src/rating/subject.ts';
import { type Attributes, columnOf, isOfAccount, vocabulary } from '../../src/rating/vocabulary.ts';
import { database } from '../database.ts';
import { firstImport, knownAt, secondImport, type Told, worlds, write } from './world.ts';

let sql: Sql;
beforeAll(async () => {
  sql = await database();
});

const words = { label: { en: 'x', zh: 'x' }, unit: 'x' };
/** Every measure, over every kind of fact. */
const list = [
  { measure: 'days_past_due' },
  { measure: 'days_past_due', over: 'mean', window: { months: 3 } },
  { measure: 'on_time_share', graceDays: 2 },
  { measure: 'on_time_amount_share', where: [{ column: 'account.service', op: '=', value: 'gas' }] },
  { measure: 'arrears_amount' },
  { measure: 'cured_months' },
  { measure: 'sum', column: 'amountDueMinor', special: [100] },
  { measure: 'share', match: [{ column: 'cause', op: '=', value: 'regular' }], window: { months: 6 } },
  { fact: 'payment', measure: 'count', window: { days: 90 } },
  { fact: 'payment', measure: 'months_since' },
  { fact: 'account_status', measure: 'max', column: 'code', special: [-2, 3] },
  { fact: 'account_status', measure: 'latest', column: 'daysPastDue', special: [0] },
  { fact: 'arrangement', measure: 'broken_arrangements' },
  { fact: 'usage', measure: 'trend', column: 'quantity', window: { months: 12 } },
  { fact: 'usage', measure: 'mean', column: 'quantity', where: [{ column: 'account.prepaid', op: '=', value: true }] },
  { fact: 'account', measure: 'tenure_months', column: 'contractStart' },
  { fact: 'account', measure: 'sum', column: 'creditLimitMinor', where: [{ column: 'attributes.zone', op: '=', value: 'north' }] },
].map((each) => ({ fact: 'bill', ...each }));
const wordy = { fact: 'account', measure: 'latest', column: 'service', better: 'neither' };
const ofCustomer = [
  { fact: 'customer', measure: 'latest', column: 'attributes.income' },
  { fact: 'relation', measure: 'count' },
];

const how = fc.constantFrom('worst', 'sum', 'latest', 'main');
const better = fc.constantFrom('higher', 'lower');
/** Indicators of a subject, each gathered (or not) in a way of its own. */
const indicatorsOf = (subject: Subject): fc.Arbitrary<Measured[]> =>
  fc.tuple(fc.array(fc.tuple(how, better, fc.boolean()), { minLength: 17, maxLength: 17 }), fc.constantFrom('latest', 'main')).map(([ways, word]) => {
    const gathered = (gather: string, isGathered: boolean) => (subject === 'group' || (subject === 'customer' && isGathered) ? { gather } : {});
    const all = [
      ...list.map((each, at) => ({ ...each, better: ways[at]?.[1], ...gathered(ways[at]?.[0] as string, ways[at]?.[2] as boolean) })),
      { ...wordy, ...gathered(word, true) },
      ...ofCustomer.map((each) => ({ ...each, better: 'lower', ...gathered('sum', false) })),
    ];
    return all.map((each) => indicatorShape.parse({ ...each, ...words }) as Measured);
  });

const customers = [0, 1, 2].map((n) => `00000001-0000-0000-0000-00000000000${n}`);
const days = fc.integer({ min: 0, max: 450 }).map((n) => addDays('2025-01-01', n));
/** Who heads whom, since and until when; some in the other direction, of another kind, or told and taken back by the second import. */
const relations = fc.array(
  fc.record({
    head: fc.nat({ max: 2 }),
    other: fc.nat({ max: 2 }),
    sinceOn: fc.constantFrom('2025-03-01', '2025-03-02', '2025-07-15', '2025-07-16', '2025-12-01'),
    untilOn: fc.constantFrom(null, null, '2025-07-14', '2025-07-15', '2025-11-30', '2025-12-01'),
    side: fc.constantFrom('from', 'from', 'from', 'to'),
    kind: fc.constantFrom('group', 'group', 'group', 'household'),
    when: fc.nat({ max: 3 }),
  }),
  { minLength: 2, maxLength: 8 },
);
const ends = fc.array(fc.option(days, { nil: null, freq: 2 }), { minLength: 6, maxLength: 6 });

/** A world with ends of contracts, and groups of customers. */
const grouped: fc.Arbitrary<Told[]> = fc.tuple(worlds, relations, ends).map(([world, groups, contractEnds]) => {
  const accounts = world.filter(({ fact }) => fact === 'account');
  accounts.forEach(({ first, second }, at) => {
    for (const row of [first, second]) if (row) Object.assign(row, { contractEnd: contractEnds[at] });
  });
  const told = groups.map(({ head, other, when, ...own }, n): Told => {
    const row: Row = { ...own, other: customers[other], key: `0000000a-0000-0000-0000-00000000000${n}`, availableOn: addDays(own.sinceOn, n % 3) };
    return {
      fact: 'relation',
      customerId: customers[head] as string,
      first: when === 0 ? null : row,
      second: when < 2 ? { ...row, untilOn: '2025-12-31' } : null,
    };
  });
  return [...world, ...told];
});

/** What the plain definition is asked of. */
interface Asked {
  readonly list: readonly Measured[];
  readonly day: Day;
  readonly attributes: Attributes;
  readonly intervals: readonly Interval[];
}

function plain({ list, day, attributes, intervals }: Asked, rows: Known): Value[] {
  return list.map((indicator) => {
    const kind = (indicator.column && columnOf(vocabulary.get(indicator.fact) as Fact, indicator.column, attributes)?.kind) || 'number';
    return form(indicator, measure(indicator, rows, day, attributes), day, coveredBy(intervals, ['s'], indicator, day), kind);
  });
}

/** Of what is known of a customer, what one account tells. */
const ofAccount = (rows: Known, accountId: string | undefined): Known =>
  new Map([...rows].map(([fact, own]) => [fact, isOfAccount(vocabulary.get(fact) as Fact) ? own.filter((row) => row.accountId === accountId) : own]));

const accountsOf = (rows: Known, day: Day): Row[] =>
  (rows.get('account') ?? [])
    .filter((row) => row.availableOn <= day && (row['contractStart'] === null || (row['contractStart'] as Day) <= day))
    .sort((a, b) => ((a.accountId as string) < (b.accountId as string) ? -1 : 1));

const together = (list: readonly Measured[], rows: readonly Value[][], standing: Standing): Value[] =>
  list.map((indicator, at) =>
    gather(
      indicator,
      rows.map((values) => values[at] as Value),
      standing,
    ),
  );

/** What is rated, by the plain definitions: customer id, subject id, values. */
function expected(subject: Subject, world: readonly Told[], at: string, asked: Asked): [string, string, Value[]][] {
  const { list, day } = asked;
  const there = world.filter(({ fact, first }) => fact === 'customer' && (first !== null || at === secondImport)).map(({ customerId }) => customerId);
  const told = new Map(there.map((id) => [id, knownAt(world, id, at)]));
  return there.flatMap((id): [string, string, Value[]][] => {
    const rows = told.get(id) as Known;
    const accounts = accountsOf(rows, day);
    if (subject === 'account') return accounts.map(({ accountId }) => [id, accountId as string, plain(asked, ofAccount(rows, accountId))]);
    if (subject === 'customer') {
      const per = accounts.map(({ accountId }) => plain(asked, ofAccount(rows, accountId)));
      const gathered = together(list, per, ofAccounts(accounts as never, day));
      return [[id, itself, plain(asked, rows).map((value, n) => (list[n]?.gather === undefined ? value : (gathered[n] as Value)))]];
    }
    const joined = new Map<string, Day | null>();
    for (const row of (rows.get('relation') ?? []) as (Row & { other: string; sinceOn: Day; untilOn: Day | null; kind: string; side: string })[]) {
      const holds =
        row.availableOn <= day && row.kind === 'group' && row.side === 'from' && row.sinceOn <= day && (row.untilOn ?? day) >= day && row.other !== id;
      const before = joined.get(row.other);
      if (holds && (!before || row.sinceOn < before)) joined.set(row.other, row.sinceOn);
    }
    if (joined.size === 0) return [];
    const members = [...joined.set(id, null)].filter(([member]) => told.has(member)).sort(([a], [b]) => (a < b ? -1 : 1));
    const values = members.map(([member]) => plain(asked, told.get(member) as Known));
    return [[id, id, together(list, values, ofMembers(members.map(([, since]) => since)))]];
  });
}

test.each(['customer', 'account', 'group'] as const)(
  'values of subject %s equal the plain definition, gathered, for one and for all',
  async (subject) => {
    const asOf = fc.constantFrom('2025-07-15', '2025-12-01', '2026-04-01');
    await fc.assert(
      fc.asyncProperty(grouped, indicatorsOf(subject), asOf, async (world, chosen, day) => {
        await sql`truncate assay.relation, assay.relation_history, assay.record_directory`;
        await write(sql, world);
        await sql`insert into assay.record_directory ${sql(customers.map((id) => ({ record_id: id, customer_id: id })))}`;
        await sql`insert into assay.coverage values ('s', 'relation', '2025-01-01', '2026-12-31', ${firstImport})`;
        for (const at of [firstImport, secondImport]) {
          const asked = { list: chosen, day, attributes: await attributesOf(sql), intervals: await coverageAt(sql, at) };
          const reader = await prepare(sql, Object.fromEntries(chosen.map((indicator, n) => [`i${n}`, indicator])), day, at, subject);
          const all = await sql.begin((tx) => readings(tx, reader, itself, 'ffffffff-ffff-ffff-ffff-ffffffffffff'));
          expect(all.map(({ customerId, subjectId, values }) => [customerId, subjectId, values])).toEqual(expected(subject, world, at, asked));
          for (const id of customers) {
            const own = all.filter(({ customerId }) => customerId === id);
            expect(await sql.begin((tx) => readings(tx, reader, id, id))).toEqual(own);
            expect(await known(sql, reader, [id])).toEqual(own);
          }
        }
      }),
      { numRuns: subject === 'group' ? 16 : 10, endOnFailure: true },
    );
  },
  60_000,
);

test.each(['current', 'known'] as const)('the statement over %s facts of accounts scans each fact table at most once', async (reading) => {
  const indicators = [...list, { ...wordy }, ...ofCustomer].map((each) => indicatorShape.parse({ better: 'lower', ...each, ...words }));
  const named = Object.fromEntries(indicators.map((indicator, n) => [`i${n}`, indicator]));
  const reader = await prepare(sql, named, '2025-12-01', secondImport, 'account');
  const lead = reading === 'current' ? ['2025-12-01', customers[0], customers[2]] : ['2025-12-01', customers, secondImport];
  const [explained] = await sql.unsafe(`explain (format json) ${reader[reading].text}`, [...lead, ...reader[reading].constants] as never[]);
  const scanned = [...JSON.stringify(explained?.['QUERY PLAN']).matchAll(/"Relation Name":"(\w+)"/g)].map(([, table]) => table);
  expect(scanned).toEqual(expect.arrayContaining(['bill', 'payment', 'account_status', 'arrangement', 'usage', 'account', 'customer', 'relation']));
  expect(new Set(scanned).size).toBe(scanned.length);
});
