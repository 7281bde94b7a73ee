import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadDemo } from '../../src/cli/demo.ts';
import type { Assay } from '../../src/cli/open.ts';
import { curlOf, writeClient } from '../../src/cli/partnerdemo.ts';
import type { Sql } from '../../src/db/client.ts';
import { clock } from '../../src/server/clock.ts';
import { handlers } from '../../src/server/handlers.ts';
import { make, type Sandbox } from '../../src/sharing/sandbox/make.ts';
import { putAhead } from '../../src/sharing/sandbox/putahead.ts';
import { database } from '../database.ts';
import { keyPair, partnered } from '../sharing/world.ts';
import { askUnbound, tokenOf } from './partner.ts';
import { type Api, api, keys } from './world.ts';

const run = promisify(execFile);
const key = { ...keyPair('sandbox-1') };
const at = clock();
const acting = { who: 'Sam', at, today: at.slice(0, 10), holds: () => true };

let sql: Sql;
let world: Api;
let sandbox: Sandbox;
let folder: string;
beforeAll(async () => {
  sql = await database();
  await loadDemo({ sql, keys, timeZone: 'UTC', currency: 'EUR' } as unknown as Assay, { customers: 20 }, { step: () => {}, done: () => {} });
  sandbox = await sql.begin((tx) => make(tx, { seal: keys.seal, handlers }, { name: 'sandbox', jwk: key.jwk as never }, acting));
  world = await api({ sql, now: clock, today: () => acting.today, unboundPartners: true });
  folder = await mkdtemp(join(tmpdir(), 'assay-sandbox-'));
  await writeFile(join(folder, 'key.json'), JSON.stringify({ ...key.privateKey.export({ format: 'jwk' }), kid: key.kid }));
  await writeClient(folder, client());
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const client = () => ({ address: world.url, name: 'sandbox', purpose: sandbox.purposes[0] as string });
const program = async (...args: string[]): Promise<string> => (await run(process.execPath, [join(folder, 'client.mjs'), ...args])).stdout;

const fields = `result { __typename ... on AnsweredInquiry { grade { grade provisional } } ... on NotRatedInquiry { why } ... on RefusedInquiry { code } }`;
const ask = async (reference: string) => {
  const [{ partnerId }] = (await sql`select partner_id as "partnerId" from assay.partner where name = 'sandbox'`) as unknown as [{ partnerId: string }];
  const token = await tokenOf({ ...world, sql }, { partnerId, name: 'sandbox', keys: [key] }, clock());
  const input = `{ subject: { reference: "${reference}" }, purpose: "${client().purpose}", idempotencyKey: "${randomUUID()}" }`;
  return askUnbound(world, { token, query: `mutation { inquire(input: ${input}) { ${fields} } }`, headers: { 'assay-purpose': client().purpose } });
};

describe('the sandbox partner', () => {
  it('has the program of thirty lines, with which it signs in and is told a grade', async () => {
    expect((await readFile(join(folder, 'client.mjs'), 'utf8')).trimEnd().split('\n').length).toBeLessThanOrEqual(32);
    const { data } = JSON.parse(await program('test-grade-a'));
    expect(data.inquire.result).toMatchObject({
      __typename: 'AnsweredInquiry',
      number: expect.stringMatching(/^sandbox-\d{8}$/),
      grade: { grade: 'A', provisional: false },
    });
  });

  it('prints the headers that curl takes for one request', async () => {
    const line = curlOf(client(), join(folder, 'client.mjs'), 'test-grade-a').replace(/^node/, process.execPath);
    const { stdout } = await run('sh', ['-c', line]);
    expect(JSON.parse(stdout).data.inquire.result).toMatchObject({ __typename: 'AnsweredInquiry', grade: { grade: 'A' } });
  });

  it('is told of every test subject what was said beforehand', async () => {
    const told = await Promise.all(
      sandbox.subjects.map(async ({ reference, expected }) => {
        const since = performance.now();
        const { data, errors } = await ask(reference);
        if (reference === 'test-slow') expect(performance.now() - since).toBeGreaterThan(2_900);
        const { grade, why, code } = data?.['inquire']?.result ?? {};
        const words = errors[0]
          ? 'an error, once it is on record'
          : code
            ? 'the uniform refusal'
            : why
              ? `not rated (${why})`
              : `grade ${grade.grade}${grade.provisional ? ', provisional' : ''}`;
        return [reference, expected.en.replace(/(, after|, by| \(by|:) .*/, ''), words];
      }),
    );
    expect(told.length).toBeGreaterThan(8);
    for (const [reference, expected, words] of told) expect([reference, words]).toEqual([reference, expected]);
  });

  it('finds on record what failed: the error comes afterwards', async () => {
    const entries = () => sql`select from assay.audit_entry where stream <> 'staff'`;
    const before = (await entries()).length;
    const { status, errors } = await ask('test-error');
    expect([status, errors[0]?.extensions['code']]).toEqual([500, 'SHARING_SANDBOX_ERROR']);
    expect(await entries()).toHaveLength(before + 1);
  });

  it('lives a year on when its clock is put ahead, and nobody else does', async () => {
    const other = await partnered(sql, { name: 'real', on: acting.today });
    await sql.begin((tx) => putAhead(tx, { name: 'sandbox', days: 400 }, acting));
    expect((await ask('test-grade-a')).data?.['inquire'].result.__typename).toBe('RefusedInquiry');
    await sql.begin((tx) => putAhead(tx, { name: 'sandbox', days: 0 }, acting));
    expect((await ask('test-grade-a')).data?.['inquire'].result.__typename).toBe('AnsweredInquiry');
    await expect(sql.begin((tx) => putAhead(tx, { name: other.name, days: 1 }, acting))).rejects.toMatchObject({ code: 'SHARING_SANDBOX_NOT' });
    await expect(sql.begin((tx) => putAhead(tx, { name: 'sandbox', days: -1 }, acting))).rejects.toMatchObject({ code: 'SHARING_SANDBOX_DAYS' });
  });

  it('is made once: a second time changes nothing, and a real partner is not taken for it', async () => {
    const tables = ['partner', 'partner_key', 'agreement_version', 'consent', 'consent_directory', 'consent_withdrawal', 'log_entry', 'approval'];
    const count = async () => Promise.all(tables.map(async (table) => (await sql`select from assay.${sql(table)}`).length));
    const before = await count();
    const again = await sql.begin((tx) => make(tx, { seal: keys.seal, handlers }, { name: 'sandbox', jwk: key.jwk as never }, acting));
    expect([again.isNew, again.subjects, again.subjectKey]).toEqual([false, sandbox.subjects, sandbox.subjectKey]);
    expect(await count()).toEqual(before);
    await expect(sql.begin((tx) => make(tx, { seal: keys.seal, handlers }, { name: 'real', jwk: key.jwk as never }, acting))).rejects.toMatchObject({
      code: 'SHARING_PARTNER_TAKEN',
    });
  });
});
