import { hash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import canonicalize from 'canonicalize';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Auditing, type Auditor, auditor } from '../../../src/audit/chain/auditor.ts';
import type { Draft, Entry } from '../../../src/audit/chain/entry.ts';
import { limits } from '../../../src/base/limits.ts';
import { Problem } from '../../../src/base/problem.ts';
import { connect, type Sql } from '../../../src/db/client.ts';
import { databaseUrl } from '../../database.ts';

const at = '2026-11-22T10:00:00.123Z';
let sql: Sql;
let watch: Sql;
let url: string;
let count = 0;
const stream = (): string => `stream-${(count += 1)}`;
const open = (more: Partial<Auditing> = {}, on = sql): Auditor => auditor(on, { now: () => at, ...more });
const draft = (name: string, number: number): Draft => ({
  stream: name,
  body: { kind: 'test', number, z: null, a: { ü: '漢字 "quoted"\\', list: [1.5, -0, 1e21] } },
});
const kept = (name: string): Promise<Entry[]> =>
  watch<Entry[]>`select stream, seq, at, body, before, hash from assay.audit_entry where stream = ${name} order by seq` as unknown as Promise<Entry[]>;
const numbers = async (name: string): Promise<number[]> => (await kept(name)).map(({ body }) => body['number'] as number);

/** Dense from 1, each over the one before, the head at the last: computed here from what the contract says. */
async function expectChain(name: string): Promise<void> {
  const entries = await kept(name);
  let before = '0'.repeat(64);
  for (const [index, entry] of entries.entries()) {
    expect([entry.seq, entry.before]).toEqual([index + 1, before]);
    before = hash('sha256', canonicalize({ stream: name, seq: entry.seq, at: entry.at, before, body: entry.body }) as string, 'hex');
    expect(entry.hash).toBe(before);
  }
  expect((await watch`select seq, hash from assay.audit_head where stream = ${name}`)[0] ?? { seq: 0, hash: before }).toEqual({
    seq: entries.length,
    hash: before,
  });
}
/** How many commits carry the entries of these streams. */
const commits = async (...streams: string[]): Promise<number> => {
  const [row] = await watch<{ count: number }[]>`
    select count(distinct xmin::text)::int as count from assay.audit_entry where stream = any(${streams}) and seq > 1`;
  return row?.count ?? 0;
};

beforeAll(async () => {
  url = await databaseUrl();
  [sql, watch] = [connect(url, { max: 4, name: 'audited' }), connect(url, { max: 2 })];
});
afterAll(async () => {
  await Promise.all([sql.end({ timeout: 5 }), watch.end({ timeout: 5 })]);
});

describe('the audit', () => {
  it('numbers what comes at once densely in its order, and few commits carry it', async () => {
    const [one, other, audit] = [stream(), stream(), open()];
    await Promise.all([audit.append(draft(one, 0)), audit.append(draft(other, 0))]);
    const entries = await Promise.all(Array.from({ length: 1_200 }, (_, at) => audit.append(draft(at % 2 ? other : one, at))));
    expect(await commits(one, other)).toBeLessThan(6);
    expect(entries.slice(0, 3).map(({ stream, seq }) => [stream, seq])).toEqual([
      [one, 2],
      [other, 2],
      [one, 3],
    ]);
    expect(await numbers(one)).toEqual([0, ...Array.from({ length: 600 }, (_, at) => 2 * at)]);
    await Promise.all([one, other].map(expectChain));
  });

  it('answers what it wrote', async () => {
    const [name, audit] = [stream(), open()];
    const entry = await audit.append(draft(name, 7));
    expect(entry).toEqual({ ...draft(name, 7), seq: 1, at, before: '0'.repeat(64), hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(await kept(name)).toEqual([JSON.parse(JSON.stringify(entry))]);
  });

  it('of several servers never forks a chain', async () => {
    const names = [stream(), stream(), stream()];
    const audits = [open(), open(), open()];
    const sent = Array.from({ length: 900 }, async (_, at) => {
      if (at % 90 === 0) await sleep(at / 30);
      return (audits[at % 3] as Auditor).append(draft(names[(at * 7) % 3] as string, at));
    });
    const places = (await Promise.all(sent)).map(({ stream, seq }) => `${stream} ${seq}`);
    expect(new Set(places).size).toBe(900);
    await Promise.all(names.map(expectChain));
  });

  it('refuses alone what is not admitted, and records only what is', async () => {
    const [name, recorded] = [stream(), [] as number[]];
    const refusal = new Problem('QUOTA', {}, {});
    const audit = open({
      admit: (drafts) => drafts.map((each) => ((each.body['number'] as number) % 3 === 1 ? refusal : { ...each, body: { ...each.body, admitted: true } })),
      record: (_, entries) => {
        recorded.push(...entries.map(({ seq }) => seq));
        return [];
      },
    });
    const outcomes = await Promise.allSettled([0, 1, 2, 3].map((number) => audit.append(draft(name, number))));
    expect(outcomes.map((each) => (each.status === 'fulfilled' ? each.value.body['admitted'] : each.reason))).toEqual([true, refusal, true, true]);
    expect([await numbers(name), recorded]).toEqual([
      [0, 2, 3],
      [1, 2, 3],
    ]);
    await expectChain(name);
  });

  it('asks who admits once for a batch, with what was read behind the lock of its streams', async () => {
    const [name, asked] = [stream(), [] as unknown[]];
    const audit = open({
      reads: (db) => [
        db`select head.seq, exists (select 1 from pg_locks where pid = pg_backend_pid() and relation = 'assay.audit_head'::regclass and mode = 'RowShareLock') as locked
          from assay.audit_head head where stream = ${name}`,
      ],
      admit: (drafts, [head]) => {
        asked.push(drafts.length, head?.[0]);
        return drafts;
      },
    });
    await Promise.all([0, 1, 2].map((number) => audit.append(draft(name, number))));
    expect(asked).toEqual([3, { seq: 0, locked: true }]);
  });

  it.each([
    ['a text that Postgres cannot keep', {}],
    [
      'a record that is refused',
      {
        record: (db: Sql, entries: readonly Entry[]) => [db`select 1 / (1 - ${entries.filter(({ body }) => body['bad'] !== undefined).length}::int)`],
      },
    ],
  ] as [string, Partial<Auditing>][])('%s takes nobody along', async (_, more) => {
    const [name, audit] = [stream(), open(more)];
    const bad: Draft = { stream: name, body: { number: 1, bad: more.record ? 'x' : 'nul \u0000' } };
    const outcomes = await Promise.allSettled([audit.append(draft(name, 0)), audit.append(bad), audit.append(draft(name, 2))]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await numbers(name)).toEqual([0, 2]);
    await expectChain(name);
  });

  it('waits for the disk where the database was told not to', async () => {
    const [name, lazy] = [stream(), connect(`${url}${url.includes('?') ? '&' : '?'}options=-c%20synchronous_commit%3Doff`, { max: 1 })];
    await lazy`set synchronous_commit = off`;
    let told: unknown;
    const reads: Auditing['reads'] = (db) => [db`show synchronous_commit`];
    const admit: Auditing['admit'] = (drafts, [row]) => {
      told = row?.[0]?.['synchronous_commit'];
      return drafts;
    };
    await open({ reads, admit }, lazy).append(draft(name, 0));
    expect(told).toBe('on');
    await lazy.end();
  });

  it('puts on record what it took before it closes, and takes nothing more', async () => {
    const [name, audit] = [stream(), open()];
    const taken = Promise.all([0, 1, 2].map((number) => audit.append(draft(name, number))));
    expect(audit.waiting).toBe(3);
    await audit.close();
    expect([audit.waiting, await numbers(name)]).toEqual([0, [0, 1, 2]]);
    await taken;
    await expect(audit.append(draft(name, 3))).rejects.toMatchObject({ code: 'AUDIT_CLOSED' });
  });
});

describe('fails closed', () => {
  it('when back ends are ended in the middle: what was acknowledged is there once, nothing is half there', async () => {
    const [name, recorded] = [stream(), stream()];
    const record: Auditing['record'] = (db, entries) => [
      db`insert into assay.audit_checkpoint select ${recorded}, seq, '', now(), '' from unnest(${entries.map(({ seq }) => seq)}::bigint[]) as seq`,
    ];
    const audits = [open({ record }), open({ record })];
    const until = performance.now() + 1_200;
    const ending = (async () => {
      for (; performance.now() < until; await sleep(40))
        // Not while the driver (3.4.9) asks for types: it leaves that failure to nobody.
        await watch`
          select pg_terminate_backend(pid) from pg_stat_activity
          where application_name = 'audited' and xact_start is not null and query not like '%pg_type%'`;
    })();
    const told = new Map<number, number>();
    const refusals: string[] = [];
    await Promise.all(
      Array.from({ length: 40 }, async (_, caller) => {
        for (let at = 0; performance.now() < until; at += 1) {
          const number = caller * 100_000 + at;
          const done = await (audits[caller % 2] as Auditor).append(draft(name, number)).catch((error: Problem) => void refusals.push(error.code));
          if (done) told.set(number, done.seq);
          else await sleep(5);
        }
      }),
    );
    await ending;
    const entries = await kept(name);
    const places = new Map(entries.map(({ seq, body }) => [body['number'] as number, seq]));
    expect(entries.length).toBe(places.size);
    expect([...told].filter(([number, seq]) => places.get(number) !== seq)).toEqual([]);
    expect([told.size > 0, ...new Set(refusals)]).toEqual([true, 'AUDIT_DOWN']);
    expect((await watch`select count(*) as many from assay.audit_checkpoint where stream = ${recorded}`)[0]?.['many']).toBe(entries.length);
    await expectChain(name);
  });

  it('at once when the database is away', async () => {
    const gone = connect('postgres://nobody@127.0.0.1:1/none', { max: 1 });
    const audit = open({}, gone);
    const since = performance.now();
    await expect(audit.append(draft('any', 0))).rejects.toMatchObject({ code: 'AUDIT_DOWN' });
    expect(performance.now() - since).toBeLessThan(1_000);
    await gone.end({ timeout: 0 });
    await expect(audit.append(draft('any', 0))).rejects.toMatchObject({ code: 'AUDIT_DOWN' });
  });

  it('within a bounded time when the database hangs, for all who wait; then at once, until it goes on', async () => {
    const [name, audit] = [stream(), open({ waitMs: 300 })];
    await audit.append(draft(name, 0));
    const taken = await watch.reserve();
    await taken`begin`;
    await taken`select from assay.audit_head where stream = ${name} for update`;
    const since = performance.now();
    const early = audit.append(draft(name, 1));
    const late = sleep(100).then(() => audit.append(draft(name, 2)));
    const outcomes = await Promise.allSettled([early, late]);
    expect(outcomes.map((each) => each.status === 'rejected' && each.reason.code)).toEqual(['AUDIT_DOWN', 'AUDIT_DOWN']);
    expect(performance.now() - since).toBeLessThan(1_000);
    const again = performance.now();
    await expect(audit.append(draft(name, 3))).rejects.toMatchObject({ code: 'AUDIT_DOWN' });
    expect(performance.now() - again).toBeLessThan(100);
    await taken`rollback`;
    taken.release();
    await expect
      .poll(() =>
        audit.append(draft(name, 4)).then(
          ({ seq }) => seq > 1,
          () => false,
        ),
      )
      .toBe(true);
    await expectChain(name);
  });

  it('when too many wait', async () => {
    const [name, audit] = [stream(), open({ reads: (db) => [db`select pg_sleep(0.06)`] })];
    const first = audit.append(draft(name, 0));
    await sleep(20);
    const more = Array.from({ length: limits.auditWaiting }, (_, at) => audit.append({ stream: name, body: { number: at + 1 } }));
    await expect(audit.append(draft(name, -1))).rejects.toMatchObject({ code: 'AUDIT_FULL' });
    await Promise.all([first, ...more]);
    expect((await numbers(name)).length).toBe(limits.auditWaiting + 1);
  });
});
