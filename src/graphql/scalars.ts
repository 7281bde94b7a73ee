import { GraphQLError, type GraphQLNamedType, GraphQLScalarType, isEnumType, Kind, type ValueNode } from 'graphql';
import { isDay } from '../base/time.ts';
import { leave } from './late.ts';

type Convert = (value: unknown) => unknown;

/** A scalar whose outside form is a string (or integer), checked by one function both as a variable and in the document. */
function scalar(name: string, description: string, kinds: readonly Kind[], parse: Convert, serialize: Convert): GraphQLScalarType {
  const parseLiteral = (node: ValueNode) => {
    if (!kinds.includes(node.kind)) throw new GraphQLError(`${name} cannot be written so: ${description}`, { nodes: node });
    return parse(node.kind === Kind.INT ? Number((node as { value: string }).value) : (node as { value: string }).value);
  };
  return new GraphQLScalarType({ name, description, parseValue: parse, parseLiteral, serialize });
}

const worded = (name: string, form: string, holds: (value: string) => boolean, convert: (value: string) => unknown = (value) => value): Convert => {
  return (value) => {
    if (typeof value === 'string' && holds(value)) return convert(value);
    throw new GraphQLError(`${name} must be ${form}.`);
  };
};

const asText: Convert = (value) => String(value);
const month = /^\d{4}-\d{2}$/;
const instant = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,3})?Z$/;

export const DateScalar = scalar(
  'Date',
  "A calendar day, `YYYY-MM-DD`, in the company's time zone.",
  [Kind.STRING],
  // Arithmetic on an earlier day would reach the year 0, which Postgres does not know.
  worded('Date', 'an existing day from 1000-01-01 on, `YYYY-MM-DD`', (value) => isDay(value) && value >= '1000'),
  asText,
);

/** Inside, a month is its first day. */
export const MonthScalar = scalar(
  'Month',
  'A calendar month, `YYYY-MM`.',
  [Kind.STRING],
  worded(
    'Month',
    'a month, `YYYY-MM`',
    (value) => month.test(value) && isDay(`${value}-01`),
    (value) => `${value}-01`,
  ),
  (value) => String(value).slice(0, 7),
);

export const DateTimeScalar = scalar(
  'DateTime',
  'An instant in UTC with three decimals, `YYYY-MM-DDThh:mm:ss.sssZ`.',
  [Kind.STRING],
  worded(
    'DateTime',
    'an instant in UTC, `YYYY-MM-DDThh:mm:ss.sssZ`',
    (value) => isDay(instant.exec(value)?.[1] ?? ''),
    (value) => `${value.slice(0, 19)}.${value.slice(20, -1).padEnd(3, '0')}Z`,
  ),
  asText,
);

export const DecimalScalar = scalar(
  'Decimal',
  'An exact decimal number, as a string: `"12.34"`.',
  [Kind.STRING],
  worded('Decimal', 'a decimal number in a string', (value) => /^-?\d{1,40}(\.\d{1,40})?$/.test(value)),
  asText,
);

export const BigIntScalar = scalar(
  'BigInt',
  'A whole number within 2^53, exact in every client.',
  [Kind.INT],
  (value) => {
    if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
    throw new GraphQLError('BigInt must be a whole number within 2^53.');
  },
  (value) => {
    const number = Number(value);
    if (!Number.isSafeInteger(number)) throw new RangeError('a BigInt beyond 2^53');
    return number;
  },
);

/** How a value is put into a text by format of Postgres: the form around its place, and what is put there. */
export interface FormSql {
  readonly form: '%s' | '"%s"';
  readonly value: string;
}

/**
 * A double as JSON.stringify writes it: the shortest digits that read back the same are those of Postgres, but it turns to
 * exponents earlier and pads them. From 2^53 on it now and then takes a digit more, and what is no number is beyond that
 * to Postgres: both are left to the resolvers.
 */
const floatSql = (sql: string): string =>
  `case when ${sql} = 0 or abs(${sql}) between 1e-4 and 1e14 then (${sql} + 0)::text when abs(${sql}) >= 9007199254740992 then ${leave} when abs(${sql}) >= 1e-6 then ${sql}::text::numeric::text else regexp_replace(${sql}::text, 'e([+-])0', 'e\\1') end`;

const plain = (value: string): FormSql => ({ form: '%s', value });
const quoted = (value: string): FormSql => ({ form: '"%s"', value });
const text = (sql: string): FormSql => plain(`to_json(${sql}::text)`);

/** The SQL writers of the scalars: each makes of a value what its `serialize` and JSON.stringify make of it. */
const writersSql: Readonly<Record<string, (sql: string) => FormSql>> = {
  String: text,
  ID: text,
  Int: plain,
  BigInt: plain,
  Float: (sql) => plain(floatSql(sql)),
  Boolean: (sql) => plain(`to_json(${sql})`),
  Date: quoted,
  Month: (sql) => quoted(`left(${sql}::text, 7)`),
  DateTime: (sql) => quoted(`to_char(${sql} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`),
  Decimal: quoted,
};

/** A value that is never null as its scalar or enum; a word that the enum does not have is null. */
export function formSql(type: GraphQLNamedType, sql: string): FormSql {
  if (isEnumType(type)) {
    const words = type.getValues().map(({ name, value }) => `when '${String(value).replaceAll("'", "''")}' then '"${name}"'`);
    return plain(`case ${sql} ${words.join(' ')} end`);
  }
  const write = writersSql[type.name];
  if (!write) throw new Error(`no SQL writer for ${type.name}`);
  return write(sql);
}

/** A value as the JSON text of its scalar or enum; null stays null. */
export function jsonSql(type: GraphQLNamedType, sql: string): string {
  const { form, value } = formSql(type, sql);
  return form === '%s' ? `(${value})::text` : `'"' || (${value})::text || '"'`;
}
