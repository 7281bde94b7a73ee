import { z } from 'zod';
import { limits } from '../../base/limits.ts';
import { round } from '../../base/rounding.ts';

/** How far a sum of weights or shares may be from 1. */
export const sumTolerance = 1e-9;

/** How many times as much one thing counts as another: a number, or a fraction such as 1/3. */
const entryShape = z.union([z.number(), z.string().max(40)]);
export type Entry = z.infer<typeof entryShape>;

/** All rows, or of each row what stands from the diagonal on. */
const matrixShape = z.array(z.array(entryShape));

/** Things compared with each other two by two; each is an indicator of the card, or a criterion that is divided further. */
export interface Level {
  readonly compare: readonly string[];
  /** One judgement: row i, column j says how many times as much i counts as j. */
  readonly matrix?: readonly (readonly Entry[])[] | undefined;
  /** Or several, by the name of who judged. */
  readonly experts?: Readonly<Record<string, readonly (readonly Entry[])[]>> | undefined;
  /** The criteria among what is compared. */
  readonly criteria?: Readonly<Record<string, Level>> | undefined;
}

const levelShape: z.ZodType<Level> = z.lazy(() =>
  z.strictObject({
    compare: z.array(z.string().min(1)).min(1).max(limits.characteristicsPerCard),
    matrix: matrixShape.optional(),
    experts: z.record(z.string().min(1), matrixShape).optional(),
    criteria: z.record(z.string(), levelShape).optional(),
  }),
);

/** Exactly one of these. */
const ways = {
  /** By indicator; they sum to 1, or `normalise` divides them by their sum. */
  direct: z.record(z.string(), z.number().min(0).max(limits.pointsMax)).optional(),
  normalise: z.boolean().optional(),
  /** Analytic hierarchy: the principal eigenvectors of the matrices, multiplied down the levels. */
  ahp: levelShape.optional(),
  /** How unevenly the values spread over those whom the card rates, as of a day. */
  entropy: z.strictObject({ asOf: z.string() }).optional(),
};

/** Of one matrix: its principal eigenvalue, (lambda - n) / (n - 1), and that over the random index of n. */
const consistencyShape = z.strictObject({ lambda: z.number(), ci: z.number(), cr: z.number() });
export type Consistency = z.infer<typeof consistencyShape>;

const foundMatrixShape = consistencyShape.extend({
  /** The criterion it divides; none of the first. */
  of: z.string().optional(),
  /** Within the criterion. */
  weights: z.record(z.string(), z.number()),
  /** By expert, where there are several. */
  experts: z.record(z.string(), consistencyShape).optional(),
});
export type FoundMatrix = z.infer<typeof foundMatrixShape>;

const spreadShape = z.strictObject({
  asOf: z.string(),
  knownAt: z.string(),
  /** Customers, accounts or groups that the card rates. */
  count: z.int().min(0),
  /** By indicator: those of them with a number, and the entropy of these numbers (1: all alike). */
  indicators: z.record(z.string(), z.strictObject({ count: z.int().min(0), entropy: z.number().min(0).max(1) })),
});
export type Spread = z.infer<typeof spreadShape>;

const foundOneShape = z.strictObject({
  /** The random indices of 1 to 10 things. */
  randomIndex: z.array(z.number()).optional(),
  matrices: z.array(foundMatrixShape).optional(),
  entropy: spreadShape.optional(),
});

const resultShape = z.record(
  z.string(),
  z
    .number()
    .min(0)
    .max(1 + sumTolerance),
);
/** What the weights were found from, beside what the document says. */
const foundShape = foundOneShape.extend({
  /** Of a mix, part by part. */
  parts: z.array(z.strictObject({ result: resultShape, found: foundOneShape.optional() })).optional(),
});
export type Found = z.infer<typeof foundShape>;

const partShape = z.strictObject({ share: z.number().min(0).max(1), weights: z.strictObject(ways) });

/**
 * How much each characteristic of a card counts. Its bins and knots then give scores from 0 to 100, and the score is the
 * initial one plus the sum of weight x score.
 */
export const weightsShape = z.strictObject({
  ...ways,
  mix: z.array(partShape).min(1).max(limits.weightMixParts).optional(),
  /** The weights that count, by indicator. */
  result: resultShape.optional(),
  found: foundShape.optional(),
});
export type Weights = z.infer<typeof weightsShape>;
/** One way of finding weights. */
export type Way = z.infer<typeof partShape>['weights'];

/** The ways a document asks for: exactly one is sound. */
export const waysOf = (weights: Weights): ('direct' | 'ahp' | 'entropy' | 'mix')[] =>
  (['direct', 'ahp', 'entropy', 'mix'] as const).filter((way) => weights[way] !== undefined);

export const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0);
export const isOne = (sum: number): boolean => Math.abs(sum - 1) <= sumTolerance;

/** Given weights, divided by their sum where the document asks for it. */
export function directly(direct: Readonly<Record<string, number>>, normalise = false): Record<string, number> {
  const sum = sumOf(Object.values(direct));
  return normalise ? Object.fromEntries(Object.entries(direct).map(([name, weight]) => [name, weight / sum])) : { ...direct };
}

/** The weights that count: those found, else those given; nothing where they are still to be found. */
export const resultOf = ({ result, direct, normalise }: Weights): Record<string, number> | undefined => result ?? (direct && directly(direct, normalise));

/** What a characteristic counts on a card; nothing on a card without weights. In a document that passed the check each has one. */
export function weightOf(weights: Weights | undefined, indicator: string): number | undefined {
  if (weights === undefined) return undefined;
  const result = resultOf(weights) ?? {};
  if (!Object.hasOwn(result, indicator)) throw new RangeError(`no weight for ${indicator}`);
  return result[indicator];
}

/** Points of a score, at twelve decimals: what is lost to them does not reach the nine that a card's sum is a half at, or none (`roundOnPaper`). */
export const weighted = (weight: number | undefined, score: number): number => (weight === undefined ? score : round(weight * score, 12));
