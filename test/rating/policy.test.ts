import { describe, expect, it } from 'vitest';
import { policyRules } from '../../src/base/profile.ts';
import { check } from '../../src/rating/check/check.ts';
import { policyFaults } from '../../src/rating/policy/faults.ts';
import { draft, type Ruleset } from '../../src/rating/ruleset.ts';
import { attributes, type Loose } from './document.ts';
import { grades, is, postpaid, prepaid, row, ruled, whole } from './ruled.ts';

const found = (document: Loose): string[] =>
  check(document, attributes)
    .faults.filter(({ code }) => !['RATING_INDICATOR_UNUSED', 'RATING_POLICY_SCHEDULE_UNUSED'].includes(code))
    .map(({ code, path, severity, params }) => `${severity === 'warning' ? '~ ' : ''}${path} ${code}${'example' in params ? `: ${params['example']}` : ''}`);

describe('a policy is checked', () => {
  it('and a sound one passes', () => {
    expect(check(whole(), attributes).faults.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it.each<[string, object[], string[]]>([
    ['grades that split', [row('a', [grades('A')], postpaid), row('b', [grades('B', 'C')], postpaid), row('c', [{ rated: false }], prepaid)], []],
    ['a row without conditions behind others', [row('a', [grades('A')], postpaid), row('b', [], prepaid)], []],
    ['a gap of those who are not rated', [row('a', [grades('A', 'B', 'C')], postpaid)], ['policy.rows RATING_POLICY_GAP: not rated']],
    [
      'a gap of a grade, a word and a value that is missing',
      [
        row('a', [grades('A', 'B')], postpaid),
        row('b', [is('service', 'in', ['gas', 'water'])], prepaid),
        row('c', [{ indicator: 'monthly', missing: false }], prepaid),
      ],
      [
        'policy.rows RATING_POLICY_GAP: grade C, service = electricity, monthly missing',
        '~ policy.rows[1].when RATING_POLICY_OVERLAP: grade A, service = gas, monthly = 0',
        '~ policy.rows[2].when RATING_POLICY_OVERLAP: grade A, service = gas, monthly = 0',
        '~ policy.rows[2].when RATING_POLICY_OVERLAP: grade C, service = gas, monthly = 0',
      ],
    ],
    [
      'a gap of those whose grade only stands in',
      [row('a', [{ rated: true }, { provisional: false }], postpaid), row('b', [{ rated: false }], prepaid)],
      ['policy.rows RATING_POLICY_GAP: grade A (provisional)'],
    ],
    [
      'whoever is not rated is not provisional',
      [row('a', [{ provisional: false }], postpaid), row('b', [{ provisional: true }, { rated: true }], prepaid)],
      [],
    ],
    [
      'a gap at a special code',
      [row('a', [is('worst', '<', 2)], postpaid), row('b', [is('worst', '>=', 2)], prepaid), row('c', [{ indicator: 'worst', missing: true }], prepaid)],
      ['policy.rows RATING_POLICY_GAP: grade A, worst special -2'],
    ],
    [
      'a list of which nothing is known',
      [row('listed', [is('bad_debt', '>=', 1)], prepaid), row('rest', [is('bad_debt', '=', 0)], postpaid)],
      ['policy.rows RATING_POLICY_GAP: grade A, bad_debt missing'],
    ],
    [
      'rows that overlap',
      [row('a', [grades('A')], postpaid), row('b', [is('service', '=', 'gas')], prepaid), row('c', [], prepaid)],
      ['~ policy.rows[1].when RATING_POLICY_OVERLAP: grade A, service = gas'],
    ],
    ['a row behind one without conditions', [row('a', [], postpaid), row('b', [grades('A')], prepaid)], ['policy.rows[1] RATING_POLICY_ROW_UNREACHABLE']],
    [
      'a row that two together leave nothing',
      [
        row('a', [is('cover', '<', 1)], postpaid),
        row('b', [is('cover', '>=', 1)], postpaid),
        row('c', [is('cover', '>', 0), is('cover', '<', 2)], prepaid),
        row('d', [], prepaid),
      ],
      ['policy.rows[2] RATING_POLICY_ROW_UNREACHABLE'],
    ],
    [
      'a row for nobody',
      [row('a', [grades('A'), grades('B')], prepaid), row('b', [is('monthly', '<', 0)], prepaid), row('c', [], postpaid)],
      ['policy.rows[0].when RATING_POLICY_ROW_NEVER', 'policy.rows[1].when RATING_POLICY_ROW_NEVER'],
    ],
    [
      'a share, of which nothing lies above 1',
      [
        row('a', [is('prompt', '<', 0.9)], prepaid),
        row('b', [is('prompt', '>=', 0.9), is('prompt', '<=', 1)], postpaid),
        row('c', [{ indicator: 'prompt', missing: true }], prepaid),
      ],
      [],
    ],
    [
      'a share up to 1 alone, and one above it',
      [row('a', [is('prompt', '<', 1)], prepaid), row('b', [is('prompt', '>', 1)], prepaid), row('c', [{ indicator: 'prompt', missing: true }], prepaid)],
      ['policy.rows RATING_POLICY_GAP: grade A, prompt = 1', 'policy.rows[1].when RATING_POLICY_ROW_NEVER'],
    ],
    [
      'every number that a word stands for, and no other',
      [row('a', [is('bureau', '<=', 2)], postpaid), row('b', [is('bureau', '=', 9.5)], prepaid), row('c', [{ indicator: 'bureau', missing: true }], prepaid)],
      [],
    ],
    [
      'a number that no word stands for, and one that is left out',
      [
        row('a', [is('bureau', '<', 2)], postpaid),
        row('b', [is('bureau', '>', 2), is('bureau', '<', 9.5)], prepaid),
        row('c', [{ indicator: 'bureau', missing: true }], prepaid),
      ],
      ['policy.rows RATING_POLICY_GAP: grade A, bureau = 2', 'policy.rows[1].when RATING_POLICY_ROW_NEVER'],
    ],
    [
      'cut points between which doubles leave no whole number',
      [row('a', [is('cover', '<', 1e300)], postpaid), row('b', [is('cover', '>', 1e300)], prepaid), row('c', [{ indicator: 'cover', missing: true }], prepaid)],
      ['policy.rows RATING_POLICY_GAP: grade A, cover = 1e+300'],
    ],
    ['two rows of one name', [row('a', [grades('A')], postpaid), row('a', [], prepaid)], ['policy.rows[1].name RATING_POLICY_ROW_TWICE']],
    ['a grade there is not', [row('a', [grades('A', 'D')], postpaid), row('b', [], prepaid)], ['policy.rows[0].when[0].grade[1] RATING_GRADE_UNKNOWN']],
    [
      'an indicator there is not',
      [row('a', [is('age', '<', 18)], postpaid), row('b', [], prepaid)],
      ['policy.rows[0].when[0].indicator RATING_INDICATOR_UNKNOWN'],
    ],
    [
      'a word that cannot be',
      [row('a', [is('service', '=', 'steam')], postpaid), row('b', [], prepaid)],
      ['policy.rows[0].when[0].value RATING_CONDITION_VALUE'],
    ],
    ['words in an order', [row('a', [is('service', '<', 'gas')], postpaid), row('b', [], prepaid)], ['policy.rows[0].when[0].op RATING_CONDITION_ORDER']],
    [
      'a special code not declared',
      [row('a', [{ indicator: 'worst', special: -9 }], postpaid), row('b', [], prepaid)],
      ['policy.rows[0].when[0].special RATING_SPECIAL_UNDECLARED'],
    ],
    [
      'an output that was not declared',
      [row('a', [], { ...postpaid, overdraftLimit: { minor: 1, currency: 'CNY' } })],
      ['policy.rows[0].then.overdraftLimit RATING_POLICY_OUTPUT_UNDECLARED'],
    ],
    ['an output left out', [row('a', [], { paymentMode: 'prepaid' })], ['policy.rows[0].then RATING_POLICY_OUTPUT_ABSENT']],
    ['a deposit of nothing', [row('a', [], { ...postpaid, paymentMode: 'deposit' })], ['policy.rows[0].then RATING_POLICY_DEPOSIT_ABSENT']],
    [
      'a schedule there is not',
      [row('a', [], { ...postpaid, reminderSchedule: 'none' })],
      ['policy.rows[0].then.reminderSchedule RATING_POLICY_SCHEDULE_UNKNOWN'],
    ],
    ['a payment mode there is not', [row('a', [], { ...postpaid, paymentMode: 'cash' })], ['policy.rows[0].then.paymentMode RATING_WORD_UNKNOWN']],
    [
      'a condition of no kind, and no gap of its own',
      [row('a', [{ segment: 'x' }], postpaid)],
      ['policy.rows[0].when[0].grade RATING_KEY_MISSING', 'policy.rows[0].when[0].segment RATING_KEY_UNKNOWN'],
    ],
  ])('%s', (_, rows, faults) => {
    expect(found(ruled(...rows))).toEqual(faults);
  });

  const spoilt: [string, (document: Loose) => void, string[]][] = [
    [
      'a deposit beside another mode',
      (d) => (d.policy.rows[0].then.deposit = { minor: 1, currency: 'CNY' }),
      ['policy.rows[0].then.deposit RATING_POLICY_DEPOSIT_IDLE'],
    ],
    ['a multiple of a word', (d) => (d.policy.rows[1].then.creditLimit.of = 'service'), ['policy.rows[1].then.creditLimit.of RATING_POLICY_AMOUNT_UNIT']],
    [
      'a multiple of what is no money',
      (d) => (d.policy.rows[1].then.creditLimit.of = 'worst'),
      ['policy.rows[1].then.creditLimit.of RATING_POLICY_AMOUNT_UNIT'],
    ],
    ['a multiple of nothing', (d) => (d.policy.rows[1].then.creditLimit.of = 'income'), ['policy.rows[1].then.creditLimit.of RATING_INDICATOR_UNKNOWN']],
    [
      'a multiple of what may be missing',
      (d) => d.policy.rows[1].when.pop(),
      ['policy.rows[1].then.creditLimit.of RATING_POLICY_AMOUNT_LACKING: grade A, service = electricity, monthly missing'],
    ],
    [
      'bounds that leave nothing',
      (d) => (d.policy.rows[1].then.creditLimit.least = 100_001),
      ['policy.rows[1].then.creditLimit.least RATING_POLICY_AMOUNT_BOUNDS'],
    ],
    ['an amount below nothing', (d) => (d.policy.rows[0].then.creditLimit.minor = -1), ['policy.rows[0].then.creditLimit.minor RATING_TOO_SMALL']],
    ['a currency of no form', (d) => (d.policy.rows[0].then.creditLimit.currency = 'yuan'), ['policy.rows[0].then.creditLimit.currency RATING_NAME_FORM']],
    [
      'a schedule that goes back',
      (d) => d.policy.schedules.strict.reverse(),
      ['policy.schedules.strict[1].day RATING_POLICY_STEP_ORDER', 'policy.schedules.strict[2].day RATING_POLICY_STEP_ORDER'],
    ],
    ['another subject', (d) => (d.subject = 'account'), ['policy RATING_POLICY_SUBJECT']],
    ['an output nobody knows', (d) => d.policy.outputs.push('gift'), ['policy.outputs[4] RATING_WORD_UNKNOWN']],
  ];
  it.each(spoilt)('%s', (_, spoil, faults) => {
    const document = whole();
    spoil(document);
    expect(found(document).filter((each) => !each.startsWith('~'))).toEqual(faults);
  });

  it('warns of a schedule that no row uses, and counts as a use of an indicator', () => {
    const idle = (document: Loose) =>
      check(document, attributes)
        .faults.filter(({ code }) => code.endsWith('_UNUSED'))
        .map(({ path }) => path);
    const more = ['indicators.prompt', 'indicators.bureau'];
    expect(idle(ruled(row('a', [], postpaid)))).toEqual(['indicators.monthly', 'indicators.bad_debt', ...more, 'policy.schedules.strict'].toSorted());
    expect(idle(whole())).toEqual(['indicators.bad_debt', ...more].toSorted());
  });

  it('is refused beyond what can be checked, with the count', () => {
    const many = (indicator: string, from: number) =>
      is(
        indicator,
        'in',
        [...Array(100).keys()].map((at) => from + at),
      );
    const document = ruled(row('a', [many('worst', 0), many('cover', 0), many('monthly', 0)], postpaid), row('b', [], prepaid));
    // Grades and none; worst is whole and has a special code; cover may be anything; a bill is never below 0.
    expect(check(document, attributes).faults.find(({ code }) => code === 'RATING_POLICY_FINE')).toMatchObject({
      path: 'policy.rows',
      params: { count: 4 * 104 * 202 * 201, most: 1_000_000 },
    });
  });
});

describe('a profile', () => {
  const asked = (document: Loose) =>
    policyFaults(draft(document).ruleset as Ruleset, attributes, false, policyRules.power)
      .filter(({ severity }) => severity === 'error')
      .map(({ code, path, params }) => `${path} ${code} ${params['allowed'] ?? params['after']}`);

  it('of power changes how supply is paid for, and nothing else', () => {
    expect(asked(whole())).toEqual(['policy.outputs[3] RATING_POLICY_OUTPUT_REFUSED paymentMode, deposit, reminderSchedule']);
    expect(asked(ruled(row('a', [], postpaid)))).toEqual([]);
  });

  it('of power cuts nobody off before day 31, nor without a word', () => {
    const document = ruled(row('a', [], prepaid));
    document.policy.schedules = { strict: [{ day: 31, action: 'cut_off' }] };
    expect(asked(document)).toEqual(['policy.schedules.strict[0] RATING_POLICY_CUT_OFF 30']);
    document.policy.schedules.strict.unshift({ day: 5, action: 'recovery' });
    expect(asked(document)).toEqual(['policy.schedules.strict[1] RATING_POLICY_CUT_OFF 30']);
    document.policy.schedules.strict[0].action = 'reminder';
    expect(asked(document)).toEqual([]);
    document.policy.schedules.strict[1].day = 30;
    expect(asked(document)).toEqual(['policy.schedules.strict[1] RATING_POLICY_CUT_OFF 30']);
  });
});
