import { keyedHash } from '../../audit/chain/keyedhash.ts';
import { entriesByName } from '../../audit/chain/store.ts';
import type { Instant } from '../../base/time.ts';
import type { Db } from '../../db/client.ts';
import { gradesById, ratingsByName } from '../../rating/issue/store.ts';
import { replay } from '../../rating/replay/replay.ts';
import { recall } from '../../rating/version/recall.ts';
import type { InquiredOf, InquiryBody } from '../inquiry/inquiry.ts';
import type { Disclosed } from '../ledger/disclosed.ts';
import { disclosuresAt } from '../ledger/store.ts';
import { partnerByName } from '../partner/store.ts';
import { partsOf } from './report.ts';

/** What becomes of a report's grade when it is decided again. */
export interface ReportReplay {
  readonly number: string;
  readonly partner: string;
  readonly customerId: string;
  readonly at: Instant;
  /** It comes out as it was told; null where no grade was told. */
  readonly same: boolean | null;
  /** What was told, and what the kept rating gives by its version; null where there is none. */
  readonly told: string | null;
  readonly again: string | null;
  /** As of a rating's replay; `rating` when it is no longer there, `issued` when the official grade says otherwise. */
  readonly differences: readonly string[];
}

/**
 * Decides the grade of a report again from what is kept of its rating, with the version that made it. Nothing where there is
 * no report of that number. `ring` is that of the identifier keys.
 */
export async function replayReport(db: Db, ring: readonly Uint8Array[], number: string): Promise<ReportReplay | undefined> {
  const found = await disclosedBy(db, ring, number);
  if (!found) return undefined;
  const { customerId, ratingId, gradeId, name: partner, at } = found;
  const head = { number, partner, customerId, at };
  if (ratingId === null) return { ...head, same: null, told: null, again: null, differences: [] };
  const [names, gradeName] = [`${customerId}:${ratingId}`, `${customerId}:${gradeId}`];
  const row = (await ratingsByName(db, [names])).get(names);
  const issued = gradeId === null ? undefined : (await gradesById(db, [gradeName])).get(gradeName);
  if (!row) return { ...head, same: false, told: issued?.grade ?? null, again: null, differences: ['rating'] };
  const again = await replay(db, row);
  const kept = (await recall(db, [row.version])).get(row.version)?.ruleset.grades[row.grade ?? -1]?.grade ?? null;
  const told = issued?.grade ?? kept;
  const differences = [...again.differences, ...(told === kept ? [] : ['issued'])];
  return { ...head, same: differences.length === 0, told, again: again.grade, differences };
}

/** What was told with it: of an inquiry about several, of the customer whom its place names. */
async function disclosedBy(db: Db, ring: readonly Uint8Array[], number: string): Promise<Disclosed | undefined> {
  const parts = partsOf(number);
  const partner = parts && (await partnerByName(db, parts.partner));
  if (!parts || !partner) return undefined;
  const name = `${partner.partnerId} ${parts.seq}`;
  const entry = (await entriesByName(db, [name])).get(name);
  const inquiries = entry && listed(entry.body);
  if (!entry || !inquiries || (parts.place === undefined && inquiries.length > 1)) return undefined;
  const { customer, report } = inquiries[(parts.place ?? 1) - 1] ?? {};
  if (customer === undefined || report === undefined) return undefined;
  const told = await disclosuresAt(db, { partnerId: partner.partnerId, at: entry.at, seq: entry.seq });
  return told.find(({ customerId }) => keyedHash(ring, 'customer', customerId) === customer);
}

const listed = (body: object): readonly InquiredOf[] | undefined => {
  const { kind, inquiries } = body as Partial<InquiryBody>;
  return kind === 'inquiry' ? inquiries : undefined;
};
