import { profile } from '../../base/profile.ts';
import { addMonths, type Day, dayNumber } from '../../base/time.ts';
import { constantsOf, isCompared, type Measured } from '../indicator.ts';
import { vocabulary } from '../vocabulary.ts';
import { monthsOf, remembered } from './window.ts';

/** Totals per calendar month: what is neither loaded nor told is undefined, never 0. */
type Totals = readonly (number | undefined)[];

/** Measures of the totals of whole calendar months. */
export const isSeries = (indicator: Measured): boolean => ['monthly_mean', 'volatility', 'trend', 'growth', 'half_growth'].includes(indicator.measure);

/** The services an indicator's rows can be of, as far as its conditions say; none where the fact hangs on no account. */
export function servicesOf(indicator: Measured): readonly string[] {
  if (vocabulary.get(indicator.fact)?.owner !== 'account') return [];
  const all = vocabulary.get('account')?.columns['service']?.words ?? [];
  return indicator.where
    .filter(isCompared)
    .filter(({ column }) => column === 'account.service')
    .reduce((left, condition) => {
      const { op } = condition;
      const named = constantsOf(condition).map(String);
      return op === '=' || op === 'in' ? left.filter((word) => named.includes(word)) : left.filter((word) => !named.includes(word));
    }, all);
}

/** A service that the profile declares seasonal. */
export const isSeasonal = (service: string): boolean => (profile.seasonalServices as readonly string[]).includes(service);

/** Whether an indicator is of seasonal services, of others (or of no service), or may be of both. */
export function seasonOf(indicator: Measured): 'seasonal' | 'even' | 'mixed' {
  const services = servicesOf(indicator);
  const seasonal = services.filter(isSeasonal).length;
  if (seasonal === 0) return 'even';
  return seasonal === services.length ? 'seasonal' : 'mixed';
}

/** Whether a month is compared with the same month a year before. */
const looksBack = (indicator: Measured): boolean => indicator.measure === 'growth' || (indicator.measure === 'trend' && seasonOf(indicator) === 'seasonal');

/** A month, and the day number of its first day. */
interface Month {
  readonly day: Day;
  readonly number: number;
}
const monthOf = (day: Day): Month => ({ day, number: dayNumber(day) });

/** The months of an indicator's window, oldest first, and where it compares with the year before, those a year earlier. */
const framed = remembered((indicator, asOf) => {
  const months = monthsOf(indicator.window, asOf);
  const before = looksBack(indicator) ? months.map((month) => addMonths(month, -12)) : [];
  return { now: months.map(monthOf), before: before.map(monthOf), isSeasonal: seasonOf(indicator) === 'seasonal' };
});

/** The months a measure over months reads, oldest first: those that lie whole in its window, and the same ones a year before where it compares with them. */
export function seriesMonths(indicator: Measured, asOf: Day): Day[] {
  const { now, before } = framed(indicator, asOf);
  return [...new Set([...before, ...now].map(({ day }) => day))];
}

/** The most months a measure over months reads, whatever the as-of day. */
export function mostMonths(indicator: Measured): number {
  const { window } = indicator;
  return (typeof window === 'object' && 'months' in window ? window.months : 12) * (looksBack(indicator) ? 2 : 1);
}

/** A month and its total as one exact text, `20089=12.5`: the day number of its first day, and nothing behind `=` where all its rows lack the value. */
export const monthText = (month: Day, total: string): string => `${dayNumber(month)}=${total}`;

/** Reads a list of months back. */
function toldIn(text: string): ReadonlyMap<number, string> {
  const told = new Map<number, string>();
  if (text === '') return told;
  for (const entry of text.split(',')) {
    const at = entry.indexOf('=');
    told.set(Number(entry.slice(0, at)), entry.slice(at + 1));
  }
  return told;
}

/** The totals of months: 0 for one that is loaded and has no row. */
const totalsOf = (told: ReadonlyMap<number, string>, months: readonly Month[], loaded: ReadonlySet<Day>): Totals =>
  months.map(({ day, number }) => {
    const total = told.get(number);
    return loaded.has(day) && total !== '' ? Number(total ?? 0) : undefined;
  });

/** What a measure over months comes to; nothing where it is missing. `text` lists the months that have rows. */
export function overMonths(indicator: Measured, text: string, asOf: Day, loaded: ReadonlySet<Day>): number | undefined {
  const frame = framed(indicator, asOf);
  const told = toldIn(text);
  const now = totalsOf(told, frame.now, loaded);
  const before = totalsOf(told, frame.before, loaded);
  switch (indicator.measure) {
    case 'monthly_mean':
      return mean(now);
    case 'volatility':
      return volatility(now);
    case 'trend':
      return slope(frame.isSeasonal ? now.map((total, at) => ratio(total, before[at])) : now);
    case 'growth':
      return growth(
        now.map((total, at) => (before[at] === undefined ? undefined : total)),
        before.map((total, at) => (now[at] === undefined ? undefined : total)),
      );
    case 'half_growth':
      return growth(now.slice(Math.ceil(now.length / 2)), now.slice(0, Math.floor(now.length / 2)));
    default:
      throw new RangeError(`${indicator.measure} is not a measure over months`);
  }
}

const ratio = (total: number | undefined, base: number | undefined): number | undefined => (total === undefined || !base ? undefined : total / base);
const known = (totals: Totals): number[] => totals.filter((total) => total !== undefined);
const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

function mean(totals: Totals): number | undefined {
  const told = known(totals);
  return told.length === 0 ? undefined : sum(told) / told.length;
}

/** Population standard deviation over the mean; missing when the mean is 0. */
function volatility(totals: Totals): number | undefined {
  const told = known(totals);
  const middle = mean(totals);
  return middle ? Math.sqrt(sum(told.map((each) => (each - middle) ** 2)) / told.length) / middle : undefined;
}

/** The mean of later months over that of earlier ones, minus 1. */
function growth(later: Totals, earlier: Totals): number | undefined {
  const over = ratio(mean(later), mean(earlier));
  return over === undefined ? undefined : over - 1;
}

/** Least-squares slope per month, over the places in the window; missing with fewer than three points. */
function slope(totals: Totals): number | undefined {
  let [count, x0, y0] = [0, 0, 0];
  totals.forEach((y, x) => {
    if (y === undefined) return;
    count += 1;
    x0 += x;
    y0 += y;
  });
  if (count < 3) return undefined;
  let [rise, run] = [0, 0];
  totals.forEach((y, x) => {
    if (y === undefined) return;
    rise += (x - x0 / count) * (y - y0 / count);
    run += (x - x0 / count) ** 2;
  });
  return rise / run;
}
