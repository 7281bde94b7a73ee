import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { backup } from '../../src/db/backup.ts';
import type { Sql } from '../../src/db/client.ts';
import { apply, behind, migrate } from '../../src/db/migrate.ts';
import { restore } from '../../src/db/restore.ts';
import { openArchive, readThrough } from '../../src/db/unpack.ts';
import { database } from '../database.ts';

let folder: string;
let full: Sql;
let empty: Sql;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-backup-'));
  [full, empty] = [await database(), await database()];
  // Cells that COPY must escape, none at all, and one larger than what is handed on at once.
  await full`insert into assay.source (source, priority) select 'source ' || n, n from generate_series(1, 50000) n`;
  await full`insert into assay.source (source, priority) values (${'tab\tnewline\nback\\slash \\N \u0001 林'}, -1), (${'x'.repeat(2_000)}, -2)`;
  await full`insert into assay.request_key (principal, key, input_digest, response, created_at) values ('p', 'k', 'd', ${full.json({ text: 'y'.repeat(3_000_000) })}, '2026-01-02T03:04:05.678Z')`;
  await full`insert into assay.setting (name, value) values ('sealKeys', '["a"]')`;
});
afterAll(() => rm(folder, { recursive: true }));

const settings = { timeZone: undefined, currency: undefined };
const given = { program: '1.2.3', keys: { seal: 'secret' } };
let made = 0;
const newFile = (): string => join(folder, `${made++}.backup`);

async function restored(sql: Sql, file: string, passphrase?: string, onLoaded = async (): Promise<void> => {}) {
  const archive = await openArchive(file, passphrase);
  return restore(sql, archive, { settings, onLoaded }).finally(() => archive.close());
}

const contents = async (sql: Sql): Promise<unknown> => ({
  sources: (await sql`select md5(string_agg(source || priority, ',' order by priority)) as sum, count(*) as rows from assay.source`)[0],
  requests: [...(await sql`select *, md5(response::text) as sum from assay.request_key`)].map(({ response: _, ...rest }) => rest),
  settings: [...(await sql`select * from assay.setting order by name`)],
  migrations: [...(await sql`select * from assay.migration order by tag`)],
});

test.each([undefined, 'a passphrase of some length'])('what was backed up comes back the same, passphrase %s', async (passphrase) => {
  const file = newFile();
  const target = await database();
  const told = await backup(full, { ...given, file, passphrase });
  const names = (await full<{ name: string }[]>`select relname as name from pg_class where relnamespace = 'assay'::regnamespace and relkind = 'r'`).map(
    ({ name }) => name,
  );
  expect(told.tables.map(({ name }) => name).sort()).toEqual(names.sort());
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file).includes('secret')).toBe(false);
  const { head } = await openArchive(file, passphrase).then(async (archive) => archive.close().then(() => archive));
  expect(head).toMatchObject({ program: '1.2.3', keys: { seal: 'secret' }, settings: { currency: 'EUR', sealKeys: ['a'] } });
  expect(await restored(target, file, passphrase)).toEqual({ tables: names.length, rows: told.rows, migrated: [] });
  expect(await contents(target)).toEqual(await contents(full));
});

test('a table that comes later is in the backup, and a backup of it is refused where it is not known', async () => {
  const later = await database();
  await later`create table assay.later (n int primary key, twice int generated always as (n * 2) stored)`;
  await later`insert into assay.later values (7)`;
  const told = await backup(later, { ...given, file: newFile() });
  expect(told.tables.find(({ name }) => name === 'later')).toMatchObject({ rows: 1 });
  await expect(restored(empty, join(folder, `${made - 1}.backup`))).rejects.toMatchObject({ code: 'DB_ARCHIVE_ALTERED', params: { part: 'later' } });
});

test('a backup of an older version is restored as it was and migrated further; one of a newer version is refused', async () => {
  const [old, target] = [await database(), await database()];
  const [first, ...rest] = await behind([]);
  await old`drop schema assay cascade`;
  await old.begin((tx) => apply(tx, first ? [first] : []));
  await old`insert into assay.source (source, priority) values ('crm', 1)`;
  const file = newFile();
  await backup(old, { ...given, file });
  expect(await restored(target, file)).toMatchObject({ migrated: rest.map(({ tag }) => tag) });
  expect([...(await target`select source from assay.source`)]).toEqual([{ source: 'crm' }]);
  expect(await migrate(target, settings)).toEqual({ timeZone: 'UTC', currency: 'EUR' });

  await old`insert into assay.migration (tag, digest, applied_at) values ('9999_later', '', now())`;
  const newer = newFile();
  await backup(old, { ...given, file: newer });
  await expect(restored(empty, newer)).rejects.toMatchObject({ code: 'DB_NEWER', params: { tag: '9999_later' } });
});

const passphrase = 'a passphrase of some length';
const flip = (at: (length: number) => number) => (file: string) => {
  const bytes = readFileSync(file);
  const place = at(bytes.length);
  bytes.writeUInt8(bytes.readUInt8(place) ^ 1, place);
  writeFileSync(file, bytes);
};
const damages: [string, (file: string) => void, RegExp][] = [
  ['half is missing', (file) => truncateSync(file, Math.floor(statSync(file).size / 2)), /SHORT|ALTERED/],
  ['the last byte is missing', (file) => truncateSync(file, statSync(file).size - 1), /SHORT|ALTERED/],
  ['only the first line is there', (file) => truncateSync(file, readFileSync(file).indexOf(10) + 1), /SHORT/],
  ['a bit in the middle is another', flip((length) => Math.floor(length / 2)), /ALTERED|SHORT/],
  ['a bit near the end is another', flip((length) => length - 30), /ALTERED|SHORT/],
  ['something stands behind it', (file) => writeFileSync(file, Buffer.concat([readFileSync(file), Buffer.from('more')])), /ALTERED|SHORT/],
  ['it is something else', (file) => writeFileSync(file, 'hello'), /NONE/],
];
const both = <Case extends unknown[]>(cases: Case[]) =>
  cases.flatMap((each) => [undefined, passphrase].map((word) => [each[0], word, ...each.slice(1)] as const));
const whole = new Map<string | undefined, Buffer>();
const damaged = async (word: string | undefined, damage: (file: string) => void): Promise<string> => {
  if (!whole.has(word)) {
    const file = newFile();
    await backup(full, { ...given, file, passphrase: word });
    whole.set(word, readFileSync(file));
  }
  const file = newFile();
  writeFileSync(file, whole.get(word) as Buffer);
  damage(file);
  return file;
};

test.each(both(damages) as [string, string | undefined, (file: string) => void, RegExp][])(
  'a backup is not whole when %s, passphrase %s',
  async (_, word, damage, code) => {
    const file = await damaged(word, damage);
    await expect(openArchive(file, word).then(readThrough)).rejects.toMatchObject({ code: expect.stringMatching(code) });
  },
);

test('nothing is restored of a backup that is damaged at its very end', async () => {
  const file = await damaged(
    undefined,
    flip((length) => length - 100),
  );
  await expect(restored(empty, file)).rejects.toMatchObject({ code: 'DB_ARCHIVE_ALTERED' });
  expect(await empty`select * from assay.source`).toHaveLength(0);
});

test.each([
  [undefined, 'DB_PASSPHRASE_NEEDED'],
  ['another passphrase', 'DB_PASSPHRASE_WRONG'],
])('with passphrase %s an encrypted backup stays closed', async (word, code) => {
  const file = newFile();
  await backup(empty, { ...given, file, passphrase });
  await expect(openArchive(file, word)).rejects.toMatchObject({ code });
});

test('a short passphrase, a file that is there and a place that is not are refused, and nothing is left behind', async () => {
  const [file, before] = [newFile(), (await readdir(folder)).length];
  await expect(backup(empty, { ...given, file, passphrase: 'short' })).rejects.toMatchObject({ code: 'DB_PASSPHRASE_SHORT' });
  await expect(backup(empty, { ...given, file: join(folder, 'nowhere', 'x') })).rejects.toMatchObject({ code: 'DB_ARCHIVE_UNWRITABLE' });
  expect((await readdir(folder)).length).toBe(before);
  writeFileSync(file, 'mine');
  await expect(backup(empty, { ...given, file })).rejects.toMatchObject({ code: 'DB_ARCHIVE_EXISTS' });
  expect(readFileSync(file, 'utf8')).toBe('mine');
});

test('what is refused at the last moment is not restored, and a database that holds data never is', async () => {
  const file = newFile();
  await backup(full, { ...given, file });
  await expect(restored(empty, file, undefined, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect([...(await empty`select * from assay.source`)]).toEqual([]);
  await expect(restored(full, file)).rejects.toMatchObject({ code: 'DB_RESTORE_HOLDS', params: { tables: 'request_key, source' } });
});

test('a backup is of one instant: what is written meanwhile is not in it, commands go on, a migration waits', async () => {
  const file = newFile();
  let waited: Promise<unknown> | undefined;
  let migrated = false;
  const told = await backup(full, {
    ...given,
    file,
    onProgress: () => {
      waited ??= Promise.all([
        full`insert into assay.source (source, priority) values ('meanwhile', 0)`,
        full`delete from assay.source where priority = 50000`,
        migrate(full, settings),
        full.begin(async (tx) => {
          await tx`select pg_advisory_xact_lock(${0x6d696772})`;
          migrated = true;
        }),
      ]);
      expect(migrated).toBe(false);
    },
  });
  await waited;
  expect(migrated).toBe(true);
  expect(told.tables.find(({ name }) => name === 'source')?.rows).toBe(50_002);
  await full`delete from assay.source where source = 'meanwhile'`;
});
