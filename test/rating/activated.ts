import { vote } from '../../src/approval/vote.ts';
import { digest as digestOf } from '../../src/base/digest.ts';
import { addDays, type Day } from '../../src/base/time.ts';
import type { Sql, Tx } from '../../src/db/client.ts';
import { activateVersion } from '../../src/rating/release/activate.ts';
import { bootstrap } from '../../src/rating/release/bootstrap.ts';
import { handlers } from '../../src/rating/release/handlers.ts';
import type { Outcome } from '../../src/rating/release/outcome.ts';
import { save } from '../../src/rating/release/save.ts';
import { submitVersion } from '../../src/rating/release/submit.ts';
import { parse } from '../../src/rating/ruleset.ts';

/** A person who acts on a day, at nine in the morning. */
export const person = (who: string, today: Day) => ({ who, today, at: `${today}T09:00:00.000Z`, holds: () => true });

/** As `activated` answers. */
export type Activated = Outcome & { readonly digest: string; readonly state: 'refused' | 'activated' | 'active' };

/**
 * A document in force in its dimension: the first as a bootstrap, each later one written by one person, approved by
 * another and activated on a day of its own, long ago. refused: the check found errors; active: it was so already.
 */
export async function activated(sql: Sql, document: unknown): Promise<Activated> {
  const { ruleset } = parse(document);
  const [row] = await sql<{ last: Day | null }[]>`
    select max(activated_at)::date as last from assay.ruleset_activation where dimension = ${ruleset?.dimension ?? ''} and subject = ${ruleset?.subject ?? ''}`;
  const today = row?.last ? addDays(row.last, 1) : '2020-01-01';
  const digest = digestOf(document);
  const first = (tx: Tx) => bootstrap(tx, { document, comment: 'The first.' }, person('Olga', today));
  const made = (await sql.begin((tx) => (row?.last ? later(tx, document, digest, today) : first(tx)))) as Outcome;
  return { ...made, digest, state: made.refused ? 'refused' : made.isChanged ? 'activated' : 'active' };
}

async function later(tx: Tx, document: unknown, digest: string, today: Day): Promise<Outcome> {
  const [officer, approver] = [person('Olga', today), person('Anton', today)];
  const saved = await save(tx, document, 'Another.', officer);
  if (saved.refused) return saved;
  if (saved.isChanged) {
    const submitted = await submitVersion(tx, { digest, comment: 'Please look.' }, officer);
    if (submitted.refused) return submitted;
    const { approvalId } = submitted as { approvalId: string };
    await vote(tx, handlers, { approvalId, digest, choice: 'approve', comment: 'Agreed.' }, approver);
  }
  return activateVersion(tx, { digest, on: today, comment: 'From today.' }, officer);
}
