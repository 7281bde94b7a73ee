import { beforeAll, expect, test } from 'vitest';
import { rate } from '../../src/rating/rate.ts';
import { find } from '../../src/rating/version/find.ts';
import type { Version } from '../../src/rating/version/version.ts';
import { activated } from '../rating/activated.ts';
import { purposeOf, today } from '../sharing/world.ts';
import { asker, consented, graded, input, inquire } from './market.ts';
import { type Api, annId, api, at } from './world.ts';

let it: Api;
beforeAll(async () => {
  it = await api({ unboundPartners: true });
  await it.sql`insert into assay.coverage values ('crm', 'bill', '2026-01-01', '2026-12-31', now()), ('crm', 'payment', '2026-01-01', '2026-12-31', now())`;
});

/** Rates everybody, later the more there are, by a version that saw so many customers of each grade, one of them bad. */
async function seen(customers: number): Promise<void> {
  const of = { customers, bad: 1, pd: 1.5 / (customers + 1), low: 0, high: 1 };
  const calibration = { outcome: 'default', horizonMonths: 12, asOf: '2025-12-31', customers: customers * 3, grades: { A: of, B: of, C: of } };
  await activated(it.sql, { ...graded, calibration });
  const version = (await find(it.sql, { dimension: 'credit' })) as Version;
  await rate(it.sql, { version, asOf: `2026-10-${customers > 9 ? customers : 10}`, today, now: () => at } as never);
}

const asked = 'grade probabilityOfDefault { value low high customers }';

test.each([
  [2, false],
  [29, false],
  [30, true],
])('what became of %i customers of a grade is told to a partner: %s', async (customers, isTold) => {
  await seen(customers);
  const told = { value: expect.any(Number), low: 0, high: 1, customers };
  for (const score of ['clear', 'masked'] as const) {
    const bank = await asker(it.sql, it, {
      agreement: { grade: 'monitoring', purposes: { letting: purposeOf({ 'rating.grade': 'clear', 'rating.score': score }) } },
    });
    await consented(it.sql, bank.party, 'A-1', { reference: 'R' });
    const answer = await bank.ask(inquire(`customer { rating { score ${asked} } }`), {
      variables: input({ reference: 'R' }),
    });
    const { customer } = answer.data?.['inquire'].result;
    expect(customer.rating.grade, answer.text).toMatch(/^[ABC]$/);
    expect(customer.rating.probabilityOfDefault, score).toEqual(isTold ? told : null);
  }
  const staff = await it.ask('analyst', `{ customer(id: "${annId}") { rating { ${asked} } } }`);
  expect(staff.data?.['customer'].rating.probabilityOfDefault).toEqual(told);
});
