import fc from 'fast-check';
import { GraphQLBoolean, GraphQLEnumType, GraphQLFloat, GraphQLID, GraphQLInt, type GraphQLLeafType, GraphQLString } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { places, toAmount } from '../../src/base/money.ts';
import { addDays } from '../../src/base/time.ts';
import type { Sql } from '../../src/db/client.ts';
import { moneyRead } from '../../src/graphql/amount.ts';
import { BigIntScalar, DateScalar, DateTimeScalar, DecimalScalar, jsonSql, MonthScalar } from '../../src/graphql/scalars.ts';
import { database } from '../database.ts';

let sql: Sql;
beforeAll(async () => {
  sql = await database();
});

/** The values as the program reads them, and as the statement writes them. */
async function both(values: readonly string[], column: string, written: string): Promise<[unknown[], (string | null)[]]> {
  const text = `select v, ${written} as json from (select w::${column} as v, at from json_array_elements_text($1::text::json) with ordinality as t (w, at)) as s order by at`;
  const rows = await sql.unsafe<{ v: unknown; json: string | null }[]>(text, [JSON.stringify(values)]);
  return [rows.map(({ v }) => v), rows.map(({ json }) => json)];
}

/** All that Postgres stores of Unicode, with what JSON and SQL have rules for more often than chance would. */
const unicode = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom(...'"\'\\/\u0001\u0002\u0003\b\f\n\r\t\u001f\u007f\u0085\u2028\u2029\ufeff\uffff'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    ),
  })
  .filter((text) => text.isWellFormed() && !text.includes('\u0000'));

const powers = Array.from({ length: 40 }, (_, at) => 10 ** (at - 15));
const near = (number: number): number[] => [number, number * (1 + Number.EPSILON), number * (1 - Number.EPSILON)];
const edges = [
  -0,
  0.1 + 0.2,
  1 / 3,
  Number.MAX_VALUE,
  Number.MIN_VALUE,
  2 ** -1022,
  2 ** 53,
  2 ** 53 + 2,
  1e300,
  ...powers.flatMap(near),
  ...[1e-7, 1e-6, 1e-5, 1e-4, 1e14, 1e15, 1e16, 1e20, 1e21].flatMap(near),
];
const doubles = fc.oneof(
  fc.constantFrom(...edges, ...edges.map((edge) => -edge)),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.float({ noNaN: true, noDefaultInfinity: true }),
);
/** What leaves an operation to the resolvers: digits that Postgres may choose otherwise. */
const left = '\u0003';
const doubleText = (value: number): string => (Object.is(value, -0) ? '-0' : String(value));

const days = fc.oneof(
  fc.integer({ min: 0, max: 4_000_000 }).map((n) => addDays('1000-01-01', n)),
  fc.constantFrom('1000-01-01', '9999-12-31', '10000-01-01', '12345-06-07', '0999-12-31'),
);
const instants = fc
  .tuple(
    fc.oneof(fc.integer({ min: -30_000_000_000, max: 250_000_000_000 }), fc.integer({ min: 0, max: 4_000_000_000 })),
    fc.constantFrom('', '.5', '.05', '.120', '.999', '.001', '.000'),
  )
  .map(([second, fraction]) => `${new Date(second * 1000).toISOString().slice(0, -5)}${fraction}Z`);
const decimals = fc
  .tuple(fc.constantFrom('', '-'), fc.stringMatching(/^(0|[1-9]\d{0,30})$/), fc.option(fc.stringMatching(/^\d{1,20}$/), { nil: undefined }))
  .map(([sign, whole, part]) => `${sign}${whole}${part === undefined ? '' : `.${part}`}`);

const word = new GraphQLEnumType({ name: 'Word', values: { ONE: { value: 'one' }, TWO: { value: "it's" }, LAST: { value: 'Zwei "drei"' } } });

const scalars: [string, GraphQLLeafType, string, fc.Arbitrary<string>][] = [
  ['text', GraphQLString, 'text', unicode],
  ['an id', GraphQLID, 'text', unicode],
  ['a whole number', GraphQLInt, 'int', fc.integer().map(String)],
  ['a double', GraphQLFloat, 'float8', doubles.map(doubleText)],
  ['a small number', GraphQLInt, 'smallint', fc.integer({ min: -32_768, max: 32_767 }).map(String)],
  ['a BigInt', BigIntScalar, 'bigint', fc.maxSafeInteger().map(String)],
  ['yes or no', GraphQLBoolean, 'boolean', fc.boolean().map(String)],
  ['a day', DateScalar, 'date', days],
  ['a month', MonthScalar, 'date', days.map((day) => day.replace(/..$/, '01')).filter((day) => day.length === 10)],
  ['an instant', DateTimeScalar, 'timestamptz(3)', instants],
  ['a decimal', DecimalScalar, 'numeric', decimals],
  ['a decimal of a fixed scale', DecimalScalar, 'numeric(20, 3)', decimals.filter((text) => text.length < 16)],
  ['a word of an enum', word, 'text', fc.constantFrom('one', "it's", 'Zwei "drei"')],
];

describe('a scalar’s SQL writes what its serialize and JSON.stringify make of the value', () => {
  it.each(scalars)('%s', async (_, type, column, values) => {
    await fc.assert(
      fc.asyncProperty(fc.array(values, { minLength: 1, maxLength: 300, size: 'max' }), async (texts) => {
        const [read, written] = await both(texts, column, jsonSql(type, 'v'));
        expect(written).toEqual(
          read.map((value) => (type === GraphQLFloat && Math.abs(value as number) >= 2 ** 53 ? left : JSON.stringify(type.serialize(value)))),
        );
      }),
      { numRuns: 30 },
    );
  });

  it.each(scalars)('%s that is not there stays so', async (_, type, column) => {
    const [row] = await sql.unsafe<{ json: string | null }[]>(`select ${jsonSql(type, `null::${column}`)} as json`);
    expect(row?.json).toBeNull();
  });

  it('holds no control character, whatever the text: three of them mark what is written late', async () => {
    const all = Array.from({ length: 31 }, (_, at) => String.fromCharCode(at + 1)).join('');
    const [, [written]] = await both([all], 'text', jsonSql(GraphQLString, 'v'));
    expect(written).toBe(JSON.stringify(all));
    expect([...(written as string)].every((character) => character >= ' ')).toBe(true);
  });
});

it('an amount is written as `toAmount` writes it, in every currency', async () => {
  const read = moneyRead((row) => `${row}.minor`);
  if (!('object' in read)) throw new Error('money is an object');
  const amount = jsonSql(DecimalScalar, (read.object['amount'] as (row: string, ...rest: never[]) => string)('s'));
  const currencies = fc.constantFrom(...Object.keys(places), 'EUR', 'CNY', 'USD', 'CHF', '');
  const minors = fc.oneof(fc.integer({ min: -2_000, max: 2_000 }), fc.maxSafeInteger());
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(minors, currencies), { minLength: 1, maxLength: 300, size: 'max' }), async (given) => {
      const rows = await sql.unsafe<{ json: string }[]>(
        `select ${amount} as json from (select (w->>0)::bigint as minor, w->>1 as currency, at from json_array_elements($1::text::json) with ordinality as t (w, at)) as s order by at`,
        [JSON.stringify(given)],
      );
      expect(rows.map(({ json }) => json)).toEqual(given.map(([minor, currency]) => JSON.stringify(toAmount(minor, currency))));
    }),
    { numRuns: 30 },
  );
});
