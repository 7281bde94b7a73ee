import { beforeAll, describe, expect, test } from 'vitest';
import { nameKey } from '../../src/base/digest.ts';
import { sealer } from '../../src/customer/sealer.ts';
import type { Sql } from '../../src/db/client.ts';
import { load } from '../../src/intake/load.ts';
import { parseMapping } from '../../src/intake/parse.ts';
import type { Report } from '../../src/intake/report.ts';
import { database } from '../database.ts';
import { file } from './sample.ts';

const mapping = parseMapping(
  `
kind: mapping
name: owners
source: owners
files:
  customers: { format: csv }
  accounts: { format: csv }
  bills: { format: csv }
  relations: { format: csv }
  interactions: { format: ndjson }
rows:
  - { fact: customer, from: customers, key: ID, set: { kind: person, name: { column: ID } } }
  - { fact: account, from: accounts, key: ID, customer: CUSTOMER, set: { service: water, contractStart: 2025-01-01, currency: EUR } }
  - { fact: bill, from: bills, key: NO, account: ACCOUNT, set: { period: { column: MONTH }, amountDueMinor: { column: DUE, minor: EUR }, dueOn: 2026-03-01, replaces: REPLACES } }
  - { fact: relation, from: relations, key: NO, customer: WHO, set: { sinceOn: { column: SINCE }, kind: { column: KIND }, side: { column: SIDE }, other: WITH, weight: { column: WEIGHT } } }
  - fact: interaction
    from: interactions
    key: id
    customer: who.key
    set:
      occurredOn: { column: times.start, date: "yyyy-MM-dd HH:mm:ss" }
      kind: { column: kind }
      startedAt: { column: times.start, instant: "yyyy-MM-dd HH:mm:ss" }
      endedAt: { column: times.end }
      talkSeconds: { column: talk }
      parent: { column: after }
`,
  'owners.yaml',
);

let sql: Sql;
const put = (name: string, content: string): Promise<Report> =>
  load(
    { sql, sealer: sealer(Buffer.alloc(32, 7)), currency: 'EUR', timeZone: 'Europe/Berlin' },
    mapping,
    { name, path: file(content, name) },
    { maxRejects: 1, rejects: '/dev/null' },
  );
const refused = ({ firstRejects }: Report) => firstRejects.map(({ line, column, cell, code }) => [line, column, cell, code]);
const id = (key: string): string => nameKey('owners', 'customer', key);
const billId = (key: string): string => nameKey('owners', 'bill', key);

beforeAll(async () => {
  sql = await database();
  await put('customers', 'ID\nada\nbob\ncyd\n');
  await put('accounts', 'ID,CUSTOMER\nA1,ada\nA2,bob\n');
});

describe('a relation stands under both parties', () => {
  const relations = (rows: string): Promise<Report> => put('relations', `NO,WHO,SINCE,KIND,SIDE,WITH,WEIGHT\n${rows}`);
  const standing = async () =>
    (
      await sql`select o.source_key as of, r.side, w.source_key as with, r.kind from assay.relation r join assay.source_record o using (customer_id)
        left join assay.source_record w on w.record_id = r.other order by r.kind, o.source_key`
    ).map(({ of, side, with: other, kind }) => `${kind}: ${of} ${side} ${other}`);

  test('once as it is written, once from the other side', async () => {
    expect(await relations('R1,ada,2025-01-01,payer,from,bob,0.5\nR2,ada,2025-01-01,contact,to,,\n')).toMatchObject({ relations: 3, inserted: 3, rejected: 0 });
    expect(await standing()).toEqual(['contact: ada to null', 'payer: ada from bob', 'payer: bob to ada']);
    expect(await relations('R1,ada,2025-01-01,payer,from,bob,0.50\n')).toMatchObject({ inserted: 0, changed: 0, unchanged: 2 });
  });

  test('a correction of the party moves the other row too', async () => {
    expect(await relations('R1,ada,2025-01-01,payer,from,cyd,0.5\n')).toMatchObject({ changed: 2, inserted: 0 });
    expect(await standing()).toEqual(['contact: ada to null', 'payer: ada from cyd', 'payer: cyd to ada']);
    const [row] = await sql`select count(*) from assay.relation_history`;
    expect(row).toEqual({ count: 2 });
  });

  test('one that names nobody any more leaves the other side, and comes back', async () => {
    expect(await relations('R1,ada,2025-01-01,payer,from,,0.5\n')).toMatchObject({ relations: 1, changed: 1 });
    expect(await standing()).toEqual(['contact: ada to null', 'payer: ada from null']);
    expect(await relations('R1,ada,2025-01-01,payer,from,cyd,0.500\n')).toMatchObject({ changed: 1, inserted: 1 });
    expect(await standing()).toEqual(['contact: ada to null', 'payer: ada from cyd', 'payer: cyd to ada']);
  });

  test('with nobody known, with oneself, or twice, it is refused once, and both rows are left out', async () => {
    const report = await relations(
      'R3,ada,2025-01-01,payer,from,dee,1\nR4,ada,2025-01-01,payer,from,ada,1\nR5,dee,2025-01-01,payer,from,ada,1\nR6,ada,2025-02-01,group,from,bob,1\nR6,ada,2025-02-01,group,to,bob,1\n',
    );
    expect(refused(report)).toEqual([
      [2, 'WITH', 'dee', 'INTAKE_COUNTERPART_UNKNOWN'],
      [3, 'WITH', 'ada', 'INTAKE_COUNTERPART_SELF'],
      [4, 'WHO', 'dee', 'INTAKE_CUSTOMER_UNKNOWN'],
      [6, 'NO', 'R6', 'INTAKE_KEY_REPEATED'],
    ]);
    expect(report).toMatchObject({ relations: 2, rejected: 4 });
  });

  test('the other customer is named by the id of its record', async () => {
    const [row] =
      await sql`select other from assay.relation where customer_id = (select customer_id from assay.record_directory where record_id = ${id('cyd')})`;
    expect(row).toEqual({ other: id('ada') });
  });
});

describe('a bill names the one it replaces', () => {
  const bills = (rows: string): Promise<Report> => put('bills', `NO,ACCOUNT,MONTH,DUE,REPLACES\n${rows}`);

  test('in the same file in any order, in an earlier one, in a chain', async () => {
    expect(await bills('B3,A1,2026-01,12,B2\nB2,A1,2026-01,11,B1\nB1,A1,2026-01,10,\n')).toMatchObject({ bills: 3, rejected: 0 });
    expect(await bills('B4,A1,2026-01,13,B3\n')).toMatchObject({ bills: 1, rejected: 0 });
    const [row] = await sql`select count(*) from assay.bill b join assay.bill r on r.key = b.replaces and r.account_id = b.account_id`;
    expect(row).toEqual({ count: 3 });
  });

  test.each([
    ['one that is nowhere', 'C1,A1,2026-01,1,NO\n', [[2, 'REPLACES', 'NO', 'INTAKE_REFERENCE_UNKNOWN']]],
    ['itself', 'C2,A1,2026-01,1,C2\n', [[2, 'REPLACES', 'C2', 'INTAKE_REFERENCE_SELF']]],
    ["another account's, loaded before", 'C3,A2,2026-01,1,B1\n', [[2, 'REPLACES', 'B1', 'INTAKE_REFERENCE_ELSEWHERE']]],
    ["another account's, in the same file", 'C4,A1,2026-01,1,\nC5,A2,2026-01,1,C4\n', [[3, 'REPLACES', 'C4', 'INTAKE_REFERENCE_ELSEWHERE']]],
    [
      'one that is refused itself, and who names that one',
      'C6,A1,2026-01,1,C7\nC7,A1,2026-01,1,C8\nC8,A9,2026-01,1,\nC9,A1,2026-01,1,\n',
      [
        [2, 'REPLACES', 'C7', 'INTAKE_REFERENCE_UNKNOWN'],
        [3, 'REPLACES', 'C8', 'INTAKE_REFERENCE_UNKNOWN'],
        [4, 'ACCOUNT', 'A9', 'INTAKE_ACCOUNT_UNKNOWN'],
      ],
    ],
  ])('%s', async (_, rows, expected) => {
    expect(refused(await bills(rows))).toEqual(expected);
  });

  const circle = (line: number, cell: string) => [line, 'REPLACES', cell, 'INTAKE_REFERENCE_CIRCLE'];

  test('round in a circle is refused, with whoever names one of it; a chain beside it stays', async () => {
    const report = await bills('D1,A1,2026-01,1,D2\nD2,A1,2026-01,1,D1\nD3,A1,2026-01,1,D2\nE1,A1,2026-01,1,E2\nE2,A1,2026-01,1,E3\nE3,A1,2026-01,1,\n');
    expect(refused(report)).toEqual([circle(2, 'D2'), circle(3, 'D1'), circle(4, 'D2')]);
    expect(report).toMatchObject({ bills: 3, rejected: 3 });
  });

  test('round in a circle with bills that are there is refused, and these stay as they are', async () => {
    expect(await bills('F1,A1,2026-01,1,F2\nF2,A1,2026-01,1,\n')).toMatchObject({ bills: 2, rejected: 0 });
    expect(refused(await bills('F2,A1,2026-01,1,F1\n'))).toEqual([circle(2, 'F1')]);
    expect(refused(await bills('F2,A1,2026-01,1,F3\nF3,A1,2026-01,1,F1\nF4,A1,2026-01,1,F1\n'))).toEqual([circle(2, 'F3'), circle(3, 'F1'), circle(4, 'F1')]);
    const rows = await sql`select replaces is not null as replaces from assay.bill where key = any(${['F1', 'F2', 'F3', 'F4'].map(billId)}::uuid[]) order by 1`;
    expect(rows.map(({ replaces }) => replaces)).toEqual([false, true]);
  });

  test('a correction that turns a reference round is no circle, unless the row that lets go is refused', async () => {
    expect(await bills('G1,A1,2026-01,1,G2\nG2,A1,2026-01,1,\n')).toMatchObject({ bills: 2, rejected: 0 });
    expect(refused(await bills('G1,A2,2026-01,1,\nG2,A1,2026-01,1,G1\n'))).toEqual([[2, 'ACCOUNT', 'A2', 'INTAKE_FACT_MOVED'], circle(3, 'G1')]);
    expect(refused(await bills('G1,A1,2026-01,1,G9\nG2,A1,2026-01,1,G1\n'))).toEqual([[2, 'REPLACES', 'G9', 'INTAKE_REFERENCE_UNKNOWN'], circle(3, 'G1')]);
    expect(await bills('G1,A1,2026-01,1,\nG2,A1,2026-01,1,G1\n')).toMatchObject({ bills: 2, changed: 2, rejected: 0 });
  });
});

describe('contacts of customers, one object a line', () => {
  const line = (members: object): string => `${JSON.stringify(members)}\n`;
  const call = (key: string, who: string, start: string, more: object = {}) => line({ id: key, who: { key: who }, kind: 'fault', times: { start }, ...more });

  test('local times become instants, and a contact follows one of the same customer', async () => {
    const report = await put(
      'interactions',
      call('I2', 'ada', '2026-07-01 00:30:00', { after: 'I1', talk: 12 }) +
        call('I1', 'ada', '2026-01-01 00:30:00', { times: { start: '2026-01-01 00:30:00', end: '2026-01-01T01:00:00+01:00' } }),
    );
    expect(report).toMatchObject({ interactions: 2, rejected: 0 });
    const rows = await sql`select occurred_on, started_at, ended_at, talk_seconds, parent is not null as follows from assay.interaction order by occurred_on`;
    expect(rows.map((row) => Object.values(row))).toEqual([
      ['2026-01-01', '2025-12-31T23:30:00.000Z', '2026-01-01T00:00:00.000Z', null, false],
      ['2026-07-01', '2026-06-30T22:30:00.000Z', null, 12, true],
    ]);
  });

  test.each([
    ['an hour that the clocks skipped', call('J1', 'ada', '2026-03-29 02:30:00'), [[2, 'times.start', '2026-03-29 02:30:00', 'INTAKE_CELL_SKIPPED']]],
    ["another customer's contact", call('J2', 'bob', '2026-01-02 10:00:00', { after: 'I1' }), [[2, 'after', 'I1', 'INTAKE_REFERENCE_ELSEWHERE']]],
    ['a contact that another customer had', call('I1', 'bob', '2026-01-02 10:00:00'), [[2, 'who.key', 'bob', 'INTAKE_FACT_MOVED']]],
    ['a contact that is nowhere', call('J3', 'ada', '2026-01-02 10:00:00', { after: 'I9' }), [[2, 'after', 'I9', 'INTAKE_REFERENCE_UNKNOWN']]],
    ['a customer nobody knows', call('J4', 'eve', '2026-01-02 10:00:00'), [[2, 'who.key', 'eve', 'INTAKE_CUSTOMER_UNKNOWN']]],
    ['a list where a word belongs', call('J5', 'ada', '2026-01-02 10:00:00', { kind: ['fault'] }), [[2, 'kind', '', 'INTAKE_CELL_NESTED']]],
  ])('%s', async (_, bad, expected) => {
    expect(refused(await put('interactions', call(`K${bad.length}`, 'ada', '2026-01-03 10:00:00') + bad))).toEqual(expected);
  });
});
