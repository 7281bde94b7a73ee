import { type Bar, met, type Pair, type Quartiles, quartiles } from './paired.ts';

/** One row of the table: what was timed against what, and whether its bar is met. */
export interface Row extends Bar {
  readonly name: string;
  readonly floor: string;
  readonly pairs: number;
  readonly ratio: Quartiles;
  readonly met: boolean;
  readonly count: number;
  readonly unit: string;
  /** Medians. */
  readonly floorMs: number;
  readonly productMs: number;
  readonly floorPerSecond: number;
  readonly productPerSecond: number;
  /** Of the product's process, without Postgres. */
  readonly peakMegabytes: number;
}

/** `at least`: floor over product, the share of the floor's speed; `at most`: product over floor, the time it takes longer. */
export function rowOf(name: string, floor: string, bar: Bar, count: number, unit: string, pairs: readonly Pair[], peakBytes: number): Row {
  const ratio = quartiles(pairs.map(({ floorMs, productMs }) => (bar.rule === 'at least' ? floorMs / productMs : productMs / floorMs)));
  const floorMs = quartiles(pairs.map((pair) => pair.floorMs)).median;
  const productMs = quartiles(pairs.map((pair) => pair.productMs)).median;
  const perSecond = (milliseconds: number): number => Math.round((count / milliseconds) * 1_000);
  return {
    name,
    floor,
    ...bar,
    pairs: pairs.length,
    ratio: { lower: rounded(ratio.lower), median: rounded(ratio.median), upper: rounded(ratio.upper) },
    met: met(bar, ratio),
    count,
    unit,
    floorMs: Math.round(floorMs),
    productMs: Math.round(productMs),
    floorPerSecond: perSecond(floorMs),
    productPerSecond: perSecond(productMs),
    peakMegabytes: Math.round(peakBytes / 1_048_576),
  };
}

const rounded = (ratio: number): number => Math.round(ratio * 1_000) / 1_000;

const heads = ['', 'against', 'ratio (quartiles)', 'bar', '', 'floor', 'product', 'peak memory'];

/** The table for people. */
export const tableOf = (rows: readonly Row[]): string => aligned([heads, ...rows.map(cellsOf)]);

/** Cells side by side, the first line being the heads. */
export function aligned(lines: readonly (readonly string[])[]): string {
  const widths = (lines[0] ?? []).map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function cellsOf({ name, floor, ratio, rule, target, met, count, unit, floorPerSecond, productPerSecond, floorMs, productMs, peakMegabytes }: Row): string[] {
  const speed = (perSecond: number, milliseconds: number): string => `${perSecond.toLocaleString('en')}/s (${milliseconds} ms)`;
  return [
    `${name} of ${count.toLocaleString('en')} ${unit}`,
    floor,
    `${ratio.median.toFixed(2)} (${ratio.lower.toFixed(2)} to ${ratio.upper.toFixed(2)})`,
    `${rule} ${target}`,
    met ? 'met' : 'MISSED',
    speed(floorPerSecond, floorMs),
    speed(productPerSecond, productMs),
    `${peakMegabytes} MB`,
  ];
}
