import type { Acting } from '../../approval/handler.ts';
import { append } from '../../audit/append.ts';
import { limits } from '../../base/limits.ts';
import { addDays, type Day } from '../../base/time.ts';
import type { Tx } from '../../db/client.ts';
import { problem } from '../errors.ts';
import { known } from '../life/known.ts';
import { commented, isActivatable } from '../life/life.ts';
import { inForceOn, namedFor } from '../life/schedule.ts';
import { addActivation, listedByDigest, lockActivations } from '../version/store.ts';
import { checked } from './checked.ts';
import { type Outcome, outcome, unsound } from './outcome.ts';

export interface Activating {
  readonly digest: string;
  /** From midnight of this day where the company is; of today: at once. */
  readonly on: Day;
  readonly comment: string;
  /** How the version was asked for: what a refusal tells to type. By default its digest. */
  readonly given?: string | undefined;
}

/**
 * Makes an approved version, or one that was active before, the active one of its dimension and subject from a day on. Nothing
 * changes where it is, or by then will be, the active one anyway.
 * RULESET_NOT_APPROVED, RULESET_ACTIVATION_PAST, _FAR, _CONFLICT; the check must pass whole.
 */
export async function activateVersion(tx: Tx, { digest, on, comment, given }: Activating, acting: Omit<Acting, 'holds'>): Promise<Outcome> {
  const { at, who, today } = acting;
  const { version, faults, isSound } = await checked(tx, digest);
  const { name, dimension, subject } = version.ruleset;
  timely(on, today);
  // Whoever activates another just now ends first.
  await lockActivations(tx, dimension);
  const { life, schedule } = (await known(tx, [{ ...version, dimension, subject }], acting)).get(digest) ?? {};
  if (!life || !schedule || !isActivatable(life))
    throw problem('RULESET_NOT_APPROVED', { name, digest, state: life?.state ?? 'draft', given: given ?? digest }, { path: 'digest' });
  const standing = inForceOn(schedule, on);
  if (standing?.digest === digest) return outcome({ digest, name, activation: standing, faults });
  const other = namedFor(schedule, on);
  if (other) {
    const named = (await listedByDigest(tx, [other.digest])).get(other.digest)?.name ?? '';
    throw problem('RULESET_ACTIVATION_CONFLICT', { on, dimension, subject, name: named, digest: other.digest }, { path: 'on' });
  }
  if (!isSound) return unsound(digest, name, faults);
  const why = commented(comment);
  const activation = await addActivation(tx, { dimension, subject, digest, kind: 'activation', beginsOn: on, decidedAt: at, who, why }, today);
  const detail = { name, dimension, subject, on, replaces: standing?.digest ?? null };
  await append(tx, { at, who, what: 'ruleset.activate', kind: 'ruleset', subjectId: digest, why, digest, detail });
  return outcome({ digest, name, isChanged: true, activation, faults });
}

function timely(on: Day, today: Day): void {
  const most = limits.activationDaysMax;
  if (on < today) throw problem('RULESET_ACTIVATION_PAST', { on, today }, { path: 'on' });
  if (on > addDays(today, most)) throw problem('RULESET_ACTIVATION_FAR', { on, most }, { path: 'on' });
}
