import { beforeAll, describe, expect, it } from 'vitest';
import { daysLater } from '../../../src/approval/approval.ts';
import { digest as digestOf } from '../../../src/base/digest.ts';
import { addDays } from '../../../src/base/time.ts';
import type { Sql } from '../../../src/db/client.ts';
import type { LifeState } from '../../../src/rating/life/life.ts';
import { database } from '../../database.ts';
import { anton, brought, code, olga, today, Version } from './brought.ts';

let sql: Sql;
beforeAll(async () => {
  sql = await database();
});

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
    const version = await brought(sql, state);
    expect(await code(act(version))).toBe(told);
    expect(await version.state()).toBe(after);
  });

  it('is a draft once more when nobody decided in time, and can be submitted again', async () => {
    const version = await brought(sql, 'submitted');
    const later = { ...olga, at: daysLater(olga.at, 20) };
    expect(await version.state(today, later.at)).toBe('draft');
    expect(await code(version.approve({ ...anton, at: later.at }))).toBe('RULESET_DEADLINE_PASSED');
    expect(await code(version.submit(later))).toBe('done');
    expect(await code(version.approve({ ...anton, at: daysLater(later.at, 1) }))).toBe('done');
    expect(await version.state()).toBe('approved');
  });

  it('stays approved where somebody submits it while another approves it', async () => {
    const version = await brought(sql, 'submitted');
    await Promise.all([code(version.approve()), code(version.submit(olga)), code(version.submit(olga))]);
    expect(await version.state()).toBe('approved');
  });

  it('is approved in the form that was submitted alone', async () => {
    const version = await brought(sql, 'submitted');
    const edited = Object.assign(new Version(sql, version.dimension, 101), { approvalId: version.approvalId });
    await edited.save();
    expect(await code(edited.approve())).toBe('RULESET_DIGEST_CHANGED');
    expect([await version.state(), await edited.state()]).toEqual(['submitted', 'draft']);
  });

  it('is a draft after any edit, whoever approved what it was edited from', async () => {
    const version = await brought(sql, 'approved');
    const edited = new Version(sql, version.dimension, 101);
    await edited.save();
    expect([await edited.state(), await code(edited.activate())]).toEqual(['draft', 'RULESET_NOT_APPROVED']);
  });
});

describe('what the check finds', () => {
  const unsound = (dimension: string) => {
    const version = new Version(sql, dimension);
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
    const version = new Version(sql, 'unread');
    version.document.cards = 7;
    expect(await version.save()).toMatchObject({ digest: null, refused: { code: 'RATING_RULESET_REFUSED' }, faults: [{ path: 'cards' }] });
    expect(await sql`select from assay.ruleset_version where dimension = 'unread'`).toHaveLength(0);
  });

  it('is looked at once more before a version counts as approved, golden cases too', async () => {
    await sql`insert into assay.attribute (fact, name, source, class, type) values ('customer', 'shade', 'a', 'plain', 'word')`;
    const version = new Version(sql, 'credit');
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
