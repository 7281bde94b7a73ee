import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { isDay } from '../base/time.ts';

type Convert = (value: unknown) => unknown;

/** A scalar whose outside form is a string (or integer), checked by one function both as a variable and in the document. */
function scalar(name: string, description: string, kinds: readonly Kind[], parse: Convert, serialize: Convert): GraphQLScalarType {
  const parseLiteral = (node: ValueNode) => {
    if (!kinds.includes(node.kind)) throw new GraphQLError(`${name} cannot be written so: ${description}`, { nodes: node });
    return parse(node.kind === Kind.INT ? Number((node as { value: string }).value) : (node as { value: string }).value);
  };
  return new GraphQLScalarType({ name, description, parseValue: parse, parseLiteral, serialize });
}

const text = (name: string, form: string, holds: (value: string) => boolean, convert: (value: string) => unknown = (value) => value): Convert => {
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
  text('Date', 'an existing day from 1000-01-01 on, `YYYY-MM-DD`', (value) => isDay(value) && value >= '1000'),
  asText,
);

/** Inside, a month is its first day. */
export const MonthScalar = scalar(
  'Month',
  'A calendar month, `YYYY-MM`.',
  [Kind.STRING],
  text(
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
  text(
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
  text('Decimal', 'a decimal number in a string', (value) => /^-?\d{1,40}(\.\d{1,40})?$/.test(value)),
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
