import { limits } from '../../base/limits.ts';
import { round } from '../../base/rounding.ts';
import type { Outcome } from './columns.ts';
import type { PlanCard } from './evaluator.ts';
import type { Step } from './steps.ts';

/** Points lost against the baselines by the rows of a block; those of a code that several characteristics share are summed. */
export interface Losses {
  readonly sign: number;
  readonly baselines: readonly number[];
  /** By position and bin: the place of the code among all of the plan, -1 none. */
  readonly codes: readonly Int32Array[];
  /** Codes of more than one characteristic. */
  readonly shared: Int32Array;
  /** By row and position: what was lost under a code of this characteristic alone. */
  readonly own: Float64Array;
  /** By row and shared code. */
  readonly sums: Float64Array;
  /** By row and shared code: where it was first met, -1 nowhere. */
  readonly first: Int8Array;
}

export function lossesOf({ characteristics, sign }: PlanCard, codes: readonly string[], block: number): Losses {
  const holders = new Map<string | undefined, number>();
  for (const each of characteristics) for (const code of new Set(each.codes)) holders.set(code, (holders.get(code) ?? 0) + 1);
  const shared = codes.flatMap((code, at) => ((holders.get(code) ?? 0) > 1 ? [at] : []));
  return {
    sign,
    baselines: characteristics.map(({ baseline }) => baseline),
    codes: characteristics.map((each) => Int32Array.from(each.codes, (code) => (code === undefined ? -1 : codes.indexOf(code)))),
    shared: Int32Array.from(shared),
    own: new Float64Array(characteristics.length * block),
    sums: new Float64Array(shared.length * block),
    first: new Int8Array(shared.length * block),
  };
}

/** How one characteristic's steps lose points. */
export interface Losing {
  readonly position: number;
  readonly baseline: number;
  /** By step: lost under a code of its own; of a ramp, whether it has one. */
  readonly own: Float64Array;
  /** By step: which of the shared codes, -1 none. */
  readonly shared: Int32Array;
  readonly isShared: boolean;
  readonly isRamped: boolean;
}

export function losingOf(losses: Losses, position: number, steps: readonly Step[]): Losing {
  const baseline = losses.baselines[position] as number;
  const codes = steps.map(({ bin }) => losses.codes[position]?.[bin] ?? -1);
  const shared = Int32Array.from(codes, (code) => (code < 0 ? -1 : losses.shared.indexOf(code)));
  const own = Float64Array.from(steps, ({ points, ramp }, step) => {
    if ((codes[step] as number) < 0 || (shared[step] as number) >= 0) return 0;
    return ramp ? 1 : round(losses.sign * (baseline - points), 9);
  });
  return { position, baseline, own, shared, isShared: shared.some((at) => at >= 0), isRamped: steps.some(({ ramp }) => ramp !== undefined) };
}

/** Adds what the rows lost on one characteristic. */
export function lose(losses: Losses, losing: Losing, count: number, slots: Int32Array, gained: Float64Array): void {
  const { sign, own: lost } = losses;
  const { position, baseline, own, isShared, isRamped } = losing;
  const width = losses.codes.length;
  if (!isRamped) for (let i = 0, at = position; i < count; i++, at += width) lost[at] = own[slots[i] as number] as number;
  else
    for (let i = 0, at = position; i < count; i++, at += width) {
      lost[at] = own[slots[i] as number] === 0 ? 0 : round(sign * (baseline - (gained[i] as number)), 9);
    }
  if (isShared) loseShared(losses, losing, count, slots, gained);
}

function loseShared({ sign, sums, first, shared: { length } }: Losses, losing: Losing, count: number, slots: Int32Array, gained: Float64Array): void {
  const { position, baseline, shared } = losing;
  for (let i = 0; i < count; i++) {
    const code = shared[slots[i] as number] as number;
    if (code < 0) continue;
    const at = i * length + code;
    if ((first[at] as number) < 0) first[at] = position;
    sums[at] = (sums[at] as number) + sign * (baseline - (gained[i] as number));
  }
}

export function forget({ sums, first }: Losses): void {
  sums.fill(0);
  first.fill(-1);
}

const slightlyMore = 1 + 1e-12;
const given = limits.reasonsGiven;
const most = new Float64Array(given);
const places = new Int32Array(given);
const which = new Int32Array(given);

/** Puts the leading reasons of a row of the block into the outcome: most first, ties by place on the card. */
export function lead({ codes, shared, own, sums, first }: Losses, i: number, row: number, outcome: Outcome): void {
  for (let rank = 0; rank < given; rank++) most[rank] = 0;
  let least = 0;
  for (let position = 0, at = i * codes.length; position < codes.length; position++, at++) {
    const lost = own[at] as number;
    if (lost > least) least = enter(lost, position, codeOf(codes, position, row, outcome));
  }
  join(sums, first, shared, i, least);
  tell(row, outcome);
}

const codeOf = (codes: readonly Int32Array[], position: number, row: number, { bins }: Outcome): number =>
  codes[position]?.[(bins[position] as Int8Array)[row] as number] as number;

/** Begins the leading reasons of a row with one that is known to stand at this rank. */
export function begin(rank: number, lost: number, place: number, code: number): void {
  most[rank] = lost;
  places[rank] = place;
  which[rank] = code;
}

/** Adds the summed codes of row i of the block to the leading ones, of which this is the least. */
export function join(sums: Float64Array, first: Int8Array, codes: Int32Array, i: number, least: number): void {
  let bar = least;
  for (let code = 0, at = i * codes.length; code < codes.length; code++, at++) {
    const sum = sums[at] as number;
    // What rounding adds at most: most sums need none.
    if (sum <= 0 || sum * slightlyMore + 1e-9 < bar) continue;
    const lost = round(sum, 9);
    if (lost > 0 && lost >= bar) bar = enter(lost, first[at] as number, codes[code] as number);
  }
}

/** Writes the leading reasons. */
export function tell(row: number, { reasons, differences }: Outcome): void {
  for (let rank = 0, to = row * given; rank < given; rank++, to++) {
    const lost = most[rank] as number;
    differences[to] = lost;
    reasons[to] = lost === 0 ? -1 : (which[rank] as number);
  }
}

/** Answers the least of the leading. */
function enter(lost: number, place: number, code: number): number {
  let rank = given - 1;
  if (lost === most[rank] && place > (places[rank] as number)) return lost;
  for (; rank > 0; rank--) {
    const above = most[rank - 1] as number;
    if (lost < above || (lost === above && place > (places[rank - 1] as number))) break;
    most[rank] = above;
    places[rank] = places[rank - 1] as number;
    which[rank] = which[rank - 1] as number;
  }
  most[rank] = lost;
  places[rank] = place;
  which[rank] = code;
  return most[given - 1] as number;
}
