import type { Command } from 'commander';
import { decodeId } from '../base/id.ts';
import { problem } from '../rating/errors.ts';
import type { Value } from '../rating/indicator.ts';
import { sensitiveIndicators } from '../rating/lineage.ts';
import { publishValue } from '../rating/publish.ts';
import { derive } from '../rating/replay/derive.ts';
import { type Replay, replay } from '../rating/replay/replay.ts';
import { attributesOf, ratingById } from '../rating/store.ts';
import { subjectName } from '../rating/subject.ts';
import { recall } from '../rating/version/recall.ts';
import { type Assay, withAssay } from './open.ts';
import { answer, run } from './out.ts';

interface Options {
  fromFacts?: boolean;
  json?: boolean;
}

export function register(program: Command): void {
  program
    .command('replay <rating-id>')
    .description('evaluate a rating again with the version it was made with; exit code 1 when it comes out otherwise')
    .option('--from-facts', 'derive its values again from the facts as known then, and compare')
    .option('--json', 'print one line of JSON')
    .action(run((id: string, options: Options) => withAssay((assay) => replayRating(assay, id, options))));
}

async function replayRating({ sql }: Assay, id: string, { fromFacts, json }: Options): Promise<void> {
  const [customerId, ratingId] = decodeId('rat', 2, id) ?? [];
  const row = customerId && ratingId ? await ratingById(sql, customerId, ratingId) : undefined;
  const version = row && (await recall(sql, [row.version])).get(row.version);
  if (!row || !version) throw problem('RATING_UNKNOWN', { id });
  const name = subjectName(row.customerId, row.subjectId);
  const derived = fromFacts ? ((await derive(sql, [name], row)).get(name) ?? null) : undefined;
  const found = await replay(sql, row, derived);
  if (!found.same) process.exitCode = 1;
  // What goes to a terminal goes to its logs: values of sensitive classes stay inside.
  const withheld = sensitiveIndicators(version.ruleset, await attributesOf(sql));
  const values = found.values?.map((each) => ({
    indicator: each.indicator,
    kept: publishValue(each.kept, withheld.has(each.indicator)),
    derived: publishValue(each.derived, withheld.has(each.indicator)),
  }));
  const kept = { score: row.score, grade: row.grade === null ? null : (version.ruleset.grades[row.grade]?.grade ?? null) };
  const { asOf, knownAt } = row;
  answer(json, { id, ruleset: version.ruleset.name, digest: version.digest, asOf, knownAt, kept, ...found, values: values ?? null }, [
    `${version.ruleset.name} as of ${asOf}, known at ${knownAt}: ${outcome(kept)}`,
    ...told(found, Boolean(fromFacts)),
    ...(found.values ?? []).map(
      ({ indicator, ...each }) => `  ${indicator}: ${withheld.has(indicator) ? 'withheld' : `kept ${text(each.kept)}, from facts ${text(each.derived)}`}`,
    ),
  ]);
}

const outcome = ({ score, grade }: { score: number | null; grade: string | null }): string => (score === null ? 'no score' : `score ${score}, grade ${grade}`);

function told(found: Replay, fromFacts: boolean): string[] {
  const source = fromFacts ? 'from the facts as known then' : 'from the stored values';
  if (found.same) return [`the same ${source}`];
  const gone = found.differences.includes('facts') ? ['the customer is no longer there (merged or erased): the facts cannot be read again'] : [];
  return [...gone, `${source}: ${outcome(found)}; differs in ${found.differences.join(', ')}`];
}

function text(value: Value): string {
  if (value.state === 'value') return String(value.value);
  return value.state === 'special' ? `special ${value.code}` : 'missing';
}
