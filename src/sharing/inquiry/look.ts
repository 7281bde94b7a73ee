import { limits } from '../../base/limits.ts';
import { underRole } from '../../db/enter.ts';
import type { Asked } from '../../graphql/door.ts';
import type { Found } from '../../rating/graded/graded.ts';
import { foundSql } from '../../rating/graded/store.ts';
import { isBeyond } from '../lineage.ts';
import type { Evidence, Gate } from './decision.ts';
import type { Inquiring } from './inquiring.ts';
import type { Located } from './inquiry.ts';
import { inquirySql } from './store.ts';

/** What a statement is run for, beside its subjects. */
export interface Looking {
  readonly role: string;
  readonly partnerId: string;
  readonly purpose: string;
  readonly kid: string;
  readonly today: string;
  /** Facts before this day are not read. */
  readonly sinceOn: string;
  readonly clockSeconds: number;
  readonly scopes: readonly string[];
  readonly graded: { readonly by: 'issued' | 'monitoring'; readonly reasons: boolean; readonly former: boolean; readonly dimension: string } | undefined;
  /** Versions of the dimension's rulesets in turn. */
  readonly versions: readonly string[];
}

/** What the one snapshot shows of a subject. */
export interface Seen extends Evidence {
  readonly gate: Gate | null;
  readonly grade: Found | null;
  readonly parts: readonly (string | null)[];
}

const texts = new WeakMap<readonly string[], Map<string, ReturnType<typeof inquirySql>>>();

/** Reads all subjects of an inquiry in one statement under the partner's role. */
export async function look({ pool }: Pick<Inquiring, 'pool'>, asked: Asked, located: readonly Located[], looking: Looking): Promise<Seen[]> {
  const { role, partnerId, purpose, kid, today, sinceOn, clockSeconds, scopes, graded, versions } = looking;
  const { text, names } = statement(asked, graded);
  const named: Record<string, unknown> = {
    ...{ partner: partnerId, purpose, kid, today, versions, dimension: graded?.dimension },
    ids: located.map(({ customerId }) => customerId),
    kinds: located.map(({ kind }) => kind),
    hashes: located.map(({ hash }) => hash),
    subjects: located.map(({ name }) => name),
  };
  // What is formed of facts before the window too would come out wrong without them.
  const since = asked.selected.some(({ coordinate }) => isBeyond(coordinate)) ? '-infinity' : sinceOn;
  const settings = { partner: partnerId, purpose, scopes: scopes.join(','), since, shift: String(clockSeconds) };
  const rows = await underRole<Record<string, unknown>>(await pool(), { role, settings }, text, [...asked.values, ...names.map((name) => named[name] ?? null)]);
  return rows.map((row) => ({ ...(row as unknown as Omit<Seen, 'parts'>), parts: asked.parts.map((_, at) => row[`part${at}`] as string | null) }));
}

/** One text for each selection and way of grading: the database prepares it. */
function statement(asked: Asked, graded: Looking['graded']): ReturnType<typeof inquirySql> {
  const known = texts.get(asked.parts) ?? new Map<string, ReturnType<typeof inquirySql>>();
  texts.set(asked.parts, known);
  const variant = graded ? `${graded.by} ${graded.reasons} ${graded.former}` : '';
  const found = known.get(variant);
  if (found) return found;
  const sql =
    graded &&
    ((customerId: string, param: Parameters<typeof foundSql>[1]) =>
      foundSql(customerId, param, { graded: graded.by, reasons: graded.reasons, former: graded.former }));
  const made = inquirySql(asked.parts, asked.values.length, sql);
  if (known.size < limits.statementsPerDocument) known.set(variant, made);
  return made;
}
