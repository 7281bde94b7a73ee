import { beforeAll, describe, expect, it } from 'vitest';
import type { Sql } from '../../../src/db/client.ts';
import { check } from '../../../src/rating/check/check.ts';
import { attributesOf } from '../../../src/rating/store.ts';
import { weigh } from '../../../src/rating/weights/weigh.ts';
import { database } from '../../database.ts';
import type { Loose } from '../document.ts';
import { type Told, write } from '../world.ts';

const incomes = [10, 20, 40, 80, null];
const payments = [9, 7, 4, 1, 0];
const id = (kind: number, n: number): string => `${String(kind).padStart(8, '0')}-0000-0000-0000-${String(n).padStart(12, '0')}`;

/** Five customers: incomes, one unknown, and fewer and fewer payments of 2025. */
const world: Told[] = incomes.flatMap((income, n): Told[] => {
  const customerId = id(1, n);
  const accountId = id(2, n);
  const attributes = { plan: n < 3 ? 'small' : 'large', ...(income === null ? {} : { income }) };
  const fact = (name: string, row: Loose): Told => ({ fact: name, customerId, first: { availableOn: '2025-01-01', key: '', ...row }, second: null });
  return [
    fact('customer', { kind: 'person', attributes }),
    fact('account', {
      accountId,
      number: `n${n}`,
      currency: 'EUR',
      service: 'gas',
      contractStart: '2020-01-01',
      prepaid: false,
      creditLimitMinor: null,
      attributes: {},
    }),
    ...Array.from({ length: payments[n] as number }, (_, at) =>
      fact('payment', {
        accountId,
        key: id(3, n * 10 + at),
        paidOn: '2025-03-01',
        amountMinor: 100,
        channel: 'cash',
        bouncedOn: null,
        availableOn: '2025-03-01',
      }),
    ),
  ];
});

const label = { en: 'x', zh: 'x' };
const bins = [
  { missing: true, points: 50 },
  { to: 5, points: 0 },
  { from: 5, points: 100 },
];
const document = (weights: Loose, more: Loose = {}): Loose => ({
  kind: 'ruleset',
  name: 'weighed',
  title: label,
  dimension: 'credit',
  indicators: {
    income: { fact: 'customer', measure: 'latest', column: 'attributes.income', unit: 'x', better: 'higher', label },
    paid: { fact: 'payment', measure: 'count', unit: 'x', better: 'lower', label },
    plan: { fact: 'customer', measure: 'latest', column: 'attributes.plan', unit: 'x', better: 'neither', label },
  },
  cards: [
    {
      name: 'main',
      weights,
      characteristics: [
        { indicator: 'income', bins },
        { indicator: 'paid', bins },
      ],
    },
  ],
  grades: [{ grade: 'A', from: 50 }, { grade: 'B' }],
  ...more,
});
const entropy = { entropy: { asOf: '2025-06-30' } };
const today = '2026-11-22';

let sql: Sql;
beforeAll(async () => {
  sql = await database();
  await write(sql, world);
});

/** The weights of the only card. */
async function weighed(given: Loose, asOf?: string): Promise<Loose> {
  const weighing = await weigh(sql, given, { asOf, today });
  if (weighing.state !== 'weighed') throw new Error(JSON.stringify(weighing.faults));
  expect(weighing.faults.filter(({ severity }) => severity === 'error')).toEqual([]);
  return (weighing.document as Loose).cards[0].weights;
}

const spread = (income: [number, number], paid: [number, number]) => ({
  income: { count: income[0], entropy: expect.closeTo(income[1], 6) },
  paid: { count: paid[0], entropy: expect.closeTo(paid[1], 6) },
});

describe('weights by entropy', () => {
  it('are of the portfolio as of a day: values turned and scaled, who has none of an indicator left out of it', async () => {
    const { result, found } = await weighed(document(entropy));
    expect(result).toEqual({ income: expect.closeTo(0.641452, 6), paid: expect.closeTo(0.358548, 6) });
    expect(found).toEqual({
      entropy: { asOf: '2025-06-30', knownAt: expect.stringMatching(/^20.*Z$/), count: 5, indicators: spread([4, 0.620335], [5, 0.787782]) },
    });
  });

  it.each([1, 2, 4, 5])('are the same when they are read %i customers at a time', async (sliceCustomers) => {
    const weighing = await weigh(sql, document(entropy), { today, sliceCustomers });
    expect(weighing.state === 'weighed' && weighing.cards[0]?.weights.found?.entropy).toMatchObject({
      count: 5,
      indicators: spread([4, 0.620335], [5, 0.787782]),
    });
  });

  it.each<[string, Loose]>([
    ["the ruleset's scope", { scope: [{ indicator: 'plan', op: '=', value: 'small' }] }],
    [
      "the card's population",
      {
        cards: [
          { ...document(entropy).cards[0], population: [{ indicator: 'plan', op: '=', value: 'small' }] },
          { name: 'rest', population: [{ indicator: 'plan', op: '<>', value: 'small' }], characteristics: [{ indicator: 'paid', bins }] },
          { name: 'unknown', population: [{ indicator: 'plan', missing: true }], characteristics: [{ indicator: 'paid', bins }] },
        ],
      },
    ],
  ])('are of those in %s', async (_, more) => {
    const { result, found } = await weighed(document(entropy, more));
    expect(result).toEqual({ income: expect.closeTo(0.517333, 6), paid: expect.closeTo(0.482667, 6) });
    expect(found.entropy).toMatchObject({ count: 3, indicators: spread([3, 0.51186], [3, 0.544568]) });
  });

  it('are as of the day that is asked for, in place of the one in the document, also in a mix', async () => {
    const direct = { direct: { income: 0.5, paid: 0.5 } };
    const mix = {
      mix: [
        { share: 0.5, weights: direct },
        { share: 0.5, weights: entropy },
      ],
    };
    const { result, found, mix: asked } = await weighed(document(mix), '2025-02-28');
    // Nobody had paid by then.
    expect(found.parts[1].found.entropy).toMatchObject({ asOf: '2025-02-28', indicators: spread([4, 0.620335], [5, 1]) });
    expect(asked[1].weights.entropy.asOf).toBe('2025-02-28');
    expect(result).toEqual({ income: 0.75, paid: 0.25 });
  });

  it('make a document whole, which stays as it is when it is weighed again on the same facts', async () => {
    const given = document(entropy);
    const attributes = await attributesOf(sql);
    expect(check(given, attributes).ruleset).toBeUndefined();
    const weights = await weighed(given);
    expect(given.cards[0].weights).toEqual(entropy);
    const whole = document(weights);
    expect(check(whole, attributes).ruleset).toBeDefined();
    const again = await weighed(whole);
    expect({ ...again.found.entropy, knownAt: '' }).toEqual({ ...weights.found.entropy, knownAt: '' });
    expect(again.result).toEqual(weights.result);
  });

  it.each<[string, Loose, string | undefined, string]>([
    ['of a day that is not over', document(entropy), '2026-11-23', 'RATING_AS_OF_FUTURE'],
    [
      'where all values of every indicator are alike',
      document(entropy, { scope: [{ indicator: 'income', op: '=', value: 10 }] }),
      undefined,
      'RATING_WEIGHTS_CONSTANT',
    ],
    ['where the card rates nobody', document(entropy, { scope: [{ indicator: 'income', op: '>', value: 100 }] }), undefined, 'RATING_WEIGHTS_NOBODY'],
    ['of a ruleset without weights', document(undefined), undefined, 'RATING_WEIGHTS_NONE'],
  ])('are refused %s', async (_, given, asOf, code) => {
    await expect(weigh(sql, given, { asOf, today })).rejects.toMatchObject({ code });
  });

  it.each<[string, Loose, string]>([
    [
      'a matrix is not sound',
      document({
        ahp: {
          compare: ['income', 'paid'],
          matrix: [
            [1, 3],
            [3, 1],
          ],
        },
      }),
      'RATING_WEIGHTS_RECIPROCAL',
    ],
    ['something else is wrong', document(entropy, { grades: [] }), 'RATING_TOO_SMALL'],
    ['it is no ruleset', { cards: [{ weights: { mix: [null, { weights: 3 }] } }, null] }, 'RATING_KEY_MISSING'],
  ])('are not looked for while %s', async (_, given, code) => {
    const weighing = await weigh(sql, given, { asOf: '2025-06-30', today });
    expect(weighing.state).toBe('refused');
    expect(weighing.faults.map((fault) => fault.code)).toContain(code);
  });

  it('leave golden cases to be told', async () => {
    const golden = [{ name: 'rich', values: { income: 10, paid: 1 }, expect: { score: 100 } }];
    const weighing = await weigh(sql, document({ ahp: { compare: ['income', 'paid'], matrix: [[1, 3], [1]] } }, { golden }), { today });
    expect(weighing.state).toBe('weighed');
    expect(weighing.faults.map(({ code, params }) => [code, params['actual']])).toContainEqual(['RATING_GOLDEN_DIFFERS', '75']);
  });
});
