import { beforeAll, describe, expect, test } from 'vitest';
import { type Asker, asker, consented, input, inquire, issued } from './market.ts';
import { type Answer, type Api, api } from './world.ts';

let it: Api;
let bank: Asker;
beforeAll(async () => {
  // Fifty at once wait for their places however slow the machine is.
  it = await api({ unboundPartners: true, gate: { waitMs: 20_000 } });
  await issued(it.sql);
  bank = await asker(it.sql, it);
  await consented(it.sql, bank.party, 'A-1', { reference: 'R-1' });
});

describe('a key', () => {
  test('that asked the same before asks anew and is counted once, fifty times at once', async () => {
    const { ask, party } = await asker(it.sql, it);
    await consented(it.sql, party, 'A-1', { reference: 'R-1' });
    const variables = input({ reference: 'R-1' });
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask(inquire('grade { grade }'), { variables })));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    const [used] = await it.sql`select inquiries from assay.partner_usage where partner_id = ${party.partnerId}`;
    expect(used).toEqual({ inquiries: 1 });
    const entries =
      await it.sql`select count(*)::int as count, count(*) filter (where (body ->> 'repeats')::boolean)::int as repeats from assay.audit_entry where stream = ${party.partnerId}`;
    expect(entries[0]).toEqual({ count: 50, repeats: 49 });
  });

  test.each([
    ['another subject', (variables: ReturnType<typeof input>) => ({ input: { ...variables.input, subject: { reference: 'R-2' } } }), 'grade { grade }'],
    ['other fields', (variables: ReturnType<typeof input>) => variables, 'customer { name }'],
  ])('that asked about %s is refused', async (_, other, fields) => {
    const variables = input({ reference: 'R-1' });
    await bank.ask(inquire('grade { grade }'), { variables });
    const answer = await bank.ask(inquire(fields), { variables: other(variables) });
    expect(answer).toMatchObject({ status: 409, errors: [{ extensions: { code: 'SHARING_KEY_REUSED' } }] });
  });
});

describe('quotas', () => {
  test('hold for requests at the same time, and the headers tell what is left', async () => {
    const { ask } = await asker(it.sql, it, { agreement: { quotas: { day: 5, subject: 5, burst: 100, perSecond: 100 } } });
    const answers = await Promise.all(Array.from({ length: 12 }, (_, at) => ask(inquire('number'), { variables: input({ reference: `nobody ${at}` }) })));
    const good = answers.filter(({ status }) => status === 200);
    expect(good).toHaveLength(5);
    expect(good.map(({ headers }) => headers.get('assay-quota-remaining')).sort()).toEqual(['0', '1', '2', '3', '4']);
    const over = answers.find(({ status }) => status === 429) as Answer;
    expect(over.errors[0]?.extensions).toMatchObject({ code: 'SHARING_QUOTA_DAY' });
    expect(Number(over.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  test('of a burst come free again', async () => {
    const { ask } = await asker(it.sql, it, { agreement: { quotas: { day: 50, subject: 50, burst: 1, perSecond: 0.01 } } });
    const [first, second] = [
      await ask(inquire('number'), { variables: input({ reference: 'a' }) }),
      await ask(inquire('number'), { variables: input({ reference: 'a' }) }),
    ];
    expect([first.status, second.status, second.errors[0]?.extensions['code']]).toEqual([200, 429, 'SHARING_QUOTA_BURST']);
  });
});
