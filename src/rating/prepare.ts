import type { Day, Instant } from '../base/time.ts';
import type { Db } from '../db/client.ts';
import { compileFacts } from './facts.ts';
import type { Indicator, Measured } from './indicator.ts';
import { measuredNames, type Reader, readerOf } from './reader.ts';
import { attributesOf, coverageAt } from './store.ts';

/** Makes indicators ready to be read as of a day, known at an instant (`infinity`: all that is). */
export async function prepare(db: Db, indicators: Readonly<Record<string, Indicator>>, asOf: Day, knownAt: Instant): Promise<Reader> {
  const attributes = await attributesOf(db);
  const measured = measuredNames(indicators).map((name) => indicators[name] as Measured);
  return readerOf({
    indicators,
    attributes,
    intervals: await coverageAt(db, knownAt),
    asOf,
    knownAt,
    current: compileFacts(measured, asOf, attributes, 'current'),
    known: compileFacts(measured, asOf, attributes, 'known'),
  });
}
