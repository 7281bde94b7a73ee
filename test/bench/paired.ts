/** Time of one pair, in milliseconds: the least the work can cost here, and what the product took for it. */
export interface Pair {
  readonly floorMs: number;
  readonly productMs: number;
}

export interface Quartiles {
  readonly lower: number;
  readonly median: number;
  readonly upper: number;
}

/** What is timed, and what is done untimed before each time. */
export interface Work {
  readonly prepare: () => Promise<void>;
  readonly perform: () => Promise<void>;
}

/** Times both works alternately in one run, so that a machine whose speed drifts slows both; who goes first alternates too. */
export async function pairsOf(count: number, floor: Work, product: Work, onPair: (done: number) => void): Promise<Pair[]> {
  const pairs: Pair[] = [];
  await timed(floor);
  await timed(product);
  for (let at = 0; at < count; at++) {
    const first = at % 2 === 0 ? await timed(floor) : await timed(product);
    const second = at % 2 === 0 ? await timed(product) : await timed(floor);
    pairs.push(at % 2 === 0 ? { floorMs: first, productMs: second } : { floorMs: second, productMs: first });
    onPair(at + 1);
  }
  return pairs;
}

async function timed({ prepare, perform }: Work): Promise<number> {
  await prepare();
  const started = performance.now();
  await perform();
  return performance.now() - started;
}

export function quartiles(values: readonly number[]): Quartiles {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => {
    const place = share * (sorted.length - 1);
    const [below, above] = [sorted[Math.floor(place)] ?? Number.NaN, sorted[Math.ceil(place)] ?? Number.NaN];
    return below + (above - below) * (place - Math.floor(place));
  };
  return { lower: at(0.25), median: at(0.5), upper: at(0.75) };
}

/** A ratio that must be at least or at most so much. */
export interface Bar {
  readonly rule: 'at least' | 'at most';
  readonly target: number;
}

/** Met when the median is, and the worse quartile is within a tenth of it. */
export function met({ rule, target }: Bar, { lower, median, upper }: Quartiles): boolean {
  return rule === 'at least' ? median >= target && lower >= target * 0.9 : median <= target && upper <= target * 1.1;
}
