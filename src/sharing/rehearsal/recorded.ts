import type { Entry } from '../../audit/chain/entry.ts';
import { entriesBefore } from '../../audit/chain/store.ts';
import { limits } from '../../base/limits.ts';
import { golden } from '../../customer/store.ts';
import type { Db } from '../../db/client.ts';
import type { SubjectKind } from '../agreement/agreement.ts';
import { consentsById } from '../consent/store.ts';
import type { InquiryBody } from '../inquiry/inquiry.ts';
import type { Recorded } from './rehearsal.ts';
import { daysOf, fieldsByDigest } from './store.ts';

/** The last requests of a partner that ask about so many subjects together, the oldest first. */
export async function recorded(db: Db, partnerId: string, last: number): Promise<Recorded[]> {
  const entries = (await lastEntries(db, partnerId, last)).toReversed();
  const bodies = entries.map(({ body }) => body as unknown as InquiryBody);
  const [days, fields, consents] = await Promise.all([
    daysOf(
      db,
      entries.map(({ at }) => at),
    ),
    fieldsByDigest(db, [...new Set(bodies.map((body) => body.fields))]),
    consentsById(db, [...new Set(bodies.flatMap(({ inquiries }) => inquiries.flatMap(({ consent }) => consent ?? [])))]),
  ]);
  const customers = await golden(db, [...new Set([...consents.values()].map(({ customerId }) => customerId))]);
  return bodies.map(({ purpose, fields: list, repeats, inquiries }, place) => ({
    ...{ at: (entries[place] as Entry).at, day: days[place] as string, purpose, fields: fields.get(list) ?? null, isRepeat: repeats === true },
    inquiries: inquiries.map(({ outcome, why = null, subject, consent }) => {
      const given = consent === undefined ? undefined : consents.get(consent);
      const kind = given && customers.get(given.customerId)?.kind;
      return { outcome, why, subject, kind: (kind as SubjectKind | undefined) ?? null, givenBy: given?.givenBy ?? null };
    }),
  }));
}

async function lastEntries(db: Db, partnerId: string, last: number): Promise<Entry[]> {
  const found: Entry[] = [];
  for (let count = 0; count < last; ) {
    const more = await entriesBefore(db, partnerId, found.at(-1)?.seq ?? null, limits.rehearsedRequests);
    if (more.length === 0) break;
    for (const entry of more) {
      if (count >= last) break;
      const { kind, inquiries } = entry.body as unknown as InquiryBody;
      found.push(entry);
      count += kind === 'inquiry' ? inquiries.length : 0;
    }
  }
  return found.filter(({ body }) => body['kind'] === 'inquiry');
}
