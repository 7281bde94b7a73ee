import { limits } from '../../base/limits.ts';
import type { Day } from '../../base/time.ts';
import type { Db } from '../../db/client.ts';
import { foundOf, rulesetsInTurn } from '../../rating/graded/store.ts';
import { recall } from '../../rating/version/recall.ts';
import { readGrade, versionsIn } from '../report/grade.ts';
import type { Told } from './sandbox.ts';
import type { Candidate } from './subject.ts';

/** Customers that a grade of this kind is known of, or why not, as an inquiry would find them. */
export async function candidates(db: Db, { dimension, grade: graded }: Told, today: Day): Promise<Candidate[]> {
  const turns = (await rulesetsInTurn(db, [dimension], { today })).get(dimension) ?? [];
  const bound = { dimension, today, versions: turns.map(({ version }) => version) };
  const rows = await foundOf(db, { graded, reasons: true, former: false }, bound, limits.sandboxCandidates);
  const versions = await recall(db, [...new Set(rows.flatMap(({ found }) => versionsIn(found)))]);
  return rows.map(({ customerId, found }) => {
    const { shared, why } = readGrade(found, { graded, freshDays: limits.agreementFreshDaysMax, bothGradesDays: 0, today }, versions, turns);
    const knockouts = versions.get(found.grade?.version ?? '')?.ruleset.knockouts ?? [];
    const first = shared?.reasons?.[0]?.code;
    return { customerId, grade: shared?.grade ?? null, isKnockedOut: knockouts.some(({ code }) => code === first), why };
  });
}
