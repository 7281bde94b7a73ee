import { extendSchema, type GraphQLObjectType, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { roleGrants } from '../../src/access/role.ts';
import type { Sql } from '../../src/db/client.ts';
import { reads, schema } from '../../src/server/schema.ts';
import { database, poolOn } from '../database.ts';
import { seed } from '../seed.ts';
import { type Field, fieldOf } from './field.ts';
import { tellLeaks } from './leak.ts';
import { fuzz, type Outcome } from './run.ts';
import { staff } from './staff.ts';

/** On the built-in Postgres all of them; another one runs the same statements. */
const operations = Number(process.env['FUZZ_OPERATIONS'] ?? (process.env['DATABASE_URL'] ? 1_000 : 20_000));

let sql: Sql;
let field: Field;
beforeAll(async () => {
  sql = await database();
  field = await fieldOf(sql, poolOn(sql), seed);
});
afterAll(() => field.close());

const told = (outcome: Outcome): Outcome => {
  tellLeaks(outcome);
  return outcome;
};

describe('operations that are drawn from the full schema for grants that are drawn', () => {
  it('never bring anything that is not granted, not consented to or too old', { timeout: 240_000 }, async () => {
    const outcome = told(await fuzz({ ...field, operations, seed }));
    expect({ seed, leaks: outcome.leaks, incidents: outcome.incidents }).toEqual({ seed, leaks: [], incidents: [] });
    expect(outcome.operations).toBe(operations);
    // Were most of them refused, this would prove little.
    expect(outcome.answered / operations).toBeGreaterThan(0.12);
  });
});

describe('what would come through is found', () => {
  const few = { operations: 2_000, seed, most: 1, shrinks: 40 };
  const all = { open: 'clear', ...roleGrants.admin } as const;

  it('where the schema is not projected on the grants', async () => {
    const askers = staff(sql, { full: schema(), reads: reads(), seen: all }, 4, seed).filter(({ grants }) => grants['profile.identity'] !== 'clear');
    const { leaks } = await fuzz({ ...field, ...few, askers });
    expect(leaks[0]?.found.join()).toMatch(/introspection tells/);
    const { leaks: asked } = await fuzz({ ...field, ...few, askers, most: askers.length + 1 });
    expect(asked.at(-1)?.at).toBeGreaterThanOrEqual(0);
  });

  it('where a field wears a scope that is too wide', async () => {
    const full = extendSchema(schema(), parse('extend type Customer { hint: String }'));
    const hint = (full.getType('Customer') as GraphQLObjectType).getFields()['hint'];
    Object.assign(hint ?? {}, { extensions: { needs: { scope: 'open' } }, resolve: (row: { name: string }) => row.name });
    const askers = staff(sql, { full, reads: reads() }, 0, seed).filter(
      ({ grants }) => grants['profile.identity'] !== 'clear' && grants['customer.read'] === 'clear',
    );
    const starts = [{ kind: 'query', type: 'Customer', way: 'customer(id: ID)' }] as const;
    const { leaks } = await fuzz({ ...field, ...few, full, askers: askers.slice(0, 3).map((each) => ({ ...each, starts })) });
    expect(leaks[0]?.found.join()).toContain('"scope":"profile.identity"');
    expect(leaks[0]?.drawn.query).toContain('hint');
  });
});
