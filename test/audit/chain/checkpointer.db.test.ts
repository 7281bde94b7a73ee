import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditor } from '../../../src/audit/chain/auditor.ts';
import type { Checkpoint } from '../../../src/audit/chain/checkpoint.ts';
import { type Checkpointing, checkpointer } from '../../../src/audit/chain/checkpointer.ts';
import { checkpointsOf } from '../../../src/audit/chain/store.ts';
import { limits } from '../../../src/base/limits.ts';
import { connect, type Sql } from '../../../src/db/client.ts';
import { database } from '../../database.ts';

let sql: Sql;
let folder: string;
let count = 0;
let minute = 0;
beforeAll(async () => {
  [sql, folder] = [await database(), await mkdtemp(join(tmpdir(), 'assay-marks-'))];
});
afterAll(() => rm(folder, { recursive: true }));

const now = (): string => `2026-11-22T10:${String(minute).padStart(2, '0')}:00.000Z`;
const sign: Checkpointing['sign'] = async (checkpoint) => JSON.stringify(checkpoint);
const open = (more: Partial<Checkpointing> = {}) => checkpointer(sql, { now, sign, ...more });
const added = async (stream: string, entries: number): Promise<string[]> => {
  const audit = auditor(sql, { now });
  const made = await Promise.all(Array.from({ length: entries }, (_, number) => audit.append({ stream, body: { number } })));
  return made.map(({ hash }) => hash);
};
const name = (): string => `marked-${(count += 1)}`;
const of = async (stream: string): Promise<Checkpoint[]> =>
  (await checkpointsOf(sql)).map((signed) => JSON.parse(signed) as Checkpoint).filter((checkpoint) => checkpoint.stream === stream);

describe('checkpoints', () => {
  it('say where each stream stands, once it has grown, and lie in a file too', async () => {
    const [one, other, file] = [name(), name(), join(folder, 'new', 'checkpoints.jws')];
    const marks = open({ file });
    minute = 1;
    const [, second] = await added(one, 2);
    await marks.round();
    minute = 2;
    const [first] = await added(other, 1);
    await marks.round();
    await marks.round();
    minute = 3;
    const [third] = await added(one, 1);
    await marks.close();
    expect(await of(one)).toEqual([
      { stream: one, seq: 2, hash: second, at: '2026-11-22T10:01:00.000Z' },
      { stream: one, seq: 3, hash: third, at: '2026-11-22T10:03:00.000Z' },
    ]);
    expect(await of(other)).toEqual([{ stream: other, seq: 1, hash: first, at: '2026-11-22T10:02:00.000Z' }]);
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as Checkpoint).seq)).toEqual([2, 1, 3]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('are told by stream, the newest, whichever server signed it', async () => {
    const [stream, marks, others] = [name(), open(), open()];
    expect(await marks.newest(stream)).toBeUndefined();
    await added(stream, 2);
    await others.round();
    expect(await marks.newest(stream)).toBeUndefined();
    await marks.round();
    expect(JSON.parse((await marks.newest(stream)) ?? '')).toMatchObject({ stream, seq: 2 });
    expect(JSON.parse((await open().newest(stream)) ?? '')).toMatchObject({ stream, seq: 2 });
    await Promise.all([marks.close(), others.close()]);
  });

  it('of two servers at once are one of each place', async () => {
    const streams = Array.from({ length: 20 }, name);
    const servers = [open(), open(), open()];
    for (let round = 0; round < 3; round += 1) {
      await Promise.all(streams.map((stream) => added(stream, 1)));
      await Promise.all(servers.map((each) => each.round()));
    }
    expect((await Promise.all(streams.map(of))).every((checkpoints) => checkpoints.map(({ seq }) => seq).join() === '1,2,3')).toBe(true);
  });

  it('come early when many entries do', async () => {
    const [stream, marks] = [name(), open()];
    await added(stream, 3);
    marks.noted(limits.auditCheckpointEntries - 1);
    await sleep(50);
    expect(await of(stream)).toEqual([]);
    marks.noted(1);
    await expect.poll(() => of(stream)).toMatchObject([{ seq: 3 }]);
    await marks.close();
  });

  it('that cannot be made are told of, and made when they can be', async () => {
    const [stream, failures] = [name(), [] as unknown[]];
    await added(stream, 1);
    const gone = connect('postgres://nobody@127.0.0.1:1/none', { max: 1 });
    const away = checkpointer(gone, { now, sign, failed: (error) => failures.push((error as { code?: unknown }).code) });
    await away.close();
    await gone.end({ timeout: 0 });
    const unsigned = open({ sign: () => Promise.reject(new Error('no key')), failed: (error) => failures.push((error as Error).message) });
    await unsigned.close();
    expect(failures).toEqual(['ECONNREFUSED', 'no key']);
    expect(await of(stream)).toEqual([]);
    await open().close();
    expect(await of(stream)).toMatchObject([{ seq: 1 }]);
  });
});
