import type { Language } from '../../../src/base/text.ts';
import { difference } from '../../../src/rating/diff/difference.ts';
import type { Ruleset } from '../../../src/rating/ruleset.ts';
import { rulesetOf } from '../card.ts';
import type { Loose } from '../document.ts';
import { row } from '../ruled.ts';

export type Edit = (document: Loose) => void;
export const both = (en: string, zh = en) => ({ en, zh });

const twice = { times: 2, of: 'billed', currency: 'CNY', least: 100, most: 900 };

/** A ruleset that has every part a ruleset can have. */
export const whole: Edit = (d) => {
  d.indicators.late = { fact: 'bill', measure: 'days_past_due', unit: 'day', better: 'lower', label: both('late payment', '迟缴') };
  d.indicators.theft = { fact: 'contract_event', measure: 'months_since', unit: 'month', better: 'higher', label: both('Months since theft', '距窃电月数') };
  d.indicators.band = {
    fact: 'customer',
    measure: 'latest',
    column: 'attributes.band',
    codes: { AA: 1, A: 2 },
    unit: 'x',
    better: 'lower',
    label: both('Band'),
  };
  const bins = [
    { missing: true, points: 0 },
    { to: 1, points: 40 },
    { from: 1, to: 30, points: 25 },
    { from: 30, points: -10 },
  ];
  d.cards[0].characteristics.push({ indicator: 'late', reason: 'LATE', bins });
  d.cards[0].weights = { direct: { worst: 0.4, service: 0.3, cover: 0.2, late: 0.1 } };
  d.grades = [{ grade: 'A', from: 90 }, { grade: 'B', from: 70 }, { grade: 'C' }];
  Object.assign(d, {
    scope: [{ indicator: 'billed', op: '>=', value: 500 }],
    knockouts: [
      { code: 'THEFT', when: [{ indicator: 'theft', missing: false }], lasts: { months: 24, since: 'theft' }, grade: 'C' },
      { code: 'LATE', when: [{ indicator: 'late', op: '>=', value: 90 }], grade: 'C' },
    ],
    coldStart: [{ code: 'NEW', when: [{ indicator: 'worst', missing: true }], grade: 'B' }],
    caps: [
      { code: 'UNPAID', when: [{ indicator: 'cover', op: '<', value: 1 }], best: 'B' },
      { code: 'SLOWLY', from: ['C'], notches: 1 },
    ],
    overrides: { causes: { DATA: both('Wrong data', '数据错误') }, notches: 2, alone: 1, months: 12 },
    cycle: { every: 'year', month: 1, preliminary: { after: 'half_year' }, objectionDays: 15, validMonths: 15, notice: 'all' },
    actionable: [{ indicator: 'late', from: 0, to: 30, cost: 2, step: 1 }],
    calibration: {
      outcome: 'default',
      horizonMonths: 12,
      asOf: '2025-12-31',
      knownAt: '2026-01-05T00:00:00.000Z',
      method: 'given',
      customers: 30,
      grades: { A: { customers: 20, bad: 1, pd: 0.05, low: 0.01, high: 0.2 }, B: { customers: 10, bad: 2, pd: 0.2, low: 0.1, high: 0.4 } },
    },
    external: [
      {
        agency: 'Bureau',
        scale: 'long',
        words: [
          { word: 'AA', grade: 'A' },
          { word: 'BB', grade: 'B' },
        ],
      },
    ],
    policy: {
      outputs: ['paymentMode', 'creditLimit', 'reminderSchedule'],
      rows: [
        row('good', [{ grade: ['A', 'B'] }, { indicator: 'late', op: '<', value: 30 }], {
          paymentMode: 'postpaid',
          creditLimit: twice,
          reminderSchedule: 'mild',
        }),
        row('rest', [], { paymentMode: 'prepaid', creditLimit: { minor: 0, currency: 'CNY' }, reminderSchedule: 'mild' }),
      ],
      schedules: { mild: [{ day: 5, action: 'reminder', channel: 'sms' }] },
    },
  });
  d.golden[0].given = { last: 'B', override: { grade: 'A', cause: 'DATA' } };
  Object.assign(d.golden[0].expect, { state: 'rated', provisional: false, steps: ['UNPAID'], by: 'cap', policy: 'good' });
};
/** Points, not scores. */
export const unweighted: Edit = (d) => {
  whole(d);
  delete d.cards[0].weights;
};

/** What is told of an edit of a ruleset that was made otherwise before. */
export const sentences = (edit: Edit, before: Edit, language: Language): string[] => {
  const made = (more: Edit): Ruleset =>
    rulesetOf((d) => {
      before(d);
      more(d);
    });
  return difference(
    made(() => {}),
    made(edit),
    language,
  ).map(({ sentence }) => sentence);
};
