import type { Fact } from '../../base/fact.ts';
import { addDays, type Day, daysBetween, firstOfMonth } from '../../base/time.ts';
import { isLeftOut, type Mark } from '../../customer/mark/mark.ts';
import { allocate, type Cover, type Due, type Paid, standing } from '../../payment/allocation.ts';
import { type Agreed, type Instalment, outcome } from '../../payment/arrangement.ts';
import { type Forbearance, isForborne } from '../../payment/forbearance/forbearance.ts';
import { type Compared, type Condition, isCompared, type Measured } from '../indicator.ts';
import { type Attributes, columnOf, dayOf, type Resolved, vocabulary } from '../vocabulary.ts';
import { isBroken, isLateness, type Part, seriousDays } from './parts.ts';
import { isSeries, monthText, seriesMonths } from './series.ts';
import { lateDays, span } from './window.ts';

/** A fact as it is known: its registry columns by name, its account, and when it became available. */
export interface Row {
  readonly accountId?: string;
  readonly key: string;
  readonly availableOn: Day;
  readonly attributes?: Readonly<Record<string, string | number>>;
  readonly [column: string]: unknown;
}

/** Everything known of one customer, by fact name. */
export type Known = ReadonlyMap<string, readonly Row[]>;

/**
 * The plain definition of every measure over one customer's rows. Ratings use the statement of
 * `facts.ts`; a property test holds the two equal.
 */
export function measure(indicator: Measured, told: Known, asOf: Day, attributes: Attributes): Part[] {
  const known = undisputed(told, asOf);
  if (isLateness(indicator)) return lateness(indicator, known, asOf, attributes);
  if (isBroken(indicator)) return broken(indicator, known, asOf, attributes);
  const fact = vocabulary.get(indicator.fact) as Fact;
  const rows = counting(fact, known, asOf).filter((row) => inWindow(fact, row, indicator, asOf));
  const holds = (conditions: readonly Condition[]) => (row: Row) => conditions.every((condition) => meets(condition, fact, row, known, asOf, attributes));
  const chosen = rows.filter(holds(indicator.where));
  const read = (row: Row, name: string): unknown => cell(columnOf(fact, name, attributes), row, known, asOf);
  if (isSeries(indicator)) return byMonth(indicator, fact, chosen, read);
  switch (indicator.measure) {
    case 'count':
      return [chosen.length];
    case 'share': {
      const matched = chosen.filter(holds(indicator.match ?? []));
      const by = indicator.by;
      return by === undefined ? [matched.length, chosen.length] : [total(matched.map((row) => read(row, by))), total(chosen.map((row) => read(row, by)))];
    }
    case 'months_since':
    case 'tenure_months': {
      const name = indicator.column ?? dayOf(fact);
      const days = chosen
        .map((row) => (name === undefined ? null : read(row, name)))
        .filter((day): day is Day => typeof day === 'string' && day <= asOf)
        .sort();
      return [(indicator.measure === 'months_since' ? days.at(-1) : days[0]) ?? null];
    }
    default:
      return overColumn(
        indicator,
        columnOf(fact, indicator.column as string, attributes)?.kind === 'word',
        chosen.map((row) => ({ day: String(row[dayOf(fact) ?? ''] ?? ''), value: read(row, indicator.column as string) })),
      );
  }
}

/** What is known without the facts that a mark leaves out. */
function undisputed(known: Known, asOf: Day): Known {
  const marks = (known.get('mark') ?? []) as unknown as Mark[];
  return new Map([...known].map(([fact, rows]) => [fact, rows.filter(({ key }) => !isLeftOut(marks, fact, key, asOf))]));
}

function overColumn(indicator: Measured, words: boolean, rows: { day: Day; value: unknown }[]): Part[] {
  const filled = rows.filter(isFilled);
  if (indicator.measure === 'latest') return [latest(filled, words), null];
  const [codes, plain] = [filled.filter(isSpecial(indicator)), filled.filter((row) => !isSpecial(indicator)(row))];
  const ordered = plain.map((row) => row.value).sort((a, b) => Number(a) - Number(b));
  if (indicator.measure === 'min') return [ordered[0] ?? null, latest(codes, words)];
  if (indicator.measure === 'max') return [ordered.at(-1) ?? null, latest(codes, words)];
  return [plain.length, total(ordered), latest(codes, words), rows.length];
}

const isFilled = (row: { day: Day; value: unknown }): row is { day: Day; value: Part & {} } => row.value !== null && row.value !== undefined;
const isSpecial =
  (indicator: Measured) =>
  ({ value }: { value: unknown }): boolean =>
    indicator.special?.includes(Number(value)) ?? false;

/** The totals of the months that have rows, and the latest special code. */
function byMonth(indicator: Measured, fact: Fact, chosen: readonly Row[], read: (row: Row, name: string) => unknown): Part[] {
  const { column } = indicator;
  const rows = chosen.map((row) => ({ day: row[fact.day as string] as Day, value: column === undefined ? 1 : read(row, column) }));
  const plain = column === undefined ? rows : rows.filter(isFilled).filter((row) => !isSpecial(indicator)(row));
  const months = [...Map.groupBy(rows, ({ day }) => firstOfMonth(day)).keys()].map((month) => {
    const own = plain.filter(({ day }) => firstOfMonth(day) === month).map(({ value }) => value);
    return monthText(month, own.length === 0 ? '' : String(total(own)));
  });
  return [months.join(','), column === undefined ? null : latest(rows.filter(isFilled).filter(isSpecial(indicator)), false)];
}

/** The value on the latest day; of several on that day the largest. */
function latest(rows: { day: Day; value: Part & {} }[], words: boolean): Part {
  const larger = (a: Part & {}, b: Part & {}) => (words ? String(a) > String(b) : Number(a) > Number(b));
  let best: { day: Day; value: Part & {} } | undefined;
  for (const row of rows) if (!best || row.day > best.day || (row.day === best.day && larger(row.value, best.value))) best = row;
  return best?.value ?? null;
}

/** An exact sum of integers and decimal texts with up to six places. */
function total(values: unknown[]): Part {
  let sum = 0n;
  for (const value of values) {
    if (value === null || value === undefined) continue;
    const [whole = '0', decimals = ''] = String(value).replace('-', '').split('.');
    const scaled = BigInt(whole + decimals.padEnd(6, '0'));
    sum += String(value).startsWith('-') ? -scaled : scaled;
  }
  const digits = (sum < 0n ? -sum : sum).toString().padStart(7, '0');
  return `${sum < 0n ? '-' : ''}${digits.slice(0, -6)}.${digits.slice(-6)}`;
}

/** The rows of a fact that are known and count: a replaced bill does not. */
function counting(fact: Fact, known: Known, asOf: Day): Row[] {
  const rows = (known.get(fact.name) ?? []).filter((row) => isKnown(fact, row, asOf));
  if (fact.name !== 'bill') return rows;
  return [...Map.groupBy(rows as (Row & Due)[], ({ accountId }) => accountId as string).values()].flatMap((own) => standing(own, asOf) as Row[]);
}

/** Known as of a day: what it is about and when it became available lie on or before it. */
function isKnown(fact: Fact, row: Row, asOf: Day): boolean {
  const day = row[dayOf(fact) ?? ''];
  return row.availableOn <= asOf && (typeof day !== 'string' || day <= asOf);
}

function inWindow(fact: Fact, row: Row, indicator: Measured, asOf: Day): boolean {
  if (fact.day === null) return true;
  const months = isSeries(indicator) ? seriesMonths(indicator, asOf) : undefined;
  if (months) return months.includes(firstOfMonth(row[fact.day] as Day));
  const { from, until } = span(indicator.window, asOf);
  const day = row[fact.day] as Day;
  return (from === undefined || day >= from) && day <= until;
}

function comparedWith({ value }: Compared, fact: Fact, row: Row, known: Known, asOf: Day, attributes: Attributes): unknown {
  if (typeof value !== 'object' || Array.isArray(value)) return value;
  return 'asOf' in value ? addDays(asOf, value.asOf) : cell(columnOf(fact, value.column, attributes), row, known, asOf);
}

function meets(condition: Condition, fact: Fact, row: Row, known: Known, asOf: Day, attributes: Attributes): boolean {
  const resolved = columnOf(fact, condition.column, attributes);
  const value = cell(resolved, row, known, asOf);
  if (!isCompared(condition)) return condition.open === (value === null || value === undefined || String(value) > asOf);
  if (value === null || value === undefined) return false;
  const against = comparedWith(condition, fact, row, known, asOf, attributes);
  if (against === null || against === undefined) return false;
  const same = (constant: unknown) => (resolved?.kind === 'number' ? Number(value) === Number(constant) : String(value) === String(constant));
  if (Array.isArray(against)) return against.some(same);
  const [left, right] = resolved?.kind === 'number' ? [Number(value), Number(against)] : [String(value), String(against)];
  const verdicts = {
    '=': same(against),
    '<>': !same(against),
    '<': left < right,
    '<=': left <= right,
    '>': left > right,
    '>=': left >= right,
    in: same(against),
  };
  return verdicts[condition.op];
}

function cell(resolved: Resolved | undefined, row: Row, known: Known, asOf: Day): unknown {
  if (!resolved) return null;
  const account = vocabulary.get('account') as Fact;
  const from = resolved.of === 'own' ? row : (known.get('account') ?? []).find((held) => held.accountId === row.accountId && isKnown(account, held, asOf));
  const value = resolved.attribute ? from?.attributes?.[resolved.column] : from?.[resolved.column];
  if (resolved.entry?.happens && typeof value === 'string' && value > asOf) return null;
  return resolved.attribute && resolved.kind === 'number' && typeof value !== 'number' ? null : (value ?? null);
}

function lateness(indicator: Measured, known: Known, asOf: Day, attributes: Attributes): Part[] {
  const fact = vocabulary.get('bill') as Fact;
  const accounts = [...new Set((known.get('bill') ?? []).map((row) => row.accountId))];
  const windows = counting(vocabulary.get('forbearance') as Fact, known, asOf);
  const bills = accounts.flatMap((accountId) => {
    const counts = indicator.where.every((condition) =>
      meets(condition, fact, { accountId: accountId as string, key: '', availableOn: asOf }, known, asOf, attributes),
    );
    const own = windows.filter((window) => window.accountId === accountId) as unknown as Forbearance[];
    const allocated = counts ? allocate(ofAccount<Due>(known, 'bill', accountId), ofAccount<Paid>(known, 'payment', accountId), asOf) : [];
    return allocated.map((bill) => ({ ...bill, isForborne: isForborne(bill, own, asOf) }));
  });
  if (indicator.measure === 'on_time_share' || indicator.measure === 'on_time_amount_share') return onTime(indicator, bills, asOf);
  const covers = bills.filter((bill) => !bill.isForborne);
  if (indicator.measure === 'arrears_amount') return [bills.length, covers.reduce((sum, bill) => sum + (bill.dueOn < asOf ? bill.uncoveredMinor : 0), 0)];
  if (indicator.measure === 'cured_months') return [lastLate(indicator, covers, asOf)];
  return [bills.length, ...lateDays(indicator, asOf).map((day) => oldest(covers, day))];
}

const ofAccount = <Kind>(known: Known, name: string, accountId: unknown): Kind[] =>
  (known.get(name) ?? []).filter((row) => row.accountId === accountId) as unknown as Kind[];

/** The due day of the oldest bill that was not covered on a day. */
const oldest = (covers: readonly Cover[], day: Day): Day | null =>
  covers
    .filter((bill) => bill.dueOn < day && (bill.coveredOn === null || bill.coveredOn > day))
    .map((bill) => bill.dueOn)
    .sort()[0] ?? null;

/** Within the days of grace a bill is on time, forborne or not; of those that are not, the forborne ones do not count. */
function onTime(indicator: Measured, bills: (Cover & { isForborne: boolean })[], asOf: Day): Part[] {
  const { from, until } = span(indicator.window, asOf);
  const isInTime = (bill: Cover): boolean => bill.coveredOn !== null && bill.coveredOn <= addDays(bill.dueOn, indicator.graceDays ?? 0);
  const due = bills.filter((bill) => (from === undefined || bill.dueOn >= from) && bill.dueOn <= until && (isInTime(bill) || !bill.isForborne));
  const inTime = due.filter(isInTime);
  const amount = (some: Cover[]) => some.reduce((sum, bill) => sum + bill.amountDueMinor, 0);
  return indicator.measure === 'on_time_share' ? [inTime.length, due.length] : [amount(inTime), amount(due)];
}

/** The last month end in the window at which a bill was 30 days past due or more. */
function lastLate(indicator: Measured, covers: Cover[], asOf: Day): Day | null {
  const { from, until } = span(indicator.window, asOf);
  const first = from ?? covers.map((bill) => bill.dueOn).sort()[0] ?? until;
  for (let day = addDays(firstOfMonth(addDays(until, 1)), -1); day >= first; day = addDays(firstOfMonth(day), -1)) {
    const due = oldest(covers, day);
    if (due !== null && daysBetween(due, day) >= seriousDays) return day;
  }
  return null;
}

/** How many of the arrangements that meet the conditions broke in the window. */
function broken(indicator: Measured, known: Known, asOf: Day, attributes: Attributes): Part[] {
  const fact = vocabulary.get('arrangement') as Fact;
  const { from, until } = span(indicator.window, asOf);
  const days = counting(fact, known, asOf)
    .filter((row) => indicator.where.every((condition) => meets(condition, fact, row, known, asOf, attributes)))
    .map((row) => {
      const own = ofAccount<Instalment & { arrangement: string }>(known, 'instalment', row.accountId).filter(({ arrangement }) => arrangement === row.key);
      return outcome(row as unknown as Agreed, own, ofAccount<Paid>(known, 'payment', row.accountId), asOf).brokenOn;
    });
  return [days.filter((day) => day !== null && (from === undefined || day >= from) && day <= until).length];
}
