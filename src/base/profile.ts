import { addDays, type Day, weekday } from './time.ts';

/**
 * The jurisdiction's rules of thumb. One profile so far: any company, Monday to Friday working days, every uncovered
 * minor unit counts.
 */
export const profile = {
  name: 'general',
  /** A bill with less than this uncovered does not count as past due. */
  materialityMinor: 1,
  /** What is consumed by the weather and the time of year: a month is compared with the same month a year before, not with the one before it. */
  seasonalServices: ['electricity', 'gas', 'water'],
} as const;

/** A due day on a weekend is due on the next working day. */
export function workingDay(day: Day): Day {
  const ahead = 7 - weekday(day);
  return ahead <= 2 ? addDays(day, ahead) : day;
}
