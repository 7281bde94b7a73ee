import { describe, expect, test } from 'vitest';
import type { Paid } from '../../src/payment/allocation.ts';
import { type Agreed, type Instalment, outcome } from '../../src/payment/arrangement.ts';

const agreed = (more: Partial<Agreed> = {}): Agreed => ({ agreedOn: '2026-03-02', amountMinor: null, cancelledOn: null, ...more });
const due = (dueOn: string, amountMinor = 100, availableOn = '2026-03-02'): Instalment => ({ key: dueOn, dueOn, amountMinor, availableOn });
const paid = (paidOn: string, amountMinor: number, more: Partial<Paid> = {}): Paid => ({ paidOn, availableOn: paidOn, bouncedOn: null, amountMinor, ...more });
const plan = [due('2026-03-20'), due('2026-04-20')];

describe('an arrangement', () => {
  test.each<[string, Agreed, Instalment[], Paid[], string, string, string | null]>([
    ['is open before anything is due', agreed(), plan, [], '2026-03-10', 'open', null],
    ['is open on the due day', agreed(), plan, [], '2026-03-20', 'open', null],
    ['is broken the day after', agreed(), plan, [], '2026-03-21', 'broken', '2026-03-21'],
    ['is open while what fell due is paid', agreed(), plan, [paid('2026-03-20', 100)], '2026-04-20', 'open', null],
    ['is broken by its second payment', agreed(), plan, [paid('2026-03-20', 199)], '2026-04-22', 'broken', '2026-04-21'],
    ['is kept once all is paid, also ahead of time', agreed(), plan, [paid('2026-03-05', 200)], '2026-03-06', 'kept', null],
    ['stays broken however much is paid later', agreed(), plan, [paid('2026-03-21', 500)], '2026-05-01', 'broken', '2026-03-21'],
    ['does not count what was paid before it', agreed(), plan, [paid('2026-03-01', 500)], '2026-03-21', 'broken', '2026-03-21'],
    ['counts what was paid on its day', agreed(), plan, [paid('2026-03-02', 200)], '2026-03-21', 'kept', null],
    ['is due on Monday when that day is a Saturday', agreed(), [due('2026-03-14')], [paid('2026-03-16', 100)], '2026-03-17', 'kept', null],
    ['is broken on Tuesday then', agreed(), [due('2026-03-14')], [], '2026-03-17', 'broken', '2026-03-17'],
    ['holds while a payment that bounces later counts', agreed(), plan, [paid('2026-03-20', 100, { bouncedOn: '2026-03-25' })], '2026-03-24', 'open', null],
    [
      'was broken at its due day once that payment bounced',
      agreed(),
      plan,
      [paid('2026-03-20', 100, { bouncedOn: '2026-03-25' })],
      '2026-03-25',
      'broken',
      '2026-03-21',
    ],
    [
      'knows a payment from when it is available',
      agreed(),
      plan,
      [paid('2026-03-20', 100, { availableOn: '2026-03-24' })],
      '2026-03-23',
      'broken',
      '2026-03-21',
    ],
    ['counts it by the day it was paid then', agreed(), plan, [paid('2026-03-20', 100, { availableOn: '2026-03-24' })], '2026-03-24', 'open', null],
    ['does not know an instalment before it is available', agreed(), [due('2026-03-20', 100, '2026-04-01')], [], '2026-03-25', 'open', null],
    ['is cancelled from its day on', agreed({ cancelledOn: '2026-03-10' }), plan, [], '2026-04-01', 'cancelled', null],
    ['is not cancelled before', agreed({ cancelledOn: '2026-03-10' }), plan, [], '2026-03-09', 'open', null],
    ['stays broken when cancelled after', agreed({ cancelledOn: '2026-03-25' }), plan, [], '2026-04-01', 'broken', '2026-03-21'],
    ['stays kept when cancelled after', agreed({ cancelledOn: '2026-03-25' }), plan, [paid('2026-03-10', 200)], '2026-04-01', 'kept', null],
    ['without instalments is kept once its amount is paid', agreed({ amountMinor: 300 }), [], [paid('2026-05-01', 300)], '2026-06-01', 'kept', null],
    ['without instalments is open until then', agreed({ amountMinor: 300 }), [], [paid('2026-05-01', 299)], '2026-06-01', 'open', null],
    ['about more than its instalments is kept once that is paid', agreed({ amountMinor: 300 }), plan, [paid('2026-03-10', 200)], '2026-06-01', 'open', null],
    ['about nothing stays open', agreed(), [due('2026-03-20', 0)], [], '2026-06-01', 'open', null],
  ])('%s', (_, what, instalments, payments, asOf, state, brokenOn) => {
    expect(outcome(what, instalments, payments, asOf)).toEqual({ state, brokenOn });
  });
});
