import { describe, expect, it } from 'vitest';
import { faultsOf } from './document.ts';

const label = { en: 'x', zh: 'x' };
const card = 'cards[0].characteristics';
const behaviour = { fact: 'bill', unit: 'day', better: 'lower', label };
const [gas, one, unit] = [
  [{ column: 'account.service', op: '=', value: 'gas' }],
  [{ column: 'account.service', op: '=', value: 'mobile' }],
  [{ column: 'unit', op: '=', value: 'kWh' }],
];
const mobile = { fact: 'usage', column: 'quantity', window: { months: 6 }, where: one, unit: 'x', better: 'neither', label };

describe('a check of indicators', () => {
  it.each<[string, Record<string, unknown>, string[]]>([
    ['an unknown fact', { 'indicators.worst.fact': 'weather' }, ['indicators.worst.fact RATING_FACT_UNKNOWN']],
    [
      'outcomes, which rulesets are judged by',
      { 'indicators.paid': { fact: 'outcome', measure: 'count', unit: 'x', better: 'lower', label } },
      ['indicators.paid.fact RATING_FACT_CLOSED'],
    ],
    ['an unknown column', { 'indicators.paid.column': 'colour' }, ['indicators.paid.column RATING_COLUMN_UNKNOWN']],
    ['a column named like a method of objects', { 'indicators.paid.column': 'toString' }, ['indicators.paid.column RATING_COLUMN_UNKNOWN']],
    ['a column of the account as its own', { 'indicators.paid.column': 'account.creditLimitMinor' }, ['indicators.paid.column RATING_COLUMN_UNKNOWN']],
    [
      'a column that indicators may not read',
      { 'indicators.service.fact': 'customer', 'indicators.service.column': 'name' },
      ['indicators.service.column RATING_COLUMN_CLOSED'],
    ],
    ['a reference to another fact', { 'indicators.paid.measure': 'latest', 'indicators.paid.column': 'bill' }, ['indicators.paid.column RATING_COLUMN_CLOSED']],
    ['a measure without its column', { 'indicators.paid.column': undefined }, ['indicators.paid RATING_COLUMN_MISSING']],
    ['a column on a count', { 'indicators.paid.measure': 'count' }, ['indicators.paid.column RATING_COLUMN_MISPLACED']],
    ['an unknown measure', { 'indicators.paid.measure': 'median' }, ['indicators.paid.measure RATING_WORD_UNKNOWN']],
    [
      'an unknown measure, not what the one put in its place would need',
      { 'indicators.paid.measure': 'median', 'indicators.paid.column': undefined, 'indicators.paid.graceDays': 3 },
      ['indicators.paid.measure RATING_WORD_UNKNOWN'],
    ],
    ['a sum of words', { 'indicators.service.measure': 'sum' }, ['indicators.service.column RATING_MEASURE_TYPE']],
    ['a mean of days', { 'indicators.paid.measure': 'mean', 'indicators.paid.column': 'paidOn' }, ['indicators.paid.column RATING_MEASURE_TYPE']],
    ['the latest day', { 'indicators.paid.measure': 'latest', 'indicators.paid.column': 'paidOn' }, ['indicators.paid.column RATING_MEASURE_TYPE']],
    ['months since an amount', { 'indicators.paid.measure': 'months_since' }, ['indicators.paid.column RATING_MEASURE_TYPE']],
    [
      'months since, of what has no day',
      { 'indicators.paid': { fact: 'customer', measure: 'months_since', unit: 'x', better: 'lower', label } },
      ['indicators.paid RATING_COLUMN_MISSING'],
    ],
    ['a share without match', { 'indicators.paid.measure': 'share', 'indicators.paid.column': undefined }, ['indicators.paid RATING_MATCH_MISSING']],
    [
      'a share by words',
      {
        'indicators.paid.measure': 'share',
        'indicators.paid.column': undefined,
        'indicators.paid.by': 'channel',
        'indicators.paid.match': [{ column: 'channel', op: '=', value: 'cash' }],
      },
      ['indicators.paid.by RATING_MEASURE_TYPE'],
    ],
    [
      'match on another measure',
      { 'indicators.paid.match': [{ column: 'channel', op: '=', value: 'cash' }] },
      ['indicators.paid.match RATING_OPTION_MISPLACED'],
    ],
    ['grace days on another measure', { 'indicators.paid.graceDays': 3 }, ['indicators.paid.graceDays RATING_OPTION_MISPLACED']],
    [
      'lateness of payments',
      { 'indicators.paid': { fact: 'payment', measure: 'days_past_due', unit: 'day', better: 'lower', label } },
      ['indicators.paid.fact RATING_MEASURE_FACT'],
    ],
    [
      'lateness filtered by bill',
      {
        'indicators.paid': {
          fact: 'bill',
          measure: 'arrears_amount',
          where: [{ column: 'cause', op: '=', value: 'regular' }],
          unit: 'minor',
          better: 'lower',
          label,
        },
      },
      ['indicators.paid.where[0].column RATING_CONDITION_ACCOUNT'],
    ],
    [
      'nothing, of a quantity whose rows have no unit',
      { 'indicators.paid': { fact: 'relation', measure: 'mean', column: 'weight', unit: 'x', better: 'neither', label } },
      [],
    ],
    [
      'a quantity over every unit',
      { 'indicators.paid': { fact: 'usage', measure: 'sum', column: 'quantity', unit: 'kWh', better: 'neither', label } },
      ['indicators.paid RATING_UNITS_MIXED'],
    ],
    [
      'the worst lateness without a window',
      { 'indicators.paid': { fact: 'bill', measure: 'days_past_due', over: 'max', unit: 'day', better: 'lower', label } },
      ['indicators.paid RATING_WINDOW_NEEDED'],
    ],
    ['a window over what has no day', { 'indicators.service.window': { months: 3 } }, ['indicators.service.window RATING_WINDOW_WITHOUT_DAY']],
    [
      'a window of the wrong form',
      { 'indicators.paid.window': { weeks: 3 } },
      ['indicators.paid.window.months RATING_KEY_MISSING', 'indicators.paid.window.weeks RATING_KEY_UNKNOWN'],
    ],
    [
      'a condition on an unknown column',
      { 'indicators.paid.where': [{ column: 'account.colour', op: '=', value: 'red' }] },
      ['indicators.paid.where[0].column RATING_COLUMN_UNKNOWN'],
    ],
    [
      'a condition on a word that cannot be',
      { 'indicators.paid.where': [{ column: 'account.service', op: '=', value: 'steam' }] },
      ['indicators.paid.where[0].value RATING_CONDITION_VALUE'],
    ],
    [
      'a condition on a day that is none',
      { 'indicators.paid.where': [{ column: 'paidOn', op: '>', value: '2026-02-30' }] },
      ['indicators.paid.where[0].value RATING_CONDITION_VALUE'],
    ],
    [
      'a condition that compares a number with a word',
      { 'indicators.paid.where': [{ column: 'amountMinor', op: '>', value: 'much' }] },
      ['indicators.paid.where[0].value RATING_CONDITION_VALUE'],
    ],
    [
      'a condition that orders words',
      { 'indicators.paid.where': [{ column: 'channel', op: '<', value: 'cash' }] },
      ['indicators.paid.where[0].op RATING_CONDITION_ORDER'],
    ],
    [
      'a list without in',
      { 'indicators.paid.where': [{ column: 'channel', op: '=', value: ['cash'] }] },
      ['indicators.paid.where[0].value RATING_CONDITION_LIST'],
    ],
    [
      'in without a list',
      { 'indicators.paid.where': [{ column: 'channel', op: 'in', value: 'cash' }] },
      ['indicators.paid.where[0].value RATING_CONDITION_LIST'],
    ],
    [
      'an attribute of a refused class',
      { 'indicators.service.fact': 'customer', 'indicators.service.column': 'attributes.sex' },
      ['indicators.service.column RATING_ATTRIBUTE_REFUSED'],
    ],
    [
      'a refused class in a filter',
      { 'indicators.paid.where': [{ column: 'account.attributes.origin', op: '=', value: 'x' }] },
      ['indicators.paid.where[0].column RATING_ATTRIBUTE_REFUSED'],
    ],
    [
      'an undeclared attribute',
      { 'indicators.service.fact': 'customer', 'indicators.service.column': 'attributes.hobby' },
      ['indicators.service.column RATING_ATTRIBUTE_UNDECLARED'],
    ],
    ['special codes that are no numbers', { 'indicators.paid.special': ['none'] }, ['indicators.paid.special[0] RATING_TYPE']],
    [
      'special codes of words',
      { 'indicators.service.special': [1] },
      ['indicators.service.special RATING_SPECIAL_MISPLACED', `~${card}[1].bins RATING_BIN_SPECIAL_ABSENT`],
    ],
    [
      'special codes of a derived indicator',
      { 'indicators.cover.special': [1] },
      ['indicators.cover.special RATING_SPECIAL_MISPLACED', `~${card}[2].bins RATING_BIN_SPECIAL_ABSENT`],
    ],
    [
      'an indicator derived from an unknown one',
      { 'indicators.cover.ratio[1]': 'nothing' },
      ['~indicators.billed RATING_INDICATOR_UNUSED', 'indicators.cover.ratio[1] RATING_INDICATOR_UNKNOWN'],
    ],
    [
      'an indicator derived from itself',
      { 'indicators.cover.ratio[1]': 'cover' },
      ['~indicators.billed RATING_INDICATOR_UNUSED', 'indicators.cover.ratio RATING_INDICATOR_CYCLE'],
    ],
    [
      'an indicator derived from a word',
      { 'indicators.cover.ratio[1]': 'service' },
      ['~indicators.billed RATING_INDICATOR_UNUSED', 'indicators.cover.ratio[1] RATING_DERIVED_WORD'],
    ],
    ['a ratio of one', { 'indicators.cover.ratio': ['paid'] }, ['indicators.cover.ratio RATING_TOO_SMALL', '~indicators.billed RATING_INDICATOR_UNUSED']],
    [
      'a circle of derived indicators, at each of them',
      {
        'indicators.cover.ratio': ['paid', 'again'],
        'indicators.again': { difference: ['paid', 'cover'], unit: 'x', better: 'lower', label },
      },
      ['indicators.again.difference RATING_INDICATOR_CYCLE', '~indicators.billed RATING_INDICATOR_UNUSED', 'indicators.cover.ratio RATING_INDICATOR_CYCLE'],
    ],
    [
      'an indicator behind one that is derived from nothing',
      {
        'indicators.cover.ratio': ['paid', 'again'],
        'indicators.again': { difference: ['paid', 'nothing'], unit: 'x', better: 'lower', label },
      },
      ['indicators.again.difference[1] RATING_INDICATOR_UNKNOWN', '~indicators.billed RATING_INDICATOR_UNUSED'],
    ],
    [
      'grace days on days past due',
      { 'indicators.paid': { ...behaviour, measure: 'days_past_due', graceDays: 3 } },
      ['indicators.paid.graceDays RATING_OPTION_MISPLACED'],
    ],
    ['a window of months on a profile', { 'indicators.service.window': 'last_year' }, ['indicators.service.window RATING_WINDOW_WITHOUT_DAY']],
    ['no days', { 'indicators.paid.window': { days: 0 } }, ['indicators.paid.window.days RATING_TOO_SMALL']],
    [
      'days past due over month ends of ever',
      { 'indicators.paid': { ...behaviour, measure: 'days_past_due', over: 'max' } },
      ['indicators.paid RATING_WINDOW_NEEDED'],
    ],
    [
      'month ends of less than a month',
      { 'indicators.paid': { ...behaviour, measure: 'days_past_due', over: 'max', window: { days: 30 } } },
      ['indicators.paid.window RATING_WINDOW_NO_MONTH_END'],
    ],
    [
      'a window of days past due on the day alone',
      { 'indicators.paid': { ...behaviour, measure: 'days_past_due', window: { months: 12 } } },
      ['~indicators.paid.window RATING_WINDOW_IDLE'],
    ],
    [
      'a window of arrears',
      { 'indicators.paid': { ...behaviour, measure: 'arrears_amount', window: 'last_year' } },
      ['~indicators.paid.window RATING_WINDOW_IDLE'],
    ],
    ['broken arrangements of bills', { 'indicators.paid': { ...behaviour, measure: 'broken_arrangements' } }, ['indicators.paid.fact RATING_MEASURE_FACT']],
    ['a monthly mean of ever', { 'indicators.paid': { ...mobile, measure: 'monthly_mean', window: 'all' } }, ['indicators.paid.window RATING_WINDOW_MONTHS']],
    ['a trend of days', { 'indicators.paid': { ...mobile, measure: 'trend', window: { days: 365 } } }, ['indicators.paid.window RATING_WINDOW_MONTHS']],
    ['a trend of two months', { 'indicators.paid': { ...mobile, measure: 'trend', window: { months: 2 } } }, ['indicators.paid.window RATING_WINDOW_SHORT']],
    [
      'halves of one month',
      { 'indicators.paid': { ...mobile, measure: 'half_growth', window: { months: 1 } } },
      ['indicators.paid.window RATING_WINDOW_SHORT'],
    ],
    [
      'more months than a statement can sum',
      Object.fromEntries(Array.from({ length: 17 }, (_, n) => [`indicators.m${n}`, { ...mobile, measure: 'monthly_mean', window: { months: 120 } }])),
      ['indicators RATING_MONTHS_MANY', ...Array.from({ length: 17 }, (_, n) => `~indicators.m${n} RATING_INDICATOR_UNUSED`).sort()],
    ],
    [
      'a trend of words',
      { 'indicators.paid': { ...mobile, column: 'reading', measure: 'trend' } },
      ['indicators.cover.ratio[0] RATING_DERIVED_WORD', 'indicators.paid.column RATING_MEASURE_TYPE'],
    ],
    [
      'special codes of a number of rows',
      { 'indicators.paid': { ...mobile, column: undefined, measure: 'trend', special: [-1] } },
      ['indicators.paid.special RATING_SPECIAL_MISPLACED'],
    ],
    ['a trend of every service', { 'indicators.paid': { ...mobile, where: unit, measure: 'trend' } }, ['indicators.paid RATING_SEASONS_MIXED']],
    ['halves of every service', { 'indicators.paid': { ...mobile, where: unit, measure: 'half_growth' } }, ['indicators.paid RATING_SEASONS_MIXED']],
    [
      'halves of a seasonal service',
      { 'indicators.paid': { ...mobile, where: gas, measure: 'half_growth' } },
      ['indicators.paid.measure RATING_HALVES_SEASONAL'],
    ],
    [
      'a monthly mean of an account',
      { 'indicators.paid': { ...mobile, fact: 'account', column: 'creditLimitMinor', where: [], measure: 'monthly_mean' } },
      ['indicators.paid.fact RATING_MONTHS_WITHOUT_DAY'],
    ],
    ['a monthly mean of every unit', { 'indicators.paid': { ...mobile, where: [], measure: 'monthly_mean' } }, ['indicators.paid RATING_UNITS_MIXED']],
  ])('names %s', (_, changes, faults) => {
    expect(faultsOf(changes)).toEqual(faults);
  });

  it.each<[string, Record<string, unknown>]>([
    ['days', { 'indicators.paid.window': { days: 90 } }],
    ['the year to date', { 'indicators.paid.window': 'year_to_date' }],
    ['the last year', { 'indicators.paid.window': 'last_year' }],
    ['late days over a month of days', { 'indicators.paid': { ...behaviour, measure: 'days_past_due', over: 'max', window: { days: 31 } } }],
    ['a share of the amounts on time', { 'indicators.paid': { ...behaviour, measure: 'on_time_amount_share', graceDays: 3, window: 'last_year' } }],
    ['months since late', { 'indicators.paid': { ...behaviour, measure: 'cured_months' } }],
    [
      'broken promises',
      { 'indicators.paid': { ...behaviour, fact: 'arrangement', measure: 'broken_arrangements', where: [{ column: 'kind', op: '=', value: 'promise' }] } },
    ],
    ['a monthly mean', { 'indicators.paid': { ...mobile, measure: 'monthly_mean' } }],
    ['rows per month', { 'indicators.paid': { ...mobile, column: undefined, measure: 'monthly_mean' } }],
    ['volatility of every service', { 'indicators.paid': { ...mobile, where: unit, measure: 'volatility', window: 'year_to_date' } }],
    ['growth of a seasonal service', { 'indicators.paid': { ...mobile, where: gas, measure: 'growth' } }],
    ['a trend of a seasonal service', { 'indicators.paid': { ...mobile, where: gas, measure: 'trend' } }],
    ['halves of another', { 'indicators.paid': { ...mobile, measure: 'half_growth' } }],
    ['a trend of interactions', { 'indicators.paid': { ...behaviour, fact: 'interaction', measure: 'trend', window: { months: 6 } } }],
  ])('takes %s', (_, changes) => {
    expect(faultsOf(changes)).toEqual([]);
  });

  it.each([
    ['credit', 'sex', true],
    ['credit', 'religion', true],
    ['credit', 'income', false],
    ['current_value', 'sex', false],
    ['current_value', 'religion', true],
  ])('in dimension %s refuses %s: %s', (dimension, attribute, refused) => {
    const found = faultsOf({ dimension, 'indicators.service.fact': 'customer', 'indicators.service.column': `attributes.${attribute}` });
    expect(found.includes('indicators.service.column RATING_ATTRIBUTE_REFUSED')).toBe(refused);
  });
});
