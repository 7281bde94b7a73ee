/** How many customers have each pair of ranks: a row per own grade, a column per word of the other scale, the best first. */
export type Counts = readonly (readonly number[])[];

/** How far two rankings of the same customers agree. Correlations run from -1 (reversed) to 1, and are null where everybody is alike in one of them. */
export interface Agreement {
  readonly customers: number;
  /** Spearman's rho: the correlation of ranks, equal ones at their mean. */
  readonly rho: number | null;
  /** Kendall's tau-b: pairs in the same order less those in the reverse, over the geometric mean of the pairs that each ranking tells apart. */
  readonly tau: number | null;
  /** Customers whose own grade is the one that the other's word stands for. */
  readonly exact: number;
  /** The same give or take one grade. */
  readonly near: number;
  /** Of all; null without customers. */
  readonly exactShare: number | null;
  readonly nearShare: number | null;
}

/** Compares two rankings by how many customers have each pair of ranks; `mapped` says which own grade (0 the best) each word stands for. */
export function agreement(counts: Counts, mapped: readonly number[]): Agreement {
  const customers = sum(counts.map(sum));
  const within = (notches: number): number =>
    sum(counts.map((row, own) => sum(row.filter((_, word) => Math.abs(own - (mapped[word] ?? Number.POSITIVE_INFINITY)) <= notches))));
  const share = (count: number): number | null => (customers === 0 ? null : count / customers);
  const [exact, near] = [within(0), within(1)];
  return { customers, rho: rho(counts), tau: tau(counts), exact, near, exactShare: share(exact), nearShare: share(near) };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

/** How many customers have each own grade, and each word. */
const margins = (counts: Counts): [own: number[], words: number[]] => [
  counts.map(sum),
  (counts[0] ?? []).map((_, word) => sum(counts.map((row) => row[word] as number))),
];

/** Spearman's rho, also where ranks are shared. */
export function rho(counts: Counts): number | null {
  const customers = sum(counts.map(sum));
  const [own, words] = margins(counts).map(middles) as [number[], number[]];
  const mean = customers / 2;
  let [cross, left, right] = [0, 0, 0];
  counts.forEach((row, at) => {
    row.forEach((count, word) => {
      const [a, b] = [(own[at] as number) - mean, (words[word] as number) - mean];
      cross += count * a * b;
      left += count * a * a;
      right += count * b * b;
    });
  });
  return left > 0 && right > 0 ? bounded(cross / (Math.sqrt(left) * Math.sqrt(right))) : null;
}

/** The middle of the places that customers of one rank share, from 0 to how many there are. */
function middles(margin: readonly number[]): number[] {
  let before = 0;
  return margin.map((count) => {
    before += count;
    return before - count / 2;
  });
}

/** Kendall's tau-b. Pairs are counted whole, so that no order of counting changes it. */
export function tau(counts: Counts): number | null {
  const [own, words] = margins(counts);
  const pairs = (count: number): number => (count * (count - 1)) / 2;
  const all = pairs(sum(own));
  const [left, right] = [own, words].map((margin) => all - sum(margin.map(pairs))) as [number, number];
  let order = 0;
  // Customers above a row, by word, and of them those at better words than this one.
  const above = words.map(() => 0);
  for (const row of counts) {
    const total = sum(above);
    let better = 0;
    row.forEach((count, word) => {
      const alike = above[word] as number;
      order += count * (better - (total - better - alike));
      better += alike;
    });
    row.forEach((count, word) => {
      above[word] = (above[word] as number) + count;
    });
  }
  return left > 0 && right > 0 ? bounded(order / (Math.sqrt(left) * Math.sqrt(right))) : null;
}

/** What rounding adds to 1 is nothing. */
const bounded = (value: number): number => Math.min(1, Math.max(-1, value));
