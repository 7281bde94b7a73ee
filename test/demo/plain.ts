import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { toMinor } from '../../src/base/money.ts';
import { world } from '../../src/demo/calendar.ts';
import { type Customer, customerOf } from '../../src/demo/customer.ts';
import { rows } from '../../src/demo/rows.ts';
import { type Sheet, sheets } from '../../src/demo/sheet.ts';
import { compile, type Evaluation, evaluate } from '../../src/rating/card/evaluator.ts';
import { check } from '../../src/rating/check/check.ts';
import { combine, combined, isMeasured, missing, type Value } from '../../src/rating/indicator.ts';
import { type Known, measure, type Row } from '../../src/rating/measure/measure.ts';
import { form } from '../../src/rating/measure/parts.ts';
import { derivationOrder, type Ruleset } from '../../src/rating/ruleset.ts';
import { columnOf, vocabulary } from '../../src/rating/vocabulary.ts';

export const document = parse(readFileSync(new URL('../../src/demo/rulesets/demo.yaml', import.meta.url), 'utf8'));
export const checked = check(document, new Map());

type Cells = Record<string, string>;
/** What a file says once its corrections are in: a row of the same key stands for the first one, a replaced bill is gone. */
function cellsOf(customer: Customer, sheet: Sheet): Cells[] {
  const table = rows(world.seed, customer);
  const read = (name: Sheet): Cells[] =>
    (table[name] ?? []).map((row) => Object.fromEntries(sheets[sheet].map((column, at) => [column, row[at] === null ? '' : String(row[at])])));
  const keyOf = (cells: Cells): string =>
    (sheet === 'billing/usage' || sheet === 'billing/statuses' ? `${cells.ACCOUNT_NO} ${cells.MONTH}` : Object.values(cells)[0]) as string;
  const corrected = read(`${sheet}.corrected` as Sheet);
  const gone = new Set(corrected.flatMap((cells) => [keyOf(cells), cells.REPLACES]));
  return [...read(sheet).filter((cells) => !gone.has(keyOf(cells))), ...corrected];
}
const minor = (text: string | undefined) => toMinor(Number(text), world.currency);
const day = (text: string | undefined) => text || null;

/** What the files of one customer say, as the plain definitions read it. */
export function known(customer: Customer): Known {
  const read = (sheet: Sheet, map: (cells: Cells) => Record<string, unknown>): Row[] =>
    cellsOf(customer, sheet).map((cells) => ({ accountId: cells.ACCOUNT_NO, ...map(cells) }) as unknown as Row);
  const joined = cellsOf(customer, 'savings/customers').some(({ ID_NO }) => ID_NO);
  const account = (c: Cells) => ({ key: c.ACCOUNT_NO, availableOn: c.OPENED_ON, service: c.SERVICE ?? 'deposit', contractStart: c.OPENED_ON });
  return new Map([
    ['account', [...read('billing/accounts', account), ...(joined ? read('savings/accounts', account) : [])]],
    [
      'usage',
      read('billing/usage', (c) => ({ key: `${c.ACCOUNT_NO}-${c.MONTH}`, availableOn: `${c.MONTH}-28`, period: `${c.MONTH}-01`, quantity: c.QUANTITY })),
    ],
    [
      'bill',
      read('billing/bills', (c) => ({
        key: c.BILL_NO,
        availableOn: c.ISSUED_ON,
        period: `${c.MONTH}-01`,
        amountDueMinor: minor(c.AMOUNT_DUE),
        dueOn: c.DUE_ON,
      })),
    ],
    [
      'payment',
      read('billing/payments', (c) => ({
        key: c.PAYMENT_NO,
        availableOn: c.PAID_ON,
        paidOn: c.PAID_ON,
        amountMinor: minor(c.AMOUNT),
        bouncedOn: day(c.BOUNCED_ON),
      })),
    ],
    [
      'account_status',
      read('billing/statuses', (c) => ({
        key: `${c.ACCOUNT_NO}-${c.MONTH}`,
        availableOn: `${c.MONTH}-28`,
        month: `${c.MONTH}-01`,
        daysPastDue: Number(c.DAYS_PAST_DUE),
      })),
    ],
  ]);
}

/** The values of a ruleset for one customer, by the plain definitions and without a database. */
export function valuesOf(ruleset: Ruleset, customer: Customer): Record<string, Value> {
  const facts = known(customer);
  const values: Record<string, Value> = {};
  for (const name of derivationOrder(ruleset.indicators)) {
    const indicator = ruleset.indicators[name];
    if (!indicator) continue;
    if (!isMeasured(indicator)) {
      const [left, right] = combined(indicator).of;
      values[name] = combine(indicator, values[left] ?? missing, values[right] ?? missing);
      continue;
    }
    const fact = vocabulary.get(indicator.fact);
    const kind = (fact && indicator.column && columnOf(fact, indicator.column, new Map())?.kind) || 'number';
    // The demo card has no measure over months, whose coverage is by month.
    const covered = { window: customer.accounts.length > 0 ? ('whole' as const) : ('none' as const), months: new Set<string>() };
    values[name] = form(indicator, measure(indicator, facts, world.asOf, new Map()), world.asOf, covered, kind);
  }
  return values;
}

export interface Rated {
  readonly customer: Customer;
  readonly evaluation: Evaluation;
  readonly values: Record<string, Value>;
}

/** The first `count` customers of a world, rated with the demo card. */
export function rate(seed: number, count: number, from = 0): Rated[] {
  if (!checked.ruleset) throw new Error(JSON.stringify(checked.faults));
  const { ruleset } = checked;
  const plan = compile(ruleset);
  return Array.from({ length: count }, (_, at) => {
    const customer = customerOf(seed, from + at);
    const values = valuesOf(ruleset, customer);
    return {
      customer,
      values,
      evaluation: evaluate(
        plan,
        Object.keys(ruleset.indicators).map((name) => values[name] ?? missing),
      ),
    };
  });
}

/** Probability that a good one scores above a bad one, half for ties. */
export function auc(scored: readonly { score: number; bad: boolean }[]): number {
  const good = scored.filter((each) => !each.bad);
  const bad = scored.filter((each) => each.bad);
  const wins = bad.reduce((sum, { score }) => sum + good.reduce((held, other) => held + (other.score > score ? 1 : other.score === score ? 0.5 : 0), 0), 0);
  return wins / (good.length * bad.length);
}
