import { contentHash, digest } from '../base/digest.ts';
import type { Day, Instant } from '../base/time.ts';
import type { Decision } from './decision/decision.ts';
import { type Given, isNothing, nothing } from './decision/given.ts';
import { missing, type Value } from './indicator.ts';

/** monitoring: any day, beside the official ones. preliminary and issued: made by an issue run, in force only once it is approved. */
export const kinds = ['monitoring', 'preliminary', 'issued'] as const;
export type RatingKind = (typeof kinds)[number];

/** Which ratings a run makes: one current row per subject, dimension, kind, day and version. */
export interface RatingKey {
  readonly dimension: string;
  readonly kind: RatingKind;
  readonly asOf: Day;
  /** First 16 bytes of the version's digest. */
  readonly version: string;
  readonly runId: string;
  readonly knownAt: Instant;
}

/** What one subject measured and came out at. */
export interface Rated {
  readonly customerId: string;
  /** What of the customer is rated (`subject.ts`). */
  readonly subjectId: string;
  readonly ratingId: string;
  readonly values: readonly Value[];
  /** What decided beside the values. */
  readonly given: Given;
  readonly decision: Decision;
  /** Of the portfolio's line: minor units of the installation's currency, and days; null when missing. */
  readonly arrearsMinor: number | null;
  readonly daysPastDue: number | null;
}

/** A rating as it is kept: compact arrays in the version's order. */
export interface RatingRow {
  readonly customerId: string;
  /** What of the customer is rated (`subject.ts`). */
  readonly subjectId: string;
  readonly ratingId: string;
  readonly dimension: string;
  readonly kind: string;
  readonly asOf: Day;
  readonly version: string;
  readonly runId: string;
  readonly knownAt: Instant;
  readonly ratedAt: Instant;
  readonly state: Decision['state'];
  readonly score: number | null;
  readonly grade: number | null;
  readonly values: readonly (number | null)[];
  readonly states: readonly number[];
  readonly words: readonly (string | null)[] | null;
  readonly bins: readonly number[];
  readonly points: readonly (number | null)[];
  readonly reasons: readonly string[];
  /** Index of the version's card that held; -1 none. */
  readonly card: number;
  /** What decided beside the values; null when nothing did. */
  readonly given: Given | null;
  readonly provisional: boolean;
}

/** Which rating a run writes with a version. */
export const keyOf = (
  { dimension, kind, asOf, runId, knownAt }: Pick<RatingKey, 'dimension' | 'kind' | 'asOf' | 'runId' | 'knownAt'>,
  version: string,
): RatingKey => ({
  dimension,
  kind,
  asOf,
  version,
  runId,
  knownAt,
});

const codes = { value: 0, missing: 1, special: 2, word: 3 } as const;

/** Values as arrays: a word keeps its place in `words`, the rest are numbers with a state. */
export function pack(values: readonly Value[]): Pick<RatingRow, 'values' | 'states' | 'words'> {
  const isWord = (value: Value) => value.state === 'value' && typeof value.value === 'string';
  return {
    values: values.map((value) => (value.state === 'special' ? value.code : value.state === 'value' && typeof value.value === 'number' ? value.value : null)),
    states: values.map((value) => (isWord(value) ? codes.word : codes[value.state])),
    words: values.some(isWord) ? values.map((value) => (value.state === 'value' && typeof value.value === 'string' ? value.value : null)) : null,
  };
}

/** The inverse of `pack`. */
export function unpack(row: Pick<RatingRow, 'values' | 'states' | 'words'>): Value[] {
  return row.states.map((state, at) => {
    if (state === codes.value) return { state: 'value', value: row.values[at] as number };
    if (state === codes.word) return { state: 'value', value: row.words?.[at] as string };
    return state === codes.special ? { state: 'special', code: row.values[at] as number } : missing;
  });
}

/** A signed 64-bit number over values, states and what was given: the same inputs, the same digest. */
export const inputDigest = ({ values, states, words }: Pick<RatingRow, 'values' | 'states' | 'words'>, given: Given = nothing): string =>
  contentHash(`${values.join(',')};${states.join(',')};${words?.join('\n') ?? ''}${isNothing(given) ? '' : `;${JSON.stringify(given)}`}`);

/** What a rating was decided from, for whoever keeps it outside: `sha256:` over values, states, words and what was given, as canonical JSON. */
export const digestOfInputs = ({ values, states, words, given }: Pick<RatingRow, 'values' | 'states' | 'words' | 'given'>): string =>
  digest({ values, states, words, given: given ?? nothing });
