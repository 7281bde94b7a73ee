import { buildSchema, type GraphQLObjectType, type OperationDefinitionNode, parse } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Reader, type Reading, reader } from '../../../src/audit/staff/reader.ts';
import { limits } from '../../../src/base/limits.ts';
import type { Sql } from '../../../src/db/client.ts';
import type { Noted } from '../../../src/graphql/context.ts';
import { database, poolOn } from '../../database.ts';

const at = '2026-11-22T10:00:00.000Z';
const schema = buildSchema('type Query { customer(id: ID): Customer } type Customer { id: ID name: String }');
for (const [field, scope] of Object.entries({ id: 'customer.read', name: 'profile.identity' }))
  Object.assign((schema.getType('Customer') as GraphQLObjectType).getFields()[field]?.extensions ?? {}, { needs: { scope } });
const read = (text: string, purpose: string): Noted => {
  const document = parse(text);
  const operation = document.definitions[0] as OperationDefinitionNode;
  return { schema, document, operation, principal: { subject: 'ann', role: 'agent' }, purpose, variables: {} };
};

let sql: Sql;
let watch: Sql;
beforeAll(async () => {
  watch = await database();
  sql = poolOn(watch);
});
const open = (more: Partial<Reading> = {}): Reader => reader(() => sql, { now: () => at, ring: [Buffer.alloc(32, 7)], ...more });
const timesOf = async (purpose: string): Promise<number[]> =>
  (await watch<{ times: number }[]>`select (body->>'times')::int as times from assay.audit_entry where body->>'purpose' = ${purpose} order by seq`).map(
    ({ times }) => times,
  );
/** Holds the stream, as a database that hangs would, until it is let go. */
async function hanging(): Promise<() => Promise<void>> {
  const taken = await watch.reserve();
  await taken`begin`;
  await taken`select from assay.audit_head where stream = 'staff' for update`;
  return async () => {
    await taken`rollback`;
    taken.release();
  };
}

describe('reads of staff', () => {
  it('wait for nobody, and are on record when it closes', async () => {
    const [own, operation] = [open(), read('{ customer { name } }', 'closed')];
    for (let count = 0; count < 1_000; count += 1) expect(own.note(operation)).toBeUndefined();
    expect(own.note(read('{ customer { id } }', 'closed'))).toBeUndefined();
    await own.close();
    expect(await timesOf('closed')).toEqual([1_000]);
  });

  it('that could not be put on record are, once it can be written', async () => {
    const failures: unknown[] = [];
    const [own, release] = [open({ waitMs: 100, failed: (error) => failures.push((error as { code?: unknown }).code) }), await hanging()];
    own.note(read('{ customer { name } }', 'later'));
    await expect.poll(() => failures).toContain('AUDIT_DOWN');
    expect(await timesOf('later')).toEqual([]);
    await release();
    // What was refused in time may stand all the same: a read is then on record twice, and never not at all.
    await expect.poll(async () => (await timesOf('later')).length).toBeGreaterThan(0);
    await own.close();
  });

  it('wait for room when too many are not on record, and fail when there is none in time', async () => {
    const [own, operation, release] = [open({ waitMs: 200 }), read('{ customer { name } }', 'full'), await hanging()];
    for (let count = 0; count < limits.staffReadsWaiting; count += 1) expect(own.note(operation)).toBeUndefined();
    const since = performance.now();
    await expect(own.note(operation)).rejects.toMatchObject({ code: 'AUDIT_DOWN' });
    expect(performance.now() - since).toBeLessThan(2_000);
    await release();
    await expect.poll(async () => (await own.note(operation)?.catch(() => 'full')) ?? 'noted').toBe('noted');
    await own.close();
    expect((await timesOf('full')).reduce((sum, times) => sum + times, 0)).toBeGreaterThanOrEqual(limits.staffReadsWaiting + 2);
  });
});
