import type { Day } from '../../base/time.ts';
import type { Db } from '../../db/client.ts';
import { activationsIn } from '../../rating/graded/store.ts';
import { partnerByName } from '../partner/store.ts';
import { type Checked, check, read } from './check.ts';
import { profileOf } from './store.ts';

/** Checks a document against the partner it names, as it is known, the installation's profile, and what customers are rated in. */
export async function checked(db: Db, document: unknown, today: Day): Promise<Checked> {
  const name = (document as { partner?: unknown } | null)?.partner;
  const partner = typeof name === 'string' ? await partnerByName(db, name) : undefined;
  const dimension = read(document).agreement?.dimension;
  const dimensions = dimension === undefined ? [] : [...(await activationsIn(db, [dimension])).keys()];
  return check(document, { partner, profile: await profileOf(db), dimensions, today });
}
