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

/** A statement with what is known of its use. */
interface Used {
  readonly sql: ReturnType<typeof inquirySql>;
  runs: number;
  prepared: boolean;
}

const texts = new WeakMap<readonly string[], Map<string, Used>>();
let prepared = 0;

/** Reads all subjects of an inquiry in one statement under the partner's role. */
export async function look({ pool }: Pick<Inquiring, 'pool'>, asked: Asked, located: readonly Located[], looking: Looking): Promise<Seen[]> {
  const { role, partnerId, purpose, kid, today, sinceOn, clockSeconds, scopes, graded, versions } = looking;
  const used = statement(asked, graded);
  const { text, names } = used.sql;
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
  const values = [...asked.values, ...names.map((name) => named[name] ?? null)];
  const rows = await underRole<Record<string, unknown>>(await pool(), { role, settings }, text, values, isPrepared(used));
  return rows.map((row) => ({ ...(row as unknown as Omit<Seen, 'parts'>), parts: asked.parts.map((_, at) => row[`part${at}`] as string | null) }));
}

/** One text for each selection and way of grading. */
function statement(asked: Asked, graded: Looking['graded']): Used {
  const known = texts.get(asked.parts) ?? new Map<string, Used>();
  texts.set(asked.parts, known);
  const variant = graded ? `${graded.by} ${graded.reasons} ${graded.former}` : '';
  const found = known.get(variant);
  if (found) return found;
  const sql =
    graded &&
    ((customerId: string, param: Parameters<typeof foundSql>[1]) =>
      foundSql(customerId, param, { graded: graded.by, reasons: graded.reasons, former: graded.former }));
  const made = { sql: inquirySql(asked.parts, asked.values.length, sql), runs: 0, prepared: false };
  if (known.size < limits.statementsPerDocument) known.set(variant, made);
  return made;
}

/** From its second run on, and of all no more than the database can keep: every other selection makes another text. */
function isPrepared(used: Used): boolean {
  used.runs += 1;
  if (!used.prepared && used.runs > 1 && prepared < limits.statementsPrepared) {
    used.prepared = true;
    prepared += 1;
  }
  return used.prepared;
}
