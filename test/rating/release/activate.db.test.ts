import { beforeAll, describe, expect, it } from 'vitest';
import { vote } from '../../../src/approval/vote.ts';
import { digest as digestOf } from '../../../src/base/digest.ts';
import type { Sql, Tx } from '../../../src/db/client.ts';
import { activateVersion } from '../../../src/rating/release/activate.ts';
import { bootstrap } from '../../../src/rating/release/bootstrap.ts';
import { cancelActivation } from '../../../src/rating/release/cancel.ts';
import { handlers } from '../../../src/rating/release/handlers.ts';
import type { Outcome } from '../../../src/rating/release/outcome.ts';
import { save } from '../../../src/rating/release/save.ts';
import { submitVersion } from '../../../src/rating/release/submit.ts';
import { takeUp } from '../../../src/rating/release/take.ts';
import { find } from '../../../src/rating/version/find.ts';
import { database } from '../../database.ts';
import { person } from '../activated.ts';
import { sound } from '../document.ts';

let sql: Sql;
beforeAll(async () => {
  sql = await database();
});

const today = '2026-03-10';
const tomorrow = '2026-03-11';
const olga = person('Olga', today);
const document = (dimension: string, initial = 100) => {
  const made = { ...sound(), name: `${dimension}-rules`, dimension, golden: [] };
  made.cards[0].initial = initial;
  return made;
};
const step = <T>(act: (tx: Tx) => Promise<T>): Promise<T> => sql.begin(act) as Promise<T>;
const code = (given: Promise<unknown>): Promise<string> =>
  given.then(
    () => 'done',
    (error: { code?: string }) => error.code ?? String(error),
  );

const first = (dimension: string): Promise<Outcome> => step((tx) => bootstrap(tx, { document: document(dimension), comment: 'The first.' }, olga));
/** A version of a dimension that two persons brought to be approved. */
async function approved(dimension: string, initial: number): Promise<string> {
  const made = document(dimension, initial);
  await step((tx) => save(tx, made, 'Another.', olga));
  const digest = digestOf(made);
  const { approvalId } = await step((tx) => submitVersion(tx, { digest, comment: 'Please look.' }, olga));
  await step((tx) => vote(tx, handlers, { approvalId: approvalId as string, digest, choice: 'approve', comment: 'Agreed.' }, person('Anton', today)));
  return digest;
}
const activate = (digest: string, on: string, acting = olga): Promise<Outcome> =>
  step((tx) => activateVersion(tx, { digest, on, comment: 'As agreed.' }, acting));
const active = async (dimension: string, day = today): Promise<string | undefined> => (await find(sql, { dimension, today: day }))?.digest;

describe('the first version of a dimension', () => {
  it('needs no approval, takes effect at once, and is on record as a bootstrap', async () => {
    const { digest, isChanged, activation } = await first('one');
    expect([isChanged, activation]).toMatchObject([true, { kind: 'bootstrap', beginsOn: null, activatedAt: olga.at, who: 'Olga', why: 'The first.' }]);
    const version = await find(sql, { dimension: 'one' });
    expect(version).toMatchObject({ digest, addedAt: olga.at, activatedAt: olga.at, document: document('one'), author: 'Olga', comment: 'The first.' });
    expect(digestOf(version?.document)).toBe(version?.digest);
    const others = [{ digest: digest as string }, { version: version?.version ?? '' }, { name: 'one-rules' }];
    for (const by of others) expect((await find(sql, by))?.digest).toBe(digest);
    const log = await sql`select what, who, why, digest from assay.log_entry where subject_id = ${digest}`;
    expect(log).toEqual([{ what: 'ruleset.bootstrap', who: 'Olga', why: 'The first.', digest }]);
  });

  it('is taken once, of several at once too; the same document in another layout is the same', async () => {
    const turned = Object.fromEntries(Object.entries(document('two')).toReversed());
    const all = [document('two'), turned, document('two')];
    const made = await Promise.all(all.map((each) => step((tx) => bootstrap(tx, { document: each, comment: 'At once.' }, olga))));
    expect(made.map(({ isChanged }) => isChanged).toSorted()).toEqual([false, false, true]);
    expect(await sql`select from assay.ruleset_activation where dimension = 'two'`).toHaveLength(1);
  });

  it('is the only one: another needs approval, however it is brought, and no day but today is named', async () => {
    await first('three');
    const other = document('three', 101);
    expect(await code(step((tx) => bootstrap(tx, { document: other, comment: 'Me too.' }, olga)))).toBe('RULESET_NOT_APPROVED');
    const taking = { document: other, digest: digestOf(other), on: undefined, comment: '', given: 'rules.yaml' };
    await expect(step((tx) => takeUp(tx, taking, olga))).rejects.toMatchObject({
      code: 'RULESET_NOT_APPROVED',
      params: { given: 'rules.yaml', state: 'draft' },
    });
    const early = { ...taking, document: document('three_b'), digest: digestOf(document('three_b')), on: tomorrow };
    expect(await code(step((tx) => takeUp(tx, early, olga)))).toBe('RULESET_BOOTSTRAP_DAY');
    expect(await sql`select from assay.ruleset_version where dimension = 'three_b'`).toHaveLength(0);
  });

  it('keeps nothing of a document with errors, and says what is wrong', async () => {
    const wrong = document('four');
    wrong.grades[1].from = 1000;
    const { refused, faults } = await step((tx) => bootstrap(tx, { document: wrong, comment: 'The first.' }, olga));
    expect([refused?.code, faults[0]?.code]).toEqual(['RATING_RULESET_REFUSED', 'RATING_CUTOFF_ORDER']);
    expect(await sql`select from assay.ruleset_version where dimension = 'four'`).toHaveLength(0);
  });

  it('is held to the classes of attributes that mappings declared, the sensitive one where sources differ', async () => {
    await sql`insert into assay.attribute (fact, name, source, class, type) values ('customer', 'group', 'a', 'income', 'word'), ('customer', 'group', 'b', 'sex', 'word'), ('customer', 'band', 'a', 'income', 'word')`;
    const reading = (name: string) => {
      const made = document('credit');
      Object.assign(made.indicators.service, { fact: 'customer', column: `attributes.${name}` });
      return step((tx) => bootstrap(tx, { document: made, comment: 'The first.' }, olga));
    };
    expect((await reading('group')).faults).toMatchObject([{ code: 'RATING_ATTRIBUTE_REFUSED' }]);
    expect(await reading('band')).toMatchObject({ isChanged: true });
  });
});

describe('activating an approved version', () => {
  it('takes effect at midnight of the day it names, where the company is', async () => {
    const zone = await sql`update assay.setting set value = '"Asia/Shanghai"' where name = 'timeZone' returning 1`;
    expect(zone).toHaveLength(1);
    const { digest: old } = await first('five');
    const digest = await approved('five', 101);
    const { activation } = await activate(digest, tomorrow);
    expect(activation).toMatchObject({ kind: 'activation', beginsOn: tomorrow, activatedAt: '2026-03-10T16:00:00.000Z', decidedAt: olga.at, who: 'Olga' });
    expect([await active('five'), await active('five', tomorrow)]).toEqual([old, digest]);
    await sql`update assay.setting set value = '"UTC"' where name = 'timeZone'`;
  });

  it('takes effect at once where it names today, also where clocks differ', async () => {
    const { digest: old } = await first('six');
    const digest = await approved('six', 101);
    const early = { ...olga, at: `${today}T08:00:00.000Z` };
    expect((await activate(digest, today, early)).activation?.activatedAt).toBe('2026-03-10T09:00:00.001Z');
    expect(await active('six')).toBe(digest);
    // Gone back to on the day after.
    await activate(old as string, tomorrow, person('Olga', tomorrow));
    expect(await active('six', tomorrow)).toBe(old);
  });

  it.each<[string, string, string]>([
    ['yesterday', '2026-03-09', 'RULESET_ACTIVATION_PAST'],
    ['a day that lies too far ahead', '2028-03-11', 'RULESET_ACTIVATION_FAR'],
    ['the last day that may be named', '2028-03-10', 'done'],
  ])('names %s', async (_, on, told) => {
    const dimension = `seven${on.replaceAll('-', '')}`;
    await first(dimension);
    expect(await code(activate(await approved(dimension, 101), on))).toBe(told);
  });

  it('is refused for a day that another names, which is told, until that is taken back', async () => {
    await first('eight');
    const [one, other] = [await approved('eight', 101), await approved('eight', 102)];
    await activate(one, tomorrow);
    await expect(activate(other, tomorrow)).rejects.toMatchObject({
      code: 'RULESET_ACTIVATION_CONFLICT',
      params: { digest: one, name: 'eight-rules', on: tomorrow },
    });
    const cancel = (on: string, acting = olga) =>
      step((tx) => cancelActivation(tx, { dimension: 'eight', subject: 'customer', on, comment: 'Not yet.' }, acting));
    expect(await code(cancel('2026-03-12'))).toBe('RULESET_ACTIVATION_UNKNOWN');
    expect(await cancel(tomorrow)).toMatchObject({ digest: one, activation: { beginsOn: tomorrow } });
    expect(await activate(other, tomorrow)).toMatchObject({ isChanged: true });
    expect(await code(cancel(tomorrow, person('Olga', tomorrow)))).toBe('RULESET_ACTIVATION_BEGUN');
    const log = await sql`select what, detail from assay.log_entry where subject_id = ${one} and what = 'ruleset.cancel'`;
    expect(log).toMatchObject([{ detail: { on: tomorrow, decidedBy: 'Olga' } }]);
  });

  it('changes nothing where it is the active version anyway, today or by then', async () => {
    const { digest: old } = await first('nine');
    const digest = await approved('nine', 101);
    await activate(digest, tomorrow);
    for (const [of, on] of [
      [old, today],
      [digest, tomorrow],
      [digest, '2026-03-12'],
    ] as [string, string][]) {
      expect(await activate(of, on)).toMatchObject({ isChanged: false, activation: { digest: of } });
    }
    expect(await activate(old as string, '2026-03-12')).toMatchObject({ isChanged: true });
  });

  it('of several at once for one day lets one through, whatever they want', async () => {
    await first('ten');
    const digests = await Promise.all([101, 102, 103, 104].map((initial) => approved('ten', initial)));
    const told = await Promise.all(digests.map((digest) => code(activate(digest, tomorrow))));
    expect(told.toSorted()).toEqual(['RULESET_ACTIVATION_CONFLICT', 'RULESET_ACTIVATION_CONFLICT', 'RULESET_ACTIVATION_CONFLICT', 'done']);
    expect(await active('ten', tomorrow)).toBe(digests[told.indexOf('done')]);
  });

  it('of several at once for several days keeps each, and one active version on every day', async () => {
    const { digest: old } = await first('eleven');
    const digests = await Promise.all([101, 102, 103].map((initial) => approved('eleven', initial)));
    const days = ['2026-03-12', '2026-03-11', '2026-03-10'];
    await Promise.all(digests.map((digest, nth) => activate(digest, days[nth] as string)));
    expect(await Promise.all(['2026-03-09', ...days].map((day) => active('eleven', day)))).toEqual([old, ...digests]);
  });

  it('is refused once its check no longer passes: what was declared may have changed since it was approved', async () => {
    await sql`insert into assay.attribute (fact, name, source, class, type) values ('customer', 'shade', 'a', 'plain', 'word')`;
    await first('credit_b');
    const made = { ...document('credit_b', 101), golden: [] };
    Object.assign(made.indicators.service, { fact: 'customer', column: 'attributes.shade' });
    await step((tx) => save(tx, made, 'Another.', olga));
    const digest = digestOf(made);
    const { approvalId } = await step((tx) => submitVersion(tx, { digest, comment: 'Please look.' }, olga));
    await step((tx) => vote(tx, handlers, { approvalId: approvalId as string, digest, choice: 'approve', comment: 'Agreed.' }, person('Anton', today)));
    await sql`update assay.attribute set class = 'religion' where name = 'shade'`;
    expect(await activate(digest, tomorrow)).toMatchObject({
      isChanged: false,
      refused: { code: 'RULESET_FAULTS' },
      faults: [{ code: 'RATING_ATTRIBUTE_REFUSED' }],
    });
    expect(await active('credit_b', tomorrow)).not.toBe(digest);
  });
});
