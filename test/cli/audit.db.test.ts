import { execFile } from 'node:child_process';
import { appendFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditor } from '../../src/audit/chain/auditor.ts';
import { beginning, chained, type Draft, type Written } from '../../src/audit/chain/entry.ts';
import { digest } from '../../src/base/digest.ts';
import { encodeId } from '../../src/base/id.ts';
import { connect, type Sql } from '../../src/db/client.ts';
import { databaseUrl } from '../database.ts';

const partner = '01998a00-0000-7000-8000-000000000001';
const at = '2026-11-22T10:00:00.000Z';
let [home, url] = ['', ''];
let sql: Sql;
let folder: string;

const assay = (...args: string[]): Promise<{ code: number; out: string; errors: string }> =>
  new Promise((done) => {
    const env = { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8', ASSAY_HOME: home, DATABASE_URL: url };
    execFile(process.execPath, ['dist/cli/assay.js', ...args], { env }, (error, out, errors) => done({ code: Number(error?.code ?? 0), out, errors }));
  });
const verified = async (...args: string[]) => {
  const { code, out } = await assay('verify', 'audit', '--json', ...args);
  const told = JSON.parse(out) as {
    intact: boolean;
    streams: { stream: string; entries: number; vouched: number; altered: object[] }[];
    unsigned: object[];
    lists: object[] | null;
  };
  return { code, ...told };
};
const list = ['Customer.name', 'Customer.id'];
const fields = digest(list);
/** The entries of one stream name a list of fields. */
const draft = (stream: string, number: number): Draft => ({ stream, body: { kind: 'test', number, ...(stream === 'staff' && { fields }) } });
const append = async (from: number, until: number): Promise<void> => {
  const audit = auditor(sql, { now: () => at });
  for (let number = from; number <= until; number += 1) await Promise.all([audit.append(draft(partner, number)), audit.append(draft('staff', number))]);
};
/** The export, changed in a file. */
const changed = async (name: string, file: string, change: (text: string) => string): Promise<string> => {
  const copy = join(home, name);
  await cp(folder, copy, { recursive: true });
  await writeFile(join(copy, file), change(await readFile(join(copy, file), 'utf8')));
  return copy;
};

beforeAll(async () => {
  [home, url] = [await mkdtemp(join(tmpdir(), 'assay-audit-')), await databaseUrl()];
  [sql, folder] = [connect(url, { max: 2 }), join(home, 'exported')];
  await sql`insert into assay.audit_fields values (${fields}, ${list})`;
  await append(1, 3);
  expect((await assay('audit', 'export', '--to', join(home, 'first'), '--json')).code).toBe(0);
  await append(4, 6);
  expect(await assay('audit', 'export', '--to', folder)).toMatchObject({ code: 0, out: expect.stringContaining('12 entries of 2 streams and 4 checkpoints') });
}, 60_000);
afterAll(async () => {
  await sql.end();
  await rm(home, { recursive: true });
});

describe('assay verify audit', () => {
  it('finds the exported audit as it was written, without a database', async () => {
    const used = url;
    url = 'postgres://nobody@127.0.0.1:1/none';
    const told = await verified(folder);
    url = used;
    expect(told).toMatchObject({ code: 0, intact: true, unsigned: [], lists: [] });
    expect(told.streams).toEqual([
      { stream: partner, entries: 6, vouched: 6, altered: [] },
      { stream: 'staff', entries: 6, vouched: 6, altered: [] },
    ]);
  });

  it('says where an export was altered', async () => {
    const staff = 'staff.ndjson';
    const [flipped, cut, forged, foreign] = await Promise.all([
      changed('flipped', staff, (text) => text.replace('"number": 4', '"number": 5').replace('"number":4', '"number":5')),
      changed('cut', staff, (text) => text.split('\n').slice(0, 4).join('\n')),
      changed('forged', 'checkpoints.jws', (text) => `${text}${text.split('\n')[0]?.replace(/\.[^.]+\./, `.${Buffer.from('{}').toString('base64url')}.`)}\n`),
      changed('foreign', 'keys.json', () => '{ "keys": [] }'),
    ]);
    const told = await Promise.all([flipped, cut, forged, foreign].map((each) => verified(each)));
    expect(told.map(({ code, intact }) => [code, intact])).toEqual(Array(4).fill([1, false]));
    expect(told.slice(0, 2).map(({ streams }) => streams[1]?.altered)).toEqual([
      [{ kind: 'altered', from: 4, until: 4 }],
      [{ kind: 'cut', from: 5, until: 6, signedAt: expect.any(String) }],
    ]);
    expect(told.slice(2).map(({ unsigned }) => unsigned)).toEqual([[{ line: 5, reason: 'signature' }], [1, 2, 3, 4].map((line) => ({ line, reason: 'key' }))]);
    // The same checkpoints kept elsewhere are no more of them, and keys for reports sign none.
    const published = JSON.parse(await readFile(join(folder, 'keys.json'), 'utf8')) as { keys: { kid: string }[] };
    const keys = join(home, 'published.json');
    await writeFile(keys, JSON.stringify({ keys: [...published.keys, { ...published.keys[0], kid: 'of-reports', assay_use: 'report' }] }));
    const { code, out } = await assay('verify', 'audit', flipped, '--keys', keys, '--checkpoints', join(folder, 'checkpoints.jws'));
    expect([code, out]).toEqual([
      1,
      expect.stringMatching(
        /staff: 6 entries, ALTERED.*\n {2}entry 4: its content is not what was written\nlists of fields: 1, as entries name them\nALTERED: 12 entries of 2 streams, 4 checkpoints signed with [\w-]{43}\n$/,
      ),
    ]);
  });

  it('says which list of fields of an export is not what entries name, and that they are not there', async () => {
    const [shorter, without] = [await changed('shorter', 'fields.json', (text) => text.replace('"Customer.name",', '')), join(home, 'without')];
    await cp(folder, without, { recursive: true });
    await rm(join(without, 'fields.json'));
    expect(await verified(shorter)).toMatchObject({ code: 1, intact: false, lists: [{ kind: 'list', digest: fields }] });
    expect(await verified(without)).toMatchObject({ code: 0, intact: true, lists: null });
    expect((await assay('verify', 'audit', without)).out).toContain('lists of fields: not here, so which fields were told cannot be said');
  });

  it('says so when there is nothing it could read or verify', async () => {
    const [none, nowhere, again] = await Promise.all([
      assay('verify', 'audit', join(home, 'none'), '--json'),
      assay('verify', 'audit', folder, '--checkpoints', join(home, 'none'), '--json'),
      assay('audit', 'export', '--to', folder, '--json'),
    ]);
    expect([none, nowhere, again].map(({ code, out }) => [code, JSON.parse(out).error.code])).toEqual([
      [1, 'AUDIT_UNREADABLE'],
      [1, 'AUDIT_UNREADABLE'],
      [1, 'AUDIT_FOLDER_HELD'],
    ]);
  });

  it('finds in the database what the ledger says and no entry tells', async () => {
    expect(JSON.parse((await assay('verify', 'audit', '--json')).out).ledger).toEqual({ disclosures: 0, customersChecked: true, altered: [] });
    await sql`insert into assay.disclosure (customer_id, partner_id, seq, at, purpose, outcome, consent_id, agreement, fields, kid)
      values (${partner}, ${partner}, 3, ${at}, 'letting', 'answered', ${partner}, 'a', 'f', 'k')`;
    const { code, out } = await assay('verify', 'audit');
    expect(code).toBe(1);
    expect(out).toContain('ledger: 1 disclosures, ALTERED\n');
    expect(out).toContain(`  ${partner}, entry 3: does not tell of ${encodeId('cus', partner)}, of whom the ledger has a row\n`);
    expect(out).toContain('  the list of fields f: gone, or not what was written\n');
    expect(out).toMatch(/\nALTERED: 12 entries of 2 streams, /);
    await sql`delete from assay.disclosure`;
  });

  it('finds in the database itself what was rewritten with new hashes, heads and all', async () => {
    expect(await verified()).toMatchObject({ code: 0, intact: true });
    const entries = chained(
      [1, 2, 3, 40, 5, 6].map((number) => draft('staff', number)),
      new Map([['staff', beginning]]),
      at,
    ) as Written[];
    for (const { entry } of entries)
      await sql`update assay.audit_entry set body = ${sql.json(entry.body as never)}, before = ${entry.before}, hash = ${entry.hash} where stream = 'staff' and seq = ${entry.seq}`;
    await sql`update assay.audit_head set hash = ${entries.at(-1)?.entry.hash ?? ''} where stream = 'staff'`;
    await sql`delete from assay.audit_checkpoint`;
    const told = await verified();
    expect([told.code, told.streams[1]?.altered]).toEqual([1, [{ kind: 'rewritten', from: 4, until: 6, signedAt: expect.any(String) }]]);
    // Without the home's own file, by a checkpoint that somebody was given.
    await rm(join(home, 'audit'), { recursive: true });
    expect(await verified()).toMatchObject({ code: 0, intact: true });
    const given = join(home, 'given');
    await appendFile(given, await readFile(join(folder, 'checkpoints.jws'), 'utf8'));
    expect((await verified('--checkpoints', given)).streams[1]?.altered).toEqual([{ kind: 'rewritten', from: 4, until: 6, signedAt: expect.any(String) }]);
  });
});
