import { describe, expect, it } from 'vitest';
import type { Language } from '../../src/base/text.ts';
import { check } from '../../src/rating/check/check.ts';
import { difference } from '../../src/rating/diff/difference.ts';
import { missing, type Value } from '../../src/rating/indicator.ts';
import { listing } from '../../src/rating/listing.ts';
import { decidePolicy, type Policy, type PolicyCondition, type Standing } from '../../src/rating/policy/policy.ts';
import { policyWords } from '../../src/rating/policy/wording.ts';
import { draft, type Ruleset } from '../../src/rating/ruleset.ts';
import { number, special, word } from './card.ts';
import { attributes, type Loose } from './document.ts';
import { schedules, whole } from './ruled.ts';

describe('the row that decides', () => {
  const policy = draft(whole()).ruleset?.policy as Policy;
  const decided = (standing: Partial<Standing>, values: Record<string, Value>) =>
    decidePolicy(policy, { grade: 'A', provisional: false, ...standing }, (name) => values[name] ?? missing);

  it.each<[string, Partial<Standing>, Record<string, Value>, string, object]>([
    ['the first that holds', {}, { service: word('water'), monthly: number(300) }, 'water', { creditLimit: { minor: 0, currency: 'CNY' }, deposit: null }],
    ['a multiple, rounded half away from zero', {}, { monthly: number(301) }, 'best', { creditLimit: { minor: 753, currency: 'CNY' } }],
    ['a multiple no greater than its most', {}, { monthly: number(1e9) }, 'best', { creditLimit: { minor: 100_000, currency: 'CNY' } }],
    ['a multiple no smaller than its least', {}, { monthly: number(-5) }, 'best', { creditLimit: { minor: 500, currency: 'CNY' } }],
    ['a grade that stands in', { provisional: true }, { monthly: number(1) }, 'rest', { deposit: { minor: 50_000, currency: 'CNY' } }],
    ['nobody rated', { grade: null }, { monthly: number(1) }, 'unrated', { reminderSchedule: { name: 'strict', steps: schedules.strict } }],
    ['what is missing', {}, {}, 'rest', { paymentMode: 'deposit' }],
    ['what is special', { grade: 'B' }, { worst: special(-2) }, 'rest', { overdraftLimit: null }],
  ])('is %s', (_, standing, values, name, outputs) => {
    expect(decided(standing, values)).toMatchObject({ row: { name }, outputs });
  });

  it('is what golden cases may expect', () => {
    const document = whole();
    document.golden = [{ name: 'good', values: { worst: 0, service: 'gas', billed: 100, paid: 200, monthly: 5 }, expect: { policy: 'best' } }];
    expect(check(document, attributes).faults.filter(({ path }) => path.startsWith('golden'))).toEqual([]);
    document.golden[0].expect.policy = 'rest';
    expect(check(document, attributes).faults.find(({ path }) => path.startsWith('golden'))).toMatchObject({
      code: 'RATING_GOLDEN_DIFFERS',
      path: 'golden[0].expect.policy',
      params: { expected: 'rest', actual: 'best' },
    });
    document.policy = undefined;
    expect(check(document, attributes).faults.find(({ path }) => path.startsWith('golden'))?.params['actual']).toBe('no policy');
  });
});

describe('a policy in words', () => {
  it('is a table of rows and a line per schedule', () => {
    const lines = listing(draft(whole()).ruleset as Ruleset, 'sha256:0');
    const at = lines.findIndex((line) => line.startsWith('row '));
    expect(lines.slice(at, at + 8)).toEqual([
      'row      when                                                      then',
      'water    service = water                                           paymentMode postpaid, creditLimit 0.00 CNY, reminderSchedule gentle',
      'best     grade in (A) and not provisional and monthly not missing  paymentMode postpaid, creditLimit 2.5 x monthly in CNY, at least 5.00, at most 1000.00, reminderSchedule gentle',
      'unrated  not rated                                                 paymentMode prepaid, creditLimit 0.00 CNY, reminderSchedule strict',
      'rest     no earlier row holds                                      paymentMode deposit, creditLimit 0.01 CNY, deposit 500.00 CNY, reminderSchedule strict',
      '',
      'schedule gentle: day -3 reminder by sms; day 10 reminder',
      'schedule strict: day 1 call; day 31 cutoff_warning by letter; day 45 cut_off',
    ]);
  });

  it.each<[PolicyCondition, string, string]>([
    [{ grade: ['A', 'B'] }, 'grade A or B', '等级为 A 或 B'],
    [{ rated: true }, 'rated', '已评级'],
    [{ rated: false }, 'not rated', '未评级'],
    [{ provisional: true }, 'the grade is provisional', '等级为临时'],
    [{ provisional: false }, 'the grade is not provisional', '等级不是临时'],
    [{ indicator: 'monthly', op: '<', value: 5 }, 'Monthly bill below 5 minor units', '月账单低于 5（最小货币单位）'],
    [{ indicator: 'monthly', missing: true }, 'Monthly bill is missing', '月账单缺失'],
    [{ indicator: 'monthly', missing: false }, 'Monthly bill is not missing', '月账单不缺失'],
    [{ indicator: 'worst', special: -2 }, 'Worst status is the special code -2', 'Worst status（中文）为特殊值 -2'],
    [{ indicator: 'service', op: '<>', value: 'gas' }, 'Service is not gas', 'Service（中文）不为 gas'],
    [{ indicator: 'service', op: 'in', value: ['gas', 'water'] }, 'Service is one of gas, water', 'Service（中文）为以下之一：gas、water'],
  ])('has the condition %j in both languages', (condition, en, zh) => {
    const { indicators } = draft(whole()).ruleset as Ruleset;
    expect([policyWords(condition, indicators, 'en'), policyWords(condition, indicators, 'zh')]).toEqual([en, zh]);
  });
});

describe('what changes from one policy to another', () => {
  const changes = (edit: (document: Loose) => void, language: Language = 'en', before: (document: Loose) => void = () => {}) => {
    const [old, now] = [whole(), whole()];
    before(old);
    before(now);
    edit(now);
    return difference(draft(old).ruleset as Ruleset, draft(now).ruleset as Ruleset, language).map(({ path, sentence }) => `${path} | ${sentence}`);
  };

  it.each<[string, (document: Loose) => void, string[], Language?]>([
    ['nothing', () => {}, []],
    [
      'a payment mode',
      (d) => (d.policy.rows[2].then.paymentMode = 'postpaid'),
      ['policy.rows[2].then.paymentMode | policy, row unrated: payment mode prepaid -> postpaid'],
    ],
    [
      'one in Chinese',
      (d) => (d.policy.rows[2].then.paymentMode = 'postpaid'),
      ['policy.rows[2].then.paymentMode | 政策，行 unrated：付款方式 预付费 -> 后付费'],
      'zh',
    ],
    [
      'an amount',
      (d) => (d.policy.rows[1].then.creditLimit = { minor: 5, currency: 'CNY' }),
      ['policy.rows[1].then.creditLimit | policy, row best: credit limit 2.5 x monthly in CNY, at least 5.00, at most 1000.00 -> 0.05 CNY'],
    ],
    [
      'conditions',
      (d) => d.policy.rows[2].when.push({ indicator: 'cover', op: '<', value: 1 }),
      ['policy.rows[2].when | policy, row unrated: when not rated -> not rated and Paid of billed below 1'],
    ],
    [
      'the order of rows',
      (d) => d.policy.rows.unshift(...d.policy.rows.splice(1, 1)),
      ['policy.rows | policy: order of rows water, best, unrated, rest -> best, water, unrated, rest'],
    ],
    [
      'a step',
      (d) => d.policy.schedules.strict.pop(),
      [
        'policy.schedules.strict | policy, schedule strict: steps day 1 call; day 31 cutoff_warning by letter; day 45 cut_off -> day 1 call; day 31 cutoff_warning by letter',
      ],
    ],
    [
      'a row that goes',
      (d) => d.policy.rows.splice(2, 1),
      ['policy.rows[2] | policy, row unrated: removed (when not rated, payment mode prepaid, credit limit 0.00 CNY, reminder schedule strict)'],
    ],
  ])('names %s', (_, edit, sentences, language) => {
    expect(changes(edit, language)).toEqual(sentences);
  });

  it('names a policy that comes with all it says', () => {
    const [change, ...more] = changes(
      (d) => (d.policy = whole().policy),
      'zh',
      (d) => delete d.policy,
    );
    expect(more).toEqual([]);
    expect(change).toMatch(
      /^policy \| 政策：新增（决定内容 付款方式、押金、催缴日程、信用额度；行 water：条件 Service（中文）为 water，付款方式 后付费，.*催缴日程 strict：步骤 第 1 天电话；第 31 天停供警告（letter）；第 45 天停供）$/,
    );
  });
});
