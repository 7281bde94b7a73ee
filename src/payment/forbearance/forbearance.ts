import type { Text } from '../../base/text.ts';
import type { Day } from '../../base/time.ts';
import type { Cover } from '../allocation.ts';

/** Prefix of a window's id outside. */
export const windowPrefix = 'fbe';

/** Why late bills may be forborne. */
export const causes = {
  disaster: { en: 'A flood, a storm, an earthquake or another disaster.', zh: '洪水、台风、地震等灾害。' },
  epidemic: { en: 'An epidemic, or what was ordered against it.', zh: '疫情或防疫措施。' },
  outage: { en: 'Supply, billing or a way to pay was out of order.', zh: '供应、计费或缴费渠道故障。' },
  own_error: { en: 'The company billed late or wrongly.', zh: '公司出账延误或有误。' },
  legal_order: { en: 'A court or an authority ordered it.', zh: '法院或主管机关要求。' },
  hardship: { en: 'A programme for customers in hardship.', zh: '困难客户帮扶。' },
} as const satisfies Record<string, Text>;
export const causeCodes: readonly string[] = Object.keys(causes);
export const isCause = (code: string): code is keyof typeof causes => Object.hasOwn(causes, code);

/** Bills of an account that fall due from one day to another, both inclusive, may be late; who has not paid by the day it expires is late after all. */
export interface Forbearance {
  readonly fromOn: Day;
  readonly untilOn: Day;
  readonly expiresOn: Day;
}

/**
 * Whether lateness leaves a bill out as of a day, by the windows of its account that are known then: it was not covered by
 * its due day, which lies in a window, and either the window has not expired or the bill was covered before it did.
 * Afterwards an uncovered bill counts again from its own due day.
 */
export const isForborne = ({ dueOn, coveredOn }: Pick<Cover, 'dueOn' | 'coveredOn'>, windows: readonly Forbearance[], asOf: Day): boolean =>
  (coveredOn === null || coveredOn > dueOn) &&
  windows.some(
    ({ fromOn, untilOn, expiresOn }) => fromOn <= dueOn && dueOn <= untilOn && (asOf <= expiresOn || (coveredOn !== null && coveredOn <= expiresOn)),
  );
