import { limits } from '../../base/limits.ts';
import { round } from '../../base/rounding.ts';
import type { Text } from '../../base/text.ts';
import { addDays, type Day, daysBetween } from '../../base/time.ts';
import { pdDecimals } from '../../rating/calibration/calibration.ts';
import { calibrationOf } from '../../rating/calibration/rules.ts';
import type { FormerFound, Found, Graded, GradeFound, InTurn } from '../../rating/graded/graded.ts';
import { gradeName, reasonsOf } from '../../rating/publish.ts';
import type { Version } from '../../rating/version/version.ts';

/**
 * Why there is no grade to tell. outside: the ruleset does not rate such customers. invalid: too little is known to rate this
 * one. never_issued: no grade was ever made. expired: the last one holds no longer. stale: it is as of a longer time ago than
 * the agreement allows.
 */
export const unratedWhys = ['outside', 'invalid', 'never_issued', 'expired', 'stale'] as const;
export type UnratedWhy = (typeof unratedWhys)[number];

/** What of an agreement decides which grade is told on a day. */
export interface Terms {
  readonly graded: Graded;
  /** A grade as of a day longer ago is not told. */
  readonly freshDays: number;
  /** The grade by the former ruleset is told beside for so many days. */
  readonly bothGradesDays: number;
  readonly today: Day;
}

export interface SharedRuleset {
  readonly name: string;
  readonly title: Text;
  readonly digest: string;
}

/** What became of customers with a grade: of so many, this share, in the months after the day. */
export interface ObservedDefault {
  readonly rate: number;
  readonly customers: number;
  readonly asOf: Day;
  readonly horizonMonths: number;
  /** What befell them. */
  readonly outcome: string;
}

export interface FormerGrade {
  readonly grade: string;
  readonly provisional: boolean;
  readonly asOf: Day;
  readonly ruleset: SharedRuleset;
  /** The last day on which it is told. */
  readonly toldUntil: Day;
}

export interface SharedReason {
  readonly code: string;
  readonly texts: Text;
}

/** A grade as a partner is told it. */
export interface SharedGrade {
  readonly grade: string;
  readonly provisional: boolean;
  readonly asOf: Day;
  readonly validFrom: Day;
  /** The last day it holds, unless a later grade takes its place before. */
  readonly validUntil: Day;
  /** Null where they were not asked for. */
  readonly reasons: readonly SharedReason[] | null;
  readonly ruleset: SharedRuleset;
  /** Null where the ruleset, as it grades, was never held against what became of its customers, or too few had the grade. */
  readonly observedDefault: ObservedDefault | null;
  readonly former: FormerGrade | null;
  readonly ratingId: string;
  /** Null of a grade that is no official one. */
  readonly gradeId: string | null;
  /** Digest of the rating's inputs; null when that rating is gone. */
  readonly inputs: string | null;
}

export type Reading = { readonly shared: SharedGrade; readonly why: null } | { readonly shared: null; readonly why: UnratedWhy };

/** The versions whose documents `readGrade` asks for. */
export const versionsIn = ({ grade, former }: Found): string[] => [grade, former].flatMap((each) => (each ? [each.version] : []));

/**
 * The grade that is told under an agreement, or why there is none. `versions` holds those of `versionsIn`; `turns` are the
 * rulesets of the dimension, the one in force first.
 */
export function readGrade({ grade, former, state, expiredOn }: Found, terms: Terms, versions: ReadonlyMap<string, Version>, turns: readonly InTurn[]): Reading {
  if (!grade) return { shared: null, why: state === 'outside' || state === 'invalid' ? state : expiredOn === null ? 'never_issued' : 'expired' };
  if (daysBetween(grade.asOf, terms.today) > terms.freshDays) return { shared: null, why: 'stale' };
  const version = versionOf(versions, grade.version);
  const name = nameOf(version, grade);
  const shared: SharedGrade = {
    grade: name,
    provisional: grade.provisional,
    asOf: grade.asOf,
    validFrom: grade.validFrom ?? grade.asOf,
    // A rating that is no official one holds for as long as it is told.
    validUntil: grade.validUntil ?? addDays(grade.asOf, terms.freshDays),
    reasons: grade.reasons && reasonsOf(version, grade.reasons).map(({ code, texts }) => ({ code, texts })),
    ruleset: rulesetOf(version),
    observedDefault: observedOf(version, name),
    former: former && formerOf(former, grade, terms, versions, turns),
    ratingId: grade.ratingId,
    gradeId: grade.gradeId,
    inputs: grade.inputs,
  };
  return { shared, why: null };
}

function versionOf(versions: ReadonlyMap<string, Version>, name: string): Version {
  const version = versions.get(name);
  if (!version) throw new RangeError(`a grade names version ${name}, which is not stored`);
  return version;
}

function nameOf(version: Version, { grade, index }: Pick<GradeFound, 'grade' | 'index'>): string {
  const name = grade ?? gradeName(version, index ?? -1);
  if (name === null) throw new RangeError(`version ${version.version} has no grade ${index}`);
  return name;
}

const rulesetOf = ({ ruleset: { name, title }, digest }: Version): SharedRuleset => ({ name, title, digest });

/** As it was seen, not as it was estimated: the rate of those of whom it is known. */
function observedOf(version: Version, name: string): ObservedDefault | null {
  const calibration = calibrationOf(version);
  const seen = calibration && Object.hasOwn(calibration.grades, name) ? calibration.grades[name] : undefined;
  // Of a few it would tell what became of each.
  if (!calibration || !seen || seen.customers < limits.observedCustomersLeast) return null;
  const { asOf, horizonMonths, outcome } = calibration;
  return { rate: round(seen.bad / seen.customers, pdDecimals), customers: seen.customers, asOf, horizonMonths, outcome };
}

/** The grade by the former ruleset, for as many days from the change on as were agreed; an official grade changes rulesets the day it is issued. */
function formerOf(
  former: FormerFound,
  { version: present }: GradeFound,
  { bothGradesDays, today }: Terms,
  versions: ReadonlyMap<string, Version>,
  turns: readonly InTurn[],
): FormerGrade | null {
  const since = former.until ?? turns.find(({ version }) => version === present)?.since;
  if (since === undefined || daysBetween(since, today) >= bothGradesDays) return null;
  const version = versionOf(versions, former.version);
  const { provisional, asOf } = former;
  return { grade: nameOf(version, former), provisional, asOf, ruleset: rulesetOf(version), toldUntil: addDays(since, bothGradesDays - 1) };
}
