import type { Acting } from '../../approval/handler.ts';
import { append } from '../../audit/append.ts';
import { digest as digestOf } from '../../base/digest.ts';
import type { Day } from '../../base/time.ts';
import type { Tx } from '../../db/client.ts';
import { check } from '../check/check.ts';
import { problem } from '../errors.ts';
import { known } from '../life/known.ts';
import { commented } from '../life/life.ts';
import { inForce, scheduleOf } from '../life/schedule.ts';
import { attributesOf, policyRulesOf } from '../store.ts';
import { activationsOf, addActivation, addVersion, listedByDigest, lockActivations, scheduleName } from '../version/store.ts';
import { shortOf } from '../version/version.ts';
import { type Outcome, outcome, unread } from './outcome.ts';

export interface Bootstrapping {
  readonly document: unknown;
  /** It takes effect at once: another day is RULESET_BOOTSTRAP_DAY. */
  readonly on?: Day | undefined;
  readonly comment: string;
  /** How the document was asked for: what a refusal tells to type. */
  readonly given?: string | undefined;
}

/**
 * Makes a document the first active version of its dimension and subject, at once and without approval; on record as such.
 * RULESET_NOT_APPROVED once the dimension ever had, or is to have, an active version.
 */
export async function bootstrap(tx: Tx, { document, on, comment, given }: Bootstrapping, acting: Omit<Acting, 'holds'>): Promise<Outcome> {
  const { who, at, today } = acting;
  const { ruleset, faults } = check(document, await attributesOf(tx), await policyRulesOf(tx));
  if (ruleset === undefined) return unread(faults);
  const digest = digestOf(document);
  const { name, dimension, subject } = ruleset;
  await lockActivations(tx, dimension);
  const before = (await activationsOf(tx, [scheduleName({ dimension, subject })])).get(scheduleName({ dimension, subject })) ?? [];
  const standing = inForce(scheduleOf(before, today));
  if (standing?.digest === digest) return outcome({ digest, name, activation: standing, faults });
  if (before.length > 0) {
    const kept = [...(await listedByDigest(tx, [digest])).values()];
    const state = (await known(tx, kept, acting)).get(digest)?.life.state ?? 'draft';
    throw problem('RULESET_NOT_APPROVED', { name, digest, state, given: given ?? digest });
  }
  if (on !== undefined && on !== today) throw problem('RULESET_BOOTSTRAP_DAY', { name, dimension, subject, on }, { path: 'on' });
  const why = commented(comment);
  await addVersion(tx, { digest, version: shortOf(digest), name, dimension, subject, document, addedAt: at, author: who, comment: why });
  const activation = await addActivation(tx, { dimension, subject, digest, kind: 'bootstrap', beginsOn: null, decidedAt: at, who, why }, today);
  await append(tx, { at, who, what: 'ruleset.bootstrap', kind: 'ruleset', subjectId: digest, why, digest, detail: { name, dimension, subject } });
  return outcome({ digest, name, isChanged: true, activation, faults });
}
