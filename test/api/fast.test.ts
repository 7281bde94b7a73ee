import { beforeAll, describe, expect, it } from 'vitest';
import type { Sql } from '../../src/db/client.ts';
import { database } from '../database.ts';
import type { Sent, Ways } from '../graphql/ways.ts';
import { type Case, cases, fillCases } from './cases.ts';

const times = 80;
/** Rows so short that a thousand of them lie on a few pages, which nobody looks up one by one. */
const short = ['line', 'customer', 'record_directory'];
const bigRows = 1_000;

let sql: Sql;
let ways: Ways;
let big: Set<string>;
beforeAll(async () => {
  sql = await database();
  ways = await fillCases(sql);
  await multiply();
  await sql`analyze`;
  const rows = await sql<
    { relname: string }[]
  >`select relname from pg_class where relnamespace = 'assay'::regnamespace and relkind = 'r' and reltuples > ${bigRows}`;
  big = new Set(rows.map(({ relname }) => relname));
}, 120_000);

/** Every row of every customer again and again, each time of another customer: a table so big that reading it whole is not the cheapest. */
async function multiply(): Promise<void> {
  const columns = await sql<{ table_name: string; names: string[] }[]>`
    select table_name, array_agg(column_name order by ordinal_position) as names from information_schema.columns
    where table_schema = 'assay' and table_name not like '%history' group by table_name having bool_or(column_name = 'customer_id')`;
  const own = ['customer_id', 'account_id', 'record_id', 'rating_id'];
  for (const { table_name, names } of columns) {
    const made = names.map((name) => (own.includes(name) ? `md5(t."${name}"::text || n)::uuid` : `t."${name}"`));
    await sql.unsafe(
      `insert into assay.${table_name} (${names.map((name) => `"${name}"`)}) select ${made} from assay.${table_name} t, generate_series(1, ${times * (short.includes(table_name) ? 15 : 1)}) n on conflict do nothing`,
    );
  }
}

interface Node {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly Node[];
}
const nodesOf = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

const literal = (value: unknown): string => {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return `array[${value.map(literal).join(', ')}]::text[]`;
  return `'${String(value).replaceAll("'", "''")}'`;
};

type Mode = 'force_custom_plan' | 'force_generic_plan' | 'auto';

/** The plan of a prepared statement: for its values, for any values, or that of the two which Postgres keeps to once it ran often. */
async function planOf(mode: Mode, { text, values }: Sent): Promise<Node[]> {
  const execute = `execute looked${values.length > 0 ? `(${values.map(literal).join(', ')})` : ''}`;
  return (await sql.begin(async (tx) => {
    await tx.unsafe(`set local plan_cache_mode = ${mode}; prepare looked as ${text}`);
    for (let run = 0; mode === 'auto' && run < 6; run += 1) await tx.unsafe(execute);
    const [row] = await tx.unsafe<{ 'QUERY PLAN': { Plan: Node }[] }[]>(`explain (format json) ${execute}`);
    await tx.unsafe('deallocate looked');
    return nodesOf(row?.['QUERY PLAN'][0]?.Plan as Node);
  })) as Node[];
}

/** Which index serves a filter beside the sort hangs on its value: for any value none is, so Postgres plans it anew each time. */
const modesOf = (name: string): Mode[] => ['force_custom_plan', 'auto', ...(name === 'late' ? [] : ['force_generic_plan' as const])];

/** Ranked in the program, by statements of its own. */
const compiled = cases.filter(({ name }) => name !== 'search');

describe('among a thousand customers a documented operation reads no big table whole', () => {
  it.each(compiled)('$name', async ({ name, asked, grants }: Case) => {
    // What a version of a ruleset says is known from the first answer on, which the resolvers give.
    await ways.plain(grants, asked);
    const { statements, compiled: isCompiled } = await ways.fast(grants, asked);
    expect([isCompiled, statements.length, ways.logged]).toEqual([true, 1, []]);
    for (const mode of modesOf(name)) {
      const nodes = await planOf(mode, statements[0] as Sent);
      const whole = nodes.filter((node) => node['Node Type'] === 'Seq Scan' && big.has(node['Relation Name'] ?? ''));
      expect(
        whole.map((node) => node['Relation Name']),
        mode,
      ).toEqual([]);
      expect(
        nodes.some((node) => /Index|Bitmap/.test(node['Node Type'])),
        mode,
      ).toBe(true);
    }
  });

  it('of which there are enough for that', () => {
    for (const table of [
      'customer',
      'account',
      'bill',
      'bill_cover',
      'payment',
      'usage',
      'rating',
      'line',
      'account_status',
      'source_record',
      'record_directory',
      'identifier',
      'link',
    ])
      expect(big, table).toContain(table);
  });
});
