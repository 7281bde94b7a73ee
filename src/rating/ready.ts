import type { Instant } from '../base/time.ts';
import { currencies } from '../consumption/store.ts';
import type { Db } from '../db/client.ts';
import { checkAsOf } from './asof.ts';
import { problem } from './errors.ts';
import { moneyWithoutCurrency, withLine } from './line.ts';
import { prepare } from './prepare.ts';
import type { RateRequest } from './rateslice.ts';
import type { Reader } from './reader.ts';
import type { Version } from './version/version.ts';

/** Whose indicators are read, and as of which day. */
type Asked = Pick<RateRequest, 'asOf' | 'today'> & { readonly version: Pick<Version, 'ruleset'> };

/** The reader of a version's indicators, and of customers also the line's, refused when the day or the money makes no sense. */
export async function ready(db: Db, { version, asOf, today }: Asked, knownAt: Instant): Promise<Reader> {
  checkAsOf(asOf, today);
  const used = await currencies(db);
  const mixed = used.length > 1 ? moneyWithoutCurrency(version.ruleset.indicators) : [];
  if (mixed.length > 0) throw problem('RATING_CURRENCIES_MIXED', { indicators: mixed.join(', '), currencies: used.join(', ') });
  const { indicators, subject } = version.ruleset;
  return prepare(db, subject === 'customer' ? withLine(indicators, used.length > 1) : indicators, asOf, knownAt, subject);
}
