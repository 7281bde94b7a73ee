import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { difference } from '../../src/rating/diff/difference.ts';
import { indicatorShape, type Measured, missing, type Value } from '../../src/rating/indicator.ts';
import { listing } from '../../src/rating/listing.ts';
import { gather, ofAccounts, ofMembers } from '../../src/rating/measure/gather.ts';
import { itself, subjectName, subjectOf } from '../../src/rating/subject.ts';
import { rulesetOf } from './card.ts';
import { faultsOf, type Loose } from './document.ts';

const label = { en: 'x', zh: 'x' };
const gathered = (how: string, better = 'lower'): Measured =>
  indicatorShape.parse({ fact: 'bill', measure: 'count', gather: how, better, unit: 'x', label }) as Measured;
const value = (one: number | string): Value => ({ state: 'value', value: one });
const special = (code: number): Value => ({ state: 'special', code });

describe('gathering values', () => {
  it.each<[string, Measured, Value[], Value]>([
    ['the worst of what is better lower is the largest', gathered('worst'), [value(3), value(7), value(-1)], value(7)],
    ['the worst of what is better higher is the smallest', gathered('worst', 'higher'), [value(3), value(7), value(-1)], value(-1)],
    ['the worst leaves out who has none', gathered('worst'), [missing, value(3), special(-2)], value(3)],
    ['the sum leaves out who has none', gathered('sum'), [value(3), missing, value(4), special(-2)], value(7)],
    ['without a number it is the first special code', gathered('sum'), [missing, special(-2), special(-9)], special(-2)],
    ['of all missing it is missing', gathered('worst'), [missing, missing], missing],
    ['of nobody it is missing, also a sum', gathered('sum'), [], missing],
    ['the latest is the value of one, though it is missing', gathered('latest'), [value(1), missing, value(3)], missing],
    ['the main one is the value of one, though it is a word', gathered('main'), [value(1), value(2), value('gas')], value('gas')],
    ['nobody stands for nobody', gathered('main'), [], missing],
  ])('%s', (_, indicator, values, expected) => {
    const standing = values.length === 0 ? { latest: -1, main: -1 } : { latest: 1, main: 2 };
    expect(gather(indicator, values, standing)).toEqual(expected);
  });

  it('adds up in the order of ids, in double, and finds the worst whatever the order', () => {
    const numbers = fc.array(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(numbers, (list) => {
        const values = list.map(value);
        expect(gather(gathered('sum'), values, { latest: 0, main: 0 })).toEqual(value(list.reduce((sum, each) => sum + each)));
        expect(gather(gathered('worst'), values, { latest: 0, main: 0 })).toEqual(value(Math.max(...list)));
        expect(gather(gathered('worst', 'higher'), values.toReversed(), { latest: 0, main: 0 })).toEqual(value(Math.min(...list)));
      }),
    );
  });
});

describe('who stands for all', () => {
  const account = (contractStart: string | null, contractEnd: string | null = null) => ({ contractStart, contractEnd });

  it.each([
    ['the latest start, and the earliest', [account('2024-01-01'), account('2025-01-01'), account('2023-01-01')], { latest: 1, main: 2 }],
    ['the main one is in use on the day', [account('2024-01-01'), account('2020-01-01', '2026-06-29')], { latest: 0, main: 0 }],
    ['a contract is in use on its last day', [account('2024-01-01'), account('2020-01-01', '2026-06-30')], { latest: 0, main: 1 }],
    ['none in use: the earliest of all', [account('2024-01-01', '2025-01-01'), account('2020-01-01', '2025-01-01')], { latest: 0, main: 1 }],
    ['an unknown start is behind every known one', [account(null), account('2024-01-01'), account(null)], { latest: 1, main: 1 }],
    ['of equals the first', [account('2024-01-01'), account('2024-01-01'), account(null)], { latest: 0, main: 0 }],
    ['all unknown', [account(null), account(null)], { latest: 0, main: 0 }],
    ['no accounts', [], { latest: -1, main: -1 }],
  ])('of accounts: %s', (_, accounts, expected) => {
    expect(ofAccounts(accounts, '2026-06-30')).toEqual(expected);
  });

  it.each([
    ['who joined last, and the head', ['2024-01-01', null, '2025-01-01'], { latest: 2, main: 1 }],
    ['of those who joined on one day the first', ['2024-01-01', '2024-01-01', null], { latest: 0, main: 2 }],
    ['a head whose members are not known yet', [null], { latest: 0, main: 0 }],
  ])('of members: %s', (_, joined, expected) => {
    expect(ofMembers(joined)).toEqual(expected);
  });
});

it('a subject id tells what is rated', () => {
  const [customer, account] = ['00000001-0000-0000-0000-000000000001', '00000002-0000-0000-0000-000000000001'];
  expect([itself, account, customer].map((id) => subjectOf(customer, id))).toEqual(['customer', 'account', 'group']);
  expect(subjectName(customer, itself)).toBe(customer);
  expect(subjectName(customer, account)).toBe(`${customer}:${account}`);
});

describe('the check of gathering', () => {
  const group = { subject: 'group', 'indicators.worst.gather': 'worst', 'indicators.service.gather': 'main', 'indicators.paid.gather': 'sum' };
  const relation = { fact: 'relation', measure: 'count', unit: 'x', better: 'lower', label, gather: 'sum' };

  it.each<[string, Record<string, unknown>, string[]]>([
    ['a customer over its accounts', { 'indicators.worst.gather': 'worst', 'indicators.service.gather': 'latest', 'indicators.billed.gather': 'sum' }, []],
    ['accounts by themselves', { subject: 'account' }, []],
    ['a group', { ...group, 'indicators.billed.gather': 'sum' }, []],
    ['a group with an indicator that does not say how', group, ['indicators.billed RATING_GATHER_MISSING']],
    ['gathering below an account', { subject: 'account', 'indicators.paid.gather': 'sum' }, ['indicators.paid.gather RATING_GATHER_ACCOUNT']],
    ['the worst of what is better neither way', { 'indicators.billed.gather': 'worst' }, ['indicators.billed.gather RATING_GATHER_DIRECTION']],
    ['a sum of words', { 'indicators.service.gather': 'sum' }, ['indicators.service.gather RATING_GATHER_WORD']],
    ['the worst of words', { 'indicators.service.gather': 'worst' }, ['indicators.service.gather RATING_GATHER_WORD']],
    [
      'facts of the customer over accounts',
      { 'indicators.relations': relation },
      ['indicators.relations.gather RATING_GATHER_MISPLACED', '~indicators.relations RATING_INDICATOR_UNUSED'],
    ],
    ['a derived indicator that gathers', { 'indicators.cover.gather': 'sum' }, ['indicators.cover.gather RATING_KEY_UNKNOWN']],
    ['a way that does not exist', { 'indicators.paid.gather': 'mean' }, ['indicators.paid.gather RATING_WORD_UNKNOWN']],
    ['a subject that does not exist', { subject: 'meter' }, ['subject RATING_WORD_UNKNOWN']],
  ])('%s', (_, changes, faults) => {
    expect(faultsOf(changes)).toEqual(faults);
  });
});

describe('for people', () => {
  const ofGroups = (d: Loose): void => {
    d.subject = 'group';
    for (const [name, how] of Object.entries({ worst: 'worst', service: 'main', billed: 'sum', paid: 'sum' })) d.indicators[name].gather = how;
  };

  it('a ruleset shows whom it rates and how it gathers', () => {
    const lines = listing(rulesetOf(ofGroups), 'sha256:0');
    expect(lines).toContain('dimension credit, subject group');
    expect(lines).toContain('  max of code over account_status in 6 months, gathered by worst');
  });

  it('a difference tells of both', () => {
    const told = (language: 'en' | 'zh') =>
      difference(
        rulesetOf(() => {}),
        rulesetOf(ofGroups),
        language,
      ).map(({ sentence }) => sentence);
    expect(told('en')).toEqual([
      'ruleset: subject customer -> group',
      'indicator billed: gather none -> sum',
      'indicator paid: gather none -> sum',
      'indicator service: gather none -> main',
      'indicator worst: gather none -> worst',
    ]);
    expect(told('zh')[1]).toBe('指标 billed：归集方式 无 -> sum');
  });
});
