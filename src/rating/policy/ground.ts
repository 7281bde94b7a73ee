import type { Day } from '../../base/time.ts';
import type { RatingRow } from '../rating.ts';
import type { Standing } from './policy.ts';

/** What a policy goes by: a grade, and the values that were measured for it. */
export interface Ground extends Standing, Pick<RatingRow, 'values' | 'states' | 'words'> {
  readonly kind: 'issued' | 'monitoring';
  readonly asOf: Day;
}
