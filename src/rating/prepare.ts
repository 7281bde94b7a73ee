import type { Day, Instant } from '../base/time.ts';
import type { Db } from '../db/client.ts';
import { compileFacts } from './facts.ts';
import type { Indicator } from './indicator.ts';
import { type Reader, readerOf } from './reader.ts';
import { attributesOf, coverageAt } from './store.ts';
import type { Subject } from './subject.ts';

/** Makes indicators of a subject ready to be read as of a day, known at an instant. */
export async function prepare(
  db: Db,
  indicators: Readonly<Record<string, Indicator>>,
  asOf: Day,
  knownAt: Instant,
  subject: Subject = 'customer',
): Promise<Reader> {
  const attributes = await attributesOf(db);
  const intervals = await coverageAt(db, knownAt);
  return readerOf({
    indicators,
    subject,
    attributes,
    intervals,
    asOf,
    knownAt,
    compiled: (measured, reading, level) => compileFacts(measured, asOf, attributes, reading, level),
  });
}
