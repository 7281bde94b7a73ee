import { describe, expect, it } from 'vitest';
import { faultsOf } from './document.ts';

const text = { en: 'x', zh: 'x' };
const reasons = { LATE: text, LATE_ONCE: text, SERVICE: text, UNPAID: text, OUT: text, NEW: text, CAP: text };
const late = [{ indicator: 'worst', op: '>', value: 2 }];
const since = { fact: 'account_status', measure: 'months_since', column: 'month', unit: 'month', better: 'higher', label: text };
const given = (changes: object) => [{ name: 'x', values: { worst: 0, service: 'water', billed: 1, paid: 1 }, given: changes, expect: { grade: 'A' } }];
const overrides = { causes: { EVENT: text }, notches: 2, alone: 1, months: 12 };

describe('the check of the rules beside the cards', () => {
  it.each<[string, Record<string, unknown>]>([
    ['a scope', { scope: [{ indicator: 'billed', op: '>=', value: 5 }], golden: [] }],
    ['a knock-out with its end', { 'indicators.since': since, knockouts: [{ code: 'OUT', when: late, lasts: { months: 12, since: 'since' }, grade: 'C' }] }],
    ['a cold start', { coldStart: [{ code: 'NEW', when: [{ indicator: 'worst', missing: true }], grade: 'B' }] }],
    ['a cap by grade', { caps: [{ code: 'CAP', when: late, best: 'B' }] }],
    ['a cap by the last grade', { caps: [{ code: 'CAP', from: ['C'], best: 'B' }] }],
    ['a limit of notches for everybody', { caps: [{ code: 'CAP', notches: 1 }] }],
    ['overrides', { overrides }],
  ])('takes %s', (_, changes) => {
    const untold = Object.fromEntries(
      ['OUT', 'NEW', 'CAP'].filter((code) => JSON.stringify(changes).includes(`"${code}"`)).map((code) => [`reasons.${code}`, text]),
    );
    expect(faultsOf({ ...changes, ...untold })).toEqual([]);
  });

  it.each<[string, Record<string, unknown>, string[]]>([
    [
      'a condition on an unknown indicator',
      { scope: [{ indicator: 'nothing', op: '=', value: 1 }], golden: [] },
      ['scope[0].indicator RATING_INDICATOR_UNKNOWN'],
    ],
    [
      'a condition that does not fit',
      { scope: [{ indicator: 'service', op: '>', value: 1 }], golden: [] },
      ['scope[0].op RATING_CONDITION_ORDER', 'scope[0].value RATING_CONDITION_VALUE'],
    ],
    ['a knock-out that always holds', { reasons, knockouts: [{ code: 'OUT', when: [], grade: 'C' }] }, ['knockouts[0] RATING_RULE_ALWAYS']],
    ['a knock-out of an unknown grade', { reasons, knockouts: [{ code: 'OUT', when: late, grade: 'F' }] }, ['knockouts[0].grade RATING_GRADE_UNKNOWN']],
    [
      'an end that nothing counts to',
      { reasons, knockouts: [{ code: 'OUT', when: late, lasts: { months: 12, since: 'worst' }, grade: 'C' }] },
      ['knockouts[0].lasts.since RATING_SINCE_MEASURE'],
    ],
    [
      'an end of an unknown indicator',
      { reasons, knockouts: [{ code: 'OUT', when: late, lasts: { months: 12, since: 'nothing' }, grade: 'C' }] },
      ['knockouts[0].lasts.since RATING_INDICATOR_UNKNOWN'],
    ],
    ['a rule without a text', { knockouts: [{ code: 'OUT', when: late, grade: 'C' }] }, ['knockouts[0].code RATING_REASON_UNTOLD']],
    [
      'two rules of one code',
      { reasons, knockouts: [{ code: 'OUT', when: late, grade: 'C' }], caps: [{ code: 'OUT', when: late, best: 'B' }] },
      ['caps[0].code RATING_RULE_TWICE'],
    ],
    ['a cause called as a reason', { overrides: { ...overrides, causes: { LATE: text } } }, ['overrides.causes.LATE RATING_RULE_TWICE']],
    [
      'a rule and a cause called as what a review may say',
      { 'reasons.REVIEW_DATA': text, caps: [{ code: 'REVIEW_DATA', when: late, best: 'B' }], overrides: { ...overrides, causes: { REVIEW_OWN_FAULT: text } } },
      ['reasons.REVIEW_DATA RATING_RULE_TWICE', 'overrides.causes.REVIEW_OWN_FAULT RATING_RULE_TWICE'],
    ],
    ['a cap without a bound', { reasons, caps: [{ code: 'CAP', when: late }] }, ['caps[0] RATING_CAP_BOUND']],
    ['a cap with two', { reasons, caps: [{ code: 'CAP', when: late, best: 'B', notches: 1 }] }, ['caps[0] RATING_CAP_BOUND']],
    ['a cap that holds for everybody', { reasons, caps: [{ code: 'CAP', best: 'B' }] }, ['caps[0] RATING_RULE_ALWAYS']],
    ['a cap from an unknown grade', { reasons, caps: [{ code: 'CAP', from: ['Z'], best: 'B' }] }, ['caps[0].from[0] RATING_GRADE_UNKNOWN']],
    ['overrides for no cause', { overrides: { ...overrides, causes: {} } }, ['overrides.causes RATING_CAUSES_NONE']],
    ['more alone than together', { overrides: { ...overrides, alone: 3 } }, ['overrides.alone RATING_OVERRIDE_ALONE']],
    ['overrides beyond the grades', { overrides: { ...overrides, notches: 3 } }, ['overrides.notches RATING_OVERRIDE_NOTCHES']],
    ['a golden last grade that is unknown', { golden: given({ last: 'Z' }) }, ['golden[0].given.last RATING_GRADE_UNKNOWN']],
    [
      'a golden override without a cause of the ruleset',
      { overrides, golden: given({ override: { grade: 'A', cause: 'OTHER' } }) },
      ['golden[0].given.override.cause RATING_CAUSE_UNKNOWN'],
    ],
    [
      'a golden case decided otherwise',
      { 'reasons.CAP': text, caps: [{ code: 'CAP', from: ['C'], best: 'B' }], golden: given({ last: 'C' }) },
      ['golden[0].expect.grade RATING_GOLDEN_DIFFERS'],
    ],
  ])('names %s', (_, changes, faults) => {
    expect(faultsOf(changes).filter((fault) => !fault.startsWith('~'))).toEqual(faults);
  });
});
