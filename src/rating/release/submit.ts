import type { Acting } from '../../approval/handler.ts';
import { claimPending } from '../../approval/store.ts';
import { submit } from '../../approval/submit.ts';
import type { Instant } from '../../base/time.ts';
import type { Tx } from '../../db/client.ts';
import { problem } from '../errors.ts';
import { known } from '../life/known.ts';
import { commented } from '../life/life.ts';
import { checked } from './checked.ts';
import { type Outcome, outcome, unsound } from './outcome.ts';

export interface Submitting {
  readonly digest: string;
  readonly comment: string;
  /** Who may approve; by default whoever holds the scope. */
  readonly approvers?: readonly string[] | null | undefined;
  /** How many must approve; by default one. */
  readonly needed?: number | null | undefined;
  readonly deadline?: Instant | null | undefined;
}

/** Asks a second person to approve a draft. RULESET_NOT_DRAFT, RULESET_PENDING; the check must pass whole, golden cases included. */
export async function submitVersion(tx: Tx, { digest, comment, approvers, needed, deadline }: Submitting, acting: Omit<Acting, 'holds'>): Promise<Outcome> {
  const { version, faults, isSound } = await checked(tx, digest);
  const { name, dimension, subject, title } = version.ruleset;
  if (!isSound) return unsound(digest, name, faults);
  // Who approves it just now ends before the state is read: what is approved is not asked for again.
  await claimPending(tx, 'ruleset', digest);
  const { life } = (await known(tx, [{ ...version, dimension, subject }], acting)).get(digest) ?? {};
  // One that is submitted already is refused by whoever keeps the requests, with its words.
  if (life && life.state !== 'draft' && life.state !== 'submitted') throw problem('RULESET_NOT_DRAFT', { name, digest, state: life.state }, { path: 'digest' });
  const approvalId = await submit(
    tx,
    {
      kind: 'ruleset',
      subjectId: digest,
      digest,
      title: { en: `Ruleset ${name}: ${title.en}`, zh: `规则集 ${name}：${title.zh}` },
      detail: { name, dimension, subject },
      author: version.author ?? acting.who,
      submitter: acting.who,
      why: commented(comment),
      needed: needed ?? undefined,
      approvers: approvers ?? null,
      deadline: deadline ?? undefined,
    },
    acting.at,
  );
  return outcome({ digest, name, isChanged: true, approvalId, faults });
}
