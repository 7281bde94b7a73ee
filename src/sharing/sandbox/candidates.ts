import { limits } from '../../base/limits.ts';
import type { Day } from '../../base/time.ts';
import type { Db } from '../../db/client.ts';
import { foundOf, rulesetsInTurn } from '../../rating/graded/store.ts';
import { recall } from '../../rating/version/recall.ts';
import { readGrade, versionsIn } from '../report/grade.ts';
import { readOnOf, type Told } from './sandbox.ts';
import type { Cast } from './subject.ts';

/** Customers that a grade of this kind is known of, or why not, as an inquiry of the sandbox would find them on a day. */
export async function candidates(db: Db, { dimension, grade: graded }: Told, today: Day): Promise<Cast> {
  const on = readOnOf({ sandbox: true }, today);
  const turns = (await rulesetsInTurn(db, [dimension], { today })).get(dimension) ?? [];
  const bound = { dimension, today: on, versions: turns.map(({ version }) => version) };
  const rows = await foundOf(db, { graded, reasons: true, former: false }, bound, limits.sandboxCandidates);
  const versions = await recall(db, [...new Set([...bound.versions.slice(0, 1), ...rows.flatMap(({ found }) => versionsIn(found))])]);
  const grades = versions.get(bound.versions[0] ?? '')?.ruleset.grades ?? [];
  const found = rows.map(({ customerId, found }) => {
    const { shared, why } = readGrade(found, { graded, freshDays: limits.agreementFreshDaysMax, bothGradesDays: 0, today: on }, versions, turns);
    const knockouts = versions.get(found.grade?.version ?? '')?.ruleset.knockouts ?? [];
    const first = shared?.reasons?.[0]?.code;
    return { customerId, grade: shared?.grade ?? null, isKnockedOut: knockouts.some(({ code }) => code === first), why };
  });
  return { candidates: found, grades: grades.map(({ grade }) => grade) };
}
