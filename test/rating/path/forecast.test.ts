import { describe, expect, it } from 'vitest';
import { compile, evaluate } from '../../../src/rating/card/evaluator.ts';
import { decide } from '../../../src/rating/decision/decision.ts';
import { nothing } from '../../../src/rating/decision/given.ts';
import { type Measured, missing } from '../../../src/rating/indicator.ts';
import type { Known, Row } from '../../../src/rating/measure/measure.ts';
import { extended, isAged, paidInTime } from '../../../src/rating/path/ageing.ts';
import { type Basis, type Forecast, forecast, keptIn } from '../../../src/rating/path/forecast.ts';
import { type Memory, toldOf, valueOn } from '../../../src/rating/path/plain.ts';
import { parse } from '../../../src/rating/ruleset.ts';
import { itself } from '../../../src/rating/subject.ts';

const text = { en: 'x', zh: 'x' };
const asOf = '2026-10-31';
const accountId = 'a';
const common = { label: text, unit: 'x', better: 'lower' };
const indicators = {
  late: { fact: 'bill', measure: 'days_past_due', over: 'max', window: { months: 6 }, ...common },
  owed: { fact: 'bill', measure: 'arrears_amount', ...common },
  theft: { fact: 'contract_event', measure: 'months_since', where: [{ column: 'kind', op: '=', value: 'theft' }], ...common },
  listed: { fact: 'list_entry', measure: 'count', where: [{ column: 'expiresOn', open: true }], ...common },
  used: { fact: 'usage', measure: 'mean', column: 'quantity', window: { months: 3 }, ...common },
  share: { ratio: ['owed', 'used'], ...common },
};
const bins = (cut: number, below: number, above: number) => [
  { missing: true, points: below },
  { to: cut, points: below },
  { from: cut, points: above },
];
const cards = [
  {
    name: 'c',
    characteristics: [
      { indicator: 'late', bins: bins(1, 60, 20) },
      { indicator: 'owed', bins: bins(1, 30, 0) },
    ],
  },
];
const grades = [{ grade: 'A', from: 90 }, { grade: 'B', from: 50 }, { grade: 'C', from: 20 }, { grade: 'D' }];

const bill = (key: string, period: string, dueOn: string, amountDueMinor = 100): Row => ({
  accountId,
  key,
  availableOn: period,
  period,
  dueOn,
  amountDueMinor,
  replaces: null,
});
const paid = (key: string, paidOn: string, amountMinor = 100): Row => ({ accountId, key, availableOn: paidOn, paidOn, amountMinor, bouncedOn: null });
const stolen = (occurredOn: string): Row => ({ accountId, key: 't', availableOn: occurredOn, occurredOn, kind: 'theft', endedOn: null, severity: null });
const entry = (startedOn: string, expiresOn: string): Row => ({
  key: 'l',
  availableOn: startedOn,
  startedOn,
  expiresOn,
  endedOn: null,
  list: 'watch',
  cause: 'other',
});
/** Late once, in September; October's bill is not yet due. */
const lateOnce = { bill: [bill('1', '2026-09-01', '2026-09-10'), bill('2', '2026-10-01', '2026-11-10')], payment: [paid('1', '2026-10-05')] };

interface Told {
  readonly facts: Readonly<Record<string, readonly Row[]>>;
  readonly document?: object;
  readonly settles?: boolean;
  readonly last?: Basis['last'];
  readonly override?: Basis['override'];
  readonly days?: number;
}

function foretold({ facts, document = {}, settles = false, last = null, override = null, days = 1100 }: Told): Forecast {
  const { ruleset, faults } = parse({ ...{ kind: 'ruleset', name: 'x', title: text, dimension: 'credit', indicators, cards, grades }, ...document });
  if (ruleset === undefined) throw new Error(JSON.stringify(faults));
  const known: Known = new Map(Object.entries({ account: [{ accountId, key: '', availableOn: '2020-01-01' }], ...facts }));
  const loaded = ['bill', 'payment', 'contract_event'].map((fact) => ({ source: 's', fact, fromOn: '2020-01-01', untilOn: asOf }));
  const memoryOf = (all: Known): Memory => ({
    ...{ subject: 'customer', customerId: 'c', subjectId: itself, attributes: new Map(), members: [] },
    ...{ intervals: extended(loaded), told: new Map([['c', toldOf(all, ['s'])]]) },
  });
  const plan = compile(ruleset);
  const values = plan.indicators.map((name) => {
    const indicator = ruleset.indicators[name] as Measured;
    return 'fact' in indicator && isAged(indicator) ? (valueOn(memoryOf(known), indicator, asOf) ?? missing) : ({ state: 'value', value: 7 } as const);
  });
  const now = decide(plan, values, evaluate(plan, values), { ...nothing, last, override });
  return forecast({
    plan,
    indicators: ruleset.indicators,
    cycle: ruleset.cycle,
    asOf,
    values,
    now,
    last,
    override,
    memory: memoryOf(paidInTime(known, asOf, settles)),
    days,
  });
}

/** `B 2027-03-01`, then when knock-outs have ended and what is issued. */
const words = ({ better, free, issued }: Forecast): string =>
  [
    better ? `${better.decision.grade} ${better.on}` : 'never',
    ...(free ? [`free ${free.decision.grade} ${free.on}`] : []),
    ...(issued ? [`issued ${issued.decision.grade} ${issued.turn.name}`] : []),
  ].join(', ');

const out = { knockouts: [{ code: 'THEFT', grade: 'D', lasts: { months: 12, since: 'theft' } }] };
const barred = { caps: [{ code: 'LISTED', when: [{ indicator: 'listed', op: '>', value: 0 }], best: 'B' }] };
const slow = { caps: [{ code: 'SLOW', notches: 1 }], cycle: { every: 'quarter' } };

describe('a grade improves by itself', () => {
  it.each<[string, string, Told]>([
    ['when what was late has left the window', 'A 2027-04-01', { facts: lateOnce }],
    ['on the issue that follows', 'A 2027-04-01, issued A 2027-Q1', { facts: lateOnce, document: { cycle: { every: 'quarter' } } }],
    ['on the issue of the year, months later', 'A 2027-04-01, issued A 2026/27', { facts: lateOnce, document: { cycle: { every: 'year', month: 7 } } }],
    ['on no issue where grades are issued on event', 'A 2027-04-01', { facts: lateOnce, document: { cycle: { every: 'event' } } }],
    ['not while arrears stay, which payments on time go to first', 'never', { facts: { ...lateOnce, payment: [] } }],
    ['when arrears are settled at once', 'B 2026-11-01', { facts: { ...lateOnce, payment: [] }, settles: true }],
    [
      'when probation is over, at what the score says',
      'B 2027-03-31, free B 2027-03-31',
      { facts: { ...lateOnce, contract_event: [stolen('2026-03-31')] }, document: out },
    ],
    ['when a list entry has expired', 'A 2027-06-01', { facts: { ...lateOnce, list_entry: [entry('2026-01-01', '2027-06-01')] }, document: barred }],
    // The last issued grade lets it be C, from October's issue on B, from January's on A.
    [
      'a notch with each issue, where it may rise no further',
      'B 2027-01-02, issued B 2027-Q1',
      { facts: { bill: lateOnce.bill.slice(1) }, document: slow, last: { grade: 'D', asOf: '2026-10-01' } },
    ],
    ['when an override has expired', 'B 2026-12-24', { facts: lateOnce, override: said('C', '2026-12-24') }],
    ['not within the days looked at', 'never', { facts: lateOnce, days: 100 }],
  ])('%s: %s', (_, expected, told) => {
    const overrides = { causes: { O: text }, notches: 3, alone: 1, months: 12 };
    expect(words(foretold({ ...told, document: { overrides, ...told.document } }))).toBe(expected);
  });

  function said(grade: string, expiresOn: string): Basis['override'] {
    return { id: 'o', grade, cause: 'O', expiresOn };
  }
});

it('keeps and names what would need new facts, and what is derived of it', () => {
  const { ruleset } = parse({ kind: 'ruleset', name: 'x', title: text, dimension: 'credit', indicators, cards, grades });
  expect([...keptIn(ruleset?.indicators ?? {})]).toEqual(['used', 'share']);
});

it.each<[string, object, boolean]>([
  ['lateness', { measure: 'days_past_due' }, true],
  ['shares paid on time', { measure: 'on_time_amount_share', window: { months: 6 } }, true],
  ['arrears', { measure: 'arrears_amount' }, true],
  ['amounts billed', { measure: 'sum', column: 'statementMinor' }, false],
  ['counts of bills', { measure: 'count', window: { months: 6 } }, false],
  ['months since a payment', { fact: 'payment', measure: 'months_since' }, false],
  ['what sources report', { fact: 'account_status', measure: 'max', column: 'code' }, false],
  ['usage', { fact: 'usage', measure: 'monthly_mean', column: 'quantity', window: { months: 6 } }, false],
  ['balances', { fact: 'balance', measure: 'latest', column: 'amountMinor' }, false],
  ['top-ups', { fact: 'prepayment', measure: 'count' }, false],
  ['counts of events', { fact: 'contract_event', measure: 'count', window: { months: 12 } }, true],
  ['months since an event', { fact: 'contract_event', measure: 'months_since' }, true],
  ['shares of events', { fact: 'interaction', measure: 'share', match: [{ column: 'kind', op: '=', value: 'complaint' }] }, false],
  ['arrangements that broke', { fact: 'arrangement', measure: 'broken_arrangements' }, true],
  ['list entries', { fact: 'list_entry', measure: 'count' }, true],
  ['tenure', { fact: 'account', measure: 'tenure_months', column: 'contractStart' }, true],
  ['the profile', { fact: 'customer', measure: 'latest', column: 'kind' }, true],
])('%s age: %o %s', (_, indicator, expected) => {
  expect(isAged({ fact: 'bill', window: 'all', where: [], ...common, ...indicator } as unknown as Measured)).toBe(expected);
});
