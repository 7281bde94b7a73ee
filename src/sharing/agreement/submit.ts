import { asOf } from '../../approval/approval.ts';
import type { Acting } from '../../approval/handler.ts';
import { claimPending, latestOf } from '../../approval/store.ts';
import { submit } from '../../approval/submit.ts';
import type { Instant } from '../../base/time.ts';
import type { Tx } from '../../db/client.ts';
import { problem } from '../errors.ts';
import { known } from '../partner/known.ts';
import { saidOf } from '../said.ts';
import { checked } from './checked.ts';
import { errorsOf } from './fault.ts';
import { checkNotice, displaced, overtaken } from './loss.ts';
import { type Outcome, outcome, refused } from './outcome.ts';
import { markSubmitted, versionsById, versionsOf } from './store.ts';
import { idOf, titleOf, type VersionRow } from './version.ts';

export interface Submitting {
  readonly versionId: string;
  readonly comment: string;
  /** Why what it takes away cannot be told beforehand; without it, it must lie `limits.agreementNoticeDays` ahead. */
  readonly urgent?: string | null | undefined;
  readonly approvers?: readonly string[] | null | undefined;
  readonly needed?: number | null | undefined;
  readonly deadline?: Instant | null | undefined;
}

/** What goes with the request: by whom the notice is waived, and what changes for the partner. */
export interface Detail {
  readonly partner: string;
  readonly number: number;
  readonly urgent: string | null;
}

/**
 * Asks a second person to put a version in force. One version of a partner waits at a time, and none that is older than one
 * that was approved. SHARING_AGREEMENT_UNKNOWN, _NOT_DRAFT, _OLDER, _PENDING, SHARING_NOTICE; the check must pass whole.
 */
export async function submitVersion(tx: Tx, submitting: Submitting, { who, at, today }: Omit<Acting, 'holds'>): Promise<Outcome> {
  const { versionId, approvers, needed, deadline } = submitting;
  const [why, urgent] = [saidOf(submitting.comment, 'comment'), submitting.urgent == null ? null : saidOf(submitting.urgent, 'urgent')];
  const id = idOf({ versionId });
  // Who decides on it just now ends first, and whatever else is done to the partner.
  await claimPending(tx, 'agreement', id);
  const found = (await versionsById(tx, [versionId])).get(versionId);
  if (!found) throw problem('SHARING_AGREEMENT_UNKNOWN', { id }, { path: 'version' });
  const { partnerId } = await known(tx, found.document.partner);
  const versions = (await versionsOf(tx, [partnerId])).get(partnerId) ?? [];
  const version = versions.find((each) => each.versionId === versionId) as VersionRow;
  checkDraft(version, versions);
  await checkAlone(tx, version, versions, at);
  const { faults } = await checked(tx, version.document, today);
  if (errorsOf(faults).length > 0) return refused(faults, { versionId });
  const losses = checkNotice(version, versions, { today, urgent });
  const { digest, author, number, document } = version;
  const detail: Detail = { partner: document.partner, number, urgent };
  const fromOn = document.valid.from > today ? document.valid.from : today;
  const title = titleOf(version, losses.length > 0 && urgent !== null, overtaken(displaced(versions, version, fromOn), fromOn, today));
  const thing = { kind: 'agreement', subjectId: id, digest, title, detail, author };
  const asked = { submitter: who, why, needed: needed ?? undefined, approvers: approvers ?? null, deadline: deadline ?? undefined };
  const approvalId = await submit(tx, { ...thing, ...asked }, at);
  await markSubmitted(tx, versionId, at);
  return outcome({ versionId, isChanged: true, approvalId, faults });
}

/** Refuses one that was approved already, or is older than one that was. */
function checkDraft(version: VersionRow, versions: readonly VersionRow[]): void {
  const { number, document } = version;
  const params = { number, name: document.partner };
  if (version.approvedAt !== null) throw problem('SHARING_AGREEMENT_NOT_DRAFT', params, { path: 'version' });
  const newest = versions.find((each) => each.approvedAt !== null);
  if (newest && newest.number > number) throw problem('SHARING_AGREEMENT_OLDER', { ...params, newest: newest.number }, { path: 'version' });
}

/** Refuses a second version of a partner while somebody is to decide on another. */
async function checkAlone(tx: Tx, { versionId, document: { partner: name } }: VersionRow, versions: readonly VersionRow[], at: Instant): Promise<void> {
  const others = versions.filter((each) => each.versionId !== versionId && each.submittedAt !== null && each.approvedAt === null);
  const requests = await latestOf(tx, 'agreement', others.map(idOf));
  const open = others.find((each) => {
    const request = requests.get(idOf(each));
    return request !== undefined && asOf(request, at).state === 'submitted';
  });
  if (open) throw problem('SHARING_AGREEMENT_PENDING', { number: open.number, name }, { path: 'version' });
}
