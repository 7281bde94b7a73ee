import { limits } from '../../base/limits.ts';
import type { Sql } from '../../db/client.ts';
import { type Entry, underRole } from '../../db/enter.ts';
import type { Asked } from '../../graphql/door.ts';
import { Prepared, type Uses, unused } from '../../graphql/prepared.ts';
import type { Param } from '../../graphql/reads.ts';
import type { Found } from '../../rating/graded/graded.ts';
import { foundSql } from '../../rating/graded/store.ts';
import { isBeyond } from '../lineage.ts';
import type { Evidence, Gate } from './decision.ts';
import type { Located } from './inquiry.ts';
import { inquirySql } from './store.ts';
import { type Ask, together } from './together.ts';

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
  readonly graded:
    | { readonly by: 'issued' | 'monitoring'; readonly reasons: boolean; readonly former: boolean; readonly dimension: string; readonly on: string }
    | undefined;
  /** Versions of the dimension's rulesets in turn. */
  readonly versions: readonly string[];
  /** What one subject of the operation may cost. */
  readonly cost: number;
}

/** What the one snapshot shows of a subject. */
export interface Seen extends Evidence {
  readonly gate: Gate | null;
  readonly grade: Found | null;
  readonly parts: readonly (string | null)[];
}

/** A statement with what is known of its use. */
interface Used extends Uses {
  readonly sql: ReturnType<typeof inquirySql>;
  readonly ask: Ask<Way, readonly Located[], Seen[]>;
}

/** How a statement is run: what it is given beside its subjects. */
interface Way {
  readonly used: Used;
  readonly entry: Entry;
  readonly values: readonly unknown[];
  readonly named: Readonly<Record<string, unknown>>;
  readonly parts: number;
}

/** Reads subjects of inquiries. */
export interface Looker {
  /** `joining` is called at once when it shares what others wait for. */
  look(asked: Asked, located: readonly Located[], looking: Looking, joining?: () => void): Promise<Seen[]>;
}

/**
 * Reads all subjects of an inquiry in one statement under the partner's role; inquiries that come at the same time and differ in
 * nothing but their subjects share it.
 */
export function looker(pool: () => Promise<Sql>): Looker {
  const texts = new WeakMap<readonly string[], Map<string, Used>>();
  const prepared = new Prepared(limits.preparedCharacters);
  /** By the role: there are no more than projections were agreed on. */
  const shares = new Map<string, Prepared>();
  const shareOf = (role: string): Prepared => {
    const known = shares.get(role) ?? new Prepared(limits.preparedShare, prepared);
    shares.set(role, known);
    return known;
  };
  const run = async ({ used, entry, values, named, parts }: Way, all: readonly (readonly Located[])[]): Promise<Seen[][]> => {
    const located = all.flat();
    const given: Record<string, unknown> = {
      ...named,
      ids: located.map(({ customerId }) => customerId),
      kinds: located.map(({ kind }) => kind),
      hashes: located.map(({ hash }) => hash),
      subjects: located.map(({ name }) => name),
    };
    const { text, names } = used.sql;
    const bound = [...values, ...names.map((name) => given[name] ?? null)];
    const rows = await underRole<Record<string, unknown>>(await pool(), entry, text, bound, shareOf(entry.role).next(used, text));
    // One row more or less would tell somebody of somebody else.
    if (rows.length !== located.length) throw new Error(`${rows.length} rows for ${located.length} subjects`);
    const seen = rows.map((row) => ({
      ...(row as unknown as Omit<Seen, 'parts'>),
      parts: Array.from({ length: parts }, (_, at) => row[`part${at}`] as string | null),
    }));
    return all.map((each) => seen.splice(0, each.length));
  };
  /** One text for each selection and way of grading. */
  const statement = (asked: Asked, graded: Looking['graded']): Used => {
    const known = texts.get(asked.parts) ?? new Map<string, Used>();
    texts.set(asked.parts, known);
    const variant = graded ? `${graded.by} ${graded.reasons} ${graded.former}` : '';
    const found = known.get(variant);
    if (found) return found;
    const ask = together({ run, atOnce: limits.looksAtOnce, isOwn: isOwnFailure });
    const fresh = { ...unused(), sql: sqlOf(asked, graded), ask };
    if (known.size < limits.variantsRemembered) known.set(variant, fresh);
    return fresh;
  };
  return {
    look: (asked, located, looking, joining) => {
      const way = wayOf(statement(asked, looking.graded), asked, looking);
      const { used, entry, values, named } = way;
      const name = JSON.stringify([entry, named, values]);
      const most = Math.min(limits.lookSubjects, Math.floor(limits.costSubjects / Math.max(1, looking.cost)));
      return used.ask(name, way, located, { size: located.length, most, joining });
    },
  };
}

function wayOf(used: Used, asked: Asked, { role, partnerId, purpose, kid, today, sinceOn, clockSeconds, scopes, graded, versions }: Looking): Way {
  // What is formed of facts before the window too would come out wrong without them.
  const since = asked.selected.some(({ coordinate }) => isBeyond(coordinate)) ? '-infinity' : sinceOn;
  const settings = { partner: partnerId, purpose, scopes: scopes.join(','), since, shift: String(clockSeconds) };
  const named = { partner: partnerId, purpose, kid, today, versions, dimension: graded?.dimension, gradedOn: graded?.on };
  return { used, entry: { role, settings }, values: asked.values, named, parts: asked.parts.length };
}

function sqlOf({ parts, values }: Asked, graded: Looking['graded']): Used['sql'] {
  // A sandbox's grades are read on another day than its agreement.
  const on =
    (param: Param): Param =>
    (name, type) =>
      param(name === 'today' ? 'gradedOn' : name, type);
  const grade = graded && ((customerId: string, param: Param) => foundSql(customerId, on(param), gradedBy(graded)));
  return inquirySql(parts, values.length, grade);
}

const gradedBy = ({ by, reasons, former }: NonNullable<Looking['graded']>) => ({ graded: by, reasons, former });

/** What the data of one may be to blame for, and not a database that is away or busy. */
const isOwnFailure = (error: unknown): boolean => /^2[123]/.test(String((error as { code?: unknown })?.code));
