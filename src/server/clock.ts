import type { Day, Instant } from '../base/time.ts';

/** Now. The only clock of the program; everything else is handed an instant, a day or this function. */
export const clock = (): Instant => new Date().toISOString();

/** Making one costs forty times what it then takes to write a day. */
const calendars = new Map<string, Intl.DateTimeFormat>();
const watches = new Map<string, Intl.DateTimeFormat>();

/** Today's calendar day where the company is. */
export function today(timeZone: string): Day {
  const calendar = calendars.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  calendars.set(timeZone, calendar);
  return calendar.format(new Date());
}

/** Seconds left of today where the company is. */
export function secondsLeft(timeZone: string): number {
  const watch =
    watches.get(timeZone) ?? new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
  watches.set(timeZone, watch);
  const [hours = 0, minutes = 0, seconds = 0] = watch.format(new Date()).split(':').map(Number);
  return 86_400 - (hours * 60 + minutes) * 60 - seconds;
}
