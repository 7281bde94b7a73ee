import { buildSchema, type GraphQLObjectType, type OperationDefinitionNode, parse } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { keyedHash } from '../../../src/audit/chain/keyedhash.ts';
import { type Reader, type Reading, reader } from '../../../src/audit/staff/reader.ts';
import { encodeId } from '../../../src/base/id.ts';
import { limits } from '../../../src/base/limits.ts';
import type { Sql } from '../../../src/db/client.ts';
import type { Noted } from '../../../src/graphql/context.ts';
import { database, poolOn } from '../../database.ts';

const at = '2026-11-22T10:00:00.000Z';
const ring = [Buffer.alloc(32, 7)];
const schema = buildSchema('type Query { customer(id: ID): Customer } type Customer { id: ID name: String }');
for (const [field, scope] of Object.entries({ id: 'customer.read', name: 'profile.identity' }))
  Object.assign((schema.getType('Customer') as GraphQLObjectType).getFields()[field]?.extensions ?? {}, { needs: { scope } });
const read = (text: string, purpose: string, customers: readonly string[] = []): Noted => {
  const document = parse(text);
  const operation = document.definitions[0] as OperationDefinitionNode;
  return { schema, document, operation, principal: { subject: 'ann', role: 'agent' }, purpose, variables: {}, shown: { customers: [...customers] } };
};

let sql: Sql;
let watch: Sql;
beforeAll(async () => {
  watch = await database();
  sql = poolOn(watch);
});
const open = (more: Partial<Reading> = {}): Reader => reader(() => sql, { now: () => at, ring, ...more });
const timesOf = async (purpose: string): Promise<number[]> =>
  (await watch<{ times: number }[]>`select (body->>'times')::int as times from assay.audit_entry where body->>'purpose' = ${purpose} order by seq`).map(
    ({ times }) => times,
  );
/** Notes a read whose answer is made at once. */
function note(own: Reader, each: Noted): Promise<void> | undefined {
  const room = own.note(each);
  each.shown.end?.();
  return room;
}
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
    for (let count = 0; count < 1_000; count += 1) expect(note(own, operation)).toBeUndefined();
    expect(note(own, read('{ customer { id } }', 'closed'))).toBeUndefined();
    await own.close();
    expect(await timesOf('closed')).toEqual([1_000]);
  });

  it('are on record when their answer is made, with whom it showed, in as many entries as that takes', async () => {
    const ids = Array.from({ length: limits.staffNamesPerEntry + 1 }, (_, at) => `01998a00-0000-7000-8000-${String(at).padStart(12, '0')}`);
    const [own, operation] = [open(), read('{ customer { name } }', 'shown', ids)];
    own.note(operation);
    const [first] = ids as [string];
    note(own, read('{ customer { name } }', 'before', [first, encodeId('cus', first), first]));
    await expect.poll(() => timesOf('before')).toEqual([1]);
    expect(await timesOf('shown')).toEqual([]);
    operation.shown.end?.();
    await own.close();
    const named = async (purpose: string): Promise<string[][]> =>
      (
        await watch<{ customers: string[] }[]>`select body->'customers' as customers from assay.audit_entry where body->>'purpose' = ${purpose} order by seq`
      ).map(({ customers }) => customers);
    const hashOf = (id: string): string => keyedHash(ring, 'customer', id);
    expect(await named('before')).toEqual([[hashOf(first)]]);
    const entries = await named('shown');
    expect(entries.map(({ length }) => length).toSorted((one, other) => one - other)).toEqual([1, limits.staffNamesPerEntry]);
    expect(new Set(entries.flat())).toEqual(new Set(ids.map(hashOf)));
  });

  it('that could not be put on record are, once it can be written', async () => {
    const failures: unknown[] = [];
    const [own, release] = [open({ waitMs: 100, failed: (error) => failures.push((error as { code?: unknown }).code) }), await hanging()];
    note(own, read('{ customer { name } }', 'later'));
    await expect.poll(() => failures).toContain('AUDIT_DOWN');
    expect(await timesOf('later')).toEqual([]);
    await release();
    // What was refused in time may stand all the same: a read is then on record twice, and never not at all.
    await expect.poll(async () => (await timesOf('later')).length).toBeGreaterThan(0);
    await own.close();
  });

  it('wait for room when too many are not on record, and fail when there is none in time', async () => {
    const [own, operation, release] = [open({ waitMs: 200 }), read('{ customer { name } }', 'full'), await hanging()];
    for (let count = 0; count < limits.staffReadsWaiting; count += 1) expect(note(own, operation)).toBeUndefined();
    const since = performance.now();
    await expect(note(own, operation)).rejects.toMatchObject({ code: 'AUDIT_DOWN' });
    expect(performance.now() - since).toBeLessThan(2_000);
    await release();
    await expect.poll(async () => (await note(own, operation)?.catch(() => 'full')) ?? 'noted').toBe('noted');
    await own.close();
    expect((await timesOf('full')).reduce((sum, times) => sum + times, 0)).toBeGreaterThanOrEqual(limits.staffReadsWaiting + 2);
  });
});
