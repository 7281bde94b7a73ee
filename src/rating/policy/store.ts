import { leave } from '../../graphql/late.ts';
import { rowsSql } from '../../graphql/piece.ts';
import type { Args, Param, Selected } from '../../graphql/reads.ts';
import { gradeName } from '../publish.ts';
import { behind, declared, versionOf, withheldOf } from '../show/store.ts';
import { everRated } from '../store.ts';
import { lastRead } from '../subject/store.ts';
import { itself } from '../subject.ts';
import type { Version } from '../version/version.ts';
import type { Ground } from './ground.ts';

const monitoring = lastRead('customer');

/** Values of the parameters, and what the text hangs on, beside those of what is withheld. */
export const { bind, shape } = monitoring;

/** What `groundOf` reads, as an SQL value of the owner's row: of the issued grade in force today, else of the last monitoring rating; null without both. */
export function groundSql(owner: string, param: Param, args: Args, selected: Selected): string {
  const [grade, row] = [`${owner}_grade`, `${owner}_rating`];
  const payload = (kind: Ground['kind'], from: string, named: string): string =>
    `${row}.version || ' ' || json_build_array('${kind}', ${from}.as_of, ${named}, ${from}.provisional, ${row}.values, ${row}.states, ${row}.words, ${declared(param)})`;
  const [customer, today] = [`${owner}.customer_id`, param('today', 'date')];
  const { left, ...rows } = monitoring.one(owner, row, param, args, selected);
  const last = payload('monitoring', row, `${row}.grade`);
  return `coalesce((
    select ${payload('issued', grade, `${grade}.grade`)} from assay.issued_grade ${grade} join (${everRated(customer)}) as ${row} using (rating_id)
    where ${grade}.customer_id = ${customer} and ${grade}.subject_id = '${itself}' and ${grade}.dimension = ${param('dimension', 'text')} and ${grade}.kind = 'issued'
      and ${grade}.valid_from <= ${today} and ${grade}.valid_until >= ${today} and (${grade}.ended_on is null or ${grade}.ended_on > ${today}) limit 1
  ), (select ${left ? `case when ${left} then ${leave} else ${last} end` : last} ${rowsSql(rows)}))`;
}

type Told = [
  ...[kind: Ground['kind'], asOf: string, grade: string | number | null, provisional: boolean],
  ...[values: Ground['values'], states: Ground['states'], words: Ground['words'], attributes: string | null],
];

/** The version that made a grade, what a policy goes by, and the indicators that the caller may not see. */
export function groundOf(payload: string): { readonly version: Version; readonly ground: Ground; readonly withheld: ReadonlySet<string> } | undefined {
  if (payload === '') return undefined;
  const version = versionOf(payload);
  const [kind, asOf, named, provisional, values, states, words, attributes] = JSON.parse(behind(payload)) as Told;
  const grade = typeof named === 'number' ? gradeName(version, named) : named;
  return { version, ground: { kind, asOf, grade, provisional, values, states, words }, withheld: withheldOf(version, attributes) };
}
