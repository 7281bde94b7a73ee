import { type Day, dayNumber, type Instant, isDay } from '../../base/time.ts';

/** A moment as it was written: local milliseconds (as if of UTC), and the offset that stood beside them, if any. */
export interface Written {
  readonly local: number;
  readonly offset: number | undefined;
}

const iso = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/;
const [hour, minute, day] = [3_600_000, 60_000, 86_400_000];

/** The local time of a day and a time of day, or nothing when there is none such; what is finer than milliseconds is cut off. */
export function localOf(on: Day, hours: string, minutes: string, seconds = '0', fraction = ''): number | undefined {
  const [h, m, s] = [Number(hours), Number(minutes), Number(seconds)];
  if (!isDay(on) || h > 23 || m > 59 || s > 59) return undefined;
  return dayNumber(on) * day + h * hour + m * minute + s * 1_000 + Number(fraction.padEnd(3, '0').slice(0, 3));
}

/** ISO 8601: a day, a time of day to the minute or finer, and perhaps an offset. */
export function readIso(text: string): Written | undefined {
  const [, on = '', hours, minutes, seconds, fraction, offset] = iso.exec(text) ?? [];
  if (hours === undefined || minutes === undefined) return undefined;
  const local = localOf(on, hours, minutes, seconds, fraction);
  return local === undefined ? undefined : { local, offset: offset === undefined ? undefined : offsetOf(offset) };
}

function offsetOf(text: string): number {
  if (text === 'Z') return 0;
  const [hours, minutes] = [Number(text.slice(1, 3)), Number(text.slice(3).replace(':', ''))];
  return (text.startsWith('-') ? -1 : 1) * (hours * hour + minutes * minute);
}

/** Local time in a time zone, both ways, by the rules the runtime knows (IANA). */
export interface Zone {
  /** The instant of a local time; the earlier one of an hour that comes twice, nothing for an hour that is skipped. */
  instant(written: Written): Instant | undefined;
  /** The local day of an instant. */
  day(instant: Instant): Day;
}

export function zoneOf(timeZone: string): Zone {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'iso8601',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const known = new Map<number, number>();
  /** Local minus UTC: zones change at whole minutes, in our times at quarters of an hour. */
  function offsetAt(utc: number): number {
    const quarter = Math.floor(utc / (15 * minute));
    const found = known.get(quarter);
    if (found !== undefined) return found;
    if (known.size > 10_000) known.clear();
    const at = quarter * 15 * minute;
    const part = Object.fromEntries(parts.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const [y = 0, mo = 1, d = 1] = [part['year'], part['month'], part['day']];
    const on = `${String(y).padStart(4, '0')}-${String(mo).padStart(2, '0')}-${String(d).padStart(2, '0')}`;
    const local = dayNumber(on) * day + (part['hour'] ?? 0) * hour + (part['minute'] ?? 0) * minute + (part['second'] ?? 0) * 1_000;
    known.set(quarter, local - at);
    return local - at;
  }
  return {
    instant: ({ local, offset }) => {
      if (offset !== undefined) return new Date(local - offset).toISOString();
      // The offsets before and after any change near by; the larger one, which holds before clocks go back, is tried first.
      const offsets = [offsetAt(local - day), offsetAt(local + day)].sort((a, b) => b - a);
      const found = offsets.find((each) => offsetAt(local - each) === each);
      return found === undefined ? undefined : new Date(local - found).toISOString();
    },
    day: (instant) => {
      const utc = Date.parse(instant);
      return new Date(utc + offsetAt(utc)).toISOString().slice(0, 10);
    },
  };
}
