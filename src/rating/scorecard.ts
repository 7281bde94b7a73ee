import { z } from 'zod';
import { limits } from '../base/limits.ts';
import { conditionShape } from './indicator.ts';

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

export const characteristicShape = z.strictObject({
  indicator: z.string().min(1),
  reason: reasonCode.optional(),
  /** The points reasons are measured against: required by the method other, allowed by the method mean. */
  baseline: points.optional(),
  bins: z.array(binShape).min(1).max(limits.binsPerCharacteristic),
});
export type Characteristic = z.infer<typeof characteristicShape>;

export const baselineMethods = ['max', 'min', 'mean', 'neutral', 'other'] as const;

export const cardShape = z.strictObject({
  name: z.string().min(1).max(64),
  /** Whom the card rates; with one card it is empty and holds for everybody. */
  population: z.array(conditionShape).default([]),
  initial: points.default(0),
  decimals: z.int().min(0).max(6).default(0),
  baseline: z.enum(baselineMethods).default('max'),
  /** Reasons by points above the baseline: for cards where more points are worse. */
  reversed: z.boolean().default(false),
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

/** The points a characteristic's reasons are measured against, by the card's method. */
export function baselineOf(card: Card, characteristic: Characteristic): number {
  const points = characteristic.bins.map((bin) => bin.points);
  switch (card.baseline) {
    case 'max':
      return Math.max(...points);
    case 'min':
      return Math.min(...points);
    case 'mean':
      return characteristic.baseline ?? points.reduce((sum, each) => sum + each, 0) / points.length;
    case 'neutral':
      return characteristic.bins.find((bin) => bin.neutral)?.points ?? 0;
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
