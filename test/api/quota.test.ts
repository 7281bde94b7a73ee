import { beforeAll, describe, expect, test } from 'vitest';
import { addSeconds } from '../../src/base/time.ts';
import { type Asker, asker, consented, input, inquire, issued } from './market.ts';
import { type Answer, type Api, api, at, canaries } from './world.ts';

const ada = { identifier: { kind: 'national_id', value: canaries.national } };

let now = at;
let it: Api;
let bank: Asker;
beforeAll(async () => {
  // Fifty at once wait for their places however slow the machine is.
  it = await api({ unboundPartners: true, gate: { waitMs: 20_000 }, now: () => now });
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

describe('a repeat', () => {
  test('that tells of somebody who had not consented before is counted', async () => {
    const { ask, party } = await asker(it.sql, it);
    const variables = input(ada);
    const first = await ask(inquire('__typename'), { variables });
    await consented(it.sql, party, 'A-1', { reference: 'R-1' });
    const answers = [await ask(inquire('__typename'), { variables }), await ask(inquire('__typename'), { variables })];
    expect([first, ...answers].map(({ data }) => data?.['inquire'].result.__typename)).toEqual(['RefusedInquiry', 'AnsweredInquiry', 'AnsweredInquiry']);
    const { data } = await ask('{ statement { inquiries charged } usage { inquiries } }');
    expect(data).toMatchObject({ statement: { inquiries: 2, charged: 1 }, usage: { inquiries: 2 } });
  });
});

describe('a place of the burst is taken', () => {
  const over = ({ errors }: Answer): unknown => errors[0]?.extensions['code'];

  test('by a key that asked something else', async () => {
    const { ask, party } = await asker(it.sql, it, { agreement: { quotas: { day: 50, subject: 50, burst: 2, perSecond: 0.001 } } });
    const asked = (reference: string) => ask(inquire('number'), { variables: input({ reference }, { idempotencyKey: 'one' }) });
    const answers = [await asked('a'), await asked('b'), await asked('b'), await asked('b')];
    expect(answers.map(over)).toEqual([undefined, 'SHARING_KEY_REUSED', 'SHARING_QUOTA_BURST', 'SHARING_QUOTA_BURST']);
    expect(await it.sql`select inquiries from assay.partner_usage where partner_id = ${party.partnerId}`).toMatchObject([{ inquiries: 1 }]);
  });

  test('by one that is over the day, and who has none is turned away before anything is read, but counted', async () => {
    const { ask, party } = await asker(it.sql, it, { agreement: { quotas: { day: 1, subject: 1, burst: 2, perSecond: 0.5 } } });
    const asked = () => ask(inquire('number'), { variables: input({ reference: 'a' }) });
    const seen = await it.sql`select count(*)::int as n from assay.audit_entry`;
    expect([await asked(), await asked(), await asked(), await asked()].map(over)).toEqual([
      undefined,
      'SHARING_QUOTA_DAY',
      'SHARING_QUOTA_BURST',
      'SHARING_QUOTA_BURST',
    ]);
    expect(await it.sql`select count(*)::int as n from assay.audit_entry`).toEqual([{ n: (seen[0]?.['n'] ?? 0) + 1 }]);
    now = addSeconds(now, 2);
    expect(over(await asked())).toBe('SHARING_QUOTA_DAY');
    const [used] = await it.sql`select inquiries, refused from assay.partner_usage where partner_id = ${party.partnerId}`;
    expect(used).toEqual({ inquiries: 1, refused: 4 });
  });
});

describe('quotas', () => {
  test('of a customer who was asked about by another name refuse on record only: it tells that a consent stands', async () => {
    const { ask, party } = await asker(it.sql, it, { agreement: { quotas: { day: 50, subject: 1, burst: 50, perSecond: 1 } } });
    await consented(it.sql, party, 'A-1', { reference: 'R-1' });
    await ask(inquire('__typename'), { variables: input({ reference: 'R-1' }) });
    const answer = await ask(inquire('__typename'), { variables: input(ada) });
    expect(answer).toMatchObject({ status: 429, errors: [{ extensions: { code: 'SHARING_QUOTA_SUBJECT' } }] });
    const entries = await it.sql`select body from assay.audit_entry where stream = ${party.partnerId} order by seq`;
    expect(entries.map(({ body }) => body)).toMatchObject([
      { kind: 'inquiry', inquiries: [{ outcome: 'answered' }] },
      { kind: 'over', purpose: 'letting', inquiries: [{ customer: entries[0]?.['body'].inquiries[0].customer }] },
    ]);
    expect(await it.sql`select count(*)::int as n from assay.disclosure where partner_id = ${party.partnerId}`).toEqual([{ n: 1 }]);
    expect((await ask('{ statement { inquiries charged } usage { inquiries refused } }')).data).toMatchObject({
      statement: { inquiries: 1, charged: 1 },
      usage: { inquiries: 1, refused: 1 },
    });
  });

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

  const left = ({ status, headers }: Answer) => [status, ...['limit', 'remaining', 'reset'].map((name) => Number(headers.get(`assay-quota-${name}`) ?? -1))];
  const full = { day: 5, subject: 5, burst: 9, perSecond: 0.001 };
  const turned: [string, typeof full, string, number][] = [
    ['of the day', { ...full, day: 1, subject: 1 }, 'SHARING_QUOTA_DAY', 0],
    ['of a subject', { ...full, subject: 1 }, 'SHARING_QUOTA_SUBJECT', 4],
    ['of the burst', { ...full, burst: 1 }, 'SHARING_QUOTA_BURST', 4],
  ];
  test.each(turned)('tell what is left beside the refusal too: %s', async (_, quotas, code, remaining) => {
    const { ask } = await asker(it.sql, it, { agreement: { quotas } });
    const asked = () => ask(inquire('number'), { variables: input({ reference: 'a' }) });
    const [first, over, again] = [await asked(), await asked(), await asked()];
    const { day } = quotas;
    expect([first, over, again].map(left)).toEqual([
      [200, day, day - 1, expect.any(Number)],
      [429, day, remaining, expect.any(Number)],
      [429, day, remaining, expect.any(Number)],
    ]);
    expect([over.errors[0]?.extensions['code'], again.errors[0]?.extensions['code']]).toEqual([code, code]);
    expect(left(over)[3]).toBeGreaterThan(0);
  });

  test('are told with an inquiry that was counted and fails, and with one whose key asked something else', async () => {
    const { ask } = await asker(it.sql, it, { agreement: { quotas: full }, sandbox: true });
    const asked = (reference: string, key: string) => ask(inquire('number'), { variables: input({ reference }, { idempotencyKey: key }) });
    expect(left(await asked('test-error', 'one')).slice(0, 3)).toEqual([500, 5, 4]);
    expect(left(await asked('other', 'one')).slice(0, 3)).toEqual([409, 5, 4]);
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
