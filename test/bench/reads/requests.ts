import { readFile } from 'node:fs/promises';
import { encodeId } from '../../../src/base/id.ts';
import type { Sql } from '../../../src/db/client.ts';
import { type Operation, operations, type Template } from './protocol.ts';

const customersAsked = 50_000;
const pagesAsked = 5_000;
const pageSize = 50;

/** What is asked for, in the database's terms. */
export interface Asked {
  readonly customers: readonly string[];
  readonly pages: readonly { readonly grade: string | null; readonly below: number }[];
}

/** How a contender is asked: the templates, and what varies, request by request. */
export interface Dialect {
  readonly templates: Readonly<Record<Operation, Template>>;
  readonly variables: (asked: Asked) => Readonly<Record<Operation, readonly string[]>>;
}

/** Customers in an order without meaning, the same in every run; pages that begin at any place of the portfolio or of one grade, each of them full. */
export async function ask(sql: Sql): Promise<Asked> {
  const customers = await sql<{ id: string }[]>`select customer_id as id from assay.customer order by md5(customer_id::text) limit ${customersAsked}`;
  const pages = await sql<{ grade: string | null; below: number }[]>`
    select case when at % 2 = 0 then grade end as grade, score as below
    from (
      select grade_name as grade, score, row_number() over (order by md5(customer_id::text)) as at,
        rank() over (partition by grade_name order by score) as behind
      from assay.line where dimension = 'credit' and grade_name <> '') l
    where behind > ${pageSize} order by at limit ${pagesAsked}`;
  return { customers: customers.map(({ id }) => id), pages: [...pages] };
}

/** The floor's own paths: what varies stands in them. */
export const plain: Dialect = {
  templates: {
    customer360: { method: 'GET', path: '/customer360', before: '?id=', after: '' },
    page: { method: 'GET', path: '/page', before: '?', after: '' },
    grade: { method: 'GET', path: '/grade', before: '?id=', after: '' },
  },
  variables: ({ customers, pages }) => ({
    customer360: customers,
    page: pages.map(({ grade, below }) => `${grade === null ? '' : `grade=${grade}&`}below=${below}`),
    grade: customers,
  }),
};

const graphql = (documents: Readonly<Record<Operation, string>>): Dialect['templates'] =>
  Object.fromEntries(
    operations.map((operation) => [
      operation,
      { method: 'POST', path: '/graphql', before: `{"query":${JSON.stringify(documents[operation])},"variables":`, after: '}' } satisfies Template,
    ]),
  ) as Record<Operation, Template>;

/** The documented operations as they stand. */
export async function documented(): Promise<Dialect> {
  const read = (operation: Operation) => readFile(new URL(`../../cases/${operation}.graphql`, import.meta.url), 'utf8');
  const [customer360, page, grade] = await Promise.all([read('customer360'), read('page'), read('grade')]);
  return {
    templates: graphql({ customer360, page, grade }),
    variables: ({ customers, pages }) => {
      const ids = customers.map((id) => JSON.stringify({ id: encodeId('cus', id) }));
      const filters = pages.map(({ grade, below }) => JSON.stringify({ filter: { ...(grade === null ? {} : { grades: [grade] }), scoreBelow: below } }));
      return { customer360: ids, page: filters, grade: ids };
    },
  };
}

/** A peer's own words for the same. */
export async function peer(name: string): Promise<Dialect> {
  const text = await readFile(new URL(`../peers/${name}.graphql`, import.meta.url), 'utf8');
  const [customer360 = '', page = '', grade = ''] = text.split(/^(?=query )/m).filter((part) => part.startsWith('query '));
  return {
    templates: graphql({ customer360, page, grade }),
    variables: ({ customers, pages }) => {
      const ids = customers.map((id) => JSON.stringify({ id }));
      return {
        customer360: ids,
        page: pages.map(({ grade, below }) => JSON.stringify({ grades: grade === null ? null : [grade], scoreBelow: below })),
        grade: ids,
      };
    },
  };
}
