import { getNamedType, isObjectType } from 'graphql';
import { beforeAll, describe, expect, test } from 'vitest';
import { project } from '../../src/access/projection.ts';
import type { Grants } from '../../src/access/role.ts';
import { wearOf } from '../../src/access/scope.ts';
import { snake } from '../../src/base/fact.ts';
import type { Scope } from '../../src/base/scope.ts';
import type { Sql } from '../../src/db/client.ts';
import { columnsOf } from '../../src/db/columns.ts';
import { type Columns, joined } from '../../src/db/role.ts';
import { columnsBelow, fieldsBelow } from '../../src/graphql/below.ts';
import { publications } from '../../src/graphql/fact.ts';
import { foundSql } from '../../src/rating/graded/store.ts';
import { reads, schema } from '../../src/server/schema.ts';
import { everything, shareableScopes } from '../../src/sharing/agreement/grain.ts';
import { evidenceColumns, inquirySql } from '../../src/sharing/inquiry/store.ts';
import { lineages } from '../../src/sharing/lineage.ts';
import { database } from '../database.ts';

let sql: Sql;
beforeAll(async () => {
  sql = await database();
});

/** What rows hang together by and are sorted by, and what amounts are in: it tells nothing that whoever sees the row does not know. */
const structure = /^(.*_id|key|recorded_at|available_on|digest|activated_at|begins_on|subject|attributes|currency)$/;

/** The scopes of columns that are no column of a fact, by table; `*` of every other column. */
const others: Readonly<Record<string, Readonly<Record<string, readonly Scope[]>>>> = {
  attribute: { '*': ['open'] },
  bill_cover: { '*': ['payment.summary'] },
  coverage: { '*': ['profile.source'] },
  source_record: { '*': ['profile.source'] },
  identifier: { sealed: ['profile.identifier', 'profile.identity', 'profile.contact'], '*': ['profile.identity', 'profile.contact'] },
  rating: { score: ['rating.score'], reasons: ['rating.reasons'], '*': ['rating.grade'] },
  rating_history: { score: ['rating.score'], reasons: ['rating.reasons'], '*': ['rating.grade'] },
  issued_grade: { '*': ['rating.grade'] },
  ruleset_activation: { '*': ['rating.grade'] },
  ruleset_version: { '*': ['rating.grade'] },
};

/** The scopes of which one must be granted, or declared, for what a column holds. */
function protecting(table: string, column: string): readonly Scope[] {
  const own = others[table];
  if (own) return own[column] ?? own['*'] ?? [];
  for (const { fact } of publications())
    if (fact.name === table) for (const [name, { scope }] of Object.entries(fact.columns)) if (snake(name) === column) return [scope];
  return [];
}

const flat = (columns: Columns): string[] => [...columns].flatMap(([table, names]) => (table === 'consent' ? [] : names.map((name) => `${table}.${name}`)));
const sourceOf = (grants: Grants) => ({ schema: project(schema(), grants), full: schema(), reads: reads() });

/** By field the lineage that covers it: its own, or of what yields its object. */
function covering(): Map<string, readonly Scope[]> {
  const found = new Map<string, Set<Scope>>();
  const seen = project(schema(), everything);
  const walk = (name: string, above: readonly Scope[], path: readonly string[]): void => {
    const type = seen.getType(name);
    if (!isObjectType(type) || path.includes(name)) return;
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${name}.${field.name}`;
      const own = lineages[coordinate]?.from ?? above;
      found.set(coordinate, new Set([...(found.get(coordinate) ?? []), ...own]));
      const isFact = [...publications()].some(({ fact }) => fact.type === getNamedType(field.type).name);
      walk(getNamedType(field.type).name, isFact ? (lineages[coordinate]?.from ?? []) : own, [...path, name]);
    }
  };
  walk('Customer', [], []);
  return new Map([...found].map(([name, scopes]) => [name, [...scopes]]));
}

test('every field reads only columns of its own scope, and of those that it is declared to be made of', async () => {
  const covered = covering();
  const seen = project(schema(), everything);
  const frames = new Map<string, Set<string>>();
  const faults: string[] = [];
  for (const { coordinate, alone, around } of fieldsBelow(sourceOf(everything), 'Customer')) {
    const name = around.join();
    const frame = frames.get(name) ?? new Set(flat(await columnsOf(sql, around)));
    frames.set(name, frame);
    const [type = '', field = ''] = coordinate.split('.');
    const owner = seen.getType(type);
    const own = isObjectType(owner) ? wearOf(owner.getFields()[field] as never)?.scope : undefined;
    const allowed = new Set<Scope>(['open', own as Scope, ...(covered.get(coordinate) ?? [])]);
    for (const read of flat(await columnsOf(sql, alone))) {
      const [table = '', column = ''] = read.split('.');
      if (frame.has(read) || structure.test(column)) continue;
      const scopes = protecting(table, column);
      // A member of an object that a fact's column is shown as (an amount) stands for the column.
      if (!scopes.some((scope) => allowed.has(scope)) && own !== 'open') faults.push(`${coordinate} reads ${read} (${scopes.join(' or ') || 'of no scope'})`);
    }
  }
  expect(faults).toEqual([]);
});

describe('the columns of a projection', () => {
  /** Scopes without which nothing of an account, or of a grade, can be seen. */
  const ways: Readonly<Record<string, Scope>> = { account: 'account.basic', rating: 'rating.grade' };

  test.each(shareableScopes)('%s alone brings no column that another scope protects, unless it is made of it', async (scope) => {
    const below = Object.values(ways);
    const grants: Grants = { open: 'clear', 'inquiry.ask': 'clear', ...Object.fromEntries([...below, scope].map((each) => [each, 'clear'])) };
    const columns = flat(await columnsOf(sql, columnsBelow(sourceOf(grants), 'Customer')));
    const seen = project(schema(), grants);
    const made = Object.entries(lineages).flatMap(([coordinate, { from }]) => {
      const [type = '', field = ''] = coordinate.split('.');
      const owner = seen.getType(type);
      return isObjectType(owner) && owner.getFields()[field] ? from : [];
    });
    const allowed = new Set<Scope>(['open', ...below, scope, ...made]);
    const faults = columns.filter((read) => {
      const [table = '', column = ''] = read.split('.');
      return !structure.test(column) && !protecting(table, column).some((each) => allowed.has(each));
    });
    expect(faults).toEqual([]);
  });

  test("names, numbers, addresses and free words are in nobody's reach who is granted payments and grades alone", async () => {
    const grants: Grants = {
      open: 'clear',
      'inquiry.ask': 'clear',
      'payment.summary': 'clear',
      'account.basic': 'clear',
      'rating.grade': 'clear',
      'rating.score': 'clear',
    };
    const columns = await columnsOf(sql, columnsBelow(sourceOf(grants), 'Customer'));
    expect(columns.get('customer')).toEqual(['customer_id', 'recorded_at']);
    expect(columns.get('bill')).toEqual([
      'account_id',
      'amount_due_minor',
      'available_on',
      'customer_id',
      'due_on',
      'key',
      'period',
      'recorded_at',
      'replaces',
      'statement_minor',
    ]);
    for (const table of ['identifier', 'identifier_directory', 'name_directory', 'usage', 'balance', 'notice', 'contract_event', 'account_status'])
      expect(columns.has(table), table).toBe(false);
    for (const column of ['values', 'states', 'words', 'bins', 'points', 'reasons', 'given']) expect(columns.get('rating')).not.toContain(column);
  });

  test('what is withheld is not read, what is masked is', async () => {
    const read = async (treatment: 'masked' | 'withheld') =>
      (await columnsOf(sql, columnsBelow(sourceOf({ open: 'clear', 'inquiry.ask': 'clear', 'profile.identity': treatment }), 'Customer'))).get('customer');
    expect(await read('withheld')).toEqual(['customer_id']);
    expect(await read('masked')).toContain('name');
  });
});

describe('the evidence of an inquiry', () => {
  const grants: Grants[] = [{}, { 'rating.grade': 'clear' }, { 'rating.grade': 'clear', 'rating.reasons': 'clear' }];

  test.each(grants)('under %j reads exactly the columns that every role of such grants has for it', async (granted) => {
    const isGraded = granted['rating.grade'] === 'clear';
    const texts = (['issued', 'monitoring'] as const).flatMap((graded) =>
      [true, false].map((former) => {
        const grade = (id: string, param: Parameters<typeof foundSql>[1]) =>
          foundSql(id, param, { graded, former, reasons: granted['rating.reasons'] === 'clear' });
        return inquirySql([], 0, isGraded ? grade : undefined).text;
      }),
    );
    expect(await columnsOf(sql, texts)).toEqual(joined(new Map(Object.entries(evidenceColumns(granted)))));
  });
});
