import { randomUUID } from 'node:crypto';
import type { Entry } from '../../../src/audit/chain/entry.ts';
import { keyedHash } from '../../../src/audit/chain/keyedhash.ts';
import { digest } from '../../../src/base/digest.ts';
import type { Instant } from '../../../src/base/time.ts';
import type { Sql } from '../../../src/db/client.ts';
import { bookkeeper } from '../../../src/sharing/inquiry/bookkeeper.ts';
import type { InquiryBody, Outcome, Request, Told } from '../../../src/sharing/inquiry/inquiry.ts';
import { agreementOf, seal } from '../world.ts';

/** One request of a partner: what became of each of its subjects. */
export interface Asking {
  readonly partner: { readonly partnerId: string; readonly version: { readonly digest: string } | null };
  readonly at: Instant;
  readonly kid: string;
  readonly purpose: string;
  readonly subjects: readonly { readonly customerId: string; readonly outcome: Outcome; readonly fields: readonly string[]; readonly report?: boolean }[];
  readonly key?: string;
  readonly grade?: { readonly ratingId: string; readonly gradeId: string | null };
}

export const consentOf = (customerId: string): string => customerId.replace(/^......../, 'c0c0c0c0');

/** Puts requests on record one after the other, as inquiries do, each at its own instant. */
export function recorder(sql: Sql) {
  let at = '';
  const books = bookkeeper(sql, () => at);
  return async ({ partner, at: when, kid, purpose, subjects, key = randomUUID(), grade }: Asking): Promise<Entry> => {
    at = when;
    const told = subjects
      .filter(({ outcome }) => outcome === 'answered' || outcome === 'not_rated')
      .map(({ customerId, outcome, fields, report }): Told => {
        const rated = outcome === 'answered' ? grade : undefined;
        const held = { ratingId: rated?.ratingId ?? null, gradeId: rated?.gradeId ?? null, report: report ? digest(customerId) : null };
        return { customerId, outcome, consentId: consentOf(customerId), ...held, fields: digest(fields), fieldList: fields };
      });
    const body: InquiryBody = {
      kind: 'inquiry',
      purpose,
      agreement: partner.version?.digest ?? '',
      fields: digest(subjects[0]?.fields),
      kid,
      inquiries: subjects.map(({ customerId, outcome, report }) => ({
        outcome,
        subject: keyedHash(seal, 'subject', customerId),
        ...(outcome === 'answered' || outcome === 'not_rated' ? { customer: keyedHash(seal, 'customer', customerId) } : {}),
        ...(report ? { report: digest(customerId) } : {}),
      })),
    };
    const request: Request = {
      ...{ id: randomUUID(), partnerId: partner.partnerId, key, inputDigest: digest(subjects), day: when.slice(0, 10), secondsLeft: 60, at: when },
      ...{ subjects: subjects.map(({ customerId }) => customerId), quotas: agreementOf('x').quotas, proof: undefined, told },
    };
    return books.enter(body, request);
  };
}
