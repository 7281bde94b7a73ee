/** One of several ways, of which one is taken. */
export interface Choice {
  readonly cost: number;
  readonly points: number;
}

/** What a search may still look at; below zero it gave up. */
export interface Effort {
  left: number;
}

/** One choice of each list, by its position. */
export interface Found {
  readonly cost: number;
  readonly picks: readonly number[];
}

/** What the cheapest choice whose points come to `need` costs at least; infinite where none does. */
export const leastCost = (lists: readonly (readonly Choice[])[], need: number): number =>
  lists.some((list) => list.length === 0) ? Number.POSITIVE_INFINITY : new Relaxed(lists).cost(need - hair);

/** Choices by rising cost, without those that give no more points than a cheaper one. */
export function worthwhile<Any extends Choice>(choices: readonly Any[]): Any[] {
  let most = Number.NEGATIVE_INFINITY;
  return choices
    .toSorted((a, b) => a.cost - b.cost || b.points - a.points)
    .filter(({ points }) => {
      const isMore = points > most;
      if (isMore) most = points;
      return isMore;
    });
}

/** Sums of points are as good as equal within this. */
const hair = 1e-6;

/**
 * The cheapest choice of one way per list whose points come to `need` and that is `accepted`, if it costs less than `below`.
 * Lists rise in cost and points. `accepted` is asked of what comes to `need` but for a hair, and has the last word.
 *
 * From the last list to the second it keeps every sum of points that no cheaper one exceeds (what cannot be cheap enough
 * with the lists before it is dropped); going through the lists from the first, the rest of each choice is then known.
 */
export function cheapest(
  lists: readonly (readonly Choice[])[],
  need: number,
  below: number,
  effort: Effort,
  accepted: (picks: readonly number[]) => boolean,
): Found | undefined {
  // The longest list is never summed up with others.
  const order = [...lists.keys()].sort((a, b) => (lists[b] as readonly Choice[]).length - (lists[a] as readonly Choice[]).length);
  const sorted = order.map((nth) => lists[nth] as readonly Choice[]);
  const inOrder = (picks: readonly number[]): number[] => lists.map((_, nth) => picks[order.indexOf(nth)] as number);
  const search = new Search(sorted, need - hair, effort, (picks) => accepted(inOrder(picks)));
  const found = search.run(below);
  return found && { cost: found.cost, picks: inOrder(found.picks) };
}

class Search {
  private best: Found | undefined;
  private below = Number.POSITIVE_INFINITY;
  /** By list: the best sums of it and all behind it; of none at the end. */
  private readonly rests: (readonly Choice[])[];
  /** By list: what the lists before it cost at least. */
  private readonly before: Relaxed[];
  private readonly lists: readonly (readonly Choice[])[];
  private readonly need: number;
  private readonly effort: Effort;
  private readonly accepted: (picks: readonly number[]) => boolean;

  constructor(lists: readonly (readonly Choice[])[], need: number, effort: Effort, accepted: (picks: readonly number[]) => boolean) {
    [this.lists, this.need, this.effort, this.accepted] = [lists, need, effort, accepted];
    this.before = lists.map((_, nth) => new Relaxed(lists.slice(0, nth)));
    this.rests = [];
  }

  run(below: number): Found | undefined {
    this.below = below;
    const whole = new Relaxed(this.lists);
    if (whole.cost(this.need) >= below) return undefined;
    this.offer(whole.rounded(this.need, this.lists));
    let rest: readonly Choice[] = [{ cost: 0, points: 0 }];
    this.rests[this.lists.length] = rest;
    for (let nth = this.lists.length - 1; nth > 0; nth--) {
      rest = this.sums(nth, rest);
      this.rests[nth] = rest;
      if (this.effort.left < 0) return undefined;
    }
    this.down(0, this.need, 0, []);
    return this.best;
  }

  private offer(picks: readonly number[] | undefined): void {
    if (picks === undefined) return;
    const cost = picks.reduce((sum, pick, nth) => sum + ((this.lists[nth] as readonly Choice[])[pick] as Choice).cost, 0);
    if (cost < this.below && this.accepted(picks)) [this.best, this.below] = [{ cost, picks }, cost];
  }

  /** The sums of choices of a list with those behind it that no cheaper one exceeds and that may still lead to something better. */
  private sums(nth: number, rest: readonly Choice[], from = 0, to = (this.lists[nth] as readonly Choice[]).length): readonly Choice[] {
    if (to - from > 1) {
      const middle = (from + to) >> 1;
      return merged(this.sums(nth, rest, from, middle), this.sums(nth, rest, middle, to));
    }
    const before = this.before[nth] as Relaxed;
    const each = this.lists[nth]?.[from] as Choice;
    const found: Choice[] = [];
    for (const other of rest) {
      this.effort.left--;
      if (this.effort.left < 0) return [];
      const [cost, points] = [each.cost + other.cost, each.points + other.points];
      if (cost + before.cost(this.need - points) < this.below) found.push({ cost, points });
      // With this many the cheapest of the lists before it are enough.
      if (points >= this.need - before.least) break;
    }
    return found;
  }

  /** Takes each choice of a list in the order of what it costs with the cheapest rest. */
  private down(nth: number, need: number, cost: number, picks: readonly number[]): void {
    const list = this.lists[nth];
    if (list === undefined) return this.offer(picks);
    const rest = this.rests[nth + 1] as readonly Choice[];
    const ways = list.flatMap((each, pick) => {
      const other = firstWith(rest, need - each.points);
      return other === undefined ? [] : [{ pick, cost: cost + each.cost + other.cost }];
    });
    for (const way of ways.sort((a, b) => a.cost - b.cost || a.pick - b.pick)) {
      this.effort.left--;
      if (way.cost >= this.below || this.effort.left < 0) return;
      const each = list[way.pick] as Choice;
      this.down(nth + 1, need - each.points, cost + each.cost, [...picks, way.pick]);
    }
  }
}

/** Of two rising lists what no cheaper one of either exceeds. */
function merged(a: readonly Choice[], b: readonly Choice[]): Choice[] {
  const found: Choice[] = [];
  let [left, right, most] = [0, 0, Number.NEGATIVE_INFINITY];
  while (left < a.length || right < b.length) {
    const [one, other] = [a[left], b[right]];
    const isLeft = other === undefined || (one !== undefined && (one.cost < other.cost || (one.cost === other.cost && one.points >= other.points)));
    const next = (isLeft ? one : other) as Choice;
    if (isLeft) left++;
    else right++;
    if (next.points > most) {
      most = next.points;
      found.push(next);
    }
  }
  return found;
}

/** The first of a rising list that has so many points. */
function firstWith(list: readonly Choice[], points: number): Choice | undefined {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] as Choice).points >= points) high = middle;
    else low = middle + 1;
  }
  return list[low];
}

/** What lists cost at least together, as if parts of a choice could be taken: the cheapest points first. */
class Relaxed {
  /** Points and cost of taking the first choice of each. */
  readonly least: number;
  private readonly base: number;
  /** Of the first so many stretches, together. */
  private readonly points: number[] = [];
  private readonly costs: number[] = [];
  private readonly stretches: readonly Stretch[];

  constructor(lists: readonly (readonly Choice[])[]) {
    this.least = lists.reduce((sum, list) => sum + (list[0]?.points ?? 0), 0);
    this.base = lists.reduce((sum, list) => sum + (list[0]?.cost ?? 0), 0);
    this.stretches = lists.flatMap(stretchesOf).sort((a, b) => a.cost * b.points - b.cost * a.points);
    let [points, cost] = [this.least, this.base];
    for (const stretch of this.stretches) {
      points += stretch.points;
      cost += stretch.cost;
      this.points.push(points);
      this.costs.push(cost);
    }
  }

  /** Infinite where they have not so many points. */
  cost(need: number): number {
    if (need <= this.least) return this.base;
    const { points, costs, stretches } = this;
    let [low, high] = [0, points.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((points[middle] as number) >= need) high = middle;
      else low = middle + 1;
    }
    const stretch = stretches[low];
    if (stretch === undefined) return Number.POSITIVE_INFINITY;
    return (costs[low] as number) - (((points[low] as number) - need) * stretch.cost) / stretch.points;
  }

  /** Whole choices near that: the first stretches until it is enough, the last list no further than it takes. */
  rounded(need: number, lists: readonly (readonly Choice[])[]): number[] | undefined {
    const picks = lists.map(() => 0);
    let points = this.least;
    for (const { list, pick, points: more } of this.stretches) {
      if (points >= need) break;
      const own = lists[list] as readonly Choice[];
      const without = points - (own[picks[list] as number] as Choice).points;
      points += more;
      picks[list] = points >= need ? own.findIndex((each) => without + each.points >= need) : pick;
    }
    return points >= need ? picks : undefined;
  }
}

/** From one choice of a list to a later one, on the way on which points cost least. */
interface Stretch extends Choice {
  readonly list: number;
  /** Where it leads. */
  readonly pick: number;
}

/** The lower convex hull of a list's choices. */
function stretchesOf(choices: readonly Choice[], list: number): Stretch[] {
  const hull: number[] = [];
  const slope = (from: number, to: number): number => {
    const [a, b] = [choices[from] as Choice, choices[to] as Choice];
    return (b.cost - a.cost) / (b.points - a.points);
  };
  choices.forEach((_, to) => {
    while (hull.length > 1 && slope(hull.at(-2) as number, hull.at(-1) as number) >= slope(hull.at(-1) as number, to)) hull.pop();
    hull.push(to);
  });
  return hull.slice(1).map((pick, nth) => {
    const [from, to] = [choices[hull[nth] as number] as Choice, choices[pick] as Choice];
    return { list, pick, cost: to.cost - from.cost, points: to.points - from.points };
  });
}
