import type { PopulationCondition } from '../card/population.ts';
import type { Cap } from '../decision/rules.ts';
import { isMeasured } from '../indicator.ts';
import { reviewCauses } from '../review/review.ts';
import type { Ruleset } from '../ruleset.ts';
import type { Attributes } from '../vocabulary.ts';
import { conditionFaults } from './cells.ts';
import { error, type Fault } from './fault.ts';
import { yieldOf } from './yield.ts';

/** A condition on an indicator, and where it stands. */
interface Asked {
  readonly condition: PopulationCondition;
  readonly path: string;
}

const at = (conditions: readonly PopulationCondition[], path: string): Asked[] => conditions.map((condition, nth) => ({ condition, path: `${path}[${nth}]` }));

/** Every condition of the rules that decide beside the cards. */
const askedIn = ({ scope, knockouts, coldStart, caps }: Ruleset): Asked[] => [
  ...at(scope, 'scope'),
  ...knockouts.flatMap(({ when }, nth) => at(when, `knockouts[${nth}].when`)),
  ...coldStart.flatMap(({ when }, nth) => at(when, `coldStart[${nth}].when`)),
  ...caps.flatMap(({ when }, nth) => at(when, `caps[${nth}].when`)),
];

/** Indicators that these rules read. */
export const readByRules = (ruleset: Ruleset): string[] => [
  ...askedIn(ruleset).map(({ condition }) => condition.indicator),
  ...ruleset.knockouts.flatMap(({ lasts }) => (lasts ? [lasts.since] : [])),
];

/** Indicators that decide a grade: those that cards and rules read. */
export const readToDecide = (ruleset: Ruleset): Set<string> =>
  new Set([
    ...ruleset.cards.flatMap(({ characteristics, population }) => [...characteristics, ...population].map(({ indicator }) => indicator)),
    ...readByRules(ruleset),
  ]);

/** Codes that rules give as reasons, each with its place. */
export const codesOfRules = ({ knockouts, coldStart, caps }: Ruleset): [code: string, path: string][] => [
  ...knockouts.map(({ code }, nth): [string, string] => [code, `knockouts[${nth}].code`]),
  ...coldStart.map(({ code }, nth): [string, string] => [code, `coldStart[${nth}].code`]),
  ...caps.map(({ code }, nth): [string, string] => [code, `caps[${nth}].code`]),
];

/** What is wrong with scope, knock-outs, cold start, caps and overrides. */
export function ruleFaults(ruleset: Ruleset, attributes: Attributes): Fault[] {
  const codes = codesOfRules(ruleset);
  const twice = codes.filter(([code], nth) => codes.findIndex(([other]) => other === code) < nth);
  return [
    ...askedIn(ruleset).flatMap(({ condition, path }) => conditionFault(ruleset, condition, attributes, path)),
    ...[...twice, ...spokenTwice(ruleset)].map(([code, path]) => error('RATING_RULE_TWICE', path, { code })),
    ...ruleset.knockouts.flatMap((_, nth) => knockoutFaults(ruleset, nth)),
    ...ruleset.caps.flatMap((cap, nth) => capFaults(cap, `caps[${nth}]`)),
    ...gradesNamed(ruleset).flatMap(([grade, path]) => gradeFault(ruleset, grade, path)),
    ...overrideFaults(ruleset),
  ];
}

/** Codes that a person may give as a reason too: nobody could tell which of the two texts is meant. */
function spokenTwice({ reasons, overrides }: Ruleset): [code: string, path: string][] {
  const always = Object.keys(reasons).filter((code) => Object.hasOwn(reviewCauses, code));
  const causes = Object.keys(overrides?.causes ?? {}).filter((code) => Object.hasOwn(reasons, code) || Object.hasOwn(reviewCauses, code));
  return [...always.map((code): [string, string] => [code, `reasons.${code}`]), ...causes.map((code): [string, string] => [code, `overrides.causes.${code}`])];
}

function conditionFault(ruleset: Ruleset, condition: PopulationCondition, attributes: Attributes, path: string): Fault[] {
  const { indicator } = condition;
  if (!Object.hasOwn(ruleset.indicators, indicator)) return [unknown(ruleset, indicator, `${path}.indicator`)];
  const yields = yieldOf(ruleset, indicator, attributes);
  return yields ? conditionFaults(condition, yields, path) : [];
}

const unknown = (ruleset: Ruleset, indicator: string, path: string): Fault =>
  error('RATING_INDICATOR_UNKNOWN', path, { indicator, known: Object.keys(ruleset.indicators).join(', ') });

/** Measures that count the months since something. */
const counting: readonly string[] = ['months_since', 'cured_months'];

function knockoutFaults(ruleset: Ruleset, nth: number): Fault[] {
  const { code, when, lasts } = ruleset.knockouts[nth] as Ruleset['knockouts'][number];
  const path = `knockouts[${nth}]`;
  if (lasts === undefined) return when.length === 0 ? [error('RATING_RULE_ALWAYS', path, { code })] : [];
  const indicator = Object.hasOwn(ruleset.indicators, lasts.since) ? ruleset.indicators[lasts.since] : undefined;
  if (indicator === undefined) return [unknown(ruleset, lasts.since, `${path}.lasts.since`)];
  return isMeasured(indicator) && counting.includes(indicator.measure)
    ? []
    : [error('RATING_SINCE_MEASURE', `${path}.lasts.since`, { indicator: lasts.since, measures: counting.join(', ') })];
}

function capFaults({ code, when, from, best, notches }: Cap, path: string): Fault[] {
  if ((best === undefined) === (notches === undefined)) return [error('RATING_CAP_BOUND', path, { code })];
  return best !== undefined && when.length === 0 && from === undefined ? [error('RATING_RULE_ALWAYS', path, { code })] : [];
}

/** Every grade that something names, with its place. */
const gradesNamed = ({ knockouts, coldStart, caps, golden }: Ruleset): [grade: string, path: string][] => [
  ...knockouts.map(({ grade }, nth): [string, string] => [grade, `knockouts[${nth}].grade`]),
  ...coldStart.map(({ grade }, nth): [string, string] => [grade, `coldStart[${nth}].grade`]),
  ...caps.flatMap(({ best, from }, nth): [string, string][] => [
    ...(best === undefined ? [] : [[best, `caps[${nth}].best`] as [string, string]]),
    ...(from ?? []).map((grade, place): [string, string] => [grade, `caps[${nth}].from[${place}]`]),
  ]),
  ...golden.flatMap(({ given }, nth): [string, string][] => [
    ...(given?.last === undefined ? [] : [[given.last, `golden[${nth}].given.last`] as [string, string]]),
    ...(given?.override === undefined ? [] : [[given.override.grade, `golden[${nth}].given.override.grade`] as [string, string]]),
  ]),
];

const gradeFault = ({ grades }: Ruleset, grade: string, path: string): Fault[] =>
  grades.some((each) => each.grade === grade) ? [] : [error('RATING_GRADE_UNKNOWN', path, { grade, known: grades.map((each) => each.grade).join(', ') })];

function overrideFaults({ overrides, grades, golden }: Ruleset): Fault[] {
  const wild = golden.flatMap(({ given }, nth) => {
    const cause = given?.override?.cause;
    if (cause === undefined || (overrides && Object.hasOwn(overrides.causes, cause))) return [];
    return [error('RATING_CAUSE_UNKNOWN', `golden[${nth}].given.override.cause`, { cause, known: Object.keys(overrides?.causes ?? {}).join(', ') })];
  });
  if (overrides === undefined) return wild;
  const { causes, notches, alone } = overrides;
  return [
    ...wild,
    ...(Object.keys(causes).length === 0 ? [error('RATING_CAUSES_NONE', 'overrides.causes')] : []),
    ...(alone > notches ? [error('RATING_OVERRIDE_ALONE', 'overrides.alone', { alone, notches })] : []),
    ...(notches >= grades.length ? [error('RATING_OVERRIDE_NOTCHES', 'overrides.notches', { notches, most: grades.length - 1 })] : []),
  ];
}
