import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays } from '../../../src/base/time.ts';
import { effects, isLeftOut } from '../../../src/customer/mark/mark.ts';
import { isLeftOutSql, leftOutSql } from '../../../src/customer/mark/store.ts';
import { database } from '../../database.ts';

const home = '00000000-0000-0000-0000-000000000000';
const key = fc.constantFrom('00000000-0000-0000-0001-000000000000', '00000000-0000-0000-0001-000000000001');
const fact = fc.constantFrom('bill', 'payment');
/** So few that every boundary is met. */
const day = fc.integer({ min: 0, max: 5 }).map((n) => addDays('2026-06-01', n));
const marks = fc.array(
  fc.record({ fact, marked: key, effect: fc.constantFrom(...effects), availableOn: day, fromOn: day, untilOn: fc.option(day, { nil: null }) }),
  { maxLength: 6 },
);

test('the statement leaves out the facts that the rule leaves out', async () => {
  const sql = await database();
  await fc.assert(
    fc.asyncProperty(marks, fact, key, day, async (told, name, row, asOf) => {
      const known = `(select '${home}'::uuid as customer_id, * from unnest($2::text[], $3::uuid[], $4::text[], $5::date[], $6::date[], $7::date[])
        as t (fact, marked, effect, available_on, from_on, until_on))`;
      const text = `select ${isLeftOutSql(`(${leftOutSql(known, '$1::date')})`, name, 'x')} as "isLeftOut" from (select '${home}'::uuid as customer_id, $8::uuid as key) as x`;
      const column = (of: keyof (typeof told)[number]) => told.map((mark) => mark[of]);
      const [found] = await sql.unsafe<{ isLeftOut: boolean }[]>(text, [
        asOf,
        column('fact'),
        column('marked'),
        column('effect'),
        column('availableOn'),
        column('fromOn'),
        column('untilOn'),
        row,
      ] as never[]);
      expect(found?.isLeftOut).toBe(isLeftOut(told, name, row, asOf));
    }),
    { numRuns: 300 },
  );
});
