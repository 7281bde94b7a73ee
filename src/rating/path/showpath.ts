import type { Context } from '../../graphql/context.ts';
import { nothing } from '../decision/given.ts';
import { problem } from '../errors.ts';
import { isCardHidden, type PublishedRating } from '../publish.ts';
import { unpack } from '../rating.ts';
import { foretell } from './foretell.ts';
import { actionsOf } from './move.ts';
import { pathTo } from './path.ts';
import { type PublishedPath, publishEnd, publishPath } from './publish.ts';

/**
 * The cheapest way of a rating to a grade, by its name (by default the next better one), through indicators that the caller
 * may see; RATING_GRADE_UNKNOWN for one that the ruleset has not. Under a knock-out, when that has ended.
 */
export async function showPath(context: Context, { row, made, withheld }: PublishedRating, target?: string): Promise<PublishedPath> {
  const { ruleset, plan } = made;
  const at = target === undefined ? undefined : ruleset.grades.findIndex(({ grade }) => grade === target);
  if (at === -1)
    throw problem('RATING_GRADE_UNKNOWN', { grade: target as string, known: ruleset.grades.map(({ grade }) => grade).join(', ') }, { path: 'target' });
  const viewer = { language: context.language, withheld };
  const found = isCardHidden(made, withheld)
    ? ({ outcome: 'withheld' } as const)
    : pathTo(
        plan,
        unpack(row),
        row.given ?? nothing,
        actionsOf(ruleset).filter(({ indicator }) => !withheld.has(indicator)),
        at,
      );
  if (found.outcome === 'unreachable' && ruleset.actionable.length === 0) return publishPath({ outcome: 'undeclared' }, made, viewer, null);
  if (found.outcome !== 'knocked_out') return publishPath(found, made, viewer, null);
  const end = publishEnd(await foretell(context.sql, row, made, false), made, viewer);
  return end ? publishPath(found, made, viewer, end) : publishPath({ outcome: 'withheld' }, made, viewer, null);
}
