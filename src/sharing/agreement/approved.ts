import type { Ended } from '../../approval/approval.ts';
import type { Acting } from '../../approval/handler.ts';
import { append } from '../../audit/append.ts';
import { decodeId } from '../../base/id.ts';
import type { Day, Instant } from '../../base/time.ts';
import type { Tx } from '../../db/client.ts';
import { emitMany } from '../../outbox/emitmany.ts';
import type { Event } from '../../outbox/event.ts';
import { problem } from '../errors.ts';
import { known } from '../partner/known.ts';
import { agreementPrefix } from './agreement.ts';
import { checked } from './checked.ts';
import { errorsOf } from './fault.ts';
import { checkNotice, displaced, overtaken } from './loss.ts';
import { markApproved, versionsById, versionsOf } from './store.ts';
import type { Detail } from './submit.ts';
import { detailOf, idOf, type VersionRow } from './version.ts';

/**
 * A second person agreed: the version is in force from its day on, at the earliest today, if the check still passes and what
 * it takes away is still told in time. A suspension stands. What changes is announced, and what was announced and never begins
 * is withdrawn. SHARING_AGREEMENT_FAULTS, _OLDER, _ENDED_SINCE, SHARING_NOTICE.
 */
export async function approved(tx: Tx, { subjectId, detail, submittedAt, votes }: Ended<'approved'>, { who, at, today }: Acting): Promise<void> {
  const [versionId = ''] = decodeId(agreementPrefix, 1, subjectId) ?? [];
  const found = (await versionsById(tx, [versionId])).get(versionId);
  if (!found) throw problem('SHARING_AGREEMENT_UNKNOWN', { id: subjectId });
  const { document } = found;
  const { partnerId, name } = await known(tx, document.partner);
  const versions = (await versionsOf(tx, [partnerId])).get(partnerId) ?? [];
  const fromOn = document.valid.from > today ? document.valid.from : today;
  const version = { ...found, fromOn };
  const newest = versions.find((each) => each.approvedAt !== null);
  if (newest && newest.number > version.number) throw problem('SHARING_AGREEMENT_OLDER', { number: version.number, name, newest: newest.number });
  const end = versions.find((each) => each.endedAt !== null && each.endedAt >= submittedAt);
  if (end) throw problem('SHARING_AGREEMENT_ENDED_SINCE', { number: version.number, name, at: end.endedAt ?? '' });
  const [first, ...more] = errorsOf((await checked(tx, document, today)).faults);
  if (first) throw problem('SHARING_AGREEMENT_FAULTS', { errors: more.length + 1, code: first.code, place: first.path });
  const { urgent } = detail as Detail;
  const losses = checkNotice(version, versions, { today, urgent });
  const replaced = displaced(versions, version, fromOn);
  await markApproved(tx, version, { at, fromOn, suspendedAt: suspensionOf(versions, today) });
  const told = { ...detailOf(version), urgent, replaces: replaced.map(({ number }) => number), takesAway: losses.map(({ path }) => path) };
  const entry = { at, who, kind: 'agreement', subjectId: idOf(version), why: votes.at(-1)?.comment ?? null, digest: version.digest, detail: told };
  await append(tx, { ...entry, what: 'agreement.begin' });
  const withdrawn = overtaken(replaced, fromOn, today);
  for (const other of withdrawn) {
    const detail = { ...detailOf(other), overtakenBy: version.number };
    await append(tx, { ...entry, what: 'agreement.overtake', subjectId: idOf(other), digest: other.digest, detail });
  }
  const announced: Event = { at, topic: 'agreement.announced', customerId: null, payload: { ...told, version: idOf(version), digest: version.digest } };
  await emitMany(tx, [...withdrawn.map((other) => withdrawal(other, version, at)), announced]);
}

/** That a version which was announced will not begin, since another took its place. */
function withdrawal(other: VersionRow, { number, versionId }: VersionRow, at: Instant): Event {
  const overtakenBy = { number, version: idOf({ versionId }) };
  return {
    at,
    topic: 'agreement.announcement_withdrawn',
    customerId: null,
    payload: { ...detailOf(other), version: idOf(other), digest: other.digest, overtakenBy },
  };
}

/** Since when the agreement is suspended: also where the version that was ends before this one begins. */
const suspensionOf = (versions: readonly VersionRow[], today: Day): string | null =>
  versions.find(({ suspendedAt, endedAt, untilOn }) => suspendedAt !== null && endedAt === null && untilOn >= today)?.suspendedAt ?? null;
