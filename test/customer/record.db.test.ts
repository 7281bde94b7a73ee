import { beforeAll, describe, expect, it } from 'vitest';
import { encodeId } from '../../src/base/id.ts';
import { limits } from '../../src/base/limits.ts';
import { nameKeys } from '../../src/customer/directory/store.ts';
import { customersByIdentifier, customersByLastFour, golden, identifiers, links, recordDirectory, sourceRecords } from '../../src/customer/store.ts';
import type { Sql } from '../../src/db/client.ts';
import { database } from '../database.ts';
import { type Row, recordId, seals, tell } from './staging.ts';

let sql: Sql;
beforeAll(async () => {
  sql = await database();
});

const homeOf = async (source: string, key: string): Promise<string> =>
  (await recordDirectory(sql, [recordId(source, key)])).get(recordId(source, key)) ?? 'nowhere';
const goldenOf = async (source: string, key: string) => {
  const id = await homeOf(source, key);
  return (await golden(sql, [id])).get(id);
};
const linkOf = async (source: string, key: string) => {
  const id = await homeOf(source, key);
  return (await links(sql, [id])).get(id)?.find((link) => link.recordId === recordId(source, key));
};

describe('recording customers', () => {
  it('founds a customer of its own for a record that shares nothing', async () => {
    expect(await tell(sql, 'found', [{ key: '1', kind: 'person', name: 'Li Wei', attributes: { sex: 'male' } }])).toMatchObject({
      inserted: 1,
      superseded: 0,
      unchanged: 0,
    });
    expect(await homeOf('found', '1')).toBe(recordId('found', '1'));
    expect(await goldenOf('found', '1')).toMatchObject({ kind: 'person', name: 'Li Wei', bornOn: null, attributes: { sex: 'male' } });
    expect((await nameKeys(sql, [recordId('found', '1')])).get(recordId('found', '1'))).toMatchObject({ kind: 'person', nameKey: 'li wei' });
    expect(await linkOf('found', '1')).toMatchObject({ rule: 'own', until: null, evidence: { outcome: 'alone' } });
  });

  it('links a record of a second source by a verified number, and tells why', async () => {
    await tell(sql, 'link a', [{ key: '1', kind: 'person', name: 'Zhang San', address: 'Old Road 1', ids: { passport: 'L1000001', phone: '13800138001' } }]);
    await tell(sql, 'link b', [{ key: '9', name: 'Zhang, San', occupation: 'smith', ids: { passport: 'l-1000001', national_id: '11010519491231002X' } }], 10);
    const customerId = recordId('link a', '1');
    expect(await homeOf('link b', '9')).toBe(customerId);
    expect(await linkOf('link b', '9')).toMatchObject({ rule: 'identifier', evidence: { outcome: 'linked', agreed: [{ customerId, kinds: ['passport'] }] } });
    const row = await goldenOf('link b', '9');
    expect(row).toMatchObject({ name: 'Zhang, San', address: 'Old Road 1', occupation: 'smith', kind: 'person' });
    expect(row?.provenance['name']).toMatchObject({ source: 'link b', recordId: recordId('link b', '9'), sourceKey: '9', rule: 'priority' });
    expect(row?.provenance['address']).toMatchObject({ source: 'link a', recordId: customerId, sourceKey: '1', rule: 'only' });
    expect((await sourceRecords(sql, [customerId])).get(customerId)?.map((record) => record.source)).toEqual(['link a', 'link b']);
    const carried = (await identifiers(sql, [customerId])).get(customerId) ?? [];
    expect(carried.map(({ kind, sealed, verified }) => [kind, seals.open(sealed), verified])).toEqual(
      expect.arrayContaining([
        ['passport', 'L1000001', true],
        ['national_id', '11010519491231002X', true],
        ['phone', '13800138001', true],
      ]),
    );
    expect(carried).toHaveLength(3);
  });

  it('links records of one file with each other', async () => {
    await tell(sql, 'twins', [
      { key: '1', ids: { tax_number: 'T2000001' } },
      { key: '2', ids: { tax_number: 'T2000001' } },
      { key: '3', ids: { tax_number: 'T2000001?' } },
    ]);
    const homes = [await homeOf('twins', '1'), await homeOf('twins', '2')];
    expect(homes[0]).toBe(homes[1]);
    expect(await homeOf('twins', '3')).toBe(recordId('twins', '3'));
  });

  it('keeps apart what another verified number of the same kind vetoes', async () => {
    await tell(sql, 'veto', [{ key: '1', ids: { passport: 'V3000001', tax_number: 'A3000001' } }]);
    await tell(sql, 'veto', [{ key: '2', ids: { passport: 'V3000001', tax_number: 'B3000001' } }]);
    expect(await homeOf('veto', '2')).toBe(recordId('veto', '2'));
    expect(await linkOf('veto', '2')).toMatchObject({
      rule: 'own',
      evidence: { outcome: 'vetoed', vetoed: [{ customerId: recordId('veto', '1'), kinds: ['tax_number'] }] },
    });
  });

  it('supersedes a changed record, and the golden record, its keys and the directory follow', async () => {
    const before = await tell(sql, 'change', [{ key: '1', name: 'Ann Old', ids: { phone: '13900000001', passport: 'C4000001' } }]);
    const after = await tell(sql, 'change', [{ key: '1', name: 'Ann New', ids: { phone: '13900000002', passport: 'C4000001' } }]);
    expect(after).toMatchObject({ inserted: 0, superseded: 1, unchanged: 0 });
    expect(await goldenOf('change', '1')).toMatchObject({ name: 'Ann New', recordedAt: after.recordedAt });
    const customerId = recordId('change', '1');
    expect(
      await sql`select content ->> 'name' as name, superseded_at as "supersededAt" from assay.source_record_history where customer_id = ${customerId}`,
    ).toMatchObject([{ name: 'Ann Old', supersededAt: after.recordedAt }]);
    expect(
      await sql`select name, recorded_at as "recordedAt", superseded_at as "supersededAt" from assay.customer_history where customer_id = ${customerId}`,
    ).toMatchObject([{ name: 'Ann Old', recordedAt: before.recordedAt, supersededAt: after.recordedAt }]);
    const find = async (phone: string) => await customersByIdentifier(sql, [{ kind: 'phone', hash: seals.hash('phone', phone) }]);
    expect(await find('13900000001')).toEqual([]);
    expect(await find('13900000002')).toEqual([{ customerId, kind: 'phone', verified: true }]);
    expect(await customersByLastFour(sql, [{ kind: 'phone', hash: seals.lastFourHash('phone', '0002') }])).toMatchObject([{ customerId, kind: 'phone' }]);
  });

  it('keeps a number in the directory while another record of the customer carries it', async () => {
    await tell(sql, 'keep', [
      { key: '1', ids: { passport: 'K5000001', phone: '13700000001' } },
      { key: '2', ids: { passport: 'K5000001', phone: '13700000001?' } },
    ]);
    await tell(sql, 'keep', [{ key: '1', ids: { passport: 'K5000001' } }]);
    expect(await customersByIdentifier(sql, [{ kind: 'phone', hash: seals.hash('phone', '13700000001') }])).toEqual([
      { customerId: await homeOf('keep', '2'), kind: 'phone', verified: false },
    ]);
  });

  it('keeps the link of a changed record that now disagrees, and says so once', async () => {
    await tell(sql, 'doubt', [
      { key: '1', ids: { passport: 'D6000001', tax_number: 'X6000001' } },
      { key: '2', ids: { passport: 'D6000001' } },
    ]);
    const home = await homeOf('doubt', '2');
    const told = await tell(sql, 'doubt', [{ key: '2', ids: { passport: 'D6000001', tax_number: 'Y6000001' } }]);
    await tell(sql, 'doubt', [{ key: '2', name: 'Bob', ids: { passport: 'D6000001', tax_number: 'Y6000001' } }]);
    expect(await homeOf('doubt', '2')).toBe(home);
    expect((await linkOf('doubt', '2'))?.evidence.disagrees).toEqual([{ kind: 'tax_number', recordId: recordId('doubt', '1'), at: told.recordedAt }]);
  });

  it('does not choose between two customers, and links no more records than it may', async () => {
    await tell(sql, 'two', [
      { key: '1', ids: { passport: 'P7000001' } },
      { key: '2', ids: { tax_number: 'T7000001' } },
    ]);
    await tell(sql, 'two', [{ key: '3', ids: { passport: 'P7000001', tax_number: 'T7000001' } }]);
    expect((await linkOf('two', '3'))?.evidence.outcome).toBe('ambiguous');
    await tell(
      sql,
      'many',
      Array.from({ length: 30 }, (_, at) => ({ key: `${at}`, ids: { passport: 'M7000002' } })),
    );
    const [most] = await sql<
      { records: number }[]
    >`select count(*) as records from assay.source_record where source = 'many' group by customer_id order by 1 desc limit 1`;
    expect(most?.records).toBe(20);
  });

  it('joins by a verified number what plainly contradicts, keeps both records, and tells of it', async () => {
    await tell(sql, 'cis', [{ key: '4', kind: 'person', bornOn: '1970-01-02', ids: { passport: 'X1100001' } }]);
    const { contradictions } = await tell(sql, 'other', [
      { key: 'Z1', kind: 'organisation', bornOn: '1980-03-04', ids: { passport: 'X1100001' } },
      { key: 'Z2', bornOn: '1970-01-02', ids: { passport: 'X1100001' } },
      { key: 'Z3', kind: 'person', ids: { passport: 'X1100001' } },
      { key: 'Z4', bornOn: '1980-03-04', ids: { passport: 'X1100002' } },
    ]);
    const home = recordId('cis', '4');
    expect([await homeOf('other', 'Z1'), await homeOf('other', 'Z2'), await homeOf('other', 'Z3')]).toEqual([home, home, home]);
    expect((await sourceRecords(sql, [home])).get(home)?.map(({ sourceKey, content }) => [sourceKey, content.bornOn])).toEqual([
      ['4', '1970-01-02'],
      ['Z1', '1980-03-04'],
      ['Z2', '1970-01-02'],
      ['Z3', undefined],
    ]);
    // Z1 stands against all of them; whether it or a fellow of its file is the later one is up to their ids.
    expect(contradictions.first.find(({ record }) => record === 'other Z1')).toEqual({
      customerId: encodeId('cus', home),
      record: 'other Z1',
      other: 'cis 4',
      fields: ['bornOn', 'kind'],
    });
    expect(contradictions.first.every(({ record, other }) => [record, other].includes('other Z1'))).toBe(true);
    expect(contradictions.count).toBe(contradictions.first.length);
  });

  it('tells of no contradiction where records agree, say nothing, or share no customer', async () => {
    const rows: Row[] = [
      { key: '1', kind: 'person', bornOn: '1970-01-02', ids: { passport: 'X1200001' } },
      { key: '2', kind: 'person', bornOn: '1970-01-02', ids: { passport: 'X1200001' } },
      { key: '3', name: 'No more', ids: { passport: 'X1200001' } },
      { key: '4', kind: 'organisation', bornOn: '1999-09-09' },
    ];
    expect((await tell(sql, 'agree', rows)).contradictions).toEqual({ count: 0, first: [] });
    expect((await tell(sql, 'agree', [...rows.slice(1, 3), { key: '4', kind: 'person' }])).contradictions).toEqual({ count: 0, first: [] });
  });

  it('tells once of two contradicting records of one file, again when one is told anew, and only the first of many', async () => {
    const rows = Array.from({ length: 2 * (limits.contradictionsShown + 2) }, (_, at) => ({
      key: `${at}`,
      bornOn: at % 2 ? '1980-01-01' : '1970-01-01',
      ids: { passport: `Y${130_000 + Math.floor(at / 2)}` },
    }));
    const { contradictions } = await tell(sql, 'pairwise', rows);
    expect([contradictions.count, contradictions.first.length]).toEqual([limits.contradictionsShown + 2, limits.contradictionsShown]);
    expect((await tell(sql, 'pairwise', rows)).contradictions.count).toBe(0);
    const [, key = ''] = contradictions.first[0]?.record.split(' ') ?? [];
    const told = await tell(sql, 'pairwise', [{ ...(rows[Number(key)] as Row), name: 'Anew' }]);
    expect(told.contradictions).toEqual({ count: 1, first: [contradictions.first[0]] });
  });

  it('links as well across the batches that matching takes', async () => {
    const pairs = limits.matchBatchRecords / 2 + 50;
    const rows = Array.from({ length: 2 * pairs }, (_, at) => ({ key: `${at}`, name: `Pair ${at % pairs}`, ids: { passport: `B${100_000 + (at % pairs)}` } }));
    expect(await tell(sql, 'pairs', rows)).toMatchObject({ inserted: 2 * pairs });
    const [found] = await sql`
      select count(*) as customers, bool_and(records = 2 and names = 1) as paired from (
        select count(*) as records, count(distinct content ->> 'name') as names from assay.source_record where source = 'pairs' group by customer_id) each_customer`;
    expect(found).toEqual({ customers: pairs, paired: true });
  });

  it('derives anew when the priority of a source changes', async () => {
    await tell(sql, 'rank a', [{ key: '1', name: 'From A', ids: { passport: 'R8000001' } }], 50);
    await tell(sql, 'rank b', [{ key: '1', name: 'From B', ids: { passport: 'R8000001' } }], 60);
    expect((await goldenOf('rank a', '1'))?.name).toBe('From A');
    expect(await tell(sql, 'rank b', [], 40)).toMatchObject({ inserted: 0, superseded: 0, unchanged: 0 });
    expect((await goldenOf('rank a', '1'))?.name).toBe('From B');
  });

  it('supersedes when the day it was available is told anew, not when it is assumed anew', async () => {
    await tell(sql, 'day', [{ key: '1', name: 'Day' }]);
    expect(await tell(sql, 'day', [{ key: '1', name: 'Day' }])).toMatchObject({ unchanged: 1 });
    expect(await tell(sql, 'day', [{ key: '1', name: 'Day', availableOn: '2025-05-05' }])).toMatchObject({ superseded: 1 });
    expect(await tell(sql, 'day', [{ key: '1', name: 'Day', availableOn: '2025-05-05' }])).toMatchObject({ unchanged: 1 });
  });

  it('changes nothing when the same records come again', async () => {
    const rows: Row[] = [
      { key: '1', name: 'Same', ids: { passport: 'S9000001', email: 'same@example.com' } },
      { key: '2', name: 'Same too', ids: { passport: 'S9000001' } },
    ];
    await tell(sql, 'same', rows);
    const before = await everything();
    expect(await tell(sql, 'same', rows)).toMatchObject({ inserted: 0, superseded: 0, unchanged: 2 });
    expect(await everything()).toEqual(before);
  });

  it('puts no number in clear into any table', async () => {
    const canaries = {
      national_id: '11010519491231002X',
      passport: 'CANARY777',
      bank_account: 'CANARYBANK888',
      phone: '+4915155667788',
      email: 'canary@secret.example',
    };
    await tell(sql, 'clear', [{ key: '1', name: 'Quiet', ids: canaries }]);
    await tell(sql, 'clear', [
      { key: '1', name: 'Quieter', ids: canaries },
      { key: '2', ids: { passport: 'CANARY777' } },
    ]);
    const stored = (await everything()).toLowerCase();
    expect(stored).toContain('quieter');
    for (const canary of Object.values(canaries)) {
      expect(stored).not.toContain(canary.toLowerCase());
      expect(stored).not.toContain(Buffer.from(canary).toString('hex'));
      expect(stored).not.toContain(Buffer.from(canary).toString('base64').replace(/=+$/, '').toLowerCase());
    }
  });
});

/** All rows of all tables as text, but for the clock. */
async function everything(): Promise<string> {
  const tables = await sql<{ name: string }[]>`select tablename as name from pg_tables where schemaname = 'assay' and tablename <> 'fact_clock' order by 1`;
  const texts = [];
  for (const { name } of tables)
    texts.push(name, ...(await sql.unsafe<{ text: string }[]>(`select t::text as text from assay.${name} t order by 1`)).map((row) => row.text));
  return texts.join('\n');
}
