import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fresh, type Quotas, spend } from '../../../src/sharing/inquiry/quota.ts';
import { type Counted, statementOf } from '../../../src/sharing/usage/statement.ts';
import { type UsedDay, usageOf } from '../../../src/sharing/usage/usage.ts';

const quotas: Quotas = { day: 100, subject: 5, burst: 10, perSecond: 2 };
const [day, at] = ['2026-11-22', '2026-11-22T10:00:00.000Z'];
const after = (seconds: number): string => new Date(Date.parse(at) + seconds * 1000).toISOString();

describe('what a partner has left', () => {
  test('is all of it before it asked anything', () => {
    const { days, ...rest } = usageOf(undefined, [], { quotas }, day, at);
    expect(rest).toEqual({ day, inquiries: 0, refused: 0, limit: 100, left: 100, subjectLimit: 5, burst: 10, burstFree: 10, perSecond: 2 });
    expect(days).toEqual([]);
  });

  test('is what the quotas will find: the places that are free can be taken, and not one more', () => {
    const asked = fc.array(fc.record({ seconds: fc.integer({ min: 0, max: 6 }), subjects: fc.integer({ min: 1, max: 4 }) }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(asked, fc.integer({ min: 0, max: 9 }), (requests, later) => {
        let [spent, ms, refused] = [fresh(quotas, Date.parse(at)), Date.parse(at), 0];
        for (const { seconds, subjects } of requests) {
          ms += seconds * 1000;
          const next = spend(spent, quotas, subjects, [1], ms);
          spent = next.spent;
          refused += next.over ? 1 : 0;
        }
        const today: UsedDay = { day, inquiries: spent.inquiries, refused, burst: spent.burst, burstAt: new Date(spent.atMs).toISOString() };
        const now = ms + later * 1000;
        const usage = usageOf(today, [today], { quotas }, day, new Date(now).toISOString());
        expect(usage.left).toBe(quotas.day - spent.inquiries);
        let left = spent;
        for (let taken = 0; taken < usage.burstFree; taken += 1) {
          const next = spend({ ...left, inquiries: 0 }, quotas, 1, [1], now);
          expect(next.over).toBeUndefined();
          left = next.spent;
        }
        expect(spend({ ...left, inquiries: 0 }, quotas, 1, [1], now).over).toBe('burst');
      }),
    );
  });

  test('is nothing where a version of the agreement lowered the quota meanwhile', () => {
    const today: UsedDay = { day, inquiries: 150, refused: 3, burst: 0.5, burstAt: at };
    expect(usageOf(today, [], { quotas }, day, after(1))).toMatchObject({ left: 0, inquiries: 150, refused: 3, burstFree: 2 });
  });
});

describe('the statement of a month', () => {
  const prices = new Map([
    ['old', { number: 1, inquiryMinor: 50, currency: 'EUR' }],
    ['new', { number: 2, inquiryMinor: 60, currency: 'EUR' }],
    ['far', { number: 3, inquiryMinor: 700, currency: 'JPY' }],
  ]);
  const counted = (agreement: string, outcome: Counted['outcome'], count: number, purpose = 'letting'): Counted => ({ purpose, agreement, outcome, count });

  test('charges what told something at the price of its own version, in each currency', () => {
    const all = [
      counted('old', 'answered', 3),
      counted('old', 'refused', 7),
      counted('new', 'not_rated', 2, 'loan'),
      counted('new', 'no_record', 4),
      counted('far', 'answered', 1),
    ];
    const { lines, ...rest } = statementOf('homes', '2026-11-01', all, prices, true);
    expect(rest).toEqual({
      ...{ partner: 'homes', month: '2026-11-01', final: true, inquiries: 17, charged: 6 },
      totals: [
        { amountMinor: 270, currency: 'EUR', amount: '2.70' },
        { amountMinor: 700, currency: 'JPY', amount: '700' },
      ],
    });
    expect(lines.map(({ number, outcome, price, amount }) => [number, outcome, price.amount, amount.amount])).toEqual([
      [1, 'answered', '0.50', '1.50'],
      [1, 'refused', '0.00', '0.00'],
      [2, 'not_rated', '0.60', '1.20'],
      [2, 'no_record', '0.00', '0.00'],
      [3, 'answered', '700', '700'],
    ]);
  });

  test('owes nothing where nothing was asked', () => {
    expect(statementOf('homes', '2026-11-01', [], prices, false)).toMatchObject({ final: false, inquiries: 0, totals: [], lines: [] });
  });
});
