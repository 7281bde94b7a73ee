import { beforeAll, describe, expect, it } from 'vitest';
import { digest } from '../../../src/base/digest.ts';
import type { Sql } from '../../../src/db/client.ts';
import { activate } from '../../../src/rating/version/activate.ts';
import { find } from '../../../src/rating/version/find.ts';
import { database } from '../../database.ts';
import { sound } from '../document.ts';

let sql: Sql;
beforeAll(async () => {
  sql = await database();
});

const named = (name: string, dimension: string, initial = 100) => {
  const document = { ...sound(), name, dimension, golden: [] };
  document.cards[0].initial = initial;
  return document;
};

const versions = async (name: string): Promise<number> =>
  (await sql`select count(*)::int as count from assay.ruleset_version where name = ${name}`)[0]?.['count'];

describe('activating a ruleset', () => {
  it('keeps the document as a version and makes it the active one', async () => {
    const document = named('first', 'one');
    const activation = await activate(sql, document, '2026-01-01T00:00:00.000Z');
    expect(activation).toMatchObject({ state: 'activated', digest: digest(document), name: 'first', dimension: 'one' });
    const version = await find(sql, { dimension: 'one' });
    expect(version).toMatchObject({ digest: digest(document), addedAt: '2026-01-01T00:00:00.000Z', activatedAt: '2026-01-01T00:00:00.000Z', document });
    expect(version?.plan.indicators).toEqual(Object.keys(version?.ruleset.indicators ?? {}));
    expect(digest(version?.document)).toBe(version?.digest);
    const others = [{ digest: digest(document) }, { version: version?.version ?? '' }, { name: 'first' }];
    for (const by of others) expect((await find(sql, by))?.digest).toBe(digest(document));
    expect(await find(sql, { name: 'nobody' })).toBeUndefined();
  });

  it('adds nothing for the same document in another layout', async () => {
    const document = named('second', 'two');
    await activate(sql, document, '2026-01-01T00:00:00.000Z');
    const turned = Object.fromEntries(Object.entries(document).toReversed());
    expect(await activate(sql, turned, '2026-01-02T00:00:00.000Z')).toMatchObject({ state: 'active' });
    expect(await versions('second')).toBe(1);
  });

  it('adds another version for another document of the same name, and goes back to the first by activating it again', async () => {
    const [first, second] = [named('third', 'three'), named('third', 'three', 101)];
    await activate(sql, first, '2026-01-01T00:00:00.000Z');
    await activate(sql, second, '2026-01-02T00:00:00.000Z');
    expect((await find(sql, { dimension: 'three' }))?.digest).toBe(digest(second));
    expect(await activate(sql, first, '2026-01-03T00:00:00.000Z')).toMatchObject({ state: 'activated' });
    expect((await find(sql, { dimension: 'three' }))?.digest).toBe(digest(first));
    expect(await versions('third')).toBe(2);
  });

  it('keeps the order of activations when the clock stands still', async () => {
    const now = '2026-01-01T00:00:00.000Z';
    for (const initial of [1, 2, 3]) await activate(sql, named('fourth', 'four', initial), now);
    expect((await find(sql, { dimension: 'four' }))?.ruleset.cards[0]?.initial).toBe(3);
  });

  it('takes one of several at once and says so to the others', async () => {
    const answers = await Promise.all(Array.from({ length: 4 }, () => activate(sql, named('fifth', 'five'), '2026-01-01T00:00:00.000Z')));
    expect(answers.map(({ state }) => state).toSorted()).toEqual(['activated', 'active', 'active', 'active']);
  });

  it('stores nothing of a ruleset with errors', async () => {
    const document = named('sixth', 'six');
    document.grades[1].from = 1000;
    expect(await activate(sql, document, '2026-01-01T00:00:00.000Z')).toMatchObject({ state: 'refused', faults: [{ code: 'RATING_CUTOFF_ORDER' }] });
    expect(await versions('sixth')).toBe(0);
    expect(await find(sql, { dimension: 'six' })).toBeUndefined();
  });

  it('reads the classes of attributes from what mappings declared, the sensitive one where sources differ', async () => {
    await sql`insert into assay.attribute (fact, name, source, class, type) values ('customer', 'group', 'a', 'income', 'word'), ('customer', 'group', 'b', 'sex', 'word'), ('customer', 'band', 'a', 'income', 'word')`;
    const reading = (name: string) => {
      const document = named('seventh', 'credit');
      Object.assign(document.indicators.service, { fact: 'customer', column: `attributes.${name}` });
      return activate(sql, document, '2026-01-01T00:00:00.000Z');
    };
    expect(await reading('group')).toMatchObject({ state: 'refused', faults: [{ code: 'RATING_ATTRIBUTE_REFUSED' }] });
    expect(await reading('band')).toMatchObject({ state: 'activated' });
  });
});
