import { addMonths, type Day, firstOfMonth } from '../../base/time.ts';
import { indicatorShape, type Measured, type Value } from '../indicator.ts';
import { coveredBy, type Interval } from '../measure/coverage.ts';
import { form, type Part } from '../measure/parts.ts';

/** Calendar months that the on-time share looks back over. */
export const onTimeMonths = 12;

const words = { unit: 'x', better: 'neither', label: { en: 'behaviour', zh: '行为' } };
const documents = {
  daysPastDue: { fact: 'bill', measure: 'days_past_due' },
  arrears: { fact: 'bill', measure: 'arrears_amount' },
  onTimeShare: { fact: 'bill', measure: 'on_time_share', window: { months: onTimeMonths } },
} as const;

/** What the 360 shows of how a customer pays, by the same definitions as indicators. */
export const behaviourIndicators: Readonly<Record<string, Measured>> = Object.fromEntries(
  Object.entries(documents).map(([name, document]) => [name, indicatorShape.parse({ ...document, ...words }) as Measured]),
);

/** What a source reports of an account in a month. */
export interface Reported {
  readonly month: string;
  readonly scheme: string;
  readonly code: number | null;
  readonly daysPastDue: number | null;
}

/** How a customer pays as of a day: derived from bills and payments, beside what the sources report themselves. */
export interface Behaviour {
  readonly customerId: string;
  readonly asOf: Day;
  /** Of the arrears; nothing when the accounts are in several, and then there is no sum either. */
  readonly currency: string | undefined;
  /** Of the worst account; null while there is no bill with an amount due. */
  readonly daysPastDue: number | null;
  readonly arrearsMinor: number | null;
  readonly onTimeShare: number | null;
  readonly reported: Reported | null;
}

export function behaviourOf(customerId: string, asOf: Day, currency: string | undefined, reported: Reported | undefined, values: readonly Value[]): Behaviour {
  const { daysPastDue, arrearsMinor, onTimeShare } = figuresOf(values, currency);
  return { customerId, asOf, currency, daysPastDue, arrearsMinor, onTimeShare, reported: reported ?? null };
}

type Figures = Pick<Behaviour, 'daysPastDue' | 'arrearsMinor' | 'onTimeShare'>;

/** The figures as who is told nothing before a day may see them: how late and how much is how it stands today, the share is of months gone by. */
export function figuresSince(measurements: Measurements, sinceOn: Day | undefined): Figures {
  const figures = figuresFrom(measurements);
  const isWhole = sinceOn === undefined || addMonths(firstOfMonth(measurements[0]), -onTimeMonths) >= firstOfMonth(sinceOn);
  return isWhole ? figures : { ...figures, onTimeShare: null };
}

function figuresOf(values: readonly Value[], currency: string | undefined): Figures {
  const read = (name: keyof typeof documents): number | null => {
    const value = values[Object.keys(documents).indexOf(name)];
    return value?.state === 'value' ? Number(value.value) : null;
  };
  return { daysPastDue: read('daysPastDue'), arrearsMinor: currency === undefined ? null : read('arrears'), onTimeShare: read('onTimeShare') };
}

/** What a customer's sources have loaded, together. */
export type Loaded = readonly (readonly [fact: string, fromOn: Day, untilOn: Day])[] | null;

/** What the figures of a customer as of a day are formed of: what its sources have loaded, and the parts of each indicator. */
export type Measurements = readonly [asOf: Day, loaded: Loaded, ...parts: (readonly Part[])[]];

const own = 'own';
export const intervalsOf = (loaded: Loaded): Interval[] => (loaded ?? []).map(([fact, fromOn, untilOn]) => ({ source: own, fact, fromOn, untilOn }));

/** The figures as `subjectValues` forms them for the indicators. */
export function figuresFrom([asOf, loaded, ...parts]: Measurements, currency?: string | null): Figures {
  const intervals = intervalsOf(loaded);
  const values = Object.values(behaviourIndicators).map((indicator, at) =>
    form(indicator, parts[at] as readonly Part[], asOf, coveredBy(intervals, [own], indicator, asOf), 'number'),
  );
  return figuresOf(values, currency ?? undefined);
}
