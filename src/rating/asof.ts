import { limits } from '../base/limits.ts';
import type { Day } from '../base/time.ts';
import { problem } from './errors.ts';

/**
 * Refuses a day that nothing can be asked as of: RATING_AS_OF_FUTURE behind today, as what is not yet due would count as late;
 * RATING_AS_OF_EARLY where windows would reach back to years that no calendar of the database has.
 */
export function checkAsOf(asOf: Day, today: Day): void {
  if (asOf > today) throw problem('RATING_AS_OF_FUTURE', { asOf, today }, { path: 'asOf' });
  if (asOf < limits.asOfFirst) throw problem('RATING_AS_OF_EARLY', { asOf, first: limits.asOfFirst }, { path: 'asOf' });
}
