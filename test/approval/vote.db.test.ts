import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { daysLater, type Kept } from '../../src/approval/approval.ts';
import type { Acting, Handlers } from '../../src/approval/handler.ts';
import { reassign } from '../../src/approval/reassign.ts';
import { latestOf } from '../../src/approval/store.ts';
import { type Submitting, submit } from '../../src/approval/submit.ts';
import { vote } from '../../src/approval/vote.ts';
import { withdraw } from '../../src/approval/withdraw.ts';
import { pageEntries } from '../../src/audit/store.ts';
import type { Sql } from '../../src/db/client.ts';
import { newId } from '../../src/db/id.ts';
import { database } from '../database.ts';

const at = '2026-11-22T10:00:00.000Z';
let sql: Sql;
beforeAll(async () => {
  sql = await database();
});

/** What the effects and closings left behind, and how a thing is now. */
const done: string[] = [];
let failing: Error | undefined;
let current: string | undefined = 'sha256:one';
beforeEach(() => {
  done.length = 0;
  failing = undefined;
  current = 'sha256:one';
});
const handlers: Handlers = {
  thing: {
    scope: 'ruleset.approve',
    current: async () => current,
    effect: async (tx, { subjectId, votes }, { who }) => {
      await tx`insert into assay.setting (name, value) values (${`effect ${subjectId}`}, ${tx.json(votes.length)})`;
      done.push(`effect by ${who}`);
      if (failing) throw failing;
    },
    closed: async (_tx, { state }, { who }) => void done.push(`${state} by ${who}`),
  },
};

let count = 0;
const subjectOf = (): string => `thing_${++count}`;
const asking = (more: Partial<Submitting> = {}): Submitting => ({
  kind: 'thing',
  subjectId: subjectOf(),
  digest: 'sha256:one',
  title: { en: 'A thing', zh: '一件事' },
  detail: {},
  author: 'ann',
  submitter: 'sam',
  why: 'because',
  ...more,
});
const ask = (asked: Submitting, when = at): Promise<string> => sql.begin((tx) => submit(tx, asked, when)) as Promise<string>;
const acting = (who: string, when = daysLater(at, 1), holds = true): Acting => ({ who, at: when, today: when.slice(0, 10), holds: () => holds });
const decide = (approvalId: string, who: Acting | string, choice: 'approve' | 'refuse' = 'approve') =>
  sql.begin((tx) =>
    vote(tx, handlers, { approvalId, digest: 'sha256:one', choice, comment: `${choice}d` }, typeof who === 'string' ? acting(who) : who),
  ) as Promise<Kept>;
const stateOf = async (subjectId: string): Promise<Kept | undefined> => (await latestOf(sql, 'thing', [subjectId])).get(subjectId);
const logged = async (subject: string): Promise<string[]> => {
  const entries = await pageEntries(sql, { kind: 'thing', subject, who: null, from: null, until: null }, undefined, 100);
  return entries.map(({ what, who, why, digest }) => `${what} ${who} ${why} ${digest}`).reverse();
};
const effects = async (subjectId: string): Promise<number> => (await sql`select from assay.setting where name = ${`effect ${subjectId}`}`).length;

describe('a request', () => {
  it('takes effect with its last approval, and every step is on record', async () => {
    const asked = asking({ needed: 2 });
    const id = await ask(asked);
    expect((await decide(id, 'bob')).state).toBe('submitted');
    expect(done).toEqual([]);
    expect((await decide(id, 'eve')).state).toBe('approved');
    expect(done).toEqual(['effect by eve']);
    expect(await stateOf(asked.subjectId)).toMatchObject({
      state: 'approved',
      decidedAt: daysLater(at, 1),
      votes: [{ who: 'bob' }, { who: 'eve', at: daysLater(at, 1) }],
    });
    expect(await logged(asked.subjectId)).toEqual([
      'approval.submit sam because sha256:one',
      'approval.approve bob approved sha256:one',
      'approval.approve eve approved sha256:one',
    ]);
  });

  it('is closed by one refusal, which has no effect', async () => {
    const asked = asking({ needed: 2 });
    const id = await ask(asked);
    await decide(id, 'bob');
    expect((await decide(id, 'eve', 'refuse')).state).toBe('refused');
    expect(done).toEqual(['refused by eve']);
    expect(await effects(asked.subjectId)).toBe(0);
    await expect(decide(id, 'kim')).rejects.toMatchObject({ code: 'APPROVAL_DECIDED' });
  });

  it('is taken back by its submitter', async () => {
    const asked = asking();
    const id = await ask(asked);
    await sql.begin((tx) => withdraw(tx, handlers, { approvalId: id, digest: 'sha256:one', comment: 'not now' }, acting('sam')));
    expect(done).toEqual(['withdrawn by sam']);
    expect((await logged(asked.subjectId)).at(-1)).toBe('approval.withdraw sam not now sha256:one');
  });

  it('goes to others when its submitter says so, past the deadline too', async () => {
    const asked = asking({ approvers: ['bob'], deadline: daysLater(at, 2) });
    const id = await ask(asked);
    const late = daysLater(at, 3);
    await expect(decide(id, acting('bob', late))).rejects.toMatchObject({ code: 'APPROVAL_DEADLINE_PASSED', params: { submitter: 'sam' } });
    await sql.begin((tx) => reassign(tx, { approvalId: id, digest: 'sha256:one', comment: 'bob is on leave', approvers: ['eve'] }, acting('sam', late)));
    await expect(decide(id, acting('bob', late))).rejects.toMatchObject({ code: 'APPROVAL_NOT_APPROVER' });
    expect((await decide(id, acting('eve', late))).state).toBe('approved');
    expect(await logged(asked.subjectId)).toContain('approval.reassign sam bob is on leave sha256:one');
  });

  it('is one of its thing at a time; past its deadline another takes its place, and it stays expired', async () => {
    const asked = asking({ deadline: daysLater(at, 2) });
    const first = await ask(asked);
    await expect(ask(asked)).rejects.toMatchObject({ code: 'APPROVAL_PENDING' });
    const second = await ask({ ...asked, deadline: null, digest: 'sha256:two' }, daysLater(at, 3));
    expect(await stateOf(asked.subjectId)).toMatchObject({ approvalId: second, state: 'submitted', digest: 'sha256:two', votes: [] });
    const again = { approvalId: first, digest: 'sha256:one', comment: 'again', approvers: null };
    await expect(sql.begin((tx) => reassign(tx, again, acting('sam')))).rejects.toMatchObject({ code: 'APPROVAL_DECIDED', params: { state: 'expired' } });
    await expect(decide(second, 'bob')).rejects.toMatchObject({ code: 'APPROVAL_DIGEST_CHANGED' });
  });

  it('is decided by nobody once its thing was edited or is gone', async () => {
    const id = await ask(asking());
    for (const now of ['sha256:two', undefined]) {
      current = now;
      await expect(decide(id, 'bob')).rejects.toMatchObject({ code: 'APPROVAL_DIGEST_CHANGED' });
    }
  });

  it('is decided by nobody without the right to', async () => {
    const id = await ask(asking());
    await expect(decide(id, acting('bob', at, false))).rejects.toMatchObject({ code: 'APPROVAL_SCOPE_MISSING', params: { scope: 'ruleset.approve' } });
  });

  it('that does not exist is told so', async () => {
    await expect(decide(newId(), 'bob')).rejects.toMatchObject({ code: 'APPROVAL_UNKNOWN' });
  });
});

describe('votes at the same instant', () => {
  it('of two persons, where one is needed: one decides, the effect runs once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const asked = asking();
      const id = await ask(asked);
      const ends = await Promise.allSettled(['bob', 'eve', 'kim', 'lee'].map((who) => decide(id, who)));
      expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const end of ends) if (end.status === 'rejected') expect(end.reason).toMatchObject({ code: 'APPROVAL_DECIDED' });
      expect(await effects(asked.subjectId)).toBe(1);
    }
    expect(done).toHaveLength(5);
  });

  it('of two persons, where two are needed: both count, the effect runs once', async () => {
    const asked = asking({ needed: 2 });
    const id = await ask(asked);
    const ends = await Promise.all(['bob', 'eve'].map((who) => decide(id, who)));
    expect(ends.map(({ state }) => state).sort()).toEqual(['approved', 'submitted']);
    expect(done).toHaveLength(1);
  });

  it('of one person count once', async () => {
    const id = await ask(asking({ needed: 2 }));
    const ends = await Promise.allSettled(['bob', 'Bob', 'BOB'].map((who) => decide(id, who)));
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('for and against: what came first stands', async () => {
    const asked = asking();
    const id = await ask(asked);
    await Promise.allSettled([decide(id, 'bob'), decide(id, 'eve', 'refuse'), decide(id, 'kim'), decide(id, 'lee', 'refuse')]);
    const kept = await stateOf(asked.subjectId);
    expect(kept?.votes).toHaveLength(1);
    expect(await effects(asked.subjectId)).toBe(kept?.state === 'approved' ? 1 : 0);
  });

  it('and two submissions of one thing: one is taken', async () => {
    const asked = asking();
    const ends = await Promise.allSettled([ask(asked), ask(asked), ask(asked)]);
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

it('an effect that fails leaves the vote uncounted and nothing behind; the next one may succeed', async () => {
  const asked = asking();
  const id = await ask(asked);
  failing = new Error('no room');
  await expect(decide(id, 'bob')).rejects.toThrow('no room');
  expect(await stateOf(asked.subjectId)).toMatchObject({ state: 'submitted', votes: [] });
  expect(await effects(asked.subjectId)).toBe(0);
  expect(await logged(asked.subjectId)).toHaveLength(1);
  failing = undefined;
  expect((await decide(id, 'bob')).state).toBe('approved');
});
