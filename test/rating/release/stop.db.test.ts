import { beforeAll, describe, expect, it } from 'vitest';
import { vote } from '../../../src/approval/vote.ts';
import { withdraw } from '../../../src/approval/withdraw.ts';
import { addDays } from '../../../src/base/time.ts';
import type { Sql, Tx } from '../../../src/db/client.ts';
import { handlers } from '../../../src/rating/release/handlers.ts';
import type { Outcome } from '../../../src/rating/release/outcome.ts';
import { database } from '../../database.ts';
import { person } from '../activated.ts';
import { anton, brought, code, olga, today, Version } from './brought.ts';

let sql: Sql;
beforeAll(async () => {
  sql = await database();
});

const step = <T>(act: (tx: Tx) => Promise<T>): Promise<T> => sql.begin(act) as Promise<T>;

describe('an emergency stop', () => {
  const digestOfRequest = async (tx: Tx, approvalId: string | null): Promise<string> =>
    (await tx<{ digest: string }[]>`select digest from assay.approval where approval_id = ${approvalId}`)[0]?.digest ?? '';
  const decide = (stop: Outcome, choice: 'approve' | 'refuse', acting = anton) =>
    step(async (tx) => {
      const digest = await digestOfRequest(tx, stop.approvalId);
      return vote(tx, handlers, { approvalId: stop.approvalId as string, digest, choice, comment: 'Looked into it.' }, acting);
    });
  /** What the log says of its stop and after, oldest first. */
  const said = async ({ digest }: Version) =>
    (
      await sql`select what, why from assay.log_entry where subject_id = ${digest} and what in ('ruleset.stop', 'ruleset.resume', 'ruleset.object') order by entry_id`
    ).map(({ what, why }) => [what, why]);
  const events = async (dimension: string) =>
    (await sql`select topic from assay.outbox_event where payload ->> 'dimension' = ${dimension} order by at, topic`).map(({ topic }) => topic);

  it('brings back the version before at once, tells others, and asks a second person', async () => {
    const version = await brought(sql, 'active');
    const stop = await version.stop();
    expect(stop).toMatchObject({
      digest: version.digest,
      activation: { kind: 'stop', digest: new Version(sql, version.dimension, 1).digest, who: 'Olga', why: 'It harms.' },
    });
    expect(await events(version.dimension)).toEqual(['ruleset.stopped']);
    expect(await sql`select kind, state, submitter from assay.approval where approval_id = ${stop.approvalId}`).toEqual([
      { kind: 'ruleset_stop', state: 'submitted', submitter: 'Olga' },
    ]);
    expect(await code(decide(stop, 'approve', olga))).toBe('APPROVAL_AUTHOR_CANNOT_APPROVE');
    await decide(stop, 'approve');
    expect(await version.state()).toBe('retired');
    const log =
      await sql`select what, who, why from assay.log_entry where subject_id = ${version.digest} and what in ('ruleset.stop', 'ruleset.confirm') order by what`;
    expect(log).toEqual([
      { what: 'ruleset.confirm', who: 'Anton', why: 'Looked into it.' },
      { what: 'ruleset.stop', who: 'Olga', why: 'It harms.' },
    ]);
  });

  it('is undone when the second person refuses it', async () => {
    const version = await brought(sql, 'active');
    await decide(await version.stop(), 'refuse');
    expect([await version.state(), await events(version.dimension)]).toEqual(['active', ['ruleset.resumed', 'ruleset.stopped']]);
    expect(await said(version)).toEqual([
      ['ruleset.stop', 'It harms.'],
      ['ruleset.resume', 'Looked into it.'],
    ]);
  });

  it('is undone when whoever made it withdraws it, with what he says', async () => {
    const version = await brought(sql, 'active');
    const { approvalId } = await version.stop();
    await step(async (tx) => {
      const digest = await digestOfRequest(tx, approvalId);
      await withdraw(tx, handlers, { approvalId: approvalId as string, digest, comment: ' A wrong alarm. ' }, olga);
    });
    expect([await version.state(), (await said(version)).at(-1)]).toEqual(['active', ['ruleset.resume', 'A wrong alarm.']]);
    const activations = await sql`select kind, why from assay.ruleset_activation where dimension = ${version.dimension} order by activated_at desc limit 1`;
    expect(activations).toEqual([{ kind: 'resumption', why: 'A wrong alarm.' }]);
  });

  it('that was refused late leaves alone what took effect since', async () => {
    const version = await brought(sql, 'active');
    const stop = await version.stop();
    const [other, next] = [new Version(sql, version.dimension, 7), addDays(today, 1)];
    await other.save();
    await other.submit();
    await other.approve();
    await other.activate(next);
    await decide(stop, 'refuse', person('Anton', next));
    expect([await version.state(next), await other.state(next)]).toEqual(['retired', 'active']);
    // Nothing was resumed, and the log does not say so.
    expect((await said(version)).at(-1)).toEqual(['ruleset.object', 'Looked into it.']);
  });

  it('goes back once more where the version before is no better, and refuses where there is none', async () => {
    const version = await brought(sql, 'active');
    const next = addDays(today, 1);
    const third = new Version(sql, version.dimension, 9);
    for (const act of [third.save, third.submit, third.approve]) await act();
    await third.activate(next);
    const acting = person('Olga', next);
    await third.stop(acting, third.digest);
    expect(await version.state(next)).toBe('active');
    await third.stop(acting, version.digest);
    expect(await version.state(next)).toBe('retired');
    await expect(third.stop(acting)).rejects.toMatchObject({ code: 'RULESET_STOP_NOTHING_BEFORE', params: { name: 'rules' } });
    expect(await code(new Version(sql, 'nowhere').stop())).toBe('RATING_NO_RULESET');
  });

  it('of two at once goes back one version, whether they name it or not: what was active before stays', async () => {
    const version = await brought(sql, 'active');
    const next = addDays(today, 1);
    const third = new Version(sql, version.dimension, 9);
    for (const act of [third.save, third.submit, third.approve]) await act();
    await third.activate(next);
    const [one, other] = [person('Olga', next), person('Pia', next)];
    expect((await Promise.all([code(third.stop(one)), code(third.stop(other))])).toSorted()).toEqual(['RULESET_STOP_AGAIN', 'done']);
    await expect(third.stop(other)).rejects.toMatchObject({ path: 'digest', params: { who: expect.stringMatching(/Olga|Pia/), digest: version.digest } });
    await expect(third.stop(other, third.digest)).rejects.toMatchObject({
      code: 'RULESET_STOP_OTHER',
      path: 'digest',
      params: { meant: third.digest, digest: version.digest },
    });
    expect([await third.state(next), await version.state(next)]).toEqual(['retired', 'active']);
  });

  it('of two at once, where there is but one version to go back to, is done once', async () => {
    const version = await brought(sql, 'active');
    expect((await Promise.all([code(version.stop()), code(version.stop())])).toSorted()).toEqual(['RULESET_STOP_NOTHING_BEFORE', 'done']);
    expect(await version.state()).toBe('retired');
  });

  it('says in its title which versions it is about, though they share a name', async () => {
    const version = await brought(sql, 'active');
    const { approvalId } = await version.stop();
    const [row] = await sql<{ title: { en: string } }[]>`select title from assay.approval where approval_id = ${approvalId}`;
    const [from, to] = [version.digest, new Version(sql, version.dimension, 1).digest].map((digest) => digest.slice(7, 19));
    expect(row?.title.en).toBe(`Emergency stop of rules@${from} in dimension ${version.dimension}: back to rules@${to}`);
  });
});
