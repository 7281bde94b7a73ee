import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkCaches, checkNames, checkReferences } from '../../src/cli/checkdata.ts';
import { checkClock, checkLocale, checkRights, checkSessions, checkSettings } from '../../src/cli/checkdatabase.ts';
import { checkDisk, checkKeys } from '../../src/cli/checkhome.ts';
import type { Finding } from '../../src/cli/finding.ts';
import { connect, type Sql } from '../../src/db/client.ts';
import { type Condition, condition } from '../../src/db/condition.ts';
import { clock } from '../../src/server/clock.ts';
import { config } from '../../src/server/config.ts';
import type { Keys } from '../../src/server/keys.ts';
import { databaseUrl } from '../database.ts';
import { good, importer } from '../intake/sample.ts';

let url: string;
let sql: Sql;
let home: string;
const keys = { seal: [Buffer.alloc(32, 7)] } as unknown as Keys;
beforeAll(async () => {
  url = await databaseUrl();
  sql = connect(url);
  home = await mkdtemp(join(tmpdir(), 'assay-home-'));
  const imports = importer(sql);
  for (const name of ['customers', 'accounts', 'bills', 'payments'] as const) await imports(name, good[name]);
});
afterAll(async () => {
  await sql.end();
  await rm(home, { recursive: true });
});

const told = (): void => {};
const codes = (findings: readonly Finding[]): string[] =>
  findings.map(({ state, problem: { code, params } }) => `${state} ${code} ${params['table'] ?? ''} ${params['to'] ?? ''}`.trim());
const everything = async (): Promise<string[]> =>
  codes([...(await checkReferences(sql, told)).findings, ...(await checkCaches(sql, false, told)).findings, ...(await checkNames(sql, keys))]);

/** Damages, looks, and puts back what was there. */
async function damaged(tables: string[], damage: string): Promise<string[]> {
  for (const table of tables) await sql.unsafe(`create table public.saved_${table} as table assay.${table}`);
  await sql.unsafe(damage);
  const found = await everything();
  for (const table of tables)
    await sql.unsafe(`truncate assay.${table}; insert into assay.${table} table public.saved_${table}; drop table public.saved_${table}`);
  return found;
}

test('an installation that is as it was made has nothing to be found', async () => {
  expect(await everything()).toEqual([]);
});

test.each<[string, string[], string, string[]]>([
  [
    'an account is gone',
    ['account'],
    `delete from assay.account where source_key = 'A2'`,
    ['fault CLI_ORPHANS account_directory account', 'fault CLI_ORPHANS account_cover account', 'fault CLI_ORPHANS bill account'],
  ],
  ['an account has no directory', ['account_directory'], 'delete from assay.account_directory', ['fault CLI_RECORDS_TORN account account_directory']],
  [
    'a bill belongs to nobody',
    ['bill'],
    `insert into assay.bill (customer_id, account_id, period, key, source, content_hash, available_on, available_assumed, recorded_at)
     values (gen_random_uuid(), gen_random_uuid(), '2026-01-01', gen_random_uuid(), 'sample', 1, '2026-01-01', false, now())`,
    ['fault CLI_ORPHANS bill account'],
  ],
  [
    'a payment names a bill that is not there',
    ['payment'],
    `update assay.payment set bill = gen_random_uuid() where bill is not null`,
    ['fault CLI_ORPHANS payment bill'],
  ],
  [
    'an identifier cannot be looked up',
    ['identifier_directory'],
    'delete from assay.identifier_directory',
    ['fault CLI_RECORDS_TORN identifier identifier_directory'],
  ],
  ['a record has no link', ['link'], 'update assay.link set until = now()', ['fault CLI_RECORDS_TORN source_record link']],
  ['a cached sum is another', ['account_cover'], 'update assay.account_cover set paid_minor = paid_minor + 1', ['fault CLI_CACHES_DIFFER']],
  ['a cached day is another', ['bill_cover'], `update assay.bill_cover set covered_on = '2020-01-01'`, ['fault CLI_CACHES_DIFFER']],
  ['a cached row is gone', ['bill_cover'], 'delete from assay.bill_cover', ['fault CLI_CACHES_DIFFER']],
  ['a name is searched by another', ['customer'], `update assay.customer set name_key = 'other'`, ['fault CLI_NAMES_DIFFER']],
  ['a word of a name is not searched by', ['name_directory'], `delete from assay.name_directory where word = 'ada'`, ['fault CLI_NAMES_DIFFER']],
  ['a word of a name is like no other', ['name_word'], `delete from assay.name_word where word = 'lovelace'`, ['fault CLI_NAMES_DIFFER']],
  [
    'a ruleset that somebody was rated by is gone',
    ['ruleset_activation'],
    `insert into assay.ruleset_activation (dimension, activated_at, digest) values ('credit', now(), 'sha256:gone')`,
    ['fault CLI_VERSIONS_LOST ruleset_activation ruleset_version'],
  ],
  [
    'an identifier does not open',
    ['identifier'],
    `update assay.identifier set sealed = set_byte(sealed, 40, 255 - get_byte(sealed, 40))`,
    ['fault CLI_SEAL_CLOSED'],
  ],
])('%s: it is named', async (_, tables, damage, expected) => {
  expect(await damaged(tables, damage)).toEqual(expected);
  expect(await everything()).toEqual([]);
});

test('facts that are gone come back with an import again, as is said of them', async () => {
  await sql`delete from assay.account where source_key = 'A2'`;
  await sql`delete from assay.bill where number = 'B1'`;
  expect(new Set((await everything()).map((line) => line.split(' ')[1]))).toEqual(new Set(['CLI_ORPHANS', 'CLI_CACHES_DIFFER']));
  const imports = importer(sql);
  for (const name of ['accounts', 'bills', 'payments'] as const) await imports(name, good[name], { again: true });
  expect(await everything()).toEqual([]);
});

test('caches that differ are mended when asked, and looking alone changes nothing', async () => {
  await sql`update assay.account_cover set paid_minor = paid_minor + 1`;
  expect(codes((await checkCaches(sql, false, told)).findings)).toEqual(['fault CLI_CACHES_DIFFER']);
  expect(codes((await checkCaches(sql, false, told)).findings)).toEqual(['fault CLI_CACHES_DIFFER']);
  expect(codes((await checkCaches(sql, true, told)).findings)).toEqual(['warning CLI_CACHES_MENDED']);
  expect(await checkCaches(sql, true, told)).toEqual({ findings: [], share: 1 });
});

test('caches that a killed import left for later are no fault, and are kept when asked', async () => {
  const imports = importer(sql);
  await imports('accounts', 'ID,CUSTOMER,SERVICE,SINCE,FLOOR\nA9,1,gas,2025-01-01,1\n');
  await imports('bills', 'NO,ACCOUNT,MONTH,DUE,DUE_ON\nB9,A9,2026-01,7,2026-02-10\n', { coverLater: true });
  expect(codes((await checkCaches(sql, false, told)).findings)).toEqual(['warning CLI_CACHES_LATER']);
  expect(await checkCaches(sql, true, told)).toEqual({ findings: [], share: 1 });
  expect(await everything()).toEqual([]);
});

test('while somebody imports, the caches are not looked at', async () => {
  await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${0x66616374})`;
    expect(codes((await checkCaches(sql, false, told)).findings)).toEqual(['warning CLI_CACHES_BUSY']);
  });
});

test('a home that is not there lacks its keys and is looked at where it would be', async () => {
  const nowhere = config({ ASSAY_HOME: join(home, 'lost', 'home') });
  expect(codes(await checkKeys(nowhere, true))).toEqual(['fault CLI_KEYS_MISSING']);
  expect(codes([...(await checkKeys(nowhere, false)), ...(await checkDisk(nowhere))])).toEqual([]);
});

describe('the server', () => {
  const good: Condition = {
    encoding: 'UTF8',
    collate: 'C.UTF-8',
    ctype: 'C.UTF-8',
    collationMoved: false,
    trigrams: true,
    lacks: [],
    app: { login: 'assay', entry: false, tables: [] },
    aheadMs: 0,
    recordedAhead: null,
    stuck: [],
    settings: { timeZone: 'UTC', currency: 'EUR' },
    timeZoneKnown: true,
    bytes: 1,
  };
  const settings = config({ ASSAY_HOME: '/nowhere' });
  const look = async (state: Condition, given = settings): Promise<string[]> =>
    codes([
      ...checkLocale(state),
      ...(await checkSettings(given, state, false)),
      ...checkRights(state),
      ...checkClock(state),
      ...(await checkSessions(sql, state)),
    ]);

  test('is as the tests have it', async () => {
    const found = await condition(sql, clock, 10);
    expect(await look(found)).toEqual([]);
    expect(Math.abs(found.aheadMs)).toBeLessThan(1_000);
  });

  test.each<[string, Partial<Condition>, string]>([
    ['another encoding', { encoding: 'SQL_ASCII' }, 'fault CLI_ENCODING'],
    ['letters of ASCII only', { ctype: 'C' }, 'warning CLI_LOCALE'],
    ['another order than its indexes', { collationMoved: true }, 'fault CLI_COLLATION_MOVED'],
    ['no trigrams', { trigrams: false }, 'fault CLI_EXTENSION_MISSING'],
    ['too few rights', { lacks: ['temporary tables'] }, 'fault CLI_RIGHT_MISSING'],
    ['no role for the server', { app: { login: 'assay', entry: true, tables: ['bill'] } }, 'warning CLI_ROLE_MISSING'],
    ['a role for the server that lacks rights', { app: { login: 'assay', entry: false, tables: ['bill'] } }, 'warning CLI_ROLE_BEHIND'],
    ['a clock a little off', { aheadMs: -3_000 }, 'warning CLI_CLOCK_OFF'],
    ['a clock far off', { aheadMs: 100_000 }, 'fault CLI_CLOCK_OFF'],
    ['a clock that was set back', { recordedAhead: '2030-01-01T00:00:00.000Z' }, 'warning CLI_CLOCK_BACK'],
    ['a transaction left open', { stuck: [{ pid: 1, minutes: 20 }] }, 'warning CLI_SESSION_STUCK'],
    ['a time zone it does not know', { timeZoneKnown: false }, 'fault CLI_TIME_ZONE_UNKNOWN'],
    ['another currency than asked for', { settings: { timeZone: 'UTC', currency: 'USD' } }, 'fault DB_SETTING_DIFFERS'],
  ])('has %s: it is named', async (_, state, expected) => {
    expect(await look({ ...good, ...state }, { ...settings, currency: 'EUR' })).toEqual([expected]);
  });

  test('has a transaction that nobody goes on with, and a role that may not', async () => {
    await sql
      .begin(async (tx) => {
        await tx`select 1`;
        expect((await condition(sql, clock, 0)).stuck).toHaveLength(1);
        await tx`create role assay_weak`;
        await tx`grant usage on schema assay to assay_weak`;
        await tx`grant select on assay.setting, assay.fact_clock to assay_weak`;
        await tx`set local role assay_weak`;
        expect((await condition(tx, clock, 10)).lacks).toEqual([expect.stringMatching(/^rows of/), expect.stringMatching(/^ownership of/)]);
        throw new Error('undone');
      })
      .catch((error: Error) => expect(error.message).toBe('undone'));
  });
});

test('a rating that was killed is named until a later one of the same day has ended, the preparation of an issue beside it', async () => {
  const began = (runId: string, startedAt: string, finishedAt: string | null, kind = 'monitoring') => sql`
    insert into assay.rating_run (run_id, digest, dimension, subject, kind, as_of, known_at, started_at, rated, invalid, unchanged, finished_at)
    values (${runId}, 'sha256:1', 'credit', 'customer', ${kind}, '2026-04-01', ${startedAt}, ${startedAt}, 0, 0, 0, ${finishedAt})`;
  const found = async () => codes(await checkSessions(sql, await condition(sql, clock, 10)));
  await began('00000000-0000-0000-0000-000000000001', '2026-04-01T10:00:00Z', null);
  await began('00000000-0000-0000-0000-000000000002', '2026-04-01T11:00:00Z', null);
  expect(await found()).toEqual(['warning CLI_RUN_UNFINISHED']);
  await began('00000000-0000-0000-0000-000000000003', '2026-04-01T12:00:00Z', '2026-04-01T12:01:00Z');
  expect(await found()).toEqual([]);
  await began('00000000-0000-0000-0000-000000000004', '2026-04-01T11:30:00Z', null, 'issued');
  expect(await found()).toEqual(['warning CLI_ISSUE_UNFINISHED']);
  await sql`delete from assay.rating_run`;
});

const doctor = (...args: string[]): Promise<{ code: number; out: string; told: string }> => doctorAt(url, ...args);
const doctorAt = (database: string, ...args: string[]): Promise<{ code: number; out: string; told: string }> =>
  new Promise((done) => {
    const env = {
      PATH: process.env['PATH'] ?? '',
      ASSAY_HOME: home,
      DATABASE_URL: database,
      ASSAY_KEY: Buffer.alloc(32, 7).toString('base64'),
      LANG: 'zh_CN.UTF-8',
    };
    execFile(process.execPath, ['dist/cli/assay.js', ...args], { env }, (error, out, told) => done({ code: Number(error?.code ?? 0), out, told }));
  });

test('the command says what holds and what does not, and ends with 1 when there is a fault', async () => {
  expect((await doctor('migrate')).code).toBe(0);
  const sound = await doctor('doctor', '--json');
  expect(sound).toMatchObject({ code: 0 });
  const { state, checks } = JSON.parse(sound.out) as { state: string; checks: { check: string; state: string; findings: object[] }[] };
  expect(checks.filter((each) => each.state !== 'ok')).toEqual([]);
  expect([state, checks.length]).toEqual(['ok', 12]);
  await chmod(join(home, 'keys', 'cursor'), 0o644);
  const open = await doctor('doctor');
  expect(open.code).toBe(1);
  expect(open.out).toContain(`${join(home, 'keys', 'cursor')} 可被其所有者以外的人读取（权限 644）。`);
  expect(open.out).toContain(`chmod 600 ${join(home, 'keys', 'cursor')}`);
  await rm(join(home, 'keys', 'cursor'));
  expect((await doctor('doctor')).out).toContain('缺少写入此数据库时所用的 cursor');
});

test('a connection without rights is told so, beside what could be looked at', async () => {
  await sql`create role assay_reader login password 'reader'`;
  try {
    await sql`grant usage on schema assay to assay_reader`;
    await sql`grant select on all tables in schema assay to assay_reader`;
    const weak = new URL(url);
    [weak.username, weak.password] = ['assay_reader', 'reader'];
    const { code, out } = await doctorAt(weak.href, 'doctor');
    expect(code).toBe(1);
    expect(out).toContain('连接缺少所需的权限：rows of account。');
    expect(out).toContain('时钟一致。');
  } finally {
    await sql`drop owned by assay_reader`;
    await sql`drop role assay_reader`;
  }
});
