import { describe, expect, it } from 'vitest';
import { conditionWords } from '../../src/rating/condition.ts';
import { type Condition, conditionShape } from '../../src/rating/indicator.ts';
import { faultsOf } from './document.ts';

const late = { fact: 'bill', measure: 'arrears_amount', unit: 'minor', better: 'lower', label: { en: 'x', zh: 'x' } };

describe('a check of conditions on days', () => {
  it.each<[string, object, string[]]>([
    ['nothing, of a day still to come', { column: 'bouncedOn', open: true }, []],
    ['nothing, of a day told by the as-of day', { column: 'paidOn', op: '<', value: { asOf: -30 } }, []],
    ['nothing, of a day against another', { column: 'bookedOn', op: '>', value: { column: 'paidOn' } }, []],
    ['open asked of words', { column: 'channel', open: true }, ['[0].open RATING_CONDITION_DAY']],
    ['the as-of day against an amount', { column: 'amountMinor', op: '<', value: { asOf: 0 } }, ['[0].value RATING_CONDITION_DAY']],
    ['another column against an amount', { column: 'amountMinor', op: '<', value: { column: 'paidOn' } }, ['[0].value RATING_CONDITION_DAY']],
    ['another column that holds no day', { column: 'paidOn', op: '<', value: { column: 'channel' } }, ['[0].value.column RATING_CONDITION_DAY']],
    ['another column that there is not', { column: 'paidOn', op: '<', value: { column: 'seenOn' } }, ['[0].value.column RATING_COLUMN_UNKNOWN']],
    ['a list of one day told by the as-of day', { column: 'paidOn', op: 'in', value: { asOf: 0 } }, ['[0].value RATING_CONDITION_LIST']],
    ['a column of the account that there is not', { column: 'account.openedOn', open: true }, ['[0].column RATING_COLUMN_UNKNOWN']],
  ])('finds %s', (_, condition, expected) => {
    expect(faultsOf({ 'indicators.paid.where': [condition] })).toEqual(expected.map((fault) => `indicators.paid.where${fault}`));
  });

  it('finds a bill compared where whole accounts are measured', () => {
    const where = [{ column: 'account.contractStart', op: '<', value: { column: 'dueOn' } }];
    expect(faultsOf({ 'indicators.paid': { ...late, where } })).toEqual(['indicators.paid.where[0].column RATING_CONDITION_ACCOUNT']);
  });

  it.each([
    [{ column: 'paidOn', op: '<', value: { asOf: 0.5 } }],
    [{ column: 'paidOn', op: '<', value: { asOf: 1_000_000 } }],
    [{ column: 'paidOn', open: 'yes' }],
    [{ column: 'paidOn', op: '<', value: 1, open: true }],
  ])('takes no %o', (condition) => {
    expect(conditionShape.safeParse(condition).success).toBe(false);
  });
});

it.each<[Condition, string, string]>([
  [{ column: 'service', op: 'in', value: ['gas', 'water'] }, 'service in (gas, water)', 'service in (gas, water)'],
  [{ column: 'deadlineOn', op: '<', value: { asOf: 0 } }, 'deadlineOn < as-of day', 'deadlineOn < 基准日'],
  [{ column: 'deadlineOn', op: '>=', value: { asOf: -30 } }, 'deadlineOn >= as-of day - 30', 'deadlineOn >= 基准日 - 30'],
  [{ column: 'deadlineOn', op: '<=', value: { asOf: 7 } }, 'deadlineOn <= as-of day + 7', 'deadlineOn <= 基准日 + 7'],
  [{ column: 'compliedOn', op: '>', value: { column: 'deadlineOn' } }, 'compliedOn > deadlineOn', 'compliedOn > deadlineOn'],
  [{ column: 'endedOn', open: true }, 'endedOn empty or later', 'endedOn 为空或未到'],
  [{ column: 'endedOn', open: false }, 'endedOn reached', 'endedOn 已到'],
])('%o reads as words', (condition, en, zh) => {
  expect([conditionWords(condition), conditionWords(condition, 'zh')]).toEqual([en, zh]);
});
