import { keyedHash } from '../../audit/chain/keyedhash.ts';
import { canonical } from '../../base/digest.ts';
import { encodeId } from '../../base/id.ts';
import type { Instant } from '../../base/time.ts';
import type { Context } from '../../graphql/context.ts';
import type { Asked } from '../../graphql/door.ts';
import { Left } from '../../graphql/reads.ts';
import type { InTurn } from '../../rating/graded/graded.ts';
import { ratingId } from '../../rating/publish.ts';
import { recall } from '../../rating/version/recall.ts';
import { type Consent, consentPrefix } from '../consent/consent.ts';
import type { Filed } from '../filing/form.ts';
import { type Reading, readGrade, versionsIn } from '../report/grade.ts';
import { type Stated, statedOf } from '../report/report.ts';
import { played } from '../sandbox/behaviour.ts';
import type { AgreedVersion, Standing } from '../standing/standing.ts';
import { verdict } from './decision.ts';
import type { InquiredOf, Located, Told } from './inquiry.ts';
import type { Seen } from './looker.ts';
import type { Terms } from './terms.ts';

/** What is told of a subject, before it is on record. */
export type Finding =
  | { readonly outcome: 'refused' | 'no_record'; readonly of: InquiredOf }
  | {
      readonly outcome: 'answered' | 'not_rated';
      readonly of: InquiredOf;
      readonly told: Told;
      readonly consent: Consent;
      readonly reading: Reading | undefined;
      readonly stated: Stated | undefined;
      readonly parts: readonly (string | null)[];
    };

/** What finding goes by: the operation, the agreement, and the moment of the snapshot. */
export interface Going {
  readonly asked: Asked;
  readonly context: Context;
  readonly terms: Terms;
  readonly standing: Standing;
  readonly version: AgreedVersion;
  readonly issuer: string;
  readonly at: Instant;
  readonly turns: readonly InTurn[];
}

/** What is told of a subject by what the snapshot showed of it. */
export async function find(going: Going, seen: Seen, { asked: subject, reference }: Located, filed: Filed | undefined): Promise<Finding> {
  const { context, terms } = going;
  const ring = context.keys.seal;
  const decided = verdict(seen, terms, going.at);
  if (!decided.disclosed) {
    // Why is for the audit alone: a customer whom this form opens nothing of, be it that it ran out meanwhile, must look like a stranger.
    const outcome = filed === undefined || filed === 'refused' ? 'refused' : 'no_record';
    return { outcome, of: { outcome, why: decided.why, subject } };
  }
  const { customerId, consent } = decided;
  const reading = await readingOf(going, seen, reference);
  const outcome = reading?.shared === null ? 'not_rated' : 'answered';
  const parts = outcome === 'answered' ? await filled(going, seen.parts) : [];
  if (parts.includes(null)) throw new Error('the database shows nothing of a customer who consented');
  const stated = reading && terms.isReported ? statedOf(telling(going, customerId, consent, reading)) : undefined;
  const { ratingId: rating = null, gradeId = null, ruleset } = reading?.shared ?? {};
  const report = stated ? keyedHash(ring, 'report', canonical(stated)) : null;
  const told: Told = { customerId, outcome, consentId: consent.consentId, ratingId: rating, gradeId, report, ...terms.told[outcome] };
  const values = keyedHash(ring, 'values', JSON.stringify([reading ?? null, parts]));
  const of: InquiredOf = {
    ...{ outcome, subject, customer: keyedHash(ring, 'customer', customerId), consent: consent.consentId, values },
    ...(reading?.why && { why: reading.why }),
    ...(ruleset && { ruleset: ruleset.digest }),
    ...(rating && { rating }),
    ...(gradeId && { grade: gradeId }),
    ...(report && { report }),
  };
  return { outcome, of, told, consent, reading, stated, parts };
}

async function readingOf({ context, standing, terms, turns }: Going, { grade }: Seen, reference: string | null): Promise<Reading | undefined> {
  if (!terms.grading || !grade) return undefined;
  return played(standing, reference, readGrade(grade, terms.grading, await recall(context.sql, versionsIn(grade)), turns));
}

/** The texts of the answer; what of a ruleset the program does not remember it reads first. */
async function filled({ asked, context }: Going, parts: readonly (string | null)[]): Promise<(string | null)[]> {
  const recalled = new Set<string>();
  for (;;) {
    try {
      return asked.fill(parts);
    } catch (error) {
      if (!(error instanceof Left) || error.wanted === undefined || recalled.has(error.wanted)) throw error;
      recalled.add(error.wanted);
      await recall(context.sql, [error.wanted]);
    }
  }
}

/** Names and hashes are the partner's own: two partners must not find the same person by them. */
function telling({ context, terms, version, issuer }: Going, customerId: string, consent: Consent, reading: Reading) {
  const { named, name, partnerId } = context.partner as NonNullable<Context['partner']>;
  const { ratingId: rating, inputs } = reading.shared ?? { ratingId: null, inputs: null };
  return {
    ...{ issuer, partner: name, language: context.language, purpose: terms.purpose, dimension: terms.dimension, agreement: version.digest, reading },
    subject: named(encodeId('cus', customerId)),
    consent: named(encodeId(consentPrefix, consent.consentId)),
    rating: rating === null ? null : named(ratingId(customerId, rating)),
    inputs: inputs === null ? null : keyedHash(context.keys.seal, 'inputs', `${partnerId} ${customerId} ${inputs}`),
  };
}
