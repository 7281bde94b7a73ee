import { beforeAll, describe, expect, it } from 'vitest';
import { daysLater } from '../../../src/approval/approval.ts';
import { vote } from '../../../src/approval/vote.ts';
import { withdraw } from '../../../src/approval/withdraw.ts';
import { digest as digestOf } from '../../../src/base/digest.ts';
import { addDays } from '../../../src/base/time.ts';
import type { Sql, Tx } from '../../../src/db/client.ts';
import { known } from '../../../src/rating/life/known.ts';
import type { LifeState } from '../../../src/rating/life/life.ts';
import { activateVersion } from '../../../src/rating/release/activate.ts';
import { bootstrap } from '../../../src/rating/release/bootstrap.ts';
import { handlers } from '../../../src/rating/release/handlers.ts';
import type { Outcome } from '../../../src/rating/release/outcome.ts';
import { save } from '../../../src/rating/release/save.ts';
import { stopRuleset } from '../../../src/rating/release/stop.ts';
import { submitVersion } from '../../../src/rating/release/submit.ts';
import { listedByDigest } from '../../../src/rating/version/store.ts';
import { database } from '../../database.ts';
import { person } from '../activated.ts';
import { sound } from '../document.ts';

let sql: Sql;
beforeAll(async () => {
  sql = await database();
});

const today = '2026-03-10';
const [olga, anton] = [person('Olga', today), person('Anton', today)];
const step = <T>(act: (tx: Tx) => Promise<T>): Promise<T> => sql.begin(act) as Promise<T>;
const code = (given: Promise<unknown>): Promise<string> =>
  given.then(
    (made) => (made as Partial<Outcome> | undefined)?.refused?.code ?? ((made as Partial<Outcome> | undefined)?.isChanged === false ? 'unchanged' : 'done'),
    (error: { code?: string }) => error.code ?? String(error),
  );

/** One version of a dimension of its own, and what can be done to it. */
class Version {
  readonly document: ReturnType<typeof sound>;
  readonly digest: string;
  readonly dimension: string;
  /** Of its last request. */
  approvalId = '';

  constructor(dimension: string, initial = 100) {
    this.dimension = dimension;
    this.document = { ...sound(), name: 'rules', dimension, golden: [] };
    this.document.cards[0].initial = initial;
    this.digest = digestOf(this.document);
  }

  bootstrap = (acting = olga) => step((tx) => bootstrap(tx, { document: this.document, comment: 'The first.' }, acting));
  save = (acting = olga) => step((tx) => save(tx, this.document, 'A thought.', acting));
  submit = async (acting = olga) => {
    const made = await step((tx) => submitVersion(tx, { digest: this.digest, comment: 'Please look.' }, acting));
    this.approvalId = made.approvalId ?? this.approvalId;
    return made;
  };
  approve = (acting = anton) => this.vote('approve', acting);
  refuse = (acting = anton) => this.vote('refuse', acting);
  private vote = (choice: 'approve' | 'refuse', acting = anton) =>
    step((tx) => vote(tx, handlers, { approvalId: this.approvalId, digest: this.digest, choice, comment: 'Seen.' }, acting));
  withdraw = () => step((tx) => withdraw(tx, handlers, { approvalId: this.approvalId, digest: this.digest, comment: 'Not now.' }, olga));
  activate = (on = today, acting = olga) => step((tx) => activateVersion(tx, { digest: this.digest, on, comment: 'As agreed.' }, acting));
  stop = (acting = olga) => step((tx) => stopRuleset(tx, { dimension: this.dimension, subject: 'customer', comment: 'It harms.' }, acting));

  async state(day = today, at = anton.at): Promise<LifeState | undefined> {
    const kept = [...(await listedByDigest(sql, [this.digest])).values()];
    return (await known(sql, kept, { at, today: day })).get(this.digest)?.life.state;
  }
}

let count = 0;
/** A version brought to a state, in a dimension that another version began. */
async function brought(state: LifeState): Promise<Version> {
  const dimension = `d${++count}`;
  await new Version(dimension, 1).bootstrap();
  const version = new Version(dimension);
  const steps = [version.save, version.submit, version.approve, version.activate, () => version.stop()] as (() => Promise<unknown>)[];
  for (const each of steps.slice(0, ['draft', 'submitted', 'approved', 'active', 'retired'].indexOf(state) + 1)) await each();
  expect(await version.state()).toBe(state);
  return version;
}

describe('from draft to retired', () => {
  const tomorrow = addDays(today, 1);
  it.each<[LifeState, string, (version: Version) => Promise<unknown>, string, LifeState]>([
    ['draft', 'saved again', (v) => v.save(anton), 'unchanged', 'draft'],
    ['draft', 'submitted', (v) => v.submit(), 'done', 'submitted'],
    ['draft', 'activated', (v) => v.activate(), 'RULESET_NOT_APPROVED', 'draft'],
    ['draft', 'bootstrapped', (v) => v.bootstrap(), 'RULESET_NOT_APPROVED', 'draft'],
    ['submitted', 'saved again', (v) => v.save(anton), 'unchanged', 'submitted'],
    ['submitted', 'submitted', (v) => v.submit(anton), 'RULESET_PENDING', 'submitted'],
    ['submitted', 'approved by its author', (v) => v.approve({ ...olga, who: ' OLGA' }), 'RULESET_AUTHOR_CANNOT_APPROVE', 'submitted'],
    ['submitted', 'approved without the right to', (v) => v.approve({ ...anton, holds: () => false }), 'APPROVAL_SCOPE_MISSING', 'submitted'],
    ['submitted', 'approved', (v) => v.approve(), 'done', 'approved'],
    ['submitted', 'refused', (v) => v.refuse(), 'done', 'draft'],
    ['submitted', 'withdrawn', (v) => v.withdraw(), 'done', 'draft'],
    ['submitted', 'activated', (v) => v.activate(), 'RULESET_NOT_APPROVED', 'submitted'],
    ['approved', 'submitted', (v) => v.submit(), 'RULESET_NOT_DRAFT', 'approved'],
    ['approved', 'approved again', (v) => v.approve(), 'RULESET_DECIDED', 'approved'],
    ['approved', 'refused', (v) => v.refuse(), 'RULESET_DECIDED', 'approved'],
    ['approved', 'withdrawn', (v) => v.withdraw(), 'RULESET_DECIDED', 'approved'],
    ['approved', 'activated', (v) => v.activate(), 'done', 'active'],
    ['approved', 'activated from tomorrow on', (v) => v.activate(tomorrow), 'done', 'approved'],
    ['active', 'submitted', (v) => v.submit(), 'RULESET_NOT_DRAFT', 'active'],
    ['active', 'activated', (v) => v.activate(), 'unchanged', 'active'],
    ['active', 'stopped', (v) => v.stop(), 'done', 'retired'],
    ['retired', 'submitted', (v) => v.submit(), 'RULESET_NOT_DRAFT', 'retired'],
    ['retired', 'activated on the day that it was stopped', (v) => v.activate(), 'RULESET_ACTIVATION_CONFLICT', 'retired'],
    ['retired', 'activated again from tomorrow on', (v) => v.activate(tomorrow), 'done', 'retired'],
  ])('%s, then %s', async (state, _, act, told, after) => {
    const version = await brought(state);
    expect(await code(act(version))).toBe(told);
    expect(await version.state()).toBe(after);
  });

  it('is a draft once more when nobody decided in time, and can be submitted again', async () => {
    const version = await brought('submitted');
    const later = { ...olga, at: daysLater(olga.at, 20) };
    expect(await version.state(today, later.at)).toBe('draft');
    expect(await code(version.approve({ ...anton, at: later.at }))).toBe('RULESET_DEADLINE_PASSED');
    expect(await code(version.submit(later))).toBe('done');
    expect(await code(version.approve({ ...anton, at: daysLater(later.at, 1) }))).toBe('done');
    expect(await version.state()).toBe('approved');
  });

  it('stays approved where somebody submits it while another approves it', async () => {
    const version = await brought('submitted');
    await Promise.all([code(version.approve()), code(version.submit(olga)), code(version.submit(olga))]);
    expect(await version.state()).toBe('approved');
  });

  it('is approved in the form that was submitted alone', async () => {
    const version = await brought('submitted');
    const edited = Object.assign(new Version(version.dimension, 101), { approvalId: version.approvalId });
    await edited.save();
    expect(await code(edited.approve())).toBe('RULESET_DIGEST_CHANGED');
    expect([await version.state(), await edited.state()]).toEqual(['submitted', 'draft']);
  });

  it('is a draft after any edit, whoever approved what it was edited from', async () => {
    const version = await brought('approved');
    const edited = new Version(version.dimension, 101);
    await edited.save();
    expect([await edited.state(), await code(edited.activate())]).toEqual(['draft', 'RULESET_NOT_APPROVED']);
  });
});

describe('what the check finds', () => {
  const unsound = (dimension: string) => {
    const version = new Version(dimension);
    version.document.grades[1].from = 1000;
    return Object.assign(version, { digest: digestOf(version.document) });
  };

  it('is told of a draft and stops its submission, with every fault', async () => {
    const version = unsound('faulty');
    expect(await version.save()).toMatchObject({ isChanged: true, refused: null, faults: [{ code: 'RATING_CUTOFF_ORDER', path: 'grades[1].from' }] });
    const submitted = await version.submit();
    expect(submitted).toMatchObject({ approvalId: null, refused: { code: 'RULESET_FAULTS', params: { errors: 1, code: 'RATING_CUTOFF_ORDER' } } });
    expect(submitted.faults).toHaveLength(1);
    expect(await version.state()).toBe('draft');
  });

  it('keeps nothing of a document that does not read', async () => {
    const version = new Version('unread');
    version.document.cards = 7;
    expect(await version.save()).toMatchObject({ digest: null, refused: { code: 'RATING_RULESET_REFUSED' }, faults: [{ path: 'cards' }] });
    expect(await sql`select from assay.ruleset_version where dimension = 'unread'`).toHaveLength(0);
  });

  it('is looked at once more before a version counts as approved, golden cases too', async () => {
    await sql`insert into assay.attribute (fact, name, source, class, type) values ('customer', 'shade', 'a', 'plain', 'word')`;
    const version = new Version('credit');
    Object.assign(version.document.indicators.service, { fact: 'customer', column: 'attributes.shade' });
    Object.assign(version, { digest: digestOf(version.document) });
    await version.save();
    await version.submit();
    await sql`update assay.attribute set class = 'religion' where name = 'shade'`;
    expect(await code(version.approve())).toBe('RULESET_FAULTS');
    expect(await version.state()).toBe('submitted');
    await sql`update assay.attribute set class = 'plain' where name = 'shade'`;
    expect(await code(version.approve())).toBe('done');
    const log = await sql`select what, who, detail from assay.log_entry where subject_id = ${version.digest} and what in ('ruleset.check', 'approval.approve')`;
    expect(log.map(({ what, who }) => `${who} ${what}`).toSorted()).toEqual(['Anton approval.approve', 'Anton ruleset.check']);
  });
});

describe('an emergency stop', () => {
  const decide = (stop: Outcome, choice: 'approve' | 'refuse', acting = anton) =>
    step(async (tx) => {
      const [row] = await tx<{ digest: string }[]>`select digest from assay.approval where approval_id = ${stop.approvalId}`;
      return vote(tx, handlers, { approvalId: stop.approvalId as string, digest: row?.digest ?? '', choice, comment: 'Looked into it.' }, acting);
    });
  const events = async (dimension: string) =>
    (await sql`select topic from assay.outbox_event where payload ->> 'dimension' = ${dimension} order by at, topic`).map(({ topic }) => topic);

  it('brings back the version before at once, tells others, and asks a second person', async () => {
    const version = await brought('active');
    const stop = await version.stop();
    expect(stop).toMatchObject({
      digest: version.digest,
      activation: { kind: 'stop', digest: new Version(version.dimension, 1).digest, who: 'Olga', why: 'It harms.' },
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
    const version = await brought('active');
    await decide(await version.stop(), 'refuse');
    expect([await version.state(), await events(version.dimension)]).toEqual(['active', ['ruleset.resumed', 'ruleset.stopped']]);
  });

  it('that was refused late leaves alone what took effect since', async () => {
    const version = await brought('active');
    const stop = await version.stop();
    const [other, next] = [new Version(version.dimension, 7), addDays(today, 1)];
    await other.save();
    await other.submit();
    await other.approve();
    await other.activate(next);
    await decide(stop, 'refuse', person('Anton', next));
    expect([await version.state(next), await other.state(next)]).toEqual(['retired', 'active']);
  });

  it('goes back once more where the version before is no better, and refuses where there is none', async () => {
    const version = await brought('active');
    const next = addDays(today, 1);
    const third = new Version(version.dimension, 9);
    for (const act of [third.save, third.submit, third.approve]) await act();
    await third.activate(next);
    const acting = person('Olga', next);
    await third.stop(acting);
    expect(await version.state(next)).toBe('active');
    await third.stop(acting);
    expect(await version.state(next)).toBe('retired');
    await expect(third.stop(acting)).rejects.toMatchObject({ code: 'RULESET_STOP_NOTHING_BEFORE', params: { name: 'rules' } });
    expect(await code(new Version('nowhere').stop())).toBe('RATING_NO_RULESET');
  });

  it('of two at once takes back one version each, never both the same', async () => {
    const version = await brought('active');
    expect((await Promise.all([code(version.stop()), code(version.stop())])).toSorted()).toEqual(['RULESET_STOP_NOTHING_BEFORE', 'done']);
    expect(await version.state()).toBe('retired');
  });
});
