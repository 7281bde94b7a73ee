import { z } from 'zod';
import { limits } from '../../base/limits.ts';
import { round, roundOnPaper } from '../../base/rounding.ts';
import { weightsShape } from '../weights/weights.ts';
import { populationShape } from './population.ts';

/** Codes of reasons: short, upper case, stable. */
export const reasonCode = z.string().regex(/^[A-Z][A-Z0-9_]{0,39}$/);

const points = z.number().min(-limits.pointsMax).max(limits.pointsMax);

/**
 * One bin: exactly one of `missing`, `special` (that code), `from`/`to` (closed below, open above; one side may be open)
 * and `in` (words). The first bin that matches gives the points.
 */
export const binShape = z.strictObject({
  missing: z.literal(true).optional(),
  special: z.number().optional(),
  from: z.number().optional(),
  to: z.number().optional(),
  in: z.array(z.string()).min(1).max(1000).optional(),
  points,
  /** Stands before the characteristic's reason. */
  reason: reasonCode.optional(),
  /** Its points are the characteristic's baseline (baseline method neutral). */
  neutral: z.literal(true).optional(),
});
export type Bin = z.infer<typeof binShape>;

/** A number of this size gives these points. */
const knotShape = z.strictObject({
  at: z.number().min(-limits.minorMax).max(limits.minorMax),
  points,
  /** Its points are the characteristic's baseline (baseline method neutral). */
  neutral: z.literal(true).optional(),
});
export type Knot = z.infer<typeof knotShape>;

/** A piecewise-linear scale: straight between knots, flat beyond the first and the last, in the card's decimals. */
const scaleShape = z.strictObject({ knots: z.array(knotShape).min(2).max(limits.binsPerCharacteristic) });

/** Bins, a scale, or both: the first bin that matches wins, any other number goes to the scale. */
export const characteristicShape = z.strictObject({
  indicator: z.string().min(1),
  reason: reasonCode.optional(),
  /** The points reasons are measured against: required by the method other, allowed by the method mean. */
  baseline: points.optional(),
  bins: z.array(binShape).max(limits.binsPerCharacteristic).default([]),
  scale: scaleShape.optional(),
});
export type Characteristic = z.infer<typeof characteristicShape>;

export const baselineMethods = ['max', 'min', 'mean', 'neutral', 'other'] as const;

export const cardShape = z.strictObject({
  name: z.string().min(1).max(64),
  /** Whom the card rates; empty, it holds for everybody and is the only card. */
  population: z.array(populationShape).max(limits.conditionsPerPopulation).default([]),
  initial: points.default(0),
  decimals: z.int().min(0).max(6).default(0),
  baseline: z.enum(baselineMethods).default('max'),
  /** Reasons by points above the baseline: for cards where more points are worse. */
  reversed: z.boolean().default(false),
  /** With weights, bins and knots give scores from 0 to 100, and points are weight x score. */
  weights: weightsShape.optional(),
  characteristics: z.array(characteristicShape).min(1).max(limits.characteristicsPerCard),
});
export type Card = z.infer<typeof cardShape>;

export type BinKind = 'missing' | 'special' | 'range' | 'words';

/** Which kinds a bin claims to be: a sound one claims exactly one. */
export function kindsOf(bin: Bin): BinKind[] {
  const kinds: BinKind[] = [];
  if (bin.missing !== undefined) kinds.push('missing');
  if (bin.special !== undefined) kinds.push('special');
  if (bin.from !== undefined || bin.to !== undefined) kinds.push('range');
  if (bin.in !== undefined) kinds.push('words');
  return kinds;
}

/** Points of a number on a scale: linear between its knots, flat beyond them, half away from zero at `decimals` places. */
export function scaled(knots: readonly Knot[], value: number, decimals: number): number {
  const above = knots.findIndex(({ at }) => at > value);
  const [left, right] = [knots[above - 1], knots[above]];
  if (left && right) return between(left.at, left.points, right.at - left.at, right.points - left.points, value, decimals);
  return roundOnPaper((above < 0 ? knots.at(-1) : right)?.points ?? 0, decimals);
}

/** Points of a number between two knots: from those of the left one, rising over the run. */
export const between = (at: number, points: number, run: number, rise: number, value: number, decimals: number): number =>
  roundOnPaper(points + (rise * (value - at)) / run, decimals);

/** Every number of points a characteristic can lead to at a bin or knot, in the document's order. */
export const pointsOf = ({ bins, scale }: Characteristic, decimals: number): number[] => [
  ...bins.map((bin) => bin.points),
  ...(scale?.knots ?? []).map((knot) => round(knot.points, decimals)),
];

/** The points a characteristic's reasons are measured against, by the card's method. */
export function baselineOf(card: Card, characteristic: Characteristic): number {
  const points = pointsOf(characteristic, card.decimals);
  switch (card.baseline) {
    case 'max':
      return Math.max(...points);
    case 'min':
      return Math.min(...points);
    case 'mean':
      return characteristic.baseline ?? points.reduce((sum, each) => sum + each, 0) / points.length;
    case 'neutral':
      return points[[...characteristic.bins, ...(characteristic.scale?.knots ?? [])].findIndex((each) => each.neutral)] ?? 0;
    case 'other':
      return characteristic.baseline ?? 0;
  }
}

/** A bin in words: `1 to below 2`, `below 1`, `missing`, `special -2`, or its words. */
export function binText(bin: Bin): string {
  if (bin.missing) return 'missing';
  if (bin.special !== undefined) return `special ${bin.special}`;
  if (bin.in !== undefined) return bin.in.join(', ');
  if (bin.from === undefined) return `below ${bin.to}`;
  return bin.to === undefined ? `${bin.from} and above` : `${bin.from} to below ${bin.to}`;
}

/** The part of a scale that a number lies in, in words: `scale from 0 to 6`, `scale below 0`, `scale from 6`. */
export function scaleText(knots: readonly Knot[], value: number): string {
  const above = knots.findIndex(({ at }) => at > value);
  if (above === 0) return `scale below ${knots[0]?.at}`;
  return above < 0 ? `scale from ${knots.at(-1)?.at}` : `scale from ${knots[above - 1]?.at} to ${knots[above]?.at}`;
}
