import type { Entry } from '../../audit/chain/entry.ts';
import { entriesBefore } from '../../audit/chain/store.ts';
import { limits } from '../../base/limits.ts';
import { golden } from '../../customer/store.ts';
import type { Db } from '../../db/client.ts';
import { gradesById, ratingsByName } from '../../rating/issue/store.ts';
import type { SubjectKind } from '../agreement/agreement.ts';
import { consentsById } from '../consent/store.ts';
import type { InquiredOf, InquiryBody } from '../inquiry/inquiry.ts';
import type { Recorded, RecordedGrade } from './rehearsal.ts';
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
  const customerOf = ({ consent }: InquiredOf): string | undefined => (consent === undefined ? undefined : consents.get(consent)?.customerId);
  const gradeOf = await toldGrades(
    db,
    bodies.flatMap(({ inquiries }) => inquiries),
    customerOf,
  );
  return bodies.map(({ purpose, fields: list, repeats, inquiries }, place) => ({
    ...{ at: (entries[place] as Entry).at, day: days[place] as string, purpose, fields: fields.get(list) ?? null, isRepeat: repeats === true },
    inquiries: inquiries.map((inquiry) => {
      const { outcome, why = null, subject, consent } = inquiry;
      const given = consent === undefined ? undefined : consents.get(consent);
      const kind = given && customers.get(given.customerId)?.kind;
      return { outcome, why, subject, kind: (kind as SubjectKind | undefined) ?? null, givenBy: given?.givenBy ?? null, grade: gradeOf(inquiry) };
    }),
  }));
}

/** The grades that inquiries told, with what is kept of them. */
async function toldGrades(
  db: Db,
  inquiries: readonly InquiredOf[],
  customerOf: (inquiry: InquiredOf) => string | undefined,
): Promise<(inquiry: InquiredOf) => RecordedGrade | null> {
  const nameOf = (inquiry: InquiredOf): string => `${customerOf(inquiry)}:${inquiry.grade ?? inquiry.rating}`;
  const known = inquiries.filter((inquiry) => inquiry.rating !== undefined && customerOf(inquiry) !== undefined);
  const named = (isIssued: boolean): string[] => [...new Set(known.filter(({ grade }) => (grade !== undefined) === isIssued).map(nameOf))];
  const [issued, computed] = await Promise.all([gradesById(db, named(true)), ratingsByName(db, named(false))]);
  return (inquiry) => {
    if (inquiry.rating === undefined) return null;
    const isIssued = inquiry.grade !== undefined;
    const { dimension, asOf } = (isIssued ? issued : computed).get(nameOf(inquiry)) ?? {};
    return { kind: isIssued ? 'issued' : 'monitoring', kept: dimension === undefined || asOf === undefined ? null : { dimension, asOf } };
  };
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
