import { asOf } from '../../approval/approval.ts';
import type { Acting } from '../../approval/handler.ts';
import { approvalsById } from '../../approval/store.ts';
import { submit } from '../../approval/submit.ts';
import type { Tx } from '../../db/client.ts';
import { newId } from '../../db/id.ts';
import { nothing } from '../decision/given.ts';
import { problem } from '../errors.ts';
import { unpack } from '../rating.ts';
import { ratingsOf } from '../subject/store.ts';
import { subjectName, subjectOf } from '../subject.ts';
import { find } from '../version/find.ts';
import { begin } from './begin.ts';
import { type Asked, allowed, checkText, checkUnmoved, computedOf, detailOf, digestOf, idOf, titleOf, type Wanted } from './override.ts';
import { recompute } from './recompute.ts';
import { addOverride, claimOpen, markApproval, markClosed, type Whose } from './store.ts';

/** What a person wants of whose grade. */
export interface Asking extends Wanted, Whose {}

/**
 * Asks for another grade than the one that the latest rating computed, by the version that is active now, if that is still
 * what it comes to today: another day's grade would be moved by more notches than one person may decide. Within what one
 * person may decide it begins at once; beyond, a second person is asked. One override of a grade is open at a time.
 */
export async function request(tx: Tx, asking: Asking, acting: Acting): Promise<Asked> {
  const { customerId, subjectId, dimension, grade, cause, expiresOn } = asking;
  const subject = subjectOf(customerId, subjectId);
  const version = await find(tx, { dimension, subject, today: acting.today });
  if (!version) throw problem('RATING_NO_RULESET', { dimension, subject }, { path: 'dimension' });
  await makeRoom(tx, asking, acting);
  const name = subjectName(customerId, subjectId);
  const [rating] = (await ratingsOf(tx, [name], { dimension, last: 1, today: acting.today })).get(name) ?? [];
  if (rating?.version !== version.version) throw problem('OVERRIDE_NOT_RATED', { dimension, name: version.ruleset.name });
  const computed = computedOf(unpack(rating), rating.given ?? nothing, version);
  const why = checkText(asking.why, 'why');
  const notches = allowed({ grade, cause, why, expiresOn }, computed, version, acting.today);
  const { grades, overrides } = version.ruleset;
  checkUnmoved(grades[computed]?.grade as string, await recompute(tx, asking, version, acting.today), version);
  const asked: Asked = {
    ...{ customerId, overrideId: newId(), subjectId, dimension, grade, cause, why, expiresOn, notches, ratingId: rating.ratingId },
    ...{ askedBy: acting.who, askedAt: acting.at, computed: grades[computed]?.grade as string, version: version.version },
  };
  await addOverride(tx, asked);
  if (Math.abs(notches) <= (overrides?.alone ?? 0)) await begin(tx, asked, acting);
  else await markApproval(tx, asked, await submit(tx, submissionOf(asked, overrides?.causes ?? {}), acting.at));
  return asked;
}

const submissionOf = (asked: Asked, causes: Parameters<typeof titleOf>[1]) => ({
  ...{ kind: 'override', subjectId: idOf(asked), digest: digestOf(asked), title: titleOf(asked, causes), detail: detailOf(asked) },
  ...{ author: asked.askedBy, submitter: asked.askedBy, why: asked.why },
});

/** Refuses where one is in force or waits for a decision; one that nobody decided in time gives way. */
async function makeRoom(tx: Tx, whose: Whose, { at, today }: Acting): Promise<void> {
  for (const open of await claimOpen(tx, whose, today)) {
    const { grade, expiresOn, approvalId, askedBy } = open;
    const id = idOf(open);
    if (open.state === 'begun') throw problem('OVERRIDE_STANDING', { id, grade, expiresOn });
    const approval = approvalId === null ? undefined : (await approvalsById(tx, [approvalId])).get(approvalId);
    if (approval && asOf(approval, at).state === 'submitted') throw problem('OVERRIDE_PENDING', { id, grade, askedBy });
    await markClosed(tx, open, 'lapsed', null);
  }
}
