import type { Day, Instant } from '../base/time.ts';

/** Now. The only clock of the program; everything else is handed an instant, a day or this function. */
export const clock = (): Instant => new Date().toISOString();

interface Minute {
  readonly number: number;
  readonly day: Day;
  /** Seconds of the day before it. */
  readonly before: number;
}

/** Making one costs forty times what it then takes to write a time, and that ten times what the rest of a request asks of a clock. */
const calendars = new Map<string, Intl.DateTimeFormat>();
const minutes = new Map<string, Minute>();

/** The minute it is where the company is: days begin and end with one everywhere. */
function minuteOf(timeZone: string, ms: number): Minute {
  const number = Math.floor(ms / 60_000);
  const known = minutes.get(timeZone);
  if (known?.number === number) return known;
  const twoDigits = { month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' } as const;
  const calendar = calendars.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', ...twoDigits, hourCycle: 'h23' });
  calendars.set(timeZone, calendar);
  const [day = '', time = ''] = calendar.format(new Date(number * 60_000)).split(' ');
  const [hours = 0, past = 0] = time.split(':').map(Number);
  const made = { number, day, before: (hours * 60 + past) * 60 };
  minutes.set(timeZone, made);
  return made;
}

/** Today's calendar day where the company is. */
export const today = (timeZone: string): Day => minuteOf(timeZone, Date.now()).day;

/** Seconds left of today where the company is. */
export function secondsLeft(timeZone: string): number {
  const ms = Date.now();
  return 86_400 - minuteOf(timeZone, ms).before - (Math.floor(ms / 1_000) % 60);
}
