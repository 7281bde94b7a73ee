import { beforeAll, describe, expect, it } from 'vitest';
import { vote } from '../../../src/approval/vote.ts';
import { withdraw } from '../../../src/approval/withdraw.ts';
import { addDays, type Day } from '../../../src/base/time.ts';
import type { Sql, Tx } from '../../../src/db/client.ts';
import { handlers } from '../../../src/server/handlers.ts';
import type { Agreement } from '../../../src/sharing/agreement/agreement.ts';
import { draft } from '../../../src/sharing/agreement/draft.ts';
import { haltAgreement, type Step } from '../../../src/sharing/agreement/halt.ts';
import { shown } from '../../../src/sharing/agreement/shown.ts';
import { versionsById, versionsOf } from '../../../src/sharing/agreement/store.ts';
import { type Submitting, submitVersion } from '../../../src/sharing/agreement/submit.ts';
import { idOf, type VersionRow } from '../../../src/sharing/agreement/version.ts';
import { movePartner } from '../../../src/sharing/partner/move.ts';
import { standingByName, standingOf } from '../../../src/sharing/standing/store.ts';
import { database } from '../../database.ts';
import { person } from '../../rating/activated.ts';
import { agreed, agreementOf, partnered, purposeOf, today } from '../world.ts';

let sql: Sql;
beforeAll(async () => {
  sql = await database();
});

const [olga, anton] = [person('Olga', today), person('Anton', today)];
const step = <T>(act: (tx: Tx) => Promise<T>): Promise<T> => sql.begin(act) as Promise<T>;
const code = (given: Promise<unknown>): Promise<string> =>
  given.then(
    () => 'done',
    (error: { code?: string }) => error.code ?? String(error),
  );
const drafted = async (document: unknown): Promise<VersionRow> => {
  const { versionId } = await step((tx) => draft(tx, { document, comment: 'As talked about.' }, olga));
  return (await versionsById(sql, [versionId as string])).get(versionId as string) as VersionRow;
};
const submit = (versionId: string, more: Partial<Submitting> = {}) => step((tx) => submitVersion(tx, { versionId, comment: 'Please look.', ...more }, olga));
const decide = async (version: VersionRow, approvalId: string | null, choice: 'approve' | 'refuse' = 'approve', who = anton): Promise<void> => {
  await step((tx) => vote(tx, handlers, { approvalId: approvalId as string, digest: version.digest, choice, comment: 'So be it.' }, who));
};
const halt = (partner: string, verb: Step) => step((tx) => haltAgreement(tx, { partner, step: verb, why: 'So it is.' }, olga));
const states = async (partnerId: string, on: Day = today): Promise<string[]> => {
  const rows = (await versionsOf(sql, [partnerId])).get(partnerId) ?? [];
  return (await shown(sql, rows, { at: `${on}T09:00:00.000Z`, today: on })).map(({ number, state }) => `${number} ${state}`);
};
const inForce = async (partnerId: string, on: Day = today): Promise<number | undefined> => (await standingOf(sql, partnerId, on))?.agreement?.number;
const next = async (partnerId: string, on: Day = today): Promise<number | undefined> => (await standingOf(sql, partnerId, on))?.next?.number;
const log = async (version: VersionRow): Promise<string[]> =>
  (await sql<{ what: string }[]>`select what from assay.log_entry where subject_id = ${idOf(version)} order by entry_id`).map(({ what }) => what);

const less: Partial<Agreement> = { purposes: { letting: purposeOf({ 'rating.grade': 'clear' }) } };
const later = (days: number): Pick<Agreement, 'valid'> => ({ valid: { from: addDays(today, days), until: addDays(today, 700) } });

describe('a version', () => {
  it('comes into force by two persons, on record step by step', async () => {
    const { partnerId, name } = await partnered(sql, { agreement: null });
    const version = await drafted(agreementOf(name));
    expect([version.number, await states(partnerId), await inForce(partnerId)]).toEqual([1, ['1 draft'], undefined]);
    const { approvalId } = await submit(version.versionId);
    expect([await states(partnerId), await inForce(partnerId)]).toEqual([['1 submitted'], undefined]);
    expect(await code(decide(version, approvalId, 'approve', olga))).toBe('APPROVAL_AUTHOR_CANNOT_APPROVE');
    expect(await code(decide(version, approvalId, 'approve', { ...anton, holds: (scope: string) => scope !== 'partner.approve' } as never))).toBe(
      'APPROVAL_SCOPE_MISSING',
    );
    await decide(version, approvalId);
    expect([await states(partnerId), await inForce(partnerId)]).toEqual([['1 in_force'], 1]);
    expect(await log(version)).toEqual(['agreement.draft', 'approval.submit', 'approval.approve', 'agreement.begin']);
    expect(await standingByName(sql, name, today)).toMatchObject({
      partnerId,
      state: 'active',
      foreignKeys: false,
      agreement: { digest: version.digest, document: agreementOf(name) },
    });
  });

  it('is the same version whenever its document is drafted again, in whatever order it is written', async () => {
    const { partnerId, name } = await partnered(sql, { agreement: null });
    const { versionId } = await drafted(agreementOf(name));
    const turned = Object.fromEntries(Object.entries(agreementOf(name)).toReversed());
    expect((await drafted(turned)).versionId).toBe(versionId);
    expect(await states(partnerId)).toEqual(['1 draft']);
  });

  it('with faults is kept as a draft and not submitted; one that does not read is not kept', async () => {
    const { name, partnerId } = await partnered(sql, { kind: 'merchant', agreement: null });
    const { versionId } = await drafted(agreementOf(name, { purposes: { letting: purposeOf({ 'usage.detail': 'clear' }) } }));
    expect(await submit(versionId)).toMatchObject({
      approvalId: null,
      refused: { code: 'SHARING_AGREEMENT_FAULTS', params: { code: 'SHARING_NOT_ENTITLED', errors: 2 } },
    });
    const unread = await step((tx) => draft(tx, { document: { ...agreementOf(name), windowMonths: 0 }, comment: 'x' }, olga));
    expect(unread).toMatchObject({ versionId: null, refused: { code: 'SHARING_AGREEMENT_FAULTS' }, faults: [{ path: 'windowMonths' }] });
    expect(await states(partnerId)).toEqual(['1 draft']);
  });

  it('that is refused or taken back is a draft again, and may be submitted again', async () => {
    const { partnerId, name } = await partnered(sql, { agreement: null });
    const version = await drafted(agreementOf(name));
    await decide(version, (await submit(version.versionId)).approvalId, 'refuse');
    expect(await states(partnerId)).toEqual(['1 draft']);
    const { approvalId } = await submit(version.versionId);
    await step((tx) => withdraw(tx, handlers, { approvalId: approvalId as string, digest: version.digest, comment: 'Not yet.' }, olga));
    expect(await states(partnerId)).toEqual(['1 draft']);
    await decide(version, (await submit(version.versionId)).approvalId);
    expect(await states(partnerId)).toEqual(['1 in_force']);
  });

  it('takes the place of the one before on its day, which does not come back when it is over', async () => {
    const { partnerId, name } = await partnered(sql);
    const second = await agreed(sql, agreementOf(name, { windowMonths: 36, valid: { from: addDays(today, 10), until: addDays(today, 20) } }));
    expect([await inForce(partnerId), await next(partnerId)]).toEqual([1, 2]);
    const days = [9, 10, 20, 21].map((days) => addDays(today, days));
    expect(await Promise.all(days.map((day) => inForce(partnerId, day)))).toEqual([1, 2, 2, undefined]);
    expect(await states(partnerId)).toEqual(['2 approved', '1 in_force']);
    expect(await states(partnerId, addDays(today, 30))).toEqual(['2 expired', '1 superseded']);
    expect(second).toMatchObject({ fromOn: addDays(today, 10), untilOn: addDays(today, 20) });
  });

  it('that a later one overtakes before it began never holds', async () => {
    const { partnerId, name } = await partnered(sql);
    await agreed(sql, agreementOf(name, { windowMonths: 36, ...later(20) }));
    await agreed(sql, agreementOf(name, { windowMonths: 48, ...later(10) }));
    const days = [0, 9, 10, 25].map((days) => addDays(today, days));
    expect(await Promise.all(days.map((day) => inForce(partnerId, day)))).toEqual([1, 1, 3, 3]);
    expect([await next(partnerId), await states(partnerId)]).toEqual([3, ['3 approved', '2 superseded', '1 in_force']]);
  });

  it('whose first day is past begins on the day of its approval', async () => {
    const { version } = await partnered(sql, { agreement: { valid: { from: '2020-01-01', until: '2030-01-01' } } });
    expect([version?.fromOn, version?.untilOn, version?.document.valid.from]).toEqual([today, '2030-01-01', '2020-01-01']);
  });
});

describe('one at a time, forward only', () => {
  it('a second version waits until the first is decided; of two at once one is asked for', async () => {
    const { name, partnerId } = await partnered(sql, { agreement: null });
    const [one, two] = [await drafted(agreementOf(name)), await drafted(agreementOf(name, { windowMonths: 36 }))];
    const came = await Promise.all([code(submit(one.versionId)), code(submit(two.versionId))]);
    expect(came.toSorted()).toEqual(['SHARING_AGREEMENT_PENDING', 'done']);
    expect((await states(partnerId)).map((state) => state.slice(2)).toSorted()).toEqual(['draft', 'submitted']);
  });

  it('a version that is older than an approved one, or approved itself, is not submitted', async () => {
    const { name, version: first } = await partnered(sql);
    const older = await drafted(agreementOf(name, { windowMonths: 36 }));
    await agreed(sql, agreementOf(name, { windowMonths: 48 }));
    expect(await code(submit(older.versionId))).toBe('SHARING_AGREEMENT_OLDER');
    expect(await code(submit(first?.versionId as string))).toBe('SHARING_AGREEMENT_NOT_DRAFT');
    expect(await code(submit('00000000-0000-4000-8000-000000000000'))).toBe('SHARING_AGREEMENT_UNKNOWN');
  });
});

describe('what holds at the submission must hold at the approval', () => {
  it('a partner that ended meanwhile gets nothing', async () => {
    const { name } = await partnered(sql, { agreement: null });
    const version = await drafted(agreementOf(name));
    const { approvalId } = await submit(version.versionId);
    await step((tx) => movePartner(tx, { partner: name, to: 'ended', why: 'Over.' }, olga));
    expect(await code(decide(version, approvalId))).toBe('SHARING_AGREEMENT_FAULTS');
    expect(await code(step((tx) => draft(tx, { document: agreementOf(name, { windowMonths: 60 }), comment: 'x' }, olga)))).toBe('SHARING_PARTNER_ENDED');
  });

  it('who may receive what is held to the profile as it is then', async () => {
    const { name } = await partnered(sql, { agreement: null });
    const version = await drafted(agreementOf(name));
    const { approvalId } = await submit(version.versionId);
    await sql`update assay.setting set value = '"power"' where name = 'profile'`;
    const came = await code(decide(version, approvalId));
    await sql`update assay.setting set value = '"general"' where name = 'profile'`;
    expect([came, await code(decide(version, approvalId))]).toEqual(['SHARING_AGREEMENT_FAULTS', 'done']);
  });

  it('an agreement that was ended meanwhile does not begin again by an old request', async () => {
    const { name } = await partnered(sql);
    const version = await drafted(agreementOf(name, { windowMonths: 36 }));
    const { approvalId } = await submit(version.versionId);
    await halt(name, 'end');
    expect(await code(decide(version, approvalId))).toBe('SHARING_AGREEMENT_ENDED_SINCE');
    await decide(version, approvalId, 'refuse');
    const again = await step((tx) => submitVersion(tx, { versionId: version.versionId, comment: 'Anew.' }, { ...olga, at: `${today}T10:00:00.000Z` }));
    expect(await code(decide(version, again.approvalId))).toBe('done');
  });

  it('notice counts from the approval', async () => {
    const { name } = await partnered(sql);
    const version = await drafted(agreementOf(name, { ...less, ...later(30) }));
    const { approvalId } = await submit(version.versionId);
    expect(await code(decide(version, approvalId, 'approve', person('Anton', addDays(today, 1))))).toBe('SHARING_NOTICE');
    expect(await code(decide(version, approvalId))).toBe('done');
  });
});

describe('what takes something away', () => {
  it('is announced, with what goes and when', async () => {
    const { name } = await partnered(sql);
    const version = await agreed(sql, agreementOf(name, { ...less, ...later(30) }));
    const [event] = await sql<
      { payload: object }[]
    >`select payload from assay.outbox_event where topic = 'agreement.announced' and payload ->> 'version' = ${idOf(version)}`;
    const takesAway = ['purposes.letting.scopes.rating.reasons', 'purposes.letting.scopes.profile.identity'];
    expect(event?.payload).toEqual({
      ...{ partner: name, number: 2, version: idOf(version), digest: version.digest, fromOn: addDays(today, 30), untilOn: addDays(today, 700) },
      ...{ urgent: null, replaces: [1], takesAway },
    });
  });

  it('at once needs a word why it is urgent, which goes on record', async () => {
    const { name } = await partnered(sql);
    const version = await drafted(agreementOf(name, less));
    expect(await code(submit(version.versionId))).toBe('SHARING_NOTICE');
    expect(await code(submit(version.versionId, { urgent: ' ' }))).toBe('SHARING_WHY_MISSING');
    await decide(version, (await submit(version.versionId, { urgent: 'A court ordered it.' })).approvalId);
    const [entry] = await sql<{ detail: object }[]>`select detail from assay.log_entry where what = 'agreement.begin' and subject_id = ${idOf(version)}`;
    expect(entry?.detail).toMatchObject({ urgent: 'A court ordered it.', fromOn: today });
    const [request] = await sql<{ title: { en: string; zh: string } }[]>`select title from assay.approval where subject_id = ${idOf(version)}`;
    expect(request?.title).toMatchObject({ en: expect.stringContaining('(urgent: '), zh: expect.stringContaining('（紧急：') });
  });
});

describe('suspended and ended', () => {
  it('nothing is in force while the agreement is suspended, whichever version would be, and what is approved meanwhile is suspended too', async () => {
    const { name, partnerId } = await partnered(sql);
    await agreed(sql, agreementOf(name, { windowMonths: 36, ...later(10) }));
    await halt(name, 'suspend');
    expect([await inForce(partnerId), await inForce(partnerId, addDays(today, 20))]).toEqual([undefined, undefined]);
    await agreed(sql, agreementOf(name, { windowMonths: 48 }));
    expect([await inForce(partnerId), await states(partnerId)]).toEqual([undefined, ['3 suspended', '2 superseded', '1 superseded']]);
    await halt(name, 'resume');
    expect([await inForce(partnerId), await inForce(partnerId, addDays(today, 20))]).toEqual([3, 3]);
  });

  it('an agreement stays suspended in a version that begins after the last day of the one before, until somebody lets it go on', async () => {
    const { name, partnerId } = await partnered(sql, { agreement: { valid: { from: today, until: addDays(today, 5) } } });
    await halt(name, 'suspend');
    await agreed(sql, agreementOf(name, later(6)));
    expect([await inForce(partnerId, addDays(today, 6)), await states(partnerId)]).toEqual([undefined, ['2 suspended', '1 suspended']]);
    await halt(name, 'resume');
    expect([await inForce(partnerId), await inForce(partnerId, addDays(today, 6))]).toEqual([1, 2]);
  });

  it('an agreement that was ended is over for good; a new one may be made', async () => {
    const { name, partnerId, version } = await partnered(sql);
    await halt(name, 'end');
    expect([await inForce(partnerId), await states(partnerId)]).toEqual([undefined, ['1 ended']]);
    expect(await Promise.all((['suspend', 'resume', 'end'] as const).map((verb) => code(halt(name, verb))))).toEqual(Array(3).fill('SHARING_AGREEMENT_STEP'));
    expect((await log(version as VersionRow)).at(-1)).toBe('agreement.end');
    const document = agreementOf(name, { windowMonths: 60 });
    const anew = await drafted(document);
    const { approvalId } = await step((tx) => submitVersion(tx, { versionId: anew.versionId, comment: 'Anew.' }, { ...olga, at: `${today}T11:00:00.000Z` }));
    await decide(anew, approvalId);
    expect([await inForce(partnerId), await states(partnerId)]).toEqual([2, ['2 in_force', '1 ended']]);
  });

  it.each(['suspend', 'resume', 'end'] as const)('there is nothing to %s without an agreement', async (verb) => {
    const { name } = await partnered(sql, { agreement: null });
    expect(await code(halt(name, verb))).toBe('SHARING_AGREEMENT_STEP');
    expect(await code(halt('nobody-knows', verb))).toBe('SHARING_PARTNER_UNKNOWN');
  });

  it('deciding and ending at once, one of the two comes first and the agreement is ended or never began', async () => {
    const { name, partnerId } = await partnered(sql);
    const version = await drafted(agreementOf(name, { windowMonths: 36 }));
    const { approvalId } = await submit(version.versionId);
    const came = await Promise.all([code(decide(version, approvalId)), code(halt(name, 'end'))]);
    expect(came[1]).toBe('done');
    expect(['done', 'SHARING_AGREEMENT_ENDED_SINCE']).toContain(came[0]);
    expect(await inForce(partnerId)).toBeUndefined();
  });
});
