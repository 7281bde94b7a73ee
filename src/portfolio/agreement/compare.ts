import type { Day } from '../../base/time.ts';
import type { Context } from '../../graphql/context.ts';
import { problem } from '../../rating/errors.ts';
import { find } from '../../rating/version/find.ts';
import { type ExternalAgreement, externalAgreement } from './externalagreement.ts';

/** Holds the grades of the active version of a dimension against a bureau's, as of a day. */
export async function compare(
  context: Context,
  { dimension, ...asked }: { dimension: string; agency: string; scale?: string | undefined; asOf: Day },
): Promise<ExternalAgreement> {
  const version = await find(context.sql, { dimension, today: context.today() });
  if (!version) throw problem('RATING_NO_RULESET', { dimension, subject: 'customer' }, { path: 'dimension' });
  return externalAgreement(context.sql, { version, ...asked });
}
