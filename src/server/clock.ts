import type { Day, Instant } from '../base/time.ts';

/** Now. The only clock of the program; everything else is handed an instant, a day or this function. */
export const clock = (): Instant => new Date().toISOString();

/** Today's calendar day where the company is. */
export const today = (timeZone: string): Day =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(new Date());
