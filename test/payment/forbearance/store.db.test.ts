import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays } from '../../../src/base/time.ts';
import { isForborne } from '../../../src/payment/forbearance/forbearance.ts';
import { forborneSql } from '../../../src/payment/forbearance/store.ts';
import { database } from '../../database.ts';

const home = '00000000-0000-0000-0000-000000000000';
const account = (n: number): string => `00000000-0000-0000-0001-00000000000${n}`;
/** So few that every boundary is met. */
const day = fc.integer({ min: 0, max: 6 }).map((n) => addDays('2026-06-01', n));
const bills = fc.array(fc.record({ account: fc.nat({ max: 2 }), dueOn: day, coveredOn: fc.option(day, { nil: null }) }), { minLength: 1, maxLength: 30 });
const windows = fc.array(
  fc.tuple(fc.nat({ max: 1 }), day, day, day).map(([of, ...days]) => {
    const [fromOn, untilOn, expiresOn] = days.sort() as [string, string, string];
    return { account: of, fromOn, untilOn, expiresOn };
  }),
  { maxLength: 4 },
);

test('the statement leaves out the bills that the rule leaves out', async () => {
  const sql = await database();
  const accounts = (all: readonly { account: number }[]): string[] => all.map((each) => account(each.account));
  await fc.assert(
    fc.asyncProperty(bills, windows, day, async (owed, forborne, asOf) => {
      const text = forborneSql(
        `select '${home}'::uuid as customer_id, * from unnest($2::uuid[], $3::date[], $4::date[], $5::int[]) as b (account_id, due_on, covered_on, at)`,
        `(select '${home}'::uuid as customer_id, *, null::uuid as key from unnest($6::uuid[], $7::date[], $8::date[], $9::date[]) as w (account_id, from_on, until_on, expires_on))`,
        '$1::date',
      );
      const rows = await sql.unsafe<{ at: number; is_forborne: boolean }[]>(text, [
        asOf,
        accounts(owed),
        owed.map(({ dueOn }) => dueOn),
        owed.map(({ coveredOn }) => coveredOn),
        owed.map((_, at) => at),
        accounts(forborne),
        forborne.map(({ fromOn }) => fromOn),
        forborne.map(({ untilOn }) => untilOn),
        forborne.map(({ expiresOn }) => expiresOn),
      ] as never[]);
      const told = rows.toSorted((a, b) => a.at - b.at).map((row) => row.is_forborne);
      expect(told).toEqual(
        owed.map((bill) =>
          isForborne(
            bill,
            forborne.filter((window) => window.account === bill.account),
            asOf,
          ),
        ),
      );
    }),
    { numRuns: 200 },
  );
});
