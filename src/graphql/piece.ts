import { type GraphQLOutputType, getNamedType, isNonNullType } from 'graphql';
import type { RowsSql } from './reads.ts';
import { formSql, jsonSql } from './scalars.ts';

/** A text of the answer: its form, in which every %s is the place of a value. */
export interface Piece {
  readonly form: string;
  readonly values: readonly string[];
}

/** What follows `select` of rows. */
export const rowsSql = ({ from, where, order, limit }: Pick<RowsSql, 'from' | 'where' | 'order' | 'limit'>): string =>
  `${from}${where ? ` where ${where}` : ''}${order ? ` order by ${order}` : ''}${limit ? ` limit ${limit}` : ''}`;

/** What is text already. */
export const plain = (value: string): Piece => ({ form: '%s', values: [value] });

/** A value as its scalar is written. */
export function leaf(type: GraphQLOutputType, sql: string): Piece {
  const named = getNamedType(type);
  if (!isNonNullType(type)) return plain(`coalesce(${jsonSql(named, sql)}, 'null')`);
  const { form, value } = formSql(named, sql);
  return { form, values: [value] };
}

/** An object of what stands under its keys. */
export const braced = (fields: readonly (readonly [key: string, piece: Piece])[]): Piece => ({
  form: `{${fields.map(([key, { form }]) => `"${key}":${form}`).join(',')}}`,
  values: fields.flatMap(([, { values }]) => values),
});

/** A function of Postgres takes a hundred arguments, the form among them. */
const most = 99;

/** One call of format: far faster than concat, whose every piece is an argument of its own, and than the builders of JSON. */
export function formatted({ form, values }: Piece): string {
  if (values.length === 0) return `E'${form}'`;
  if (values.length <= most) return `format(E'${form}', ${values.join(', ')})`;
  const places = form.split('%s');
  const groups = Array.from({ length: Math.ceil(values.length / most) }, (_, at) => {
    const last = (at + 1) * most >= values.length;
    const part = places.slice(at * most, at * most + most + (last ? 1 : 0)).join('%s') + (last ? '' : '%s');
    return `format(E'${part}', ${values.slice(at * most, at * most + most).join(', ')})`;
  });
  return groups.join(' || ');
}
