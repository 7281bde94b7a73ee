import type { Day } from '../../base/time.ts';
import type { Db } from '../../db/client.ts';
import { partnerByName } from '../partner/store.ts';
import { type Checked, check } from './check.ts';
import { profileOf } from './store.ts';

/** Checks a document against the partner it names, as it is known, and the installation's profile. */
export async function checked(db: Db, document: unknown, today: Day): Promise<Checked> {
  const name = (document as { partner?: unknown } | null)?.partner;
  const partner = typeof name === 'string' ? await partnerByName(db, name) : undefined;
  return check(document, { partner, profile: await profileOf(db), today });
}
